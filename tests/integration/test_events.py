# SPDX-License-Identifier: GPL-3.0-or-later
"""/sse: a stream of server-sent events as a subscriber like every other."""
import base64
import json
import random
import socket
import struct
import subprocess
import threading
import time
import unittest

import schema
import wire
from events import Events
from wire import Peer, Server, Stream, http, raw, request_bytes, some_symbol

V1 = "wavetape.v1"


def setUpModule():
    global server, symbol
    server = Server(feed="calm")
    symbol = some_symbol(server)


def tearDownModule():
    server.stop()


def publish(channel, data, to=None):
    return wire.publish(to or server, channel, data)


class Head(unittest.TestCase):
    def test_it_begins_at_once_and_nobody_may_keep_it(self):
        with Events(server, "chat.head") as stream:
            self.assertEqual(stream.status, 200)
            self.assertEqual(stream.headers["content-type"], "text/event-stream")
            self.assertEqual(stream.headers["cache-control"], "no-store, no-transform")
            self.assertEqual(stream.headers["x-accel-buffering"], "no")
            self.assertNotIn("content-length", stream.headers)
            self.assertNotIn("content-encoding", stream.headers)
            self.assertNotIn("wavetape-resumed-from", stream.headers)
            position = stream.begun()
            self.assertRegex(position, r"^[0-9a-z]+\.[0-9a-z]+:0$")
            self.assertEqual(stream.comments, [""])
            self.assertTrue(1000 <= stream.retry < 2000)

    def test_head_is_answered_without_a_stream(self):
        answer = http(server, "HEAD", "/sse?channels=chat.head")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/event-stream"))

    def test_to_http_1_0_it_ends_with_the_connection(self):
        with Stream(server) as stream:
            stream.write(f"GET /sse?channels=chat.old HTTP/1.0\r\nHost: {server.host}\r\n\r\n".encode())
            status, headers = stream.head()
            self.assertEqual(status, 200)
            self.assertNotIn("transfer-encoding", headers)
            publish("chat.old", {"n": 1})
            while b"\"n\": 1" not in stream.buffer:
                self.assertTrue(stream.fill(10))
            self.assertTrue(stream.buffer.startswith(b":\nretry:"), stream.buffer)

    def test_what_is_wrong_is_said(self):
        for query, sentence in (
                ("", "Name the channels"), ("?channels=", "Name the channels"), ("?channels=a&channels=b", "may come once"),
                ("?channels=a,a", "named once"), ("?channels=a%20b", "A channel's name"), ("?channels=a,", "A channel's name"),
                ("?channels=ticker.*", "A channel's name"),
                ("?channels=" + ",".join(f"chat.{i}" for i in range(65)), "more channels than"),
                ("?channels=chat.a&since=x", "A position is"), ("?channels=chat.a&since=e:1,e:2", "as many parts"),
                ("?channels=chat.a,chat.b&since=e:1", "as many parts"), ("?channels=chat.a&since=e:-1", "A position is"),
                ("?channels=chat.a&since=e:9007199254740993", "A position is"), ("?channels=chat.a&since=~", "A position is"),
                ("?channels=chat.a&since=:1", "A position is"), ("?channels=chat.a&since=e:1&since=e:2", "may come once")):
            answer = http(server, "GET", "/sse" + query)
            self.assertEqual(answer.status, 400, query)
            self.assertIn(sentence, answer.text, query)
        answer = http(server, "GET", "/sse?channels=ticker.NOPE")
        self.assertEqual(answer.status, 404)
        twice = request_bytes(server, "GET", "/sse?channels=chat.a", {"Last-Event-ID": "e:1"})
        answer = raw(server, twice.replace(b"\r\n\r\n", b"\r\nLast-Event-ID: e:2\r\n\r\n"))
        self.assertEqual((answer.status, answer.text), (400, "Last-Event-ID may come once.\n"))
        # What polyfills and cache busters add is nobody's business.
        with Events(server, "channels=chat.a&_=1&lastEventId=x") as stream:
            self.assertEqual(stream.status, 200)

    def test_pages_elsewhere_and_allowed_ones(self):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
            self.assertEqual(http(server, "GET", "/sse?channels=chat.a", headers).status, 403, headers)
        with Events(server, "chat.a", Origin="http://localhost:5173") as stream:
            self.assertEqual(stream.headers["access-control-allow-origin"], "http://localhost:5173")


class Messages(unittest.TestCase):
    def test_publications_are_those_of_a_plain_subscriber(self):
        with Events(server, "chat.same") as stream, Peer(server, "/ws") as plain:
            stream.begun()
            plain.subscribe("chat.same")
            for n in range(5):
                publish("chat.same", {"n": n, "text": "ä\u2028"})
                event = stream.message()
                self.assertEqual(event.json, plain.json())
                self.assertEqual(event.id.rsplit(":", 1)[1], str(event.json["seq"]))
                schema.require("message", event.json)

    def test_line_ends_within_data_do_not_end_it(self):
        with Events(server, "chat.lines") as stream:
            stream.begun()
            for text in ('{"a":\n 1}', '{"a":\r\n1}', '[\n\n1,\n  2]'):
                body = b'{"channel":"chat.lines","data":' + text.encode() + b"}"
                http(server, "POST", "/publish", {"Content-Type": "application/json"}, body)
                self.assertEqual(stream.message().json["data"], json.loads(text))

    def test_snapshots_come_first(self):
        with Events(server, f"ticker.{symbol},book.{symbol},candles.{symbol}.1s,trades.{symbol}") as stream:
            stream.begun()
            kinds = [stream.message().json for _ in range(3)]
            self.assertEqual([(m["type"], m["channel"]) for m in kinds],
                             [("snapshot", f"ticker.{symbol}"), ("snapshot", f"book.{symbol}"), ("snapshot", f"candles.{symbol}.1s")])
            for m in kinds:
                schema.require("message", m)

    def test_blocks_as_base64(self):
        with Events(server, "wave.sine1") as stream:
            stream.begun()
            first, second = stream.message().json, stream.message().json
            self.assertEqual(second["seq"], first["seq"] + 1)
            schema.require("block", first)
            samples = base64.b64decode(first["b64"], validate=True)
            self.assertTrue(all(abs(v) <= 10 for v in struct.unpack(f"<{len(samples) // 4}f", samples)))
            self.assertEqual((first["channel"], first["kind"], first["lanes"]), ("wave.sine1", "f32", 1))

    def test_a_comment_keeps_it_alive(self):
        with Server(DEADLINES_COMMENT=100) as own, Events(own, "chat.quiet") as stream:
            stream.begun()
            with self.assertRaises(TimeoutError):
                stream.event(1.2)
            self.assertGreater(len(stream.comments), 4)

    def test_a_row_and_figures_like_everybody(self):
        with Server() as own, Events(own, "chat.row", User_Agent="tester") as stream:
            stream.begun()
            token, _ = own.admin_token()
            with Peer(own, "/ws", V1, Authorization=f"Bearer {token}") as admin:
                admin.subscribe("sys.connections")
                rows = {}

                def mine(m):
                    for row in (m.get("data") or {}).get("rows", []):
                        rows[row["transport"]] = row
                    return "sse" in rows
                admin.until(mine)
                row = rows["sse"]
                self.assertEqual((row["dialect"], row["channels"], row["policy"], row["agent"], row["path"]),
                                 ("sse", 1, "drop-oldest", "tester", "/sse?channels=chat.row"))
                publish("chat.row", 1, own)
                stream.message()
                text = http(own, "GET", "/metrics").text
                self.assertIn('wavetape_connections{transport="sse"} 1', text)
                self.assertIn('wavetape_transport_sent_messages_total{transport="sse"} 1', text)
                closed = admin.reply("admin", action="close", connection=row["id"], code=1012)
                self.assertEqual(closed["type"], "ack", closed)
                event = stream.event()
                self.assertEqual((event.kind, event.json["code"], event.json["retry"]), ("closing", 1012, True))
                self.assertIsNone(stream.event())


class Resuming(unittest.TestCase):
    def test_by_header_or_query_exactly_what_was_missed(self):
        with Events(server, "chat.resume") as stream:
            stream.begun()
            for n in range(3):
                publish("chat.resume", n)
            seen = [stream.message() for _ in range(3)]
        for how in ({"last_id": seen[0].id}, {"query": "&since=" + seen[0].id}, {"last_id": seen[0].id, "query": "&since=e:7"}):
            with Events(server, "channels=chat.resume" + how.get("query", ""), how.get("last_id")) as stream:
                self.assertEqual(stream.headers["wavetape-resumed-from"], seen[0].id)
                self.assertEqual(stream.begun(), seen[0].id)
                self.assertEqual([stream.message().json["data"] for _ in range(2)], [1, 2])
        with Events(server, "chat.resume", seen[2].id) as stream:
            stream.begun()
            publish("chat.resume", "live")
            self.assertEqual(stream.message().json["data"], "live")

    def test_a_cut_on_an_idle_stream_loses_nothing(self):
        with Peer(server, "/ws") as keeper:  # the names live on meanwhile
            keeper.send({"type": "subscribe", "channels": ["chat.idle", "chat.idle2"]})
            keeper.flushed()
            with Events(server, "chat.idle,chat.idle2") as stream:
                position = stream.begun()
            publish("chat.idle", 1)
            publish("chat.idle2", 2)
            with Events(server, "chat.idle,chat.idle2", position) as stream:
                self.assertEqual(stream.begun(), position)
                self.assertEqual([stream.message().json["data"] for _ in range(2)], [1, 2])

    def test_another_life_and_beyond_the_end(self):
        publish("chat.life", 1)
        publish("chat.life", 2)
        epoch = http(server, "GET", "/snapshot/chat.life").json["epoch"]
        for since, lost in (("other:1", (1, 2)), (f"{epoch}:99", None)):
            with Events(server, "chat.life", since) as stream:
                self.assertEqual(stream.headers["wavetape-resumed-from"], f"{epoch}:2")
                stream.begun()
                if lost:
                    event = stream.message()
                    self.assertEqual((event.json["type"], event.json["from"], event.json["to"]), ("lagged", *lost))
                    self.assertEqual(event.id, f"{epoch}:2")

    def test_several_channels_have_one_opaque_position(self):
        names = [f"chat.many{i}" for i in range(24)]
        holders = [Events(server, ",".join(names))]
        try:
            stream = holders[0]
            stream.begun()
            for name in names:
                publish(name, name)
            seen = [stream.message() for _ in names]
            self.assertEqual({e.json["data"] for e in seen}, set(names))
            self.assertLessEqual(len(seen[-1].id), 12 * 24 + 12)
            self.assertRegex(seen[-1].id, r"^[0-9a-z]+(~[0-9a-z]+\.[0-9a-z]+){24}$")
            for at in (0, 7, 23):
                with Events(server, ",".join(names), seen[at].id) as again:
                    self.assertEqual(again.begun(), seen[at].id)
                    rest = [again.message().json["data"] for _ in range(23 - at)]
                    self.assertEqual(sorted(rest), sorted(e.json["data"] for e in seen[at + 1:]))
            rows = {r["channel"]: r for r in http(server, "GET", "/channels").json}
            plain = ",".join(f"{rows[n]['epoch']}:0" for n in names)
            with Events(server, ",".join(names), plain) as again:
                again.begun()
                self.assertEqual({again.message().json["data"] for _ in names}, set(names))
        finally:
            for stream in holders:
                stream.close()

    def test_conflating_channels_and_books_by_snapshot(self):
        with Events(server, f"ticker.{symbol}") as stream:
            stream.begun()
            stream.message()
            for _ in range(3):
                last = stream.message()
        time.sleep(0.5)
        with Events(server, f"ticker.{symbol}", last.id) as stream:
            stream.begun()
            first = stream.message().json
            self.assertEqual(first["type"], "snapshot")
            self.assertGreaterEqual(stream.message().json["seq"], first["seq"])


class RandomCuts(unittest.TestCase):
    """A reader whose connection is cut at random places 200 times: nothing is lost, nothing comes twice, ids are exact."""

    def run_cuts(self, names):
        rng = random.Random(14)
        stop = threading.Event()
        sent = {name: 0 for name in names}
        keeper = Peer(server, "/ws")  # the names live on while the reader is away
        keeper.send({"type": "subscribe", "channels": names})

        def feed():
            with Stream(server) as line:
                while not stop.is_set():
                    name = names[sum(sent.values()) % len(names)]
                    body = json.dumps({"channel": name, "data": sent[name] + 1}).encode()
                    line.write(request_bytes(server, "POST", "/publish", {"Content-Type": "application/json"}, body))
                    if line.response().status == 200:
                        sent[name] += 1
                    time.sleep(0.011)  # below a connection's 100 messages a second
        thread = threading.Thread(target=feed)
        seen = {name: [] for name in names}
        keeper.flushed()
        with Events(server, ",".join(names)) as stream:
            last_id = stream.begun()
        thread.start()
        try:
            for cut in range(200):
                with Events(server, ",".join(names), last_id) as stream:
                    for _ in range(rng.choice((0, 1, 1, 2, 3))):
                        event = stream.event()
                        if event.kind == "message":
                            seen[event.json["channel"]].append(event.json["seq"])
                            if len(names) == 1:
                                self.assertEqual(event.id.rsplit(":", 1)[1], str(event.json["seq"]))
                        last_id = event.id
            stop.set()
            thread.join()
            with Events(server, ",".join(names), last_id) as stream:
                while any(len(seen[n]) < sent[n] for n in names):
                    event = stream.event()
                    if event.kind == "message":
                        seen[event.json["channel"]].append(event.json["seq"])
        finally:
            stop.set()
            thread.join()
            keeper.close()
        for name in names:
            self.assertEqual(seen[name], list(range(1, sent[name] + 1)), name)

    def test_one_channel(self):
        self.run_cuts(["chat.cuts"])

    def test_three_channels(self):
        self.run_cuts(["chat.cut1", "chat.cut2", "chat.cut3"])


class ComingBack(unittest.TestCase):
    """Who shall come back is never told by a status: a browser's EventSource would give up for good."""

    def test_limits_of_an_address(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=1, LIMITS_HANDSHAKE_BURST=2) as own:
            answers = [Events(own, "chat.a") for _ in range(4)]
            self.assertEqual([a.status for a in answers], [200] * 4)
            refused = answers[-1]
            self.assertIsNone(refused.event())
            self.assertIn("Too many connection attempts", refused.comments[0])
            self.assertGreaterEqual(refused.retry, 1000)
            self.assertEqual(http(own, "GET", "/channels").status, 429)
            for answer in answers:
                answer.close()

    def test_draining_says_when(self):
        own = Server(DEADLINES_DRAIN_SPREAD=0)
        streams = [Events(own, "chat.drain,chat.drain2") for _ in range(5)]
        for stream in streams:
            stream.begun()
        self.assertEqual(own.stop(), 0)
        for stream in streams:
            event = stream.event()
            self.assertEqual((event.kind, event.json["type"], event.json["code"]), ("closing", "closing", 1012))
            self.assertEqual(stream.retry, max(1, event.json["afterMs"]))
            self.assertIsNone(stream.event())
            stream.close()

    def test_a_reader_that_stands_still_is_told_and_waits_longer_each_time(self):
        with Server(QUEUE_LOW=10_000, QUEUE_HIGH=20_000, QUEUE_HARD=100_000, QUEUE_SEND_BUFFER=4096,
                    DEADLINES_NO_PROGRESS=300, DEADLINES_CLOSE=3000) as own:
            waits = []
            for _ in range(3):
                stream = Events.__new__(Events)
                sock = socket.socket()
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                sock.connect(("127.0.0.1", own.port))
                real, socket.create_connection = socket.create_connection, lambda *a: sock
                try:
                    stream.__init__(own, "chat.slow")
                finally:
                    socket.create_connection = real
                stream.begun()
                with Peer(own, "/ws") as publisher:
                    for _ in range(40):
                        publisher.send({"type": "publish", "channel": "chat.slow", "data": "x" * 20_000})
                    publisher.flushed()
                time.sleep(1)
                while (event := stream.event()).kind != "closing":
                    pass
                self.assertEqual((event.json["code"], event.json["afterMs"]), (4308, stream.retry))
                waits.append(stream.retry)
                stream.close()
            self.assertEqual(waits, [1000, 2000, 4000])


class Tokens(unittest.TestCase):
    def test_by_query_and_header_and_expiry_ends_it(self):
        with Server("--tokens", "on") as own:
            self.assertEqual(http(own, "GET", "/sse?channels=chat.a").status, 401)
            self.assertEqual(http(own, "GET", "/sse?channels=chat.a&token=wrong").status, 401)
            token, _ = own.admin_token()
            for how in ({}, {"Authorization": f"Bearer {token}"}):
                query = "" if how else f"&token={token}"
                with Events(own, "channels=chat.a" + query, **how) as stream:
                    self.assertEqual(stream.status, 200)
                    stream.begun()


class ForeignClients(unittest.TestCase):
    def test_curl(self):
        with subprocess.Popen(["curl", "-sN", "--max-time", "5", f"http://{server.host}/sse?channels=chat.curl"],
                              stdout=subprocess.PIPE) as curl:
            try:
                while curl.stdout.readline().strip() != b"":
                    pass
                publish("chat.curl", "hello")
                lines = []
                while not any(b"hello" in line for line in lines):
                    lines.append(curl.stdout.readline())
                self.assertTrue(lines[-2].startswith(b"id:"), lines)
                self.assertTrue(lines[-1].startswith(b"data:{"), lines)
            finally:
                curl.kill()


if __name__ == "__main__":
    unittest.main()
