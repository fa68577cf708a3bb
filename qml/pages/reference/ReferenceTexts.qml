// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.ViewModels

// What the Reference page says, topic by topic: {name, title, note, heads, widths, rows}. The last column takes the rest.
QtObject {
    readonly property var limits: Dashboard.link.limits

    readonly property var closeCodes: ({
            name: "close codes",
            title: qsTr("Close codes"),
            note: qsTr("RFC 6455 7.4, and what Wavetape adds"),
            heads: [qsTr("Code"), qsTr("Name"), qsTr("Come back?"), qsTr("Meaning")],
            widths: [66, 190, 110],
            rows: [
                ["1000", qsTr("normal"), qsTr("no"), qsTr("The purpose is fulfilled.")],
                ["1001", qsTr("going away"), qsTr("yes"), qsTr("A page was left, a window closed, a server shuts down.")],
                ["1002", qsTr("protocol error"), qsTr("no"), qsTr("A frame broke the rules: unmasked from a client, a reserved bit, a bad opcode.")],
                ["1003", qsTr("unsupported data"), qsTr("no"), qsTr("Binary where only text is taken, such as on /echo/text.")],
                ["1005", qsTr("no status"), "–", qsTr("Never sent: a close frame came without a code.")],
                ["1006", qsTr("abnormal"), qsTr("yes"), qsTr("Never sent: the connection ended without a close frame.")],
                ["1007", qsTr("invalid data"), qsTr("no"), qsTr("Text that is not UTF-8.")],
                ["1008", qsTr("policy violation"), qsTr("no"), qsTr("A general refusal. Some guides file large messages here; the RFC has 1009 for them.")],
                ["1009", qsTr("too big"), qsTr("no"), qsTr("A message above the limit, fragments counted together.")],
                ["1010", qsTr("extension missing"), qsTr("no"), qsTr("A client needed an extension that the server did not offer.")],
                ["1011", qsTr("internal error"), qsTr("yes"), qsTr("The server met something it did not expect.")],
                ["1012", qsTr("service restart"), qsTr("yes"), qsTr("The server restarts; clients come back spread over a moment.")],
                ["1013", qsTr("try again later"), qsTr("yes"), qsTr("Overload. Plain clients get it in place of 43xx too.")],
                ["1015", qsTr("TLS failure"), qsTr("yes"), qsTr("Never sent: the TLS handshake failed.")],
                ["4308", qsTr("slow consumer"), qsTr("yes"), qsTr("The queue passed its hard mark, or nothing was taken for 10 s.")],
                ["4329", qsTr("rate limited"), qsTr("yes"), qsTr("Too many messages per second, again and again.")],
                ["4340", qsTr("chaos"), qsTr("yes"), qsTr("Somebody provoked it in the Lab.")],
                ["4400", qsTr("too many errors"), qsTr("no"), qsTr("Ten bad messages within 10 s.")],
                ["4401", qsTr("not authenticated"), qsTr("no"), qsTr("No valid token within 10 s, or it expired.")],
                ["4403", qsTr("forbidden"), qsTr("no"), qsTr("The token does not give the right.")]
            ]
        })
    readonly property var statuses: ({
            name: "http statuses",
            title: qsTr("HTTP statuses"),
            note: qsTr("what a handshake may be answered with, always with one plain sentence"),
            heads: [qsTr("Status"), qsTr("Name"), qsTr("Meaning")],
            widths: [66, 240],
            rows: [
                ["101", qsTr("Switching Protocols"), qsTr("The connection is a WebSocket from here on.")],
                ["400", qsTr("Bad Request"), qsTr("Malformed, a key that is not 16 bytes in Base64, Host missing or doubled, a Socket.IO client.")],
                ["401", qsTr("Unauthorized"), qsTr("A token is missing, wrong or expired.")],
                ["403", qsTr("Forbidden"), qsTr("Origin, Host or Sec-Fetch-Site is not allowed.")],
                ["404", qsTr("Not Found"), qsTr("No such path or channel.")],
                ["405", qsTr("Method Not Allowed"), qsTr("Allow says which methods are.")],
                ["408", qsTr("Request Timeout"), qsTr("The header block was not complete within 10 s.")],
                ["426", qsTr("Upgrade Required"), qsTr("No upgrade, or another version than 13: the answer names it.")],
                ["429", qsTr("Too Many Requests"), qsTr("Too many connections or handshakes of one address; Retry-After says when.")],
                ["431", qsTr("Request Header Fields Too Large"), qsTr("More than 16 KiB of header.")],
                ["503", qsTr("Service Unavailable"), qsTr("Full, or about to stop; Retry-After says when.")]
            ]
        })
    readonly property var readyStates: ({
            name: "ready states",
            title: qsTr("Ready states"),
            note: qsTr("WebSocket.readyState in a browser"),
            heads: [qsTr("Value"), qsTr("Name"), qsTr("Meaning")],
            widths: [66, 190],
            rows: [
                ["0", "CONNECTING", qsTr("The handshake is under way; send() throws.")],
                ["1", "OPEN", qsTr("Both sides may send at any time.")],
                ["2", "CLOSING", qsTr("close() was called or a close frame came; what is sent is dropped.")],
                ["3", "CLOSED", qsTr("Ended, or never opened. An object is not used twice: make a new one.")]
            ]
        })
    readonly property var frames: ({
            name: "frames",
            title: qsTr("Frames"),
            note: qsTr("RFC 6455 5.2; a client masks, which costs four bytes"),
            heads: [qsTr("What"), qsTr("Bytes or value"), qsTr("Meaning")],
            widths: [150, 160],
            rows: [
                [qsTr("text, binary"), "0x1, 0x2", qsTr("A message, or its first fragment. FIN marks the last one.")],
                [qsTr("continuation"), "0x0", qsTr("The next fragment of a message.")],
                [qsTr("close"), "0x8", qsTr("Two bytes of code and a reason of at most 123 bytes; answered with the same.")],
                [qsTr("ping, pong"), "0x9, 0xA", qsTr("At most 125 bytes, never fragmented; a pong repeats the ping's payload.")],
                [qsTr("header, out"), "2, 4, 10", qsTr("For payloads up to 125, up to 65,535 and above.")],
                [qsTr("header, in"), "6, 8, 14", qsTr("The same with the mask.")],
                ["RSV1", qsTr("deflate"), qsTr("Set on compressed messages where permessage-deflate was agreed on; else 1002.")]
            ]
        })
    readonly property var forms: ({
            name: "messages",
            title: qsTr("Messages"),
            note: qsTr("text frames are JSON; full schemas in asyncapi.yaml"),
            heads: [qsTr("Who"), qsTr("Type"), qsTr("Form")],
            widths: [76, 110],
            mono: true,
            rows: [
                [qsTr("client"), "subscribe", '{"type":"subscribe","id":1,"channel":"ticker.AAPL","since":{"epoch":"…","seq":42},"policy":"conflate","maxRate":10}'],
                [qsTr("client"), "unsubscribe", '{"type":"unsubscribe","id":2,"channel":"ticker.AAPL"}'],
                [qsTr("client"), "publish", '{"type":"publish","id":3,"channel":"chat.lobby","data":"hello"}'],
                [qsTr("client"), "auth", '{"type":"auth","id":4,"token":"…"}'],
                [qsTr("client"), "list", '{"type":"list","id":5,"prefix":"book."}'],
                [qsTr("client"), "history", '{"type":"history","id":6,"channel":"trades.AAPL","limit":100}'],
                [qsTr("client"), "presence", '{"type":"presence","id":7,"channel":"chat.lobby"}'],
                [qsTr("client"), "report", '{"type":"report","bufferedAmount":0,"lagMs":4}'],
                [qsTr("server"), qsTr("(none)"), '{"channel":"ticker.AAPL","data":{…},"seq":43,"ts":1763700000000.25}'],
                [qsTr("server"), "welcome", '{"type":"welcome","session":"…","server":"wavetape/…","heartbeat":{…},"limits":{…}}'],
                [qsTr("server"), "ack", '{"type":"ack","id":1,"channel":"ticker.AAPL","channelId":7,"epoch":"…","seq":42,"recovered":true,"replayed":0}'],
                [qsTr("server"), "snapshot", '{"type":"snapshot","channel":"book.AAPL","epoch":"…","seq":9,"data":{…}}'],
                [qsTr("server"), "lagged", '{"type":"lagged","channel":"trades.AAPL","from":5,"to":9,"n":5,"reason":"drop"}'],
                [qsTr("server"), "error", '{"type":"error","id":1,"code":104,"name":"unknown channel","message":"…","temporary":false}'],
                [qsTr("server"), "closing", '{"type":"closing","code":1012,"reason":"…","retry":true,"afterMs":800}']
            ]
        })
    readonly property var errors: ({
            name: "errors",
            title: qsTr("Errors"),
            note: qsTr("numbers of `error` messages; ten within 10 s end the connection"),
            heads: [qsTr("Code"), qsTr("Name"), qsTr("Meaning")],
            widths: [66, 220],
            rows: [
                ["100", qsTr("internal"), qsTr("Temporary.")],
                ["101", qsTr("authentication required"), qsTr("The channel or action needs a token.")],
                ["102", qsTr("bad token"), qsTr("Wrong, or not meant for this server.")],
                ["103", qsTr("forbidden"), qsTr("Publishing to a channel of the server, or without the right.")],
                ["104", qsTr("unknown channel"), qsTr("A name under a prefix of the server that does not exist.")],
                ["106", qsTr("not JSON"), qsTr("The text is not valid JSON; nothing of it happened.")],
                ["107", qsTr("bad request"), qsTr("`path` says where.")],
                ["108", qsTr("unknown type"), qsTr("No such request.")],
                ["109", qsTr("token expired"), qsTr("Temporary: fetch a new one.")],
                ["110", qsTr("too many channels"), qsTr("More than the connection may subscribe or make.")],
                ["111", qsTr("rate limited"), qsTr("Temporary; the message was dropped.")],
                ["112", qsTr("cannot recover"), qsTr("`since` is not possible here.")],
                ["113", qsTr("too large"), qsTr("A publish of more than the message limit less 4 KiB.")],
                ["115", qsTr("not subscribed"), qsTr("Nothing to unsubscribe.")],
                ["116", qsTr("unavailable"), qsTr("Temporary: a broker cannot be reached.")],
                ["117", qsTr("second binary channel"), qsTr("A plain connection takes one: its frames carry no channel.")]
            ]
        })
    readonly property var limitTable: ({
            name: "limits",
            title: qsTr("Limits"),
            note: qsTr("of this server, as its welcome named them"),
            heads: [qsTr("Name"), qsTr("Value"), qsTr("Meaning")],
            widths: [190, 120],
            rows: [
                ["messageBytes", Format.count(limits.messageBytes ?? NaN), qsTr("A message from a client, fragments together; beyond: 1009.")],
                ["fragments", Format.count(limits.fragments ?? NaN), qsTr("Frames of one message.")],
                ["messagesPerSecond", Format.count(limits.messagesPerSecond ?? NaN), qsTr("From one connection; beyond: error 111.")],
                ["burst", Format.count(limits.burst ?? NaN), qsTr("Messages at once.")],
                ["channels", Format.count(limits.channels ?? NaN), qsTr("Subscriptions of one connection.")],
                ["jsonDepth", Format.count(limits.jsonDepth ?? NaN), qsTr("Nesting of a request.")],
                ["errorsPer10s", Format.count(limits.errorsPer10s ?? NaN), qsTr("Errors within 10 s; beyond: closed with 4400.")],
                ["queueLow", Format.count(limits.queueLow ?? NaN), qsTr("Waiting bytes; below: caught up.")],
                ["queueHigh", Format.count(limits.queueHigh ?? NaN), qsTr("Waiting bytes; above: lagging.")],
                ["queueHard", Format.count(limits.queueHard ?? NaN), qsTr("Waiting bytes; beyond: closed with 4308.")]
            ]
        })
    readonly property var facts: ({
            name: "the protocol",
            title: qsTr("The protocol"),
            note: qsTr("RFC 6455, December 2011"),
            heads: [qsTr("What"), qsTr("Fact")],
            widths: [190],
            rows: [
                [qsTr("Standard"), qsTr("RFC 6455 (2011); compression: RFC 7692 (2015). In browsers since 2012; guides say more than 95 % have it.")],
                [qsTr("Opening"), qsTr("GET with Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13 and a random key; answered with 101.")],
                [qsTr("Accept key"), qsTr("Base64 of the SHA-1 of the key followed by 258EAFA5-E914-47DA-95CA-C5AB0DC85B11.")],
                [qsTr("Example"), "dGhlIHNhbXBsZSBub25jZQ== → s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
                [qsTr("Ports"), qsTr("80 for ws, 443 for wss; one TCP connection as long as it lasts. Here 8080 and 8443.")],
                [qsTr("Three phases"), qsTr("Opening handshake, data both ways, closing handshake.")],
                [qsTr("Masking"), qsTr("Every frame of a client is masked with four random bytes, so that no proxy can be led astray.")],
                [qsTr("Heartbeat"), qsTr("A ping after 30 s of silence; without a pong within 10 s the connection is ended.")],
                [qsTr("Reconnecting"), qsTr("After 1, 2, 4, 8, 16, 30, 30 … s, spread at random (full jitter); not after 1000.")],
                [qsTr("Header sizes"), qsTr("2 to 14 bytes. That a message costs 2 to 6 bytes holds for payloads of up to 125 bytes.")],
                [qsTr("Socket.IO"), qsTr("A protocol of its own on top: its clients cannot talk to a plain WebSocket server.")]
            ]
        })
    readonly property var topics: [facts, closeCodes, statuses, readyStates, frames, forms, errors, limitTable]
    // The topics and the programs, as they are opened by name.
    readonly property var places: topics.map(topic => ({
                name: topic.name,
                title: topic.title
            })).concat([
        {
            name: "snippets",
            title: qsTr("Snippets")
        }
    ])
}
