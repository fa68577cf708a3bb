#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh WAVETAPE PICTURE-STRUCTURE: the pictures are made, in time, in both themes, and none is empty.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for theme in dark light; do
    timeout 120 "$1" --screenshots "$folder/$theme" --theme "$theme" --size 1400x900
    for page in overview market streams streams-spectrum connections-detail inspector lab-backpressure \
        lab-close-codes lab-handshake server reference palette \
        overview-disconnected; do
        "$2" "$folder/$theme/$page.png" 1400 900
    done
done
