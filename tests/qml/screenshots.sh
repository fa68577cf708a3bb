#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh WAVETAPE PICTURE-STRUCTURE THEME WIDTH HEIGHT SCALE: the pictures are made, in time, and none is
# empty: every page at work, in the states in which it has little to show, and overloaded (which came about).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
QT_SCALE_FACTOR=$6 timeout 880 "$1" --screenshots "$folder" --theme "$3" --size "$4x$5" 2>"$folder/said" || {
    cat "$folder/said" >&2
    exit 1
}
cat "$folder/said" >&2
if grep 'did not come about' "$folder/said"; then
    exit 1
fi
width=$(awk "BEGIN { print int($4 * $6) }")
height=$(awk "BEGIN { print int($5 * $6) }")
for page in overview market market-report market-closed streams streams-spectrum connections-detail connections-frames inspector inspector-proxy \
    lab-backpressure lab-unbounded lab-transports lab-transports-idle lab-transports-broken lab-close-codes lab-handshake lab-heartbeat server demos-scores demos-ticker reference cluster-nodes cluster-away recordings-damaged recordings-replay market-replay palette overview-disconnected \
    overview-overloaded market-overloaded inspector-overloaded lab-overloaded server-overloaded; do
    "$2" "$folder/$page.png" "$width" "$height"
done
# A table without rows is a large plain surface, and so is a trace of which most is missing; a page without anything
# would be larger still.
"$2" "$folder/connections-overloaded.png" "$width" "$height" 12
"$2" "$folder/streams-overloaded.png" "$width" "$height" 12
# Two people have said and bid little yet.
"$2" "$folder/demos-chat.png" "$width" "$height" 12
"$2" "$folder/demos-auction.png" "$width" "$height" 12
# On no cluster: that alone is said.
"$2" "$folder/cluster.png" "$width" "$height" 16
# One file, and none of them chosen.
"$2" "$folder/recordings.png" "$width" "$height" 16
for connecting in "$folder"/*-connecting.png; do
    page=$(basename "$connecting" -connecting.png)
    for state in connecting empty disconnected; do
        "$2" "$folder/$page-$state.png" "$width" "$height" 16
    done
done
