#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, checks the sources, builds with AddressSanitizer and UndefinedBehaviorSanitizer (everything), with
# ThreadSanitizer (server and its tests) and for release (server), runs all tests, and each fuzz target for a few seconds: tests/suite.
# The last line is "N passed, N failed"; ends with 0 if none failed.
# WAVETAPE_JOBS: how many compilers at a time (default: one per core). Arguments are those of tests/suite/run: ./test.sh --only tsan
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
root=$PWD

# The sanitizers of GCC 12 need more room at fixed places than kernels with 32 random bits leave.
fixed_addresses=()
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)" -gt 28 ] && setarch -R true 2>/dev/null; then
    fixed_addresses=(setarch -R)
fi

# The same surroundings everywhere: no display but the one a test makes, no settings but the defaults.
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
export LANG=C.UTF-8 LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
# Also where compilers keep what they have compiled, which stays where it is.
CCACHE_DIR=${CCACHE_DIR:-$(ccache --get-config cache_dir 2>/dev/null)} && export CCACHE_DIR
export XDG_RUNTIME_DIR=$runtime/run XDG_CONFIG_HOME=$runtime/config XDG_STATE_HOME=$runtime/state XDG_CACHE_HOME=$runtime/cache
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
unset DISPLAY WAYLAND_DISPLAY
while IFS= read -r name; do unset "$name"; done < <(compgen -e WAVETAPE_ | grep -vx WAVETAPE_JOBS)
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0
export LSAN_OPTIONS=suppressions=$root/tests/lsan-suppressions.txt:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=second_deadlock_stack=1

if ! installer/install-packages build-server build-window test; then
    echo "0 passed, 1 failed"
    exit 1
fi
"${fixed_addresses[@]}" tests/suite/run --jobs "${WAVETAPE_JOBS:-$(nproc)}" "$@"
