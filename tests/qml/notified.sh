#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# notified.sh NOTIFICATION-TEST: with dunst on a session bus of its own, with a
# service of the test's, with a bus on which nobody shows notices, and without a bus.
set -euo pipefail
test=$1

if [ "${2:-}" = with-dunst ]; then
    dunst &
    trap 'kill %1' EXIT
    for ((tries = 0; tries < 300; ++tries)); do
        dunstctl count displayed >/dev/null 2>&1 && break
        sleep 0.1
    done
    "$test" dunst
    exit
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# No service is started by being asked for.
cat >"$folder/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$folder</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
END
xvfb-run -a dbus-run-session --config-file="$folder/bus.conf" -- "$0" "$test" with-dunst
dbus-run-session --config-file="$folder/bus.conf" -- "$test" service
dbus-run-session --config-file="$folder/bus.conf" -- "$test" nobody
DBUS_SESSION_BUS_ADDRESS="unix:path=$folder/none" "$test" no-bus
