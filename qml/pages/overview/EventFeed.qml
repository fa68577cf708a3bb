// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Joins, leaves, refusals and errors as they happen, newest first.
ChoiceList {
    id: feed

    // The parts that are there, joined.
    function joined(parts: var, separator: string): string {
        return parts.filter(part => part.length > 0).join(separator);
    }

    signal connectionWanted(string id)

    name: qsTr("Events")
    acts: key => Dashboard.events.connectionOf(key).length === 0 ? [] : [{
            text: qsTr("Show the connection"),
            hint: qsTr("Enter"),
            act: () => feed.opened(key)
        }]
    onOpened: key => {
        const id = Dashboard.events.connectionOf(key);
        if (id.length > 0)
            connectionWanted(id);
    }
    reuseItems: true
    model: Dashboard.events
    onChosen: key => currentKey = key

    Connections {
        target: Dashboard.events

        function onCountChanged() {
            feed.follow();
        }
    }

    delegate: Rectangle {
        id: event

        required property double number
        required property string timeText
        required property string kind
        required property string connection
        required property string address
        required property string code
        required property string summary
        required property string duration
        required property bool clean
        readonly property color tint: kind === "open" ? Theme.up : kind === "close" ? (clean ? Theme.dim : Theme.down)
            : kind === "refused" || kind === "error" ? Theme.down : kind === "limit" || kind === "alert" || kind === "fault" ? Theme.warn : Theme.accent
        readonly property string word: kind === "open" ? qsTr("joined") : kind === "close" ? qsTr("left") : kind

        width: feed.width
        height: 40
        radius: Theme.smallRadius
        color: number === feed.currentKey ? Theme.selected : "transparent"
        Accessible.role: Accessible.ListItem
        Accessible.selected: number === feed.currentKey
        Accessible.name: feed.joined([timeText, word, connection, address, code, summary], " ")

        Rectangle {
            id: bullet

            x: 1
            y: 5
            width: 20
            height: 20
            radius: 10
            color: Theme.fade(event.tint, 0.14)

            Icon {
                anchors.centerIn: parent
                width: 12
                height: 12
                color: event.tint
                name: event.kind === "open" ? "plus" : event.kind === "close" ? "close" : event.kind === "refused" || event.kind === "limit" ? "shield"
                    : event.kind === "alert" ? "bell" : event.kind === "error" || event.kind === "fault" ? "warning" : "info"
            }
        }
        Label {
            id: head

            anchors {
                left: bullet.right
                leftMargin: Theme.s
                right: codeBadge.left
                rightMargin: Theme.s
            }
            y: 2
            text: event.connection.length > 0 ? qsTr("%1 %2").arg(event.connection).arg(event.word) : event.word
            Accessible.ignored: true
        }
        Caption {
            anchors {
                left: head.left
                right: time.right
            }
            y: 20
            text: feed.joined([event.summary, event.duration.length > 0 ? qsTr("after %1").arg(event.duration) : "", event.address], " · ")
            Accessible.ignored: true
        }
        Badge {
            id: codeBadge

            anchors.right: time.left
            anchors.rightMargin: 6
            y: 1
            width: visible ? implicitWidth : 0
            height: 18
            visible: event.code.length > 0
            text: event.code
            tint: event.tint
        }
        Caption {
            id: time

            anchors.right: parent.right
            anchors.rightMargin: Theme.s
            y: 3
            width: 56
            horizontalAlignment: Text.AlignRight
            text: event.timeText
            Accessible.ignored: true
        }
        TapHandler {
            onTapped: {
                feed.forceActiveFocus(Qt.MouseFocusReason);
                feed.chosen(event.number);
            }
            onDoubleTapped: feed.opened(event.number)
        }
    }
}
