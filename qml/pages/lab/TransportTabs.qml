// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme

// Seven tabs of a browser, and its rule of six connections to a host: the seventh waits until one closes.
Item {
    id: form

    property alias crowd: crowd
    readonly property string verdict: !crowd.running ? qsTr("A browser has six connections to a host by HTTP/1.1.")
        : crowd.waitingCount > 0 ? qsTr("%1 open, %2 waits: no error, no event, until a tab closes.").arg(crowd.openCount).arg(crowd.waitingCount)
        : qsTr("%1 open, nobody waits.").arg(crowd.openCount)

    TabCrowd {
        id: crowd
    }
    Flow {
        id: choices

        width: parent.width
        spacing: Theme.s

        SegmentedControl {
            name: qsTr("Tabs")
            model: [qsTr("EventSource"), qsTr("WebSocket")]
            currentIndex: crowd.way
            onActivated: index => crowd.way = index
        }
        PushButton {
            text: crowd.running ? qsTr("Close all") : qsTr("Open 7 tabs")
            onClicked: crowd.running ? crowd.stop() : crowd.open()
        }
    }
    Label {
        id: verdictText

        anchors.top: choices.bottom
        anchors.topMargin: 6
        width: parent.width
        text: crowd.trouble.length > 0 ? crowd.trouble : form.verdict
        color: crowd.waitingCount > 0 || crowd.trouble.length > 0 ? Theme.warn : Theme.text
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    Column {
        id: rows

        anchors.top: verdictText.bottom
        anchors.topMargin: 4
        width: parent.width
        visible: crowd.running

        Repeater {
            model: crowd

            Item {
                id: row

                required property int index
                required property string name
                required property bool waiting
                required property bool shown
                required property string eventsText
                required property var model
                readonly property string progress: model.state

                width: rows.width
                height: 22
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("%1: %2, events: %3").arg(name).arg(progress).arg(eventsText)

                StatusDot {
                    id: dot

                    anchors.verticalCenter: parent.verticalCenter
                    tint: row.waiting ? Theme.warn : row.shown ? Theme.up : Theme.dim
                }
                Label {
                    x: 18
                    width: 50
                    height: parent.height
                    text: row.name
                    Accessible.ignored: true
                }
                Caption {
                    x: 70
                    width: parent.width - 70 - count.width - close.width - 12
                    height: parent.height
                    text: row.progress
                    color: row.waiting ? Theme.warn : Theme.dim
                    Accessible.ignored: true
                }
                Label {
                    id: count

                    anchors.right: close.left
                    anchors.rightMargin: 6
                    width: 44
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: row.eventsText
                    Accessible.ignored: true
                }
                IconButton {
                    id: close

                    anchors.right: parent.right
                    width: 22
                    height: 22
                    iconName: "close"
                    text: qsTr("Close %1").arg(row.name)
                    enabled: row.shown
                    onClicked: crowd.closeTab(row.index)
                }
            }
        }
    }
    Caption {
        anchors.top: rows.visible ? rows.bottom : verdictText.bottom
        anchors.topMargin: 6
        width: parent.width
        text: qsTr("Real sockets; the rule is a browser's, kept by this window. By HTTP/2 all seven share one connection.")
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
