// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// The lot, what is left of the round, and the bids.
DemoView {
    id: view

    readonly property AuctionLot lot: AuctionLot {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }
    readonly property bool known: lot.phase !== AuctionLot.Unknown && lot.phase !== AuctionLot.Absent
    readonly property bool narrow: width < 560

    source: lot

    PageGrid {
        anchors.fill: parent
        visible: view.known
        columns: view.narrow ? 1 : 2
        columnSpacing: Theme.xl
        rowSpacing: Theme.s

        ColumnLayout {
            spacing: Theme.xs
            Layout.fillWidth: true
            Layout.preferredWidth: 420
            Layout.fillHeight: !view.narrow

            Caption {
                text: view.lot.roundText
                Layout.fillWidth: true
            }
            Label {
                text: view.lot.title
                font.pixelSize: Theme.headingSize
                font.bold: true
                Layout.fillWidth: true
            }
            Label {
                text: view.lot.price
                font.pixelSize: view.narrow ? 28 : 38
                Layout.fillWidth: true
            }
            Label {
                text: view.lot.leader
                color: view.lot.mine ? Theme.up : Theme.dim
                font.bold: view.lot.mine
                Layout.fillWidth: true
            }
            MeterBar {
                fraction: view.lot.leftShare
                warnAt: 2
                badAt: 2
                Layout.fillWidth: true
                Layout.topMargin: Theme.s
            }
            Caption {
                text: view.lot.leftText
                Layout.fillWidth: true
            }
            SayBar {
                id: bar

                source: view.lot
                live: view.live && view.lot.phase === AuctionLot.Open
                placeholder: qsTr("Your bid in dollars")
                action: qsTr("Bid")
                most: 9
                // Digits alone: "1.250" is a thousand in one language, and one dollar in another.
                validator: RegularExpressionValidator {
                    regularExpression: /[1-9][0-9]*/
                }
                onSent: text => view.lot.bid(Number(text))
                Layout.fillWidth: true
                Layout.topMargin: Theme.m

                PushButton {
                    visible: view.lot.phase === AuctionLot.Open
                    text: qsTr("Fill in %1").arg(view.lot.leastText)
                    Accessible.description: qsTr("The least that is taken now")
                    onClicked: bar.text = view.lot.least
                }
            }
            Item {
                visible: !view.narrow
                Layout.fillHeight: true
            }
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 360

            ReadList {
                id: list

                anchors.fill: parent
                name: qsTr("Bids, newest first")
                model: view.lot

                delegate: Item {
                    id: row

                    required property int index
                    required property string name
                    required property string amount
                    required property string number
                    required property int hue

                    width: list.width
                    height: 34
                    Accessible.role: Accessible.ListItem
                    Accessible.name: Phrase.filled(qsTr("%1, %2"), [name, amount])

                    Rectangle {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: 1
                        color: Theme.grid
                    }
                    Label {
                        x: Theme.s
                        width: parent.width - 190
                        height: parent.height
                        text: row.name
                        color: view.ink(row.hue)
                        font.bold: row.index === 0
                        Accessible.ignored: true
                    }
                    Label {
                        x: parent.width - 178
                        width: 110
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: row.amount
                        font.bold: row.index === 0
                        Accessible.ignored: true
                    }
                    Caption {
                        x: parent.width - 64
                        width: 56
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: row.number
                        Accessible.ignored: true
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.lot.count === 0
                title: qsTr("Nobody has bid yet")
                detail: qsTr("The newest eight bids stand here, each with its number.")
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !view.known
        title: view.lot.phase === AuctionLot.Absent ? qsTr("There is no auction on this server") : qsTr("No auction has been told of yet")
        detail: view.lot.phase === AuctionLot.Absent ? qsTr("It belongs to the server's own feed: with --feed none, and in a cluster, there is none.") : qsTr("A round begins when somebody looks.")
    }
}
