// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// Every symbol with its last minute, price and change of the day. The chosen one fills the page.
Panel {
    id: panel

    readonly property Watchlist watchlist: Dashboard.market.watchlist

    title: qsTr("Watchlist")
    bodyMargin: 1
    tools: [
        ConflationBadge {
            compact: panel.width < 300
        },
        Caption {
            text: panel.watchlist.filter.length > 0 ? qsTr("%1 of %2").arg(panel.watchlist.count).arg(panel.watchlist.total) : Format.count(panel.watchlist.total)
            rightPadding: Theme.xs
        }
    ]

    TextInputField {
        id: search

        x: Theme.m - 1
        width: parent.width - 2 * x
        iconName: "search"
        placeholderText: qsTr("Find a symbol")
        shortcut: "Ctrl+F"
        onTextChanged: panel.watchlist.filter = text.trim()
        Keys.onDownPressed: list.forceActiveFocus(Qt.TabFocusReason)
    }
    ChoiceList {
        id: list

        anchors {
            fill: parent
            topMargin: search.height + Theme.s
        }
        name: qsTr("Watchlist")
        reuseItems: true
        model: panel.watchlist
        currentKey: Dashboard.market.symbol
        onChosen: key => Dashboard.market.symbol = key

        delegate: Rectangle {
            id: row

            required property string symbol
            required property string priceText
            required property string changeText
            required property int direction
            required property list<double> spark
            required property string statusText
            readonly property bool current: symbol === Dashboard.market.symbol
            readonly property color tint: direction > 0 ? Theme.up : direction < 0 ? Theme.down : Theme.dim

            width: list.width
            height: 32
            color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: symbol + " " + priceText + " " + changeText + (statusText.length > 0 ? " " + statusText : "")
            Accessible.selected: current
            Accessible.onPressAction: Dashboard.market.symbol = symbol

            Rectangle {
                visible: row.current
                width: 3
                height: parent.height
                color: Theme.accent
            }
            Sparkline {
                anchors.left: parent.left
                anchors.leftMargin: Theme.m + (row.statusText.length > 0 ? 112 : 62)
                anchors.right: parent.right
                anchors.rightMargin: 170
                y: 6
                height: parent.height - 12
                values: row.spark
                color: row.tint
                fill: 0
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    Dashboard.market.symbol = row.symbol;
                }
            }
        }
    }
    FigureTable {
        anchors.fill: list
        model: panel.watchlist
        rowHeight: 32
        scroll: list.contentY - list.originY

        FigureBar {
            role: Theme.reducedMotion ? "" : "glow"
            sign: "tickDirection"
            x: list.width - 158
            width: 82
            thickness: 22
            radius: Theme.smallRadius
            fades: true
            rising: Theme.fade(Theme.up, 0.22)
            falling: Theme.fade(Theme.down, 0.22)
        }
        FigureText {
            role: "symbol"
            x: Theme.m
            width: 62
            bold: true
            color: Theme.text
            family: Theme.family
            pixelSize: Theme.bodySize
        }
        FigureText {
            role: "statusText"
            x: Theme.m + 62
            width: 50
            color: Theme.warn
            family: Theme.family
            pixelSize: Theme.captionSize - 1
        }
        FigureText {
            role: "priceText"
            x: list.width - 156
            width: 74
            alignRight: true
            color: Theme.text
            family: Theme.family
            pixelSize: Theme.bodySize
        }
        FigureText {
            role: "changeText"
            sign: "direction"
            x: list.width - Theme.m - 68
            width: 68
            alignRight: true
            color: Theme.dim
            rising: Theme.up
            falling: Theme.down
            family: Theme.family
            pixelSize: Theme.captionSize
        }
    }
    StateOverlay {
        anchors.fill: list
        visible: list.count === 0
        iconName: panel.watchlist.total > 0 ? "search" : "market"
        title: panel.watchlist.total > 0 ? qsTr("No such symbol") : qsTr("No prices yet")
        detail: panel.watchlist.total > 0 ? "" : qsTr("The market's channels appear as soon as its feed runs.")
    }
}
