#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh WAVETAPE PICTURE-STRUCTURE THEME WIDTH HEIGHT SCALE: the pictures are made, in time, and none is
# empty: every page at work, and in the states in which it has little to show.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
QT_SCALE_FACTOR=$6 timeout 580 "$1" --screenshots "$folder" --theme "$3" --size "$4x$5"
width=$(awk "BEGIN { print int($4 * $6) }")
height=$(awk "BEGIN { print int($5 * $6) }")
for page in overview market streams streams-spectrum connections-detail connections-frames inspector \
    lab-backpressure lab-unbounded lab-close-codes lab-handshake server reference palette overview-disconnected; do
    "$2" "$folder/$page.png" "$width" "$height"
done
# A table without rows is a large plain surface; a page without anything would be larger still.
for page in overview market streams connections inspector lab server reference; do
    for state in connecting empty disconnected; do
        "$2" "$folder/$page-$state.png" "$width" "$height" 16
    done
done
