// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// What the server says of itself: age, memory, threads, totals, feeds, how connections ended.
Panel {
    id: panel

    readonly property ServerStats stats: Dashboard.stats
    readonly property var now: stats.now

    title: Dashboard.link.remote ? qsTr("Server %1").arg(Dashboard.link.node) : qsTr("This server")
    note: Dashboard.link.server

    Flickable {
        id: scroll

        anchors.fill: parent
        anchors.rightMargin: -Theme.s
        contentHeight: rows.implicitHeight
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        visible: panel.stats.known
        T.ScrollBar.vertical: ThinScrollBar {}

        Column {
            id: rows

            width: scroll.width - Theme.m

            FactRow {
                name: qsTr("Node")
                value: Dashboard.link.node
            }
            FactRow {
                name: qsTr("Running for")
                value: Format.elapsed(panel.now.uptimeMs ?? 0)
            }
            FactRow {
                name: qsTr("Waiting to be sent")
                value: Format.bytes(panel.now.queuedBytes ?? 0)
                ink: (panel.now.queuedBytes ?? 0) > Dashboard.link.queueHard ? Theme.warn : Theme.text
            }
            FactRow {
                name: qsTr("Dropped, conflated")
                value: Format.count(panel.now.dropped ?? 0) + ", " + Format.count(panel.now.conflated ?? 0)
                ink: panel.stats.droppedPerSecond.last > 0 ? Theme.down : Theme.text
            }
            FactRow {
                name: qsTr("Memory")
                value: Format.bytes(panel.now.rssBytes ?? 0)
            }
            FactRow {
                name: qsTr("CPU time")
                value: qsTr("%1 s").arg(Format.fixed(panel.now.cpuSeconds ?? 0, 1))
            }
            FactRow {
                name: qsTr("Threads")
                value: Format.count(panel.now.threads ?? 0)
            }
            FactRow {
                name: qsTr("Channels, subscriptions")
                value: Format.count(panel.now.channels ?? 0) + ", " + Format.count(panel.now.subscriptions ?? 0)
            }
            FactRow {
                name: qsTr("Sent")
                value: Format.bytes(panel.now.bytesOut ?? 0)
            }
            FactRow {
                name: qsTr("Received")
                value: Format.bytes(panel.now.bytesIn ?? 0)
            }
            FactRow {
                name: qsTr("Handshakes refused")
                value: Format.count(panel.now.handshakesRefused ?? 0)
            }
            FactRow {
                name: qsTr("Longest stall of a loop, p99")
                value: Format.micros(panel.now.loopStallP99 ?? 0)
                ink: (panel.now.loopStallP99 ?? 0) > 100000 ? Theme.warn : Theme.text
            }
            FactRow {
                name: qsTr("Unexplained gaps")
                value: Format.count(panel.now.unexplainedGaps ?? 0)
                ink: (panel.now.unexplainedGaps ?? 0) > 0 ? Theme.down : Theme.up
            }
            Label {
                height: 34
                text: qsTr("Feeds")
                font.bold: true
                verticalAlignment: Text.AlignBottom
                bottomPadding: 6
            }
            Repeater {
                // By number: new values must not make new rows.
                model: panel.stats.feeds.length

                FactRow {
                    required property int index
                    readonly property var modelData: panel.stats.feeds[index] ?? ({ name: "", state: "", lagMs: 0 })

                    width: rows.width
                    name: modelData.name
                    value: qsTr("%1, behind by %2").arg(modelData.state).arg(Format.span(modelData.lagMs))
                    ink: modelData.state !== "running" ? Theme.down : modelData.lagMs > 100 ? Theme.warn : Theme.text
                }
            }
            Label {
                height: 34
                text: qsTr("Ended, by close code")
                font.bold: true
                verticalAlignment: Text.AlignBottom
                bottomPadding: 6
            }
            Caption {
                visible: panel.stats.closes.length === 0
                height: 22
                text: qsTr("none yet")
            }
            Repeater {
                model: panel.stats.closes.length

                FactRow {
                    required property int index
                    readonly property var modelData: panel.stats.closes[index] ?? ({ code: "", count: 0 })

                    width: rows.width
                    name: modelData.code
                    value: Format.count(modelData.count)
                }
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !panel.stats.known
        title: qsTr("No data yet")
    }
}
