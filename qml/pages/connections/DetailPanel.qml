// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Everything that is known of one connection, and what can be done to it.
Panel {
    id: panel

    readonly property ConnectionDetail detail: Dashboard.detail

    function watchFrames() {
        detail.watchFrames(true);
        scroll.contentY = Qt.binding(() => Math.max(0, content.implicitHeight - scroll.height));
    }

    title: detail.chosen ? (detail.title.length > 0 ? detail.title : detail.connection) : qsTr("Connection")
    tools: [
        Badge {
            visible: panel.detail.chosen && panel.detail.ended
            text: qsTr("ended")
            tint: Theme.down
        },
        Badge {
            visible: panel.detail.own && panel.detail.chosen
            text: qsTr("this window")
            tint: Theme.accent
        },
        IconButton {
            visible: panel.detail.chosen
            iconName: "close"
            text: qsTr("Close the details")
            onClicked: panel.detail.connection = ""
        }
    ]

    Flickable {
        id: scroll

        anchors.fill: parent
        anchors.rightMargin: -Theme.s
        clip: true
        visible: panel.detail.chosen
        contentHeight: content.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ThinScrollBar {}

        Column {
            id: content

            width: scroll.width - Theme.s - 4
            spacing: Theme.m

            CloseForm {
                width: parent.width
            }
            ReadyStateDiagram {
                started: true
                terse: true
                state4: panel.detail.readyState
            }
            PhaseBar {
                width: parent.width
                phases: panel.detail.phases
            }
            Item {
                width: parent.width
                height: 150

                Label {
                    text: qsTr("Messages per second, both ways")
                    font.bold: true
                }
                TimeChart {
                    title: qsTr("Messages per second, both ways")
                    anchors.fill: parent
                    anchors.topMargin: 16
                    spanSeconds: 120
                    traces: [
                        ChartTrace {
                            source: panel.detail.outRate
                            name: qsTr("out")
                            color: Theme.accent
                            filled: true
                            valueText: Format.si(panel.detail.outRate.last)
                        },
                        ChartTrace {
                            source: panel.detail.inRate
                            name: qsTr("in")
                            color: Theme.violet
                            valueText: Format.si(panel.detail.inRate.last)
                        }
                    ]
                }
            }
            Item {
                width: parent.width
                height: 150

                Label {
                    text: qsTr("Queue")
                    font.bold: true
                }
                TimeChart {
                    title: qsTr("Queue")
                    marks: panel.detail.readMarks
                    anchors.fill: parent
                    anchors.topMargin: 16
                    turn: 1
                    spanSeconds: 120
                    minimumTop: 1000
                    unit: "B"
                    traces: [
                        ChartTrace {
                            source: panel.detail.queue
                            name: qsTr("queued")
                            color: Theme.warn
                            filled: true
                            valueText: Format.bytes(panel.detail.queue.last)
                        },
                        ChartTrace {
                            source: panel.detail.buffered
                            name: qsTr("bufferedAmount")
                            color: Theme.violet
                            valueText: panel.detail.buffered.empty ? "–" : Format.bytes(panel.detail.buffered.last)
                        }
                    ]
                }
            }
            Column {
                width: parent.width

                Repeater {
                    model: panel.detail.facts

                    Item {
                        id: fact

                        required property var modelData

                        width: content.width
                        height: Math.max(20, value.implicitHeight + 4)
                        Accessible.role: Accessible.StaticText
                        Accessible.name: modelData.name + ": " + modelData.value

                        Caption {
                            y: 1
                            width: 112
                            text: fact.modelData.name
                            Accessible.ignored: true
                        }
                        Label {
                            id: value

                            x: 116
                            width: parent.width - x
                            text: fact.modelData.value
                            wrapMode: Text.WrapAnywhere
                            maximumLineCount: 3
                            font.pixelSize: Theme.captionSize
                            Accessible.ignored: true
                        }
                    }
                }
            }
            SubscriptionList {
                width: parent.width
                subscriptions: panel.detail.subscriptions
            }
            FrameList {
                width: parent.width
            }
            HandshakeBlock {
                width: parent.width
                title: qsTr("Request")
                text: panel.detail.request
            }
            HandshakeBlock {
                width: parent.width
                title: qsTr("Answer")
                text: panel.detail.response
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !panel.detail.chosen
        iconName: "connections"
        title: qsTr("Choose a connection")
        detail: qsTr("Its handshake, subscriptions, queue and what can be done to it show here.")
    }
}
