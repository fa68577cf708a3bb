// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// One reading of the heartbeat as a line of time from the first ping: pings, pongs, the end, and when that is due.
Item {
    id: lane

    // One of HeartbeatLab's `readings`.
    property var reading
    property string meaning
    property real spanMs: 1000
    readonly property bool ended: reading.endedMs >= 0
    readonly property var tints: ({
            ping: Theme.accent,
            pong: Theme.up,
            end: Theme.down
        })
    readonly property string outcome: ended ? qsTr("given up after %1: %2").arg(Format.span(reading.endedMs)).arg(reading.outcome)
        : reading.runMs > 0 ? qsTr("silent since its first pong") : qsTr("not run yet")

    function xOf(ms: real): real {
        return Math.min(track.width, track.width * ms / spanMs);
    }

    implicitHeight: 150
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: due after %2, %3").arg(reading.mode).arg(Format.span(reading.dueMs)).arg(outcome)

    Label {
        text: "deadlines.pong_mode = \"" + lane.reading.mode + "\""
        font.family: Theme.mono
        Accessible.ignored: true
    }
    Badge {
        anchors.right: parent.right
        visible: lane.ended || lane.reading.runMs > 0
        text: lane.ended ? Format.span(lane.reading.endedMs) : Format.span(lane.reading.runMs)
        tint: lane.ended ? Theme.down : Theme.accent
    }
    Caption {
        y: 20
        width: parent.width
        text: lane.meaning
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
        Accessible.ignored: true
    }
    Item {
        id: track

        y: 64
        width: parent.width - 12
        height: 48

        Rectangle {
            y: 22
            width: parent.width
            height: 2
            color: Theme.border
        }
        Rectangle {
            y: 21
            width: lane.xOf(lane.reading.runMs)
            height: 4
            radius: 2
            color: lane.ended ? Theme.down : Theme.accent
        }
        Rectangle {
            x: lane.xOf(lane.reading.dueMs)
            y: 8
            width: 1
            height: 30
            color: Theme.warn
        }
        Caption {
            x: Math.min(parent.width - width, lane.xOf(lane.reading.dueMs) - width / 2)
            y: 40
            text: qsTr("due after %1").arg(Format.span(lane.reading.dueMs))
            color: Theme.warn
            Accessible.ignored: true
        }
        Repeater {
            model: lane.reading.moments

            Item {
                id: moment

                required property var modelData
                readonly property bool below: modelData.kind === "pong"

                x: lane.xOf(modelData.ms)

                Rectangle {
                    x: -1
                    y: moment.below ? 24 : 10
                    width: 3
                    height: 12
                    radius: 1
                    color: lane.tints[moment.modelData.kind]
                }
                Caption {
                    x: moment.x + implicitWidth > track.width ? -implicitWidth : 0
                    y: moment.below ? 38 : -6
                    text: moment.modelData.text
                    color: lane.tints[moment.modelData.kind]
                    Accessible.ignored: true
                }
            }
        }
    }
    Label {
        y: 126
        width: parent.width
        text: lane.outcome
        color: lane.ended ? Theme.text : Theme.dim
        Accessible.ignored: true
    }
}
