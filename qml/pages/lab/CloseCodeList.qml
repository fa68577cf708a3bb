// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme

// The gallery's rows: code, what it says and how it comes about, then the two ends side by side.
Item {
    id: table

    property CloseGallery gallery
    readonly property alias count: list.count
    readonly property real meaningWidth: Math.max(250, (width - 236) * 0.36)
    readonly property real endWidth: (width - 236 - meaningWidth) / 2

    Row {
        id: header

        x: Theme.m
        height: 26

        Repeater {
            model: [[qsTr("Code"), 64], [qsTr("What it says, how it comes about"), table.meaningWidth], [qsTr("Our end saw"), table.endWidth],
                [qsTr("The other end saw"), table.endWidth]]

            Caption {
                required property var modelData

                width: modelData[1]
                height: header.height
                text: modelData[0]
                Accessible.role: Accessible.ColumnHeader
            }
        }
    }
    Rectangle {
        id: rule

        anchors.top: header.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
    ChoiceList {
        id: list

        anchors {
            top: rule.bottom
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        name: qsTr("Close codes")
        model: table.gallery
        onChosen: key => currentKey = key
        onOpened: key => table.gallery.provoke(key)

        delegate: Rectangle {
            id: row

            required property int index
            required property int code
            required property string name
            required property string meaning
            required property string how
            required property string own
            required property string peer
            // "new", "running", "as meant", "otherwise"
            required property var model
            readonly property string progress: model.state
            readonly property bool onTheWire: code !== 1005 && code !== 1006 && code !== 1015

            width: list.width
            height: Math.max(44, meaningText.implicitHeight + howText.implicitHeight + 14)
            color: index === list.currentKey ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.selected: index === list.currentKey
            Accessible.onPressAction: table.gallery.provoke(index)
            Accessible.name: Phrase.filled(qsTr("%1 %2. %3 Our end: %4. The other end: %5"), [code, name, meaning, own.length > 0 ? own : qsTr("not provoked yet"), peer])

            Label {
                x: Theme.m
                y: 6
                width: 60
                text: row.code
                font.family: Theme.mono
                font.bold: true
                color: row.progress === "as meant" ? Theme.up : row.progress === "otherwise" ? Theme.down : Theme.text
                Accessible.ignored: true
            }
            Caption {
                x: Theme.m
                y: 24
                width: 60
                visible: !row.onTheWire
                text: qsTr("not sent")
                font.pixelSize: 10
                Accessible.ignored: true
            }
            Label {
                id: meaningText

                x: Theme.m + 64
                y: 5
                width: table.meaningWidth - 12
                wrapMode: Text.Wrap
                maximumLineCount: 2
                text: row.name + " – " + row.meaning
                Accessible.ignored: true
            }
            Caption {
                id: howText

                x: Theme.m + 64
                anchors.top: meaningText.bottom
                anchors.topMargin: 3
                width: table.meaningWidth - 12
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                text: row.how
                Accessible.ignored: true
            }
            Label {
                x: Theme.m + 64 + table.meaningWidth
                width: table.endWidth - 12
                height: parent.height
                wrapMode: Text.Wrap
                maximumLineCount: 2
                font.pixelSize: Theme.captionSize
                text: row.own.length > 0 ? row.own : row.progress === "running" ? qsTr("…") : "–"
                color: row.progress === "as meant" ? Theme.text : row.progress === "otherwise" ? Theme.down : Theme.dim
                Accessible.ignored: true
            }
            Label {
                x: Theme.m + 64 + table.meaningWidth + table.endWidth
                width: table.endWidth - 12
                height: parent.height
                wrapMode: Text.Wrap
                maximumLineCount: 2
                font.pixelSize: Theme.captionSize
                text: row.peer.length > 0 ? row.peer : row.progress === "running" ? qsTr("…") : "–"
                color: row.peer.length > 0 ? Theme.text : Theme.dim
                Accessible.ignored: true
            }
            PushButton {
                anchors.right: parent.right
                anchors.rightMargin: Theme.m + 4
                anchors.verticalCenter: parent.verticalCenter
                width: 112
                text: row.progress === "running" ? qsTr("Running") : row.progress === "new" ? qsTr("Provoke") : qsTr("Again")
                enabled: row.progress !== "running"
                // By keyboard the row is provoked.
                focusPolicy: Qt.NoFocus
                Accessible.name: qsTr("Provoke %1").arg(row.code)
                onClicked: table.gallery.provoke(row.index)
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    list.chosen(row.index);
                }
            }
        }
    }
}
