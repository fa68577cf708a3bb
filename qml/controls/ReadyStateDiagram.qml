// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED: the way a socket goes, and where this one is.
Row {
    id: diagram

    property int state4: 3
    property bool started: false
    // Only the state it is in has its name.
    property bool terse: false
    readonly property var names: ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]
    readonly property var tints: [Theme.warn, Theme.up, Theme.orange, Theme.dim]

    spacing: 4
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("readyState %1 %2").arg(state4).arg(names[state4])

    Repeater {
        model: diagram.names

        Row {
            id: step

            required property int index
            required property string modelData
            readonly property bool current: index === diagram.state4 && (diagram.started || index === 3)

            spacing: 4

            Icon {
                visible: step.index > 0
                anchors.verticalCenter: parent.verticalCenter
                width: 12
                height: 12
                name: "chevron-right"
                color: Theme.dim
            }
            Rectangle {
                width: label.implicitWidth + 16
                height: 24
                radius: Theme.smallRadius
                color: step.current ? Theme.fade(diagram.tints[step.index], 0.18) : "transparent"
                border.color: step.current ? diagram.tints[step.index] : Theme.border

                Label {
                    id: label

                    anchors.centerIn: parent
                    text: diagram.terse && !step.current ? step.index : step.index + " " + step.modelData
                    font.pixelSize: Theme.captionSize
                    color: step.current && step.index < 3 ? diagram.tints[step.index] : step.current ? Theme.text : Theme.dim
                    Accessible.ignored: true
                }
            }
        }
    }
}
