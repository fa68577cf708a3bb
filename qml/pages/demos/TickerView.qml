// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Every symbol's price, as often as it is wanted.
DemoView {
    id: view

    readonly property PriceBoard board: PriceBoard {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }

    source: board

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        RateBar {
            rates: [
                {
                    rate: 1,
                    text: qsTr("1 Hz")
                },
                {
                    rate: 5,
                    text: qsTr("5 Hz")
                },
                {
                    rate: 0,
                    text: qsTr("all")
                }
            ]
            rate: view.board.rate
            mark: qsTr("simulated")
            figures: view.board.figures
            onChosen: rate => view.board.rate = rate
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            GridView {
                id: grid

                anchors.fill: parent
                model: view.board
                clip: true
                currentIndex: -1
                highlightFollowsCurrentItem: false
                keyNavigationEnabled: false
                boundsBehavior: Flickable.StopAtBounds
                activeFocusOnTab: true
                cellWidth: Math.floor(width / Math.max(1, Math.floor(width / 176)))
                cellHeight: 62
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Prices")
                Keys.onUpPressed: contentY = Math.max(0, contentY - cellHeight)
                Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + cellHeight))

                delegate: Item {
                    id: cell

                    required property string symbol
                    required property string price
                    required property string change
                    required property bool rises

                    width: grid.cellWidth
                    height: grid.cellHeight
                    Accessible.role: Accessible.ListItem
                    Accessible.name: Phrase.filled(qsTr("%1, %2, %3"), [symbol, price, change])

                    Rectangle {
                        width: parent.width - Theme.s
                        height: parent.height - Theme.s
                        radius: Theme.smallRadius
                        color: Theme.raised

                        Label {
                            x: 10
                            y: 7
                            width: 70
                            text: cell.symbol
                            font.bold: true
                            Accessible.ignored: true
                        }
                        Label {
                            x: 80
                            y: 7
                            width: parent.width - 90
                            horizontalAlignment: Text.AlignRight
                            text: cell.price
                            Accessible.ignored: true
                        }
                        Caption {
                            x: 10
                            y: 30
                            width: parent.width - 20
                            horizontalAlignment: Text.AlignRight
                            text: cell.change
                            color: cell.rises ? Theme.up : Theme.down
                            Accessible.ignored: true
                        }
                    }
                }
                FocusRing {
                    parent: grid
                    control: grid
                    anchors.margins: 0
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.board.count === 0
                title: qsTr("No price has come yet")
                detail: qsTr("A server without a market has none.")
            }
        }
    }
}
