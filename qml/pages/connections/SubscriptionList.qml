// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// The channels a connection takes, with what became of their messages.
Column {
    id: list

    property var subscriptions: []
    // The channel whose policy is being changed.
    property string chosen
    readonly property var nothing: ({
            channel: "",
            policy: "",
            maxRate: "",
            delivered: "",
            conflated: "",
            dropped: "0"
        })

    spacing: 0

    Label {
        height: 24
        text: qsTr("Subscriptions")
        font.bold: true
    }
    Caption {
        visible: list.subscriptions.length === 0
        text: qsTr("none")
        height: 22
    }
    Item {
        visible: list.subscriptions.length > 0
        width: list.width
        height: 18

        Caption {
            text: qsTr("channel")
        }
        Caption {
            width: parent.width - 142
            horizontalAlignment: Text.AlignRight
            text: qsTr("delivered")
        }
        Caption {
            width: parent.width - 66
            horizontalAlignment: Text.AlignRight
            text: qsTr("conflated")
        }
        Caption {
            width: parent.width
            horizontalAlignment: Text.AlignRight
            text: qsTr("dropped")
        }
    }
    Repeater {
        // The rows stay while their numbers change: one that has the focus keeps it.
        model: list.subscriptions.length

        T.AbstractButton {
            id: row

            required property int index
            readonly property var modelData: list.subscriptions[index] ?? list.nothing
            readonly property bool current: list.chosen === modelData.channel

            width: list.width
            height: 34
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.Button
            Accessible.name: qsTr("%1, %2, delivered %3, conflated %4, dropped %5; change its policy").arg(modelData.channel).arg(modelData.policy).arg(modelData.delivered).arg(modelData.conflated).arg(modelData.dropped)
            Accessible.onPressAction: clicked()
            Keys.onReturnPressed: clicked()
            onClicked: list.chosen = current ? "" : modelData.channel

            background: Rectangle {
                anchors.fill: parent
                anchors.leftMargin: -4
                anchors.rightMargin: -4
                radius: Theme.smallRadius
                color: row.current ? Theme.selected : row.hovered ? Theme.hover : "transparent"

                FocusRing {
                    visible: row.visualFocus
                }
            }
            contentItem: Item {
                Label {
                    width: parent.width - 212
                    text: row.modelData.channel
                    font.family: Theme.mono
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Caption {
                    y: 15
                    width: parent.width - 212
                    text: row.modelData.policy + (row.modelData.maxRate.length > 0 ? " ≤ " + row.modelData.maxRate : "")
                    font.pixelSize: Theme.captionSize - 1
                    Accessible.ignored: true
                }
                Label {
                    width: parent.width - 142
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: row.modelData.delivered
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    width: parent.width - 66
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: row.modelData.conflated
                    color: Theme.dim
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    width: parent.width
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: row.modelData.dropped
                    color: row.modelData.dropped === "0" ? Theme.dim : Theme.down
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
    }
    PolicyForm {
        width: list.width
        subscription: list.subscriptions.find(row => row.channel === list.chosen) ?? null
    }
}
