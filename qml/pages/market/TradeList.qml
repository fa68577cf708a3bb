// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Trades as they happen, newest first: an arrow and a colour for who took.
Panel {
    id: panel

    readonly property TradeTape tape: Dashboard.market.tape

    title: qsTr("Trades")
    bodyMargin: 1
    tools: [
        Badge {
            visible: panel.tape.lost > 0
            tint: Theme.warn
            text: qsTr("%1 lost").arg(panel.tape.lost)
        },
        Caption {
            rightPadding: Theme.xs
            text: panel.tape.count > 0 ? qsTr("%1/s").arg(Format.fixed(panel.tape.perSecond, 1)) : ""
        }
    ]

    ReadList {
        id: list

        anchors.fill: parent
        anchors.bottomMargin: 4
        model: panel.tape
        name: qsTr("Trades of %1").arg(Dashboard.market.symbol)

        delegate: Item {
            id: trade

            required property string timeText
            required property string priceText
            required property string sizeText
            required property bool buy
            required property double share
            required property string spoken
            readonly property color tint: buy ? Theme.up : Theme.down

            width: list.width
            height: 19
            Accessible.role: Accessible.ListItem
            Accessible.name: spoken

            Rectangle {
                anchors.right: parent.right
                y: 1
                width: parent.width * 0.4 * trade.share
                height: parent.height - 2
                color: Theme.fade(trade.tint, 0.13)
            }
            PlainText {
                x: Theme.m
                height: parent.height
                text: trade.timeText
                color: Theme.dim
                font.pixelSize: Theme.captionSize
            }
            Icon {
                x: parent.width * 0.5 - 46
                width: 11
                height: 11
                anchors.verticalCenter: parent.verticalCenter
                name: trade.buy ? "up" : "down"
                color: trade.tint
            }
            PlainText {
                width: parent.width * 0.5 + 34
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: trade.priceText
                color: trade.tint
                font.pixelSize: Theme.captionSize
            }
            PlainText {
                width: parent.width - Theme.m - 4
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: trade.sizeText
                font.pixelSize: Theme.captionSize
            }
        }
    }
    RepaintWhole {
        anchors.fill: list
        model: panel.tape
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.tape.count === 0
        iconName: "messages"
        title: qsTr("No trade yet")
    }
}
