#!/bin/sh
# Starts the functions host, which is the command of the arguments, and stops it gracefully. The base image's own script does not
# pass SIGTERM on, and the host gives its worker ten seconds, whatever the grace period. So the worker gets the signal first and
# stops as the plain web host does, within its own shutdown timeout; the host gets it once the worker has exited.

host=
stopping=

# Whether a process runs: one that has exited remains until its parent asks for its status.
runs() {
    kill -0 "$1" 2>/dev/null && ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}

stop() {
    stopping=true
    # Its id is not known yet: the signal is passed on as soon as it is.
    [ -n "$host" ] || return
    trap '' TERM INT
    workers=$(grep -ls "^PPid:[[:space:]]*$host\$" /proc/[0-9]*/status | cut -d/ -f3)
    for worker in $workers; do
        kill -TERM "$worker"
    done
    for worker in $workers; do
        while runs "$worker"; do sleep 0.1; done
    done
    kill -TERM "$host"
}
trap stop TERM INT

[ -z "$stopping" ] || exit 143
"$@" &
host=$!
if [ -n "$stopping" ]; then
    stop
    stopping=
fi
wait "$host"
code=$?
# A signal interrupts the wait, so that the host has not exited yet.
if [ -n "$stopping" ]; then
    wait "$host"
    code=$?
fi
exit "$code"
