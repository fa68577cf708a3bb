// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Is it alive: six tiles, four charts of the last five minutes, what just happened, and header sizes.
Page {
    id: page

    readonly property ServerStats stats: Dashboard.stats
    readonly property var now: stats.now

    compact: width < 1150 || height < 700
    leastHeight: narrow ? 1140 : 520 + (first.visible ? first.implicitHeight : 0)

    // Who caused what a chart shows at a moment.
    function showCulprit(load: int, ago: real) {
        const id = Dashboard.loads.culprit(load, ago);
        if (id.length > 0)
            placeWanted("connections/" + id, "");
    }

    Binding {
        target: Dashboard.loads
        property: "active"
        value: page.visible
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        StatTiles {
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: page.narrow ? 204 : 96
        }
        FirstMinute {
            id: first

            visible: Dashboard.stats.known && !Dashboard.stats.visited && !Dashboard.link.remote
            Layout.fillWidth: true
            Layout.fillHeight: false
            onPlaceWanted: (place, example) => page.placeWanted(place, example)
        }
        PageGrid {
            columns: page.narrow ? 1 : 2
            rowSpacing: Theme.m
            columnSpacing: Theme.m
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
                    word: "messages"
                    watched: "messages"
                    onPicked: ago => page.showCulprit(LoadHistory.MessagesOut, ago)
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
                    word: "connections"
                    watched: "connections"
                    onPicked: ago => page.showCulprit(LoadHistory.Newest, ago)
                    turn: 1
                    minimumTop: 4
                    traces: [
                        ChartTrace {
                            source: page.stats.connections
                            name: qsTr("open")
                            color: Theme.up
                            filled: true
                            valueText: Format.count(page.stats.others)
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
                    word: "queued"
                    watched: "queued"
                    onPicked: ago => page.showCulprit(LoadHistory.QueuedBytes, ago)
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
                    note: width > 420 ? qsTr("publish to send") : ""
                    word: "latency"
                    watched: "latency"
                    onPicked: ago => page.showCulprit(LoadHistory.OldestWaiting, ago)
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
                Layout.fillHeight: !page.narrow
                Layout.fillWidth: page.narrow
                Layout.preferredHeight: page.narrow ? 480 : -1
                Layout.preferredWidth: page.compact ? 280 : 348

                Panel {
                    title: qsTr("Events")
                    note: width > 320 ? qsTr("joins and leaves, with their close codes") : ""
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    EventFeed {
                        id: events

                        anchors.fill: parent
                        anchors.rightMargin: -Theme.s
                        onConnectionWanted: id => page.placeWanted("connections/" + id, "")
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
                    title: qsTr("On the wire")
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: headerSizes.implicitHeight + headerHeight + Theme.m
                    visible: page.height > 470

                    HeaderSizes {
                        id: headerSizes

                        width: parent.width
                        split: page.height > 660
                    }
                }
            }
        }
    }
}
