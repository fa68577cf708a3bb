#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lint.sh QMLLINT MODULES: Qt's linter over every QML file of the built modules; any warning fails.
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
