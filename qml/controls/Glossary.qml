// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// One meaning per word: what the figures of the window count. `meanings[word]`, and all of them for the page of keys.
QtObject {
    readonly property var entries: [
        { word: "connections", title: qsTr("Connections"), meaning: qsTr("WebSockets that are open now. This window's own is marked and not counted.") },
        { word: "messages", title: qsTr("Messages"), meaning: qsTr("WebSocket messages per second, the server's view: \"out\" is what it sent to all readers together.") },
        { word: "bytes", title: qsTr("Bytes"), meaning: qsTr("Bytes of WebSocket frames per second, headers included, before TLS.") },
        { word: "queued", title: qsTr("Queued"), meaning: qsTr("Bytes that wait in the queues of readers who take them more slowly than they come, added up over all readers.") },
        { word: "resident", title: qsTr("Resident"), meaning: qsTr("Bytes of messages that the server holds in memory, each once however many readers wait for it: history and queues.") },
        { word: "latency", title: qsTr("Latency"), meaning: qsTr("From a message's publication until it was handed to the socket. p99: 99 of 100 were faster.") },
        { word: "dropped", title: qsTr("Dropped"), meaning: qsTr("Messages that a reader was meant to get and did not, because its queue was full. The reader is told how many.") },
        { word: "conflated", title: qsTr("Conflated"), meaning: qsTr("Messages that a newer one of the same key replaced while they waited. Nothing is lost that is still true.") },
        { word: "lagged", title: qsTr("Lagged"), meaning: qsTr("The notice in which a reader is told how many messages of a channel it lost.") },
        { word: "policy", title: qsTr("Policy"), meaning: qsTr("What happens when a reader is too slow: conflate, drop the oldest or the newest, or disconnect.") },
        { word: "rtt", title: qsTr("RTT"), meaning: qsTr("From a ping until its pong. What waits in the reader's queue before the ping is part of it.") },
        { word: "seen after", title: qsTr("Seen after"), meaning: qsTr("From a message's time stamp until this window had it. Replayed messages do not count; for another machine's clock the fastest counts as 0.") },
        { word: "subscriptions", title: qsTr("Subscriptions"), meaning: qsTr("Pairs of a connection and a channel that it receives.") },
        { word: "frame headers", title: qsTr("Frame headers"), meaning: qsTr("2 bytes for up to 125 bytes, 4 for up to 64 KiB, 10 beyond; from a client 4 more for the mask.") }
    ]
    readonly property var meanings: entries.reduce((all, entry) => Object.assign(all, { [entry.word]: entry.meaning }), {})
}
