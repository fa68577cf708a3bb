// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Time and sales, newest first: an arrow and a colour for who took, blocks bright, odd lots dim.
Panel {
    id: panel

    readonly property TradeTape tape: Dashboard.market.tape

    title: qsTr("Time and sales")
    bodyMargin: 1
    tools: [
        Badge {
            visible: panel.tape.lost > 0
            tint: Theme.warn
            text: qsTr("%1 lost").arg(panel.tape.lost)
        },
        Caption {
            rightPadding: Theme.xs
            text: panel.tape.count === 0 ? "" : panel.width < 260 ? qsTr("%1 % bought").arg(Math.round(panel.tape.bought * 100))
                : qsTr("%1 % bought · %2/s").arg(Math.round(panel.tape.bought * 100)).arg(Format.fixed(panel.tape.perSecond, 1))
        }
    ]

    Item {
        id: heads

        width: parent.width
        height: 18

        Caption {
            x: Theme.m
            text: qsTr("Time")
        }
        Caption {
            width: list.width * 0.5 + 26
            horizontalAlignment: Text.AlignRight
            text: qsTr("Price")
        }
        Caption {
            width: list.width - Theme.m
            horizontalAlignment: Text.AlignRight
            text: qsTr("Size")
        }
    }
    ReadList {
        id: list

        anchors.fill: parent
        anchors.topMargin: heads.height
        anchors.bottomMargin: 4
        model: panel.tape
        name: qsTr("Trades of %1").arg(Dashboard.market.symbol)

        delegate: Item {
            id: trade

            required property string spoken

            width: list.width
            height: 19
            Accessible.role: Accessible.ListItem
            Accessible.name: spoken
        }
    }
    FigureTable {
        anchors.fill: list
        model: panel.tape
        rowHeight: 19
        scroll: list.contentY - list.originY

        FigureBar {
            role: "share"
            sign: "buy"
            x: list.width * 0.6
            width: list.width * 0.4
            thickness: 17
            alignRight: true
            rising: Theme.fade(Theme.up, 0.13)
            falling: Theme.fade(Theme.down, 0.13)
        }
        FigureText {
            role: "timeText"
            x: Theme.m
            width: 70
            color: Theme.dim
            family: Theme.family
            pixelSize: Theme.captionSize
        }
        FigureArrow {
            sign: "buy"
            x: Math.round(list.width * 0.5 - 46)
            width: 11
            rising: Theme.up
            falling: Theme.down
        }
        FigureText {
            role: "priceText"
            sign: "buy"
            x: list.width * 0.5 - 34
            width: 68
            alignRight: true
            rising: Theme.up
            falling: Theme.down
            family: Theme.family
            pixelSize: Theme.captionSize
        }
        FigureText {
            role: "condition"
            sign: "weight"
            x: list.width * 0.5 + 40
            width: 44
            color: Theme.accent
            rising: Theme.warn
            falling: Theme.dim
            family: Theme.family
            pixelSize: Theme.captionSize - 1
        }
        FigureText {
            role: "sizeText"
            sign: "weight"
            x: list.width * 0.5 + 70
            width: list.width * 0.5 - Theme.m - 70
            alignRight: true
            color: Theme.text
            rising: Theme.warn
            falling: Theme.dim
            family: Theme.family
            pixelSize: Theme.captionSize
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.tape.count === 0
        iconName: "messages"
        title: qsTr("No trade yet")
    }
}
