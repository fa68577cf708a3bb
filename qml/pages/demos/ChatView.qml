// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// The room: who is here, what is said, who types.
DemoView {
    id: view

    readonly property ChatRoom room: ChatRoom {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }

    source: room

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        PeopleRow {
            people: view.room.people
            view: view
            Layout.fillWidth: true
            Layout.minimumHeight: 20
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ReadList {
                id: list

                // Follows what comes while its end is in view.
                property bool follows: true

                anchors.fill: parent
                name: qsTr("Messages")
                model: view.room
                spacing: 2
                onContentYChanged: follows = contentY >= contentHeight + originY - height - 40
                onCountChanged: if (follows)
                    positionViewAtEnd()

                delegate: Item {
                    id: row

                    required property string timeText
                    required property string name
                    required property string text
                    required property int hue

                    width: list.width
                    height: words.height + 4
                    Accessible.role: Accessible.ListItem
                    Accessible.name: Phrase.filled(qsTr("%1 at %2: %3"), [name, timeText, text])

                    Caption {
                        width: 62
                        height: author.height
                        text: row.timeText
                        Accessible.ignored: true
                    }
                    Label {
                        id: author

                        x: 66
                        width: Math.min(implicitWidth, 150)
                        text: row.name
                        font.bold: true
                        color: view.ink(row.hue)
                        Accessible.ignored: true
                    }
                    Label {
                        id: words

                        x: author.x + author.width + Theme.s
                        width: row.width - x - Theme.m
                        text: row.text
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        Accessible.ignored: true
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.room.count === 0
                iconName: "messages"
                title: qsTr("Nobody has said anything yet")
                detail: qsTr("What is said here is read in every browser and every window on this server.")
            }
        }
        Caption {
            text: view.room.typing
            Layout.fillWidth: true
            Layout.preferredHeight: 16
        }
        SayBar {
            source: view.room
            live: view.live
            placeholder: qsTr("Say something")
            action: qsTr("Send")
            onSent: text => view.room.say(text)
            onTyped: view.room.type()
            Layout.fillWidth: true
        }
    }
}
