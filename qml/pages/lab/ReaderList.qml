// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// One card per reader: how fast it reads, what waits for it, what it lost, how old what it reads is. Delete
// removes the chosen one.
ChoiceList {
    id: list

    property ReaderRack rack
    property var policies: []
    readonly property bool wide: width > 760

    name: qsTr("Readers")
    model: rack
    onChosen: key => currentKey = key
    Keys.onDeletePressed: if (currentRow() >= 0)
        rack.remove(currentRow())

    component Figure: Item {
        id: figure

        property string title
        property string value
        property color ink: Theme.text

        height: 40
        Accessible.role: Accessible.StaticText
        Accessible.name: title + " " + value

        Caption {
            width: parent.width - 8
            text: figure.title
            Accessible.ignored: true
        }
        Label {
            y: 16
            width: parent.width - 8
            text: figure.value
            color: figure.ink
            Accessible.ignored: true
        }
    }

    component Plot: Item {
        id: plot

        property real span
        property alias values: line.values
        property alias color: line.color

        width: visible ? span + Theme.l : 0
        height: 36
        visible: span > 0

        Sparkline {
            id: line

            width: plot.span
            height: parent.height
            minimum: 0
        }
    }

    delegate: Rectangle {
        id: card

        required property int index
        required property string speed
        required property string feed
        required property string policy
        required property bool open
        required property int fares
        required property string queue
        required property real queueShare
        required property string oldest
        required property string dropped
        required property string conflated
        required property string readRate
        required property string stale
        required property list<double> queueHistory
        required property list<double> staleHistory
        required property var model

        width: list.width
        height: 96
        opacity: open ? 1 : 0.7
        color: index === list.currentKey ? Theme.selected : "transparent"
        Accessible.selected: index === list.currentKey
        Accessible.description: spoken.text
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("%1 reader of %2, %3, %4").arg(speed).arg(feed).arg(policy).arg(model.state)

        Spoken {
            id: spoken

            picture: card
            onTriggered: text = qsTr("Queue %1, highest %2; oldest waits %3, stale by %4; dropped %5, conflated %6, reads %7").arg(card.queue).arg(Format.bytes(Math.max(0, ...card.queueHistory))).arg(card.oldest).arg(card.stale).arg(card.dropped).arg(card.conflated).arg(card.readRate)
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.border
        }
        Row {
            x: Theme.m
            y: 8
            spacing: Theme.s

            Label {
                width: 76
                height: 22
                text: card.speed
                font.bold: true
            }
            Caption {
                width: 84
                height: 22
                text: card.feed
                font.family: Theme.mono
            }
            Badge {
                text: card.model.state
                tint: !card.open || card.fares === ReaderRack.Losing ? Theme.down : card.fares === ReaderRack.Behind ? Theme.warn : Theme.up
            }
        }
        SegmentedControl {
            anchors.right: remove.left
            anchors.rightMargin: Theme.s
            y: 5
            visible: list.wide
            enabled: card.open
            name: qsTr("Policy of reader %1").arg(card.index + 1)
            model: list.policies
            currentIndex: list.policies.indexOf(card.policy)
            onActivated: index => list.rack.setPolicy(card.index, list.policies[index])
        }
        Badge {
            anchors.right: remove.left
            anchors.rightMargin: Theme.s
            y: 9
            visible: !list.wide
            text: card.policy
            tint: card.policy === "unbounded" ? Theme.down : Theme.accent
        }
        IconButton {
            id: remove

            anchors.right: parent.right
            anchors.rightMargin: Theme.s
            y: 5
            iconName: "close"
            text: qsTr("Remove reader %1").arg(card.index + 1)
            onClicked: list.rack.remove(card.index)
        }
        Row {
            id: figures

            readonly property real plot: list.wide ? 90 : 0
            readonly property real room: list.width - 2 * Theme.m - 2 * (plot + Theme.l)
            // A long word in some languages.
            readonly property real conflated: Math.max(room / 6, 120)
            readonly property real column: (room - conflated) / 5

            x: Theme.m
            y: 44

            Figure {
                width: figures.column
                title: qsTr("queue")
                value: card.queue
                ink: card.queueShare > 0.9 ? Theme.down : card.queueShare > Dashboard.link.queueWarnShare ? Theme.warn : Theme.text
            }
            Plot {
                span: figures.plot
                values: card.queueHistory
                color: Theme.warn
            }
            Figure {
                width: figures.column
                title: qsTr("oldest waits")
                value: card.oldest
            }
            Figure {
                width: figures.column
                title: qsTr("stale by")
                value: card.stale
            }
            Plot {
                span: figures.plot
                values: card.staleHistory
                color: Theme.violet
            }
            Figure {
                width: figures.column
                title: qsTr("dropped")
                value: card.dropped
                ink: card.dropped !== "0" ? Theme.warn : Theme.text
            }
            Figure {
                width: figures.conflated
                title: qsTr("conflated")
                value: card.conflated
            }
            Figure {
                width: figures.column
                title: qsTr("reads")
                value: card.readRate
            }
        }
        TapHandler {
            onTapped: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.chosen(card.index);
            }
        }
    }
}
