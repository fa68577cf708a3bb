// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Notices that want an answer, and who has given it.
DemoView {
    id: view

    readonly property NoticeBoard board: NoticeBoard {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }
    readonly property var kinds: [
        {
            text: qsTr("info"),
            tint: Theme.accent
        },
        {
            text: qsTr("warning"),
            tint: Theme.warn
        },
        {
            text: qsTr("alarm"),
            tint: Theme.down
        }
    ]
    property int kind: NoticeBoard.Info

    source: board

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        RowLayout {
            spacing: Theme.s
            Layout.fillWidth: true
            Layout.fillHeight: false

            SegmentedControl {
                name: qsTr("Kind")
                model: view.kinds.map(one => one.text)
                currentIndex: view.kind
                onActivated: index => view.kind = index
            }
            Caption {
                text: qsTr("%1 unread of %2").arg(view.board.unread).arg(view.board.count)
                horizontalAlignment: Text.AlignRight
                Layout.fillWidth: true
            }
        }
        SayBar {
            source: view.board
            live: view.live
            placeholder: qsTr("Tell everybody")
            action: qsTr("Notify")
            most: 200
            onSent: text => view.board.notify(view.kind, text)
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ReadList {
                id: list

                anchors.fill: parent
                name: qsTr("Notices, newest first")
                model: view.board
                spacing: 6

                delegate: Rectangle {
                    id: notice

                    required property double number
                    required property int kind
                    required property string timeText
                    required property string text
                    required property string readers
                    required property bool mine
                    readonly property var look: view.kinds[kind]

                    width: list.width - Theme.m
                    height: words.height + 36
                    radius: Theme.smallRadius
                    color: mine ? "transparent" : Theme.raised
                    border.color: Theme.border
                    Accessible.role: Accessible.ListItem
                    Accessible.name: Phrase.filled(qsTr("%1 at %2: %3, %4"), [look.text, timeText, text, readers])

                    Rectangle {
                        x: 1
                        y: 6
                        width: 3
                        height: parent.height - 12
                        radius: 1.5
                        color: notice.look.tint
                    }
                    Caption {
                        id: head

                        x: Theme.m
                        y: 8
                        width: 62
                        text: notice.timeText
                        Accessible.ignored: true
                    }
                    Label {
                        id: kindName

                        x: head.x + head.width + Theme.s
                        y: 7
                        text: notice.look.text
                        color: notice.look.tint
                        font.bold: true
                        Accessible.ignored: true
                    }
                    Label {
                        id: words

                        x: kindName.x + kindName.width + Theme.s
                        y: 7
                        width: parent.width - x - Theme.m - answer.width - Theme.s
                        text: notice.text
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        Accessible.ignored: true
                    }
                    Caption {
                        x: Theme.m
                        y: words.y + words.height + 5
                        width: parent.width - x - Theme.m - answer.width - Theme.s
                        text: notice.readers
                        Accessible.ignored: true
                    }
                    PushButton {
                        id: answer

                        anchors.right: parent.right
                        anchors.rightMargin: Theme.s
                        anchors.verticalCenter: parent.verticalCenter
                        width: visible ? implicitWidth : 0
                        visible: !notice.mine
                        enabled: view.live
                        text: qsTr("Mark as read")
                        onClicked: view.board.acknowledge(notice.number)
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.board.count === 0
                iconName: "bell"
                title: qsTr("Nothing to tell yet")
                detail: qsTr("A notice goes to everybody who is here, and to who comes later.")
            }
        }
    }
}
