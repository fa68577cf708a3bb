// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The frames of the chosen connection, copied on demand: what each header says and how each payload begins.
Column {
    id: block

    readonly property ConnectionDetail detail: Dashboard.detail
    readonly property FrameWatch frames: detail.frames
    property double chosen: -1

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
    ListView {
        id: list

        width: parent.width
        height: Math.min(260, count * 24)
        visible: count > 0
        clip: true
        currentIndex: -1
        highlightFollowsCurrentItem: false
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        model: block.frames
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Frames, newest first")
        Keys.onUpPressed: contentY = Math.max(0, contentY - 24)
        Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + 24))
        T.ScrollBar.vertical: ThinScrollBar {}

        FocusRing {
            control: list
            parent: list
            anchors.margins: 0
        }

        delegate: T.AbstractButton {
            id: row

            required property double number
            required property string timeText
            required property bool inward
            required property string kind
            required property string flags
            required property string size
            required property string preview
            required property string header
            required property string payload
            readonly property bool current: number === block.chosen

            width: list.width
            height: 24
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2 %3, %4, %5: %6").arg(timeText).arg(inward ? qsTr("received") : qsTr("sent")).arg(kind).arg(flags).arg(size).arg(preview)
            Accessible.onPressAction: clicked()
            Keys.onReturnPressed: clicked()
            onClicked: {
                block.chosen = number;
                chosenHeader.text = header;
                chosenPayload.text = payload;
            }

            background: Rectangle {
                color: row.current ? Theme.selected : row.hovered ? Theme.hover : "transparent"
                radius: Theme.smallRadius

                FocusRing {
                    visible: row.visualFocus
                }
            }
            contentItem: Row {
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
