// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// The parts of a list, each in a capsule with a button that takes it out.
Flow {
    id: chips

    property string name
    property var parts: []

    signal removed(string part)

    spacing: 4
    Accessible.role: Accessible.List
    Accessible.name: name

    Repeater {
        model: chips.parts

        Rectangle {
            id: chip

            required property string modelData

            width: Math.min(chips.width, words.implicitWidth + 38)
            height: 24
            radius: 12
            color: Theme.fade(Theme.accent, 0.14)
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData

            Label {
                id: words

                x: 10
                width: parent.width - 36
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: chip.modelData
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
            IconButton {
                anchors.right: parent.right
                anchors.rightMargin: 2
                anchors.verticalCenter: parent.verticalCenter
                width: 20
                height: 20
                iconName: "close"
                text: qsTr("Remove %1").arg(chip.modelData)
                onClicked: chips.removed(chip.modelData)
            }
        }
    }
}
