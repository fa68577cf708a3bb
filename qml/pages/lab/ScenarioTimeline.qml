// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// A run as a line of time: its steps, and how many clients of each group are there.
Item {
    id: timeline

    property ScenarioLab lab
    readonly property real nameWidth: 120
    readonly property real lineWidth: width - nameWidth
    readonly property real stepHeight: 20

    function xOf(seconds: real): real {
        return nameWidth + lineWidth * Math.min(1, seconds / Math.max(lab.seconds, lab.now, 0.001));
    }

    implicitHeight: steps.y + steps.height + lanes.height + Theme.m
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Timeline")

    Caption {
        width: timeline.nameWidth - Theme.s
        text: qsTr("Steps")
    }
    Item {
        id: steps

        width: parent.width
        height: Math.max(1, Math.min(6, timeline.lab.steps.length)) * timeline.stepHeight

        Repeater {
            model: timeline.lab.steps

            Item {
                id: step

                required property int index
                required property var modelData
                readonly property bool done: timeline.lab.now >= modelData.at && timeline.lab.now > 0
                readonly property bool mirrored: x + words.implicitWidth + 8 > timeline.width

                x: timeline.xOf(modelData.at)
                y: (index % 6) * timeline.stepHeight
                height: timeline.stepHeight
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("After %1: %2").arg(Format.span(modelData.at * 1000)).arg(modelData.text)

                Rectangle {
                    width: 2
                    height: steps.height - step.y + lanes.height
                    color: Theme.fade(step.done ? Theme.accent : Theme.dim, 0.35)
                }
                Caption {
                    id: words

                    x: step.mirrored ? -implicitWidth - 4 : 6
                    height: parent.height
                    text: step.modelData.text
                    color: step.done ? Theme.accent : Theme.dim
                    Accessible.ignored: true
                }
            }
        }
    }
    Column {
        id: lanes

        anchors.top: steps.bottom
        width: parent.width

        Repeater {
            model: timeline.lab.groups

            Item {
                id: lane

                required property var modelData

                width: lanes.width
                height: 34
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("%1: %2 of %3 open").arg(modelData.name).arg(modelData.open).arg(modelData.count)

                Label {
                    width: timeline.nameWidth - Theme.s
                    height: 18
                    text: lane.modelData.name
                    font.family: Theme.mono
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                Caption {
                    y: 16
                    width: timeline.nameWidth - Theme.s
                    text: qsTr("%1 of %2 open").arg(lane.modelData.open).arg(lane.modelData.count)
                    Accessible.ignored: true
                }
                Rectangle {
                    x: timeline.nameWidth
                    y: parent.height - 3
                    width: timeline.lineWidth
                    height: 1
                    color: Theme.border
                }
                Sparkline {
                    x: timeline.nameWidth
                    y: 4
                    width: Math.max(1, timeline.xOf(timeline.lab.now) - timeline.nameWidth)
                    height: parent.height - 8
                    visible: lane.modelData.shares.length > 1
                    minimum: 0
                    values: lane.modelData.shares
                    color: Theme.up
                }
            }
        }
    }
    Rectangle {
        x: timeline.xOf(timeline.lab.now)
        width: 1
        height: parent.height
        visible: timeline.lab.now > 0
        color: Theme.text
    }
}
