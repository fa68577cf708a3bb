#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lint.sh QMLLINT MODULES: Qt's linter over every QML file of the built modules; any warning fails. So does a binding `(revision, f())`: Qt 6.4
# compiles it without what it was to wait for, which a build with sanitizers, where QML is interpreted, does not show.
set -u
# shellcheck disable=SC2046 # no file of ours has a space in its name
set -- "$1" "$2" $(find "$2/Wavetape" -name '*.qml' | sort)
lint=$1
modules=$2
shift 2
if [ $# -eq 0 ]; then
    echo "no QML in $modules: build the program first"
    exit 1
fi
out=$("$lint" -I "$modules" --compiler disable "$@" 2>&1)
code=$?
if [ $code -ne 0 ] || printf '%s' "$out" | grep -q '^Warning:'; then
    printf '%s\n' "$out"
    exit 1
fi
if grep -nE '[:?] \(([A-Za-z_]+[.?]*)+, [A-Za-z_.]+\(' "$@"; then
    echo "compiled, these do not wait for what stands before the comma"
    exit 1
fi
