// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A header block as it went over the wire, or the statement that it was not recorded.
Column {
    id: block

    property string title
    property string text
    property bool open: false

    spacing: 4

    Item {
        width: parent.width
        height: 24

        Label {
            height: parent.height
            text: block.title
            font.bold: true
        }
        Caption {
            anchors.right: toggle.left
            anchors.rightMargin: 4
            height: parent.height
            text: block.text.length > 0 ? qsTr("%Ln line(s)", "", block.text.split("\n").length) : qsTr("not recorded")
        }
        IconButton {
            id: toggle

            anchors.right: parent.right
            width: 24
            height: 24
            enabled: block.text.length > 0
            iconName: block.open ? "chevron-up" : "chevron-down"
            text: block.open ? qsTr("Fold %1").arg(block.title) : qsTr("Unfold %1").arg(block.title)
            onClicked: block.open = !block.open
        }
    }
    Rectangle {
        width: parent.width
        height: body.implicitHeight + 14
        radius: Theme.smallRadius
        color: Theme.raised
        visible: block.open && block.text.length > 0

        TextEdit {
            id: body

            x: 8
            y: 7
            width: parent.width - 16
            text: block.text
            textFormat: TextEdit.PlainText
            color: Theme.text
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize - 1
            wrapMode: TextEdit.WrapAnywhere
            readOnly: true
            selectByMouse: true
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            Accessible.role: Accessible.StaticText
            Accessible.name: block.title
        }
    }
}
