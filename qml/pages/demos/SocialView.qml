// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Posts, newest first, and the way back to the first.
DemoView {
    id: view

    readonly property SocialWall wall: SocialWall {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }

    source: wall

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        SayBar {
            source: view.wall
            live: view.live
            placeholder: qsTr("What is new?")
            action: qsTr("Post")
            most: 280
            onSent: text => view.wall.post(text)
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ReadList {
                id: list

                anchors.fill: parent
                name: qsTr("Posts, newest first")
                model: view.wall

                delegate: Item {
                    id: post

                    required property double number
                    required property string name
                    required property string timeText
                    required property string text
                    required property int hue

                    width: list.width
                    height: words.y + words.height + Theme.s
                    Accessible.role: Accessible.ListItem
                    Accessible.name: Phrase.filled(qsTr("%1 at %2: %3"), [name, timeText, text])

                    Rectangle {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: 1
                        color: Theme.grid
                    }
                    Label {
                        id: author

                        y: Theme.s
                        width: Math.min(implicitWidth, 200)
                        text: post.name
                        font.bold: true
                        color: view.ink(post.hue)
                        Accessible.ignored: true
                    }
                    Caption {
                        x: author.width + Theme.s
                        y: Theme.s
                        height: author.height
                        text: "#" + post.number + "  " + post.timeText
                        Accessible.ignored: true
                    }
                    Label {
                        id: words

                        y: author.y + author.height + 2
                        width: post.width - Theme.m
                        text: post.text
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        Accessible.ignored: true
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.wall.count === 0
                iconName: "news"
                title: qsTr("Nobody has posted yet")
                detail: qsTr("A post comes to everybody; who comes later pages back to the first.")
            }
        }
        PushButton {
            visible: view.wall.more
            enabled: view.live
            text: qsTr("Older posts")
            onClicked: view.wall.older()
        }
    }
}
