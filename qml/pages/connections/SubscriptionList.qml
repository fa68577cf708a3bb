// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// The channels a connection takes, with what became of their messages.
Column {
    id: list

    property var subscriptions: []

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
        model: list.subscriptions

        Item {
            id: row

            required property var modelData

            width: list.width
            height: 34
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2, delivered %3, conflated %4, dropped %5").arg(modelData.channel).arg(modelData.policy).arg(modelData.delivered).arg(modelData.conflated).arg(modelData.dropped)

            Label {
                width: parent.width - 212
                text: row.modelData.channel
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
            Caption {
                y: 15
                width: parent.width
                text: row.modelData.policy + (row.modelData.maxRate.length > 0 ? " ≤ " + row.modelData.maxRate : "")
                font.pixelSize: Theme.captionSize - 1
                Accessible.ignored: true
            }
            Label {
                width: parent.width - 142
                horizontalAlignment: Text.AlignRight
                text: row.modelData.delivered
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
            Label {
                width: parent.width - 66
                horizontalAlignment: Text.AlignRight
                text: row.modelData.conflated
                color: Theme.dim
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.modelData.dropped
                color: row.modelData.dropped === "0" ? Theme.dim : Theme.down
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
    }
}
