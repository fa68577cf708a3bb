// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Games that the server plays while somebody watches.
DemoView {
    id: view

    readonly property ScoreBoard board: ScoreBoard {
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
                    rate: 0,
                    text: qsTr("all")
                }
            ]
            rate: view.board.rate
            mark: qsTr("invented")
            figures: view.board.figures
            onChosen: rate => view.board.rate = rate
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ReadList {
                id: list

                anchors.fill: parent
                name: qsTr("Scores")
                model: view.board
                spacing: Theme.s

                delegate: Rectangle {
                    id: game

                    required property string clock
                    required property string home
                    required property string away
                    required property string score
                    required property string moment
                    required property string figures
                    required property string spoken

                    width: list.width
                    height: 104
                    radius: Theme.radius
                    color: Theme.raised
                    Accessible.role: Accessible.ListItem
                    Accessible.name: spoken

                    Caption {
                        y: 10
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: game.clock
                        Accessible.ignored: true
                    }
                    Label {
                        x: Theme.m
                        y: 28
                        width: parent.width / 2 - 70 - x
                        height: 32
                        horizontalAlignment: Text.AlignRight
                        text: game.home
                        font.bold: true
                        font.pixelSize: Theme.headingSize
                        Accessible.ignored: true
                    }
                    Label {
                        anchors.horizontalCenter: parent.horizontalCenter
                        y: 28
                        width: 120
                        height: 32
                        horizontalAlignment: Text.AlignHCenter
                        text: game.score
                        font.pixelSize: Theme.numberSize
                        Accessible.ignored: true
                    }
                    Label {
                        x: parent.width / 2 + 70
                        y: 28
                        width: parent.width / 2 - 70 - Theme.m
                        height: 32
                        text: game.away
                        font.bold: true
                        font.pixelSize: Theme.headingSize
                        Accessible.ignored: true
                    }
                    Label {
                        y: 62
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: game.moment
                        Accessible.ignored: true
                    }
                    Caption {
                        y: 81
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: game.figures
                        Accessible.ignored: true
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.board.count === 0
                title: qsTr("No game has been told of")
                detail: qsTr("They belong to the server's own feed: with --feed none, and in a cluster, there are none.")
            }
        }
    }
}
