// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Both sides of the book level by level, best at the top; bars are the sums down to the level.
Panel {
    id: panel

    readonly property BookFeed book: Dashboard.market.book
    readonly property var ticker: Dashboard.market.ticker
    readonly property int decimals: ticker.decimals ?? 2

    title: qsTr("Order book")
    bodyMargin: 1
    tools: [
        Caption {
            visible: !panel.book.empty
            rightPadding: Theme.xs
            text: qsTr("%1 % bids").arg(Math.round(panel.book.imbalance * 100))
        }
    ]

    // How far apart the best prices are, and which side waits with more: the next move leans there.
    Item {
        id: top

        width: parent.width
        height: 30
        Accessible.role: Accessible.StaticText
        Accessible.ignored: panel.book.empty
        Accessible.name: qsTr("spread %1, %2 basis points; %3 % of the best sizes are bids").arg(Format.fixed(panel.book.spread, panel.decimals)).arg(Format.fixed(panel.book.spreadBp, 1)).arg(Math.round(panel.book.lean * 100))

        Caption {
            x: Theme.m
            text: qsTr("Spread %1 · %2 bp").arg(Format.fixed(panel.book.spread, panel.decimals)).arg(Format.fixed(panel.book.spreadBp, 1))
            visible: !panel.book.empty
            Accessible.ignored: true
        }
        Caption {
            width: parent.width - Theme.m
            horizontalAlignment: Text.AlignRight
            text: panel.book.lean > 0.5 ? qsTr("bid %1 %").arg(Math.round(panel.book.lean * 100)) : qsTr("ask %1 %").arg(Math.round(100 - panel.book.lean * 100))
            visible: !panel.book.empty
            color: panel.book.lean > 0.5 ? Theme.up : Theme.down
            Accessible.ignored: true
        }
        Rectangle {
            x: Theme.m
            y: 19
            width: (parent.width - 2 * Theme.m) * panel.book.lean
            height: 4
            visible: !panel.book.empty
            color: Theme.up
        }
        Rectangle {
            anchors.right: parent.right
            anchors.rightMargin: Theme.m
            y: 19
            width: (parent.width - 2 * Theme.m) * (1 - panel.book.lean) - 1
            height: 4
            visible: !panel.book.empty
            color: Theme.down
        }
    }
    Item {
        id: heads

        y: top.height
        width: parent.width
        height: 18

        Caption {
            x: Theme.m
            text: qsTr("Size")
        }
        Caption {
            width: parent.width / 2 - 8
            horizontalAlignment: Text.AlignRight
            text: qsTr("Bid")
        }
        Caption {
            x: parent.width / 2 + 8
            text: qsTr("Ask")
        }
        Caption {
            width: parent.width - Theme.m
            horizontalAlignment: Text.AlignRight
            text: qsTr("Size")
        }
    }
    ReadList {
        id: ladder

        anchors.fill: parent
        anchors.topMargin: heads.y + heads.height
        anchors.bottomMargin: 4
        model: panel.book
        Accessible.role: Accessible.Table
        name: qsTr("Order book of %1").arg(Dashboard.market.symbol)

        delegate: Item {
            id: level

            required property string spoken

            width: ladder.width
            height: 19
            Accessible.role: Accessible.Row
            Accessible.name: spoken
        }
    }
    FigureTable {
        id: figures

        readonly property real half: ladder.width / 2

        anchors.fill: ladder
        model: panel.book
        rowHeight: 19
        scroll: ladder.contentY - ladder.originY

        FigureBar {
            role: "bidShare"
            x: 2
            width: figures.half - 4
            thickness: 17
            alignRight: true
            color: Theme.fade(Theme.up, 0.16)
        }
        FigureBar {
            role: "askShare"
            x: figures.half + 2
            width: figures.half - 4
            thickness: 17
            color: Theme.fade(Theme.down, 0.16)
        }
        FigureText {
            role: "bidSize"
            x: Theme.m
            width: figures.half - 76
            color: Theme.dim
            family: Theme.family
            pixelSize: Theme.captionSize
        }
        FigureText {
            role: "bidPrice"
            x: figures.half - 76
            width: 68
            alignRight: true
            color: Theme.up
            family: Theme.family
            pixelSize: Theme.captionSize
        }
        FigureText {
            role: "askPrice"
            x: figures.half + 8
            width: 68
            color: Theme.down
            family: Theme.family
            pixelSize: Theme.captionSize
        }
        FigureText {
            role: "askSize"
            x: figures.half + 64
            width: figures.half - 64 - Theme.m
            alignRight: true
            color: Theme.dim
            family: Theme.family
            pixelSize: Theme.captionSize
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.book.empty
        iconName: "queue"
        title: qsTr("No book yet")
    }
}
