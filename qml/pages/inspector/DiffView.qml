// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// The chosen message beside another: the lines of both, those of one alone with a sign.
Rectangle {
    id: view

    property string against
    property var lines: []
    readonly property int less: Array.from(lines).filter(line => line.side === 1).length
    readonly property int more: Array.from(lines).filter(line => line.side === 2).length

    radius: Theme.smallRadius
    color: Theme.raised
    border.color: Theme.border

    Caption {
        x: 8
        y: 6
        width: parent.width - 16
        text: view.less + view.more === 0 ? qsTr("%1: the same").arg(view.against) : qsTr("%1: −%2 +%3 lines").arg(view.against).arg(view.less).arg(view.more)
    }
    ReadList {
        anchors.fill: parent
        anchors.margins: 6
        anchors.topMargin: 26
        name: qsTr("Difference")
        model: view.lines

        delegate: Rectangle {
            id: line

            required property var modelData
            readonly property string sign: ["  ", "− ", "+ "][modelData.side]
            readonly property color ink: modelData.side === 1 ? Theme.down : modelData.side === 2 ? Theme.up : Theme.text

            width: ListView.view.width
            height: 16
            color: modelData.side === 0 ? "transparent" : Theme.fade(ink, 0.12)
            Accessible.role: Accessible.ListItem
            Accessible.name: sign + modelData.text

            Label {
                x: 4
                width: parent.width - 8
                height: parent.height
                text: line.sign + line.modelData.text
                color: line.ink
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
    }
}
