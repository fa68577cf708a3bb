#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds with AddressSanitizer and UndefinedBehaviorSanitizer (everything) and with ThreadSanitizer (server
# and its tests), runs all tests in both; then each fuzz target for a few seconds. The last line is "N passed, N failed"; ends with 0 if none failed.
# WAVETAPE_JOBS: how many compilers and tests at a time (default: one per core).
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
root=$PWD
jobs=${WAVETAPE_JOBS:-$(nproc)}
passed=0
failed=0
skipped=0
started=$SECONDS

finish() {
    [ "$skipped" = 0 ] || echo "$skipped skipped, named above with the reason"
    echo "took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}

# count REPORT: adds what a JUnit report of ctest holds.
count() {
    local suite tests bad skip
    suite=$(tr '\t\n' '  ' <"$1" | grep -o '<testsuite [^>]*>')
    number() { [[ $suite =~ \ $1=\"([0-9]+)\" ]] && echo "${BASH_REMATCH[1]}"; }
    tests=$(number tests)
    bad=$(number failures)
    skip=$(($(number skipped) + $(number disabled)))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
    passed=$((passed + tests - bad - skip))
}

# suite PRESET: configures, builds, tests. What does not build counts as one failure.
suite() {
    local preset=$1 report
    report=$root/build/$preset/tests.xml
    echo "== $preset: building"
    if ! cmake --preset "$preset" || ! cmake --build --preset "$preset" --parallel "$jobs"; then
        echo "$preset does not build"
        failed=$((failed + 1))
        return
    fi
    echo "== $preset: testing"
    rm -f "$report"
    "${fixed_addresses[@]}" ctest --preset "$preset" -j "$jobs" --timeout 300 --no-tests=error \
        --output-on-failure --output-junit "$report"
    if [ -f "$report" ]; then
        count "$report"
    else
        failed=$((failed + 1))
    fi
}

# The sanitizers of GCC 12 need more room at fixed places than kernels with 32 random bits leave.
fixed_addresses=()
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)" -gt 28 ] && setarch -R true 2>/dev/null; then
    fixed_addresses=(setarch -R)
fi

# The same surroundings everywhere: no display but the one a test makes, no settings but the defaults.
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
export LANG=C.UTF-8 LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
export XDG_RUNTIME_DIR=$runtime/run XDG_CONFIG_HOME=$runtime/config XDG_STATE_HOME=$runtime/state XDG_CACHE_HOME=$runtime/cache
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
unset DISPLAY WAYLAND_DISPLAY
while IFS= read -r name; do unset "$name"; done < <(compgen -e WAVETAPE_ | grep -vx WAVETAPE_JOBS)
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0
export LSAN_OPTIONS=suppressions=$root/tests/lsan-suppressions.txt:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=second_deadlock_stack=1

if ! installer/install-packages build test; then
    failed=1
    finish
fi
suite asan
suite tsan
suite fuzz
finish
