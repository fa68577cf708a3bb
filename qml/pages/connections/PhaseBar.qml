// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A connection's life as one bar: opening, data, closing, and how long each took or is taking.
Item {
    id: bar

    property var phases: []
    readonly property var tints: [Theme.warn, Theme.up, Theme.orange]

    implicitHeight: 34
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Phases: %1").arg(Array.from(phases, phase => qsTr("%1 %2").arg(phase.name).arg(phase.text)).join(", "))

    Row {
        anchors.fill: parent
        spacing: 2

        Repeater {
            model: bar.phases

            Rectangle {
                id: part

                required property int index
                required property var modelData

                width: (bar.width - 4) * modelData.share
                height: bar.height
                radius: Theme.smallRadius
                color: Theme.fade(bar.tints[index], modelData.current ? 0.3 : 0.14)
                border.color: modelData.current ? bar.tints[index] : "transparent"

                Caption {
                    x: 6
                    y: 3
                    width: parent.width - 12
                    text: part.modelData.name
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                Label {
                    x: 6
                    y: 16
                    width: parent.width - 12
                    text: part.modelData.text
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
    }
}
