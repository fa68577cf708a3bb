// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Is it alive: six tiles, four charts of the last five minutes, what just happened, and header sizes.
Item {
    id: page

    readonly property ServerStats stats: Dashboard.stats
    readonly property var now: stats.now
    readonly property bool compact: width < 1150 || height < 700

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        StatTiles {
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: 96
        }
        RowLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            GridLayout {
                columns: 2
                rowSpacing: Theme.m
                columnSpacing: Theme.m
                Layout.fillWidth: true
                Layout.fillHeight: true

                ChartPanel {
                    title: qsTr("Messages per second")
                    turn: 0
                    traces: [
                        ChartTrace {
                            source: page.stats.messagesOut
                            name: qsTr("out")
                            color: Theme.accent
                            filled: true
                            valueText: Format.si(page.now.messagesOutPerSecond ?? 0)
                        },
                        ChartTrace {
                            source: page.stats.messagesIn
                            name: qsTr("in")
                            color: Theme.violet
                            valueText: Format.si(page.now.messagesInPerSecond ?? 0)
                        }
                    ]
                }
                ChartPanel {
                    title: qsTr("Connections")
                    turn: 1
                    minimumTop: 4
                    traces: [
                        ChartTrace {
                            source: page.stats.connections
                            name: qsTr("open")
                            color: Theme.up
                            filled: true
                            valueText: Format.count(page.now.connections ?? 0)
                        },
                        ChartTrace {
                            source: page.stats.subscriptions
                            name: qsTr("subscriptions")
                            color: Theme.accent
                            valueText: Format.count(page.now.subscriptions ?? 0)
                        }
                    ]
                }
                ChartPanel {
                    title: qsTr("Backpressure")
                    turn: 2
                    alert: page.stats.droppedPerSecond.last > 0 ? qsTr("dropping %1").arg(Format.si(page.stats.droppedPerSecond.last, "/s")) : ""
                    minimumTop: 1000
                    unit: "B"
                    traces: [
                        ChartTrace {
                            source: page.stats.queuedBytes
                            name: qsTr("queued")
                            color: Theme.warn
                            filled: true
                            valueText: Format.bytes(page.now.queuedBytes ?? 0)
                        },
                        ChartTrace {
                            source: page.stats.residentBytes
                            name: qsTr("resident")
                            color: Theme.violet
                            valueText: Format.bytes(page.now.residentBytes ?? 0)
                        }
                    ]
                }
                ChartPanel {
                    title: qsTr("Latency")
                    note: qsTr("publish to send")
                    turn: 3
                    minimumTop: 100
                    unit: "µs"
                    traces: [
                        ChartTrace {
                            source: page.stats.latencyP99
                            name: qsTr("p99")
                            color: Theme.warn
                            filled: true
                            valueText: Format.micros(page.now.latencyP99 ?? 0)
                        },
                        ChartTrace {
                            source: page.stats.latencyP50
                            name: qsTr("p50")
                            color: Theme.up
                            valueText: Format.micros(page.now.latencyP50 ?? 0)
                        }
                    ]
                }
            }
            ColumnLayout {
                spacing: Theme.m
                Layout.fillHeight: true
                Layout.fillWidth: false
                Layout.preferredWidth: page.compact ? 280 : 348

                Panel {
                    title: qsTr("Events")
                    note: qsTr("joins and leaves, with their close codes")
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    EventFeed {
                        id: events

                        anchors.fill: parent
                        anchors.rightMargin: -Theme.s
                        visible: Dashboard.events.count > 0
                    }
                    StateOverlay {
                        anchors.fill: parent
                        visible: Dashboard.events.count === 0
                        iconName: "clock"
                        title: qsTr("Nothing has happened yet")
                        detail: qsTr("Open the address above in a browser, and its arrival shows here.")
                    }
                }
                Panel {
                    title: qsTr("Frame headers")
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: headerSizes.implicitHeight + headerHeight + Theme.m
                    visible: page.height > 470

                    HeaderSizes {
                        id: headerSizes

                        width: parent.width
                    }
                }
            }
        }
    }
}
