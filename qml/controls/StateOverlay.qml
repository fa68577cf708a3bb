// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// What a panel says when it has nothing to show: why, and what happens next.
Item {
    id: overlay

    property string iconName: "clock"
    property string title
    property string detail
    property color tint: Theme.dim
    property color ground: Theme.panel
    property alias actions: actionRow.data

    Accessible.role: Accessible.AlertMessage
    Accessible.name: title + ". " + detail

    // What lies below, such as a grid, does not run through the words.
    Rectangle {
        anchors.centerIn: words
        width: Math.max(titleText.contentWidth, detailText.visible ? detailText.contentWidth : 0, actionRow.width) + 2 * Theme.m
        height: words.height + 2 * Theme.m
        radius: Theme.radius
        color: overlay.ground
    }
    Column {
        id: words

        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.m, 360)
        spacing: Theme.s

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: overlay.iconName
            color: overlay.tint
            width: 30
            height: 30
            visible: overlay.height > 110
        }
        Label {
            id: titleText

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: overlay.title
            font.pixelSize: Theme.titleSize
            font.bold: true
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
        Caption {
            id: detailText

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: overlay.detail
            visible: text.length > 0 && overlay.height > 60
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
        Row {
            id: actionRow

            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.s
        }
    }
}
