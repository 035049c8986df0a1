#!/usr/bin/env bash
# Installs missing tools, builds, runs every test, checks the format. Prints the ten slowest tests; the last line counts the tests and the format check.
set -euo pipefail
cd "$(dirname "$0")/.."

# The compiler and the suites end before profiles of their methods pay off: without them both take a third less of the processor's time.
export DOTNET_TieredPGO=0

have() { command -v "$1" >/dev/null 2>&1; }

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
export CHROMIUM="${CHROMIUM:-$(find_chromium)}"

packages=()
have ffmpeg || packages+=(ffmpeg)
have curl || packages+=(curl)
[ -n "$CHROMIUM" ] || packages+=(chromium)
if [ ${#packages[@]} -gt 0 ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq
  # Ubuntu has it as a snap only.
  for package in "${packages[@]}"; do
    if [ "$package" = chromium ] && ! apt-cache policy chromium | grep -q 'Candidate: [^(]'; then
      echo "apt has no chromium: without one, or its path in CHROMIUM, the tests of the page are skipped"
    else
      DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    fi
  done
  CHROMIUM="${CHROMIUM:-$(find_chromium)}"
fi

install_clients() {
  for folder in tests/Functions.Tests/Clients tests/Infra.Tests/Linters; do
    (cd "$folder" && npm ci --silent --no-audit --no-fund) || return 1
  done
}
# The packages are downloaded while the compiler works.
install_clients &
clients=$!

# One compiler process for all projects, also where the environment turns that off: it takes a minute less.
dotnet build Functions.sln --configuration Release --nologo --verbosity quiet -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null
wait "$clients"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
log=$results/log
status=0
# Two suites at a time: each waits now and then for a process, a lease or a single thread.
dotnet test --solution Functions.sln --configuration Release --no-build --max-parallel-test-modules 2 \
  --results-directory "$results" --report-xunit-ctrf 2>&1 | tee "$log" || status=$?

count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
: "${passed:=0}" "${failed:=0}" "${skipped:=0}"
# A suite that crashes before it reports any count is a failure, too.
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi

# The build has enforced code style and analyzers, as warnings that are errors; what is left of "dotnet format" is the white space.
if dotnet format whitespace . --folder --verify-no-changes --exclude tests/Functions.Tests/Clients/node_modules --verbosity quiet; then
  passed=$((passed + 1))
else
  failed=$((failed + 1)) status=1
fi

node tests/slowest.mjs "$results"
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
