#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lint.sh SOURCES IMPORTS: qmllint over every QML file; any warning fails.
set -u
lint=$(command -v qmllint || echo /usr/lib/qt6/bin/qmllint)
# shellcheck disable=SC2046 # no file of ours has a space in its name
out=$("$lint" -I "$2" --compiler disable $(find "$1" -name '*.qml' | sort) 2>&1)
code=$?
if [ $code -ne 0 ] || printf '%s' "$out" | grep -q '^Warning:'; then
    printf '%s\n' "$out"
    exit 1
fi
