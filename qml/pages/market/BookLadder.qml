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

    title: qsTr("Order book")
    bodyMargin: 1
    tools: [
        Caption {
            visible: !panel.book.empty
            rightPadding: Theme.xs
            text: qsTr("%1 % bids").arg(Math.round(panel.book.imbalance * 100))
        }
    ]

    Item {
        id: heads

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
        anchors.topMargin: heads.height
        anchors.bottomMargin: 4
        model: panel.book
        Accessible.role: Accessible.Table
        name: qsTr("Order book of %1").arg(Dashboard.market.symbol)

        delegate: Item {
            id: level

            required property string bidPrice
            required property string bidSize
            required property double bidShare
            required property string askPrice
            required property string askSize
            required property double askShare
            required property string spoken

            width: ladder.width
            height: 19
            Accessible.role: Accessible.Row
            Accessible.name: spoken

            Rectangle {
                x: parent.width / 2 - 2 - width
                y: 1
                width: (parent.width / 2 - 4) * level.bidShare
                height: parent.height - 2
                color: Theme.fade(Theme.up, 0.16)
            }
            Rectangle {
                x: parent.width / 2 + 2
                y: 1
                width: (parent.width / 2 - 4) * level.askShare
                height: parent.height - 2
                color: Theme.fade(Theme.down, 0.16)
            }
            PlainText {
                x: Theme.m
                height: parent.height
                text: level.bidSize
                color: Theme.dim
                font.pixelSize: Theme.captionSize
            }
            PlainText {
                width: parent.width / 2 - 8
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: level.bidPrice
                color: Theme.up
                font.pixelSize: Theme.captionSize
            }
            PlainText {
                x: parent.width / 2 + 8
                height: parent.height
                text: level.askPrice
                color: Theme.down
                font.pixelSize: Theme.captionSize
            }
            PlainText {
                width: parent.width - Theme.m
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: level.askSize
                color: Theme.dim
                font.pixelSize: Theme.captionSize
            }
        }
    }
    RepaintWhole {
        anchors.fill: ladder
        model: panel.book
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.book.empty
        iconName: "queue"
        title: qsTr("No book yet")
    }
}
