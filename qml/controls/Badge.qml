// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A short state in a tinted capsule.
Rectangle {
    id: badge

    property string text
    property color tint: Theme.dim
    property string iconName

    implicitWidth: row.implicitWidth + 14
    implicitHeight: 20
    radius: height / 2
    color: Theme.fade(tint, 0.14)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 4

        Icon {
            name: badge.iconName
            color: badge.tint
            visible: badge.iconName.length > 0
            width: 12
            height: 12
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            text: badge.text
            color: badge.tint
            font.pixelSize: Theme.captionSize
            Accessible.ignored: true
        }
    }
}
