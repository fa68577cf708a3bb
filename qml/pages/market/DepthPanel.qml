// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// What could be bought and sold how far from the middle: the cumulated sizes of twenty levels a side.
Panel {
    id: panel

    readonly property BookFeed book: Dashboard.market.book
    readonly property var ticker: Dashboard.market.ticker
    readonly property int decimals: ticker.decimals ?? 2
    property var cursor: ({ valid: false })

    title: qsTr("Depth")
    // What chose a narrow panel says so above it.
    titleShown: width > 280
    tools: [
        Caption {
            visible: !panel.book.empty
            text: panel.width > 330 ? qsTr("spread %1").arg(Format.fixed(panel.book.spread, panel.decimals)) : ""
        },
        ProofBadge {
            visible: !panel.book.empty
        }
    ]

    Spoken {
        id: spoken

        picture: depth
        onTriggered: text = panel.book.empty ? qsTr("No data yet") : qsTr("Middle %1, spread %2; bids are %3 % of what waits between %4 and %5").arg(Format.fixed(panel.book.middle, panel.decimals)).arg(Format.fixed(panel.book.spread, panel.decimals)).arg(Format.fixed(panel.book.imbalance * 100, 0)).arg(Format.fixed(depth.lowPrice, panel.decimals)).arg(Format.fixed(depth.highPrice, panel.decimals))
    }
    Item {
        id: plot

        anchors {
            fill: parent
            topMargin: 6
            rightMargin: 40
            bottomMargin: 12
            leftMargin: -2
        }

        Repeater {
            model: 5

            Item {
                id: tick

                required property int index

                y: Math.round(plot.height * index / 4)
                width: plot.width

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.grid
                }
                Caption {
                    x: plot.width + 6
                    y: -height / 2
                    text: Format.axis(depth.maxSize * (1 - tick.index / 4), depth.maxSize / 4, depth.maxSize)
                    font.pixelSize: Theme.captionSize - 1
                    Accessible.ignored: true
                }
            }
        }
        DepthItem {
            id: depth

            anchors.fill: parent
            bidColor: Theme.up
            askColor: Theme.down
            Accessible.role: Accessible.Chart
            Accessible.name: qsTr("Depth of %1").arg(Dashboard.market.symbol)
            Accessible.description: spoken.text
            Component.onCompleted: panel.book.view = depth
            Component.onDestruction: if (panel.book.view === depth)
                panel.book.view = null
        }
        Repeater {
            model: 3

            Caption {
                required property int index

                x: Math.max(0, Math.min(plot.width - width, plot.width * index / 2 - width / 2))
                y: plot.height + 3
                text: Format.fixed(depth.lowPrice + (depth.highPrice - depth.lowPrice) * index / 2, panel.decimals)
                font.pixelSize: Theme.captionSize - 1
                Accessible.ignored: true
            }
        }
        Rectangle {
            visible: pointer.hovered && panel.cursor.valid
            x: Math.round(pointer.point.position.x)
            width: 1
            height: parent.height
            color: Theme.dim
        }
        Rectangle {
            visible: pointer.hovered && panel.cursor.valid
            anchors.horizontalCenter: parent.horizontalCenter
            width: readout.implicitWidth + 16
            height: 22
            radius: Theme.smallRadius
            color: Theme.raised
            border.color: Theme.border

            Label {
                id: readout

                x: 8
                height: parent.height
                text: panel.cursor.valid ? (panel.cursor.side === "bid" ? qsTr("bids down to %1: %2") : qsTr("asks up to %1: %2")).arg(Format.fixed(panel.cursor.price, panel.decimals)).arg(Format.count(panel.cursor.size)) : ""
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
        HoverHandler {
            id: pointer

            onPointChanged: panel.cursor = depth.levelAt(point.position.x)
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.book.empty
        iconName: "queue"
        title: qsTr("No book yet")
    }
}
