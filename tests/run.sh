#!/usr/bin/env bash
# Installs missing packages, builds, runs every test. The last line has the counts.
set -euo pipefail
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }

packages=()
have ffmpeg || packages+=(ffmpeg)
have curl || packages+=(curl)
have chromium || packages+=(chromium)
if [ ${#packages[@]} -gt 0 ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

for folder in tests/Functions.Tests/Clients tests/Infra.Tests/Linters; do
  (cd "$folder" && npm ci --silent --no-audit --no-fund)
done

dotnet build Functions.sln --configuration Release --nologo --verbosity quiet
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# One suite at a time, because they share two cores.
dotnet test --solution Functions.sln --configuration Release --no-build --max-parallel-test-modules 1 2>&1 | tee "$log" || status=$?

count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
# A suite that crashes before it reports any count is a failure, too.
if [ "$status" != 0 ] && [ "${failed:-0}" = 0 ]; then failed=1; fi
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
