// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Six numbers that say whether it lives and whether it suffers.
PageGrid {
    id: tiles

    readonly property ServerStats stats: Dashboard.stats
    readonly property var now: stats.now

    columns: width < 860 ? 3 : 6
    columnSpacing: Theme.m
    rowSpacing: Theme.m

    Quantity {
        id: connections

        kind: Quantity.Count
        value: tiles.stats.others
    }
    Quantity {
        id: messagesOut

        kind: Quantity.Rate
        value: tiles.now.messagesOutPerSecond ?? 0
    }
    Quantity {
        id: bytesOut

        kind: Quantity.ByteRate
        value: tiles.now.bytesOutPerSecond ?? 0
    }
    Quantity {
        id: queued

        kind: Quantity.Bytes
        value: tiles.now.queuedBytes ?? 0
    }
    Quantity {
        id: latency

        kind: Quantity.Micros
        value: tiles.now.latencyP99 ?? 0
    }
    Tile {
        title: qsTr("Connections")
        word: "connections"
        iconName: "connections"
        value: connections.text
        unit: connections.unit + qsTr("open")
        secondary: qsTr("%1 so far").arg(Format.count(tiles.stats.othersSoFar))
        history: tiles.stats.connections.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return Format.count(value);
        }
    }
    Tile {
        title: qsTr("Messages out")
        word: "messages"
        iconName: "messages"
        value: messagesOut.text
        unit: messagesOut.unit
        secondary: qsTr("in %1").arg(Format.si(tiles.now.messagesInPerSecond ?? 0, "/s"))
        history: tiles.stats.messagesOut.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return Format.si(value, "/s");
        }
    }
    Tile {
        title: qsTr("Bytes out")
        word: "bytes"
        iconName: "bytes"
        value: bytesOut.text
        unit: bytesOut.unit
        secondary: qsTr("in %1/s").arg(Format.bytes(tiles.now.bytesInPerSecond ?? 0))
        history: tiles.stats.bytesOut.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return qsTr("%1/s").arg(Format.bytes(value));
        }
    }
    Tile {
        title: qsTr("Queued")
        word: "queued"
        iconName: "queue"
        value: queued.text
        unit: queued.unit
        tint: Theme.warn
        // One connection's hard mark: somebody reads too slowly.
        valueColor: (tiles.now.queuedBytes ?? 0) > Dashboard.link.queueHard ? Theme.warn : Theme.text
        secondary: qsTr("resident %1").arg(Format.bytes(tiles.now.residentBytes ?? 0))
        history: tiles.stats.queuedBytes.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return Format.bytes(value);
        }
    }
    Tile {
        title: qsTr("Latency p99")
        word: "latency"
        iconName: "latency"
        value: latency.text
        unit: latency.unit
        tint: Theme.up
        secondary: qsTr("p50 %1").arg(Format.micros(tiles.now.latencyP50 ?? 0))
        history: tiles.stats.latencyP99.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return Format.micros(value);
        }
    }
    Tile {
        title: qsTr("Dropped")
        word: "dropped"
        iconName: "drop"
        value: Format.count(tiles.now.dropped ?? 0)
        unit: qsTr("messages")
        tint: (tiles.now.dropped ?? 0) > 0 ? Theme.down : Theme.dim
        valueColor: (tiles.now.dropped ?? 0) > 0 ? Theme.down : Theme.text
        secondary: qsTr("%1 conflated").arg(Format.si(tiles.now.conflated ?? 0).replace(/[.,]0 $/, "").trim())
        history: tiles.stats.droppedPerSecond.recent
        known: tiles.stats.known
        Layout.fillWidth: true

        function inWords(value: real): string {
            return Format.si(value, "/s");
        }
    }
}
