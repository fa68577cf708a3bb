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
            role: "sizeText"
            x: list.width * 0.5 + 40
            width: list.width * 0.5 - Theme.m - 44
            alignRight: true
            color: Theme.text
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
