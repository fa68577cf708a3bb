// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The frames of the chosen connection, copied on demand: what each header says and how each payload begins.
Column {
    id: block

    readonly property ConnectionDetail detail: Dashboard.detail
    readonly property FrameWatch frames: detail.frames
    property double chosen: -1

    function choose(number: double) {
        const row = frames.indexOfKey(number);
        chosen = number;
        chosenHeader.text = frames.headerAt(row);
        chosenPayload.text = frames.payloadAt(row);
    }

    spacing: Theme.xs

    Item {
        width: parent.width
        height: Theme.controlHeight

        Label {
            height: parent.height
            text: qsTr("Frames")
            font.bold: true
        }
        Caption {
            anchors.right: toggle.left
            anchors.rightMargin: Theme.s
            height: parent.height
            text: block.frames.skipped > 0 ? qsTr("%1 came too fast to be told").arg(Format.count(block.frames.skipped)) : ""
            color: Theme.warn
        }
        PushButton {
            id: toggle

            anchors.right: parent.right
            visible: !block.detail.own
            enabled: block.frames.watching || !block.detail.ended
            iconName: block.frames.watching ? "pause" : "play"
            text: block.frames.watching ? qsTr("Stop") : qsTr("Watch")
            Accessible.name: block.frames.watching ? qsTr("Stop watching its frames") : qsTr("Watch its frames")
            onClicked: block.detail.watchFrames(!block.frames.watching)
        }
    }
    Caption {
        width: parent.width
        wrapMode: Text.Wrap
        visible: text.length > 0
        text: block.detail.own ? qsTr("A window cannot watch its own frames: each would be told by another.")
            : block.frames.note.length > 0 ? block.frames.note
            : block.frames.count > 0 ? ""
            : block.frames.watching ? qsTr("Watching. The next frame shows here.") : qsTr("Not recorded. Watch to copy them from now on; what carries a token is left out.")
    }
    ChoiceList {
        id: list

        name: qsTr("Frames, newest first")
        width: parent.width
        height: Math.min(260, count * 24)
        visible: count > 0
        reuseItems: true
        model: block.frames
        currentKey: block.chosen
        onChosen: key => block.choose(key)

        Connections {
            target: block.frames

            function onChanged() {
                list.follow();
            }
        }

        delegate: Rectangle {
            id: row

            required property double number
            required property string timeText
            required property bool inward
            required property string kind
            required property string flags
            required property string size
            required property string preview
            readonly property bool current: number === block.chosen

            width: list.width
            height: 24
            radius: Theme.smallRadius
            color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2 %3, %4, %5: %6").arg(timeText).arg(inward ? qsTr("received") : qsTr("sent")).arg(kind).arg(flags).arg(size).arg(preview)
            Accessible.selected: current
            Accessible.onPressAction: block.choose(number)

            Row {
                leftPadding: 4
                spacing: 6

                Caption {
                    width: 74
                    height: 24
                    text: row.timeText
                    Accessible.ignored: true
                }
                Label {
                    width: 14
                    height: 24
                    text: row.inward ? "←" : "→"
                    color: row.inward ? Theme.violet : Theme.accent
                    Accessible.ignored: true
                }
                Label {
                    width: 68
                    height: 24
                    text: row.kind
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    width: 54
                    height: 24
                    horizontalAlignment: Text.AlignRight
                    text: row.size
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    width: list.width - 250
                    height: 24
                    text: row.preview
                    color: Theme.dim
                    font.family: Theme.mono
                    font.pixelSize: Theme.captionSize - 1
                    Accessible.ignored: true
                }
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    block.choose(row.number);
                }
            }
        }
    }
    Rectangle {
        width: parent.width
        height: about.implicitHeight + 14
        radius: Theme.smallRadius
        color: Theme.raised
        visible: block.chosen >= 0 && list.count > 0

        Column {
            id: about

            x: 8
            y: 7
            width: parent.width - 16
            spacing: 4

            Label {
                id: chosenHeader

                width: parent.width
                wrapMode: Text.Wrap
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize - 1
            }
            TextEdit {
                id: chosenPayload

                width: parent.width
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
                Accessible.name: qsTr("Payload")
            }
        }
    }
}
