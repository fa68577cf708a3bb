#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Wavetape (build/release) and opens its window; without a display, runs the headless server.
# ./run.sh --server: builds and runs the server alone (build/server), for which no Qt is installed.
# Other arguments are passed on to the program: ./run.sh --help
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

preset=release
lists=(build-server build-window)
if [ "${1:-}" = --server ]; then
    shift
    preset=server
    lists=(build-server)
fi
bin=build/$preset/bin

# Asked how, one does not wait for a build.
for word in "$@"; do
    [ "$word" = --help ] || [ "$word" = -h ] || continue
    [ ! -x "$bin/wavetape-server" ] || break
    cat <<'TEXT'
./run.sh [--server] [COMMAND] [OPTIONS]    builds what is missing, then runs it with what follows

  --server            the server alone, without Qt (build/server/bin/wavetape-server)
  --listen HOST:PORT  where it listens (127.0.0.1:8080)
  --feed PROFILE      calm, day, open, crash, dead or none
  --seed N            another market, the same for the same number
  --record FILE, --replay FILE
  scenario, record, token    the server's commands

All options are in resources/config/wavetape.toml; once built, --help lists them. The first build takes some ten minutes on two cores.
TEXT
    exit 0
done

if [ "$(uname -s)" != Linux ]; then
    echo "wavetape: run.sh knows Debian 12, not $(uname -s). On another system: build with CMake (see README.md), then start $bin/wavetape." >&2
    exit 1
fi

# stdout belongs to the program.
{
    [ -x "$bin/wavetape-server" ] || echo "wavetape: building, once: some minutes. Then it is $bin/wavetape-server."
    installer/install-packages "${lists[@]}"
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset"
    cmake --build --preset "$preset" --parallel "$(nproc)"
} >&2

if [ "$preset" = release ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/wavetape" "$@"
fi

[ "$preset" = server ] || echo "wavetape: no display, so this is the server alone. Ctrl+C ends it." >&2
# Shows the server's lines and, after the first address, what to do with it. Outlives Ctrl+C to show the last lines, too.
show() {
    trap '' INT TERM
    local told=
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [ -z "$told" ] && [[ $line =~ \ listening\ on\ (https?://[^\ ]+) ]]; then
            told=yes
            echo "wavetape: open ${BASH_REMATCH[1]} in a browser." >&2
        fi
    done
}
exec "$bin/wavetape-server" "$@" > >(show)
