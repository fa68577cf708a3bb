# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames that must be refused, limits with their close and status codes, deadlines."""
import re
import select
import socket
import struct
import time
import unittest

import schema
from wire import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, TIMEOUT, Peer, Server, Stream, eventually, frame, http, request_bytes,
                  upgrade)

V1 = "wavetape.v1"


class Frames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def ends_with(self, data, code, path="/ws"):
        with Peer(self.server, path, V1 if path == "/ws" else None, checked=False) as peer:
            peer.write(data)
            close = peer.closed()
            self.assertEqual(close.code, code, close)
            if close.messages:
                self.assertEqual(close.messages[-1]["type"], "closing")
                self.assertEqual(close.messages[-1]["code"], code)

    def test_framing_errors(self):
        ping = b'{"type":"ping"}'
        for name, data in {
            "unmasked": frame(TEXT, ping, mask=False), "reserved bit 1": frame(TEXT, ping, rsv=4), "reserved bit 3": frame(TEXT, ping, rsv=1),
            "opcode 3": frame(3, b""), "opcode 11": frame(11, b""), "long ping": frame(PING, b"x" * 126),
            "fragmented ping": frame(PING, b"x", fin=False), "continuation of nothing": frame(CONTINUATION, b"x"),
            "text inside a message": frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"),
            "length not minimal (16)": b"\x81\xfe\0\x05" + b"\0\0\0\0" + b"hello",
            "length not minimal (64)": b"\x81\xff" + struct.pack(">Q", 5) + b"\0\0\0\0" + b"hello",
            "length beyond 2^63": b"\x82\xff" + struct.pack(">Q", 1 << 63), "one-byte close": frame(CLOSE, b"\x03"),
            "close 1005": frame(CLOSE, struct.pack(">H", 1005)), "close 999": frame(CLOSE, struct.pack(">H", 999)),
            "close 5000": frame(CLOSE, struct.pack(">H", 5000)),
        }.items():
            for path in ("/ws", "/echo"):
                with self.subTest(name, path=path):
                    self.ends_with(data, 1002, path)

    def test_bad_text(self):
        for data in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\xc3", b'{"type":"ping","t":"\xe2\x28\xa1"}'):
            self.ends_with(frame(TEXT, data), 1007)
        self.ends_with(frame(TEXT, b"ok \xff", fin=False), 1007)
        self.ends_with(frame(CLOSE, struct.pack(">H", 1000) + b"\xff"), 1007)

    def test_text_split_inside_a_character(self):
        with Peer(self.server) as peer:
            text = '{"type":"ping","t":"é𝄞"}'.encode()
            for at in range(len(text)):
                peer.write(frame(TEXT, text[:at], fin=False) + frame(CONTINUATION, text[at:]))
                self.assertEqual(peer.json()["t"], "é𝄞")
            for byte in frame(TEXT, text):
                peer.write(bytes([byte]))
            self.assertEqual(peer.json()["t"], "é𝄞")

    def test_sizes(self):
        limit = 1 << 20
        self.ends_with(frame(BINARY, bytes(limit + 1))[:20], 1009)
        self.ends_with(b"\x82\xff" + struct.pack(">Q", 1 << 62) + b"\0\0\0\0", 1009)
        self.ends_with(frame(TEXT, b" " * (limit - 1), fin=False) + frame(CONTINUATION, b"  "), 1009)
        with Peer(self.server) as peer:
            peer.send('{"type":"ping"}'.ljust(limit))
            self.assertEqual(peer.json()["type"], "pong")

    def test_fragments(self):
        with Peer(self.server, "/echo", checked=False) as peer:
            peer.write(frame(TEXT, b"", fin=False) + frame(CONTINUATION, b"", fin=False) * 1022 + frame(CONTINUATION, b"x"))
            self.assertEqual(peer.message(), (TEXT, b"x"))
        self.ends_with(frame(TEXT, b"", fin=False) + frame(CONTINUATION, b"", fin=False) * 1100, 1009, "/echo")

    def test_close_is_answered_once(self):
        for payload in (b"", struct.pack(">H", 1000), struct.pack(">H", 1000) + b"bye", struct.pack(">H", 3000), struct.pack(">H", 4999)):
            with Peer(self.server) as peer:
                peer.write(frame(CLOSE, payload) + frame(TEXT, b'{"type":"ping"}'))
                fin, opcode, answer, _ = peer.frame()
                self.assertEqual((opcode, answer[:2]), (CLOSE, payload[:2]))
                self.assertTrue(peer.ended())
                self.assertEqual(peer.buffer, b"", "nothing after the close")

    def test_pongs(self):
        with Peer(self.server) as peer:
            peer.write(frame(PING, b""))
            self.assertEqual(peer.frame()[1:3], (PONG, b""))
            peer.write(frame(PING, b"x" * 125))
            self.assertEqual(peer.frame()[1:3], (PONG, b"x" * 125))
            peer.write(frame(PONG, b"nobody asked"))
            self.assertTrue(peer.silent())

    def test_one_pong_waits_at_most(self):
        with Peer(self.server, checked=False) as peer:
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            pings = 40_000
            for n in range(pings // 1000):
                peer.write(b"".join(frame(PING, b"%125d" % (1000 * n + i)) for i in range(1000)))
            seen = []
            while not seen or seen[-1] != pings - 1:
                fin, opcode, payload, _ = peer.frame()
                self.assertEqual(opcode, PONG)
                seen.append(int(payload))
            self.assertEqual(seen, sorted(seen))
            self.assertLess(len(seen), pings / 2)

    def test_one_clients_mistake_is_its_own(self):
        with Peer(self.server) as good:
            good.subscribe("chat.good")
            for _ in range(20):
                self.ends_with(frame(3, b""), 1002)
            good.reply("publish", channel="chat.good", data=1)
            self.assertEqual(good.reply("ping")["type"], "pong")

    def test_flags_set_the_limits(self):
        with Server("--max-message", "8K", "--max-fragments", "3") as small:
            with Peer(small, "/ws", V1) as peer:
                self.assertEqual((peer.welcome["limits"]["messageBytes"], peer.welcome["limits"]["fragments"]), (8192, 3))
                peer.write(frame(TEXT, b" " * 8193))
                self.assertEqual(peer.closed().code, 1009)
            with Peer(small) as peer:
                peer.write(frame(TEXT, b" ", fin=False) + frame(CONTINUATION, b" ", fin=False) * 3)
                self.assertEqual(peer.closed().code, 1009)
            with Peer(small) as peer:
                answer = peer.reply("publish", channel="chat.a", data="x" * 5000)
                self.assertEqual(answer["code"], 113)
            page = http(small, "GET", "/metrics", {"Authorization": "Bearer " + small.admin_token()[0]}).body.decode()
            refusals = dict(re.findall(r'^wavetape_limit_refusals_total\{limit="(\w+)"\} (\d+)$', page, re.M))
            self.assertEqual({name: count for name, count in refusals.items() if count != "0"}, {"message_bytes": "1", "fragments": "1"})
        with Server("--max-message", "1K") as tiny, Peer(tiny) as peer:
            self.assertEqual(peer.reply("publish", channel="chat.a", data="x")["code"], 113)


class Watch(Stream):
    """A connection from before, on which the counters can still be asked for."""

    def __init__(self, server):
        super().__init__(server)
        self.server = server
        self.refusals()

    def refusals(self):
        self.write(request_bytes(self.server, "GET", "/metrics", {"Authorization": "Bearer " + self.server.admin_token()[0]}))
        found = re.findall(r'^wavetape_limit_refusals_total\{limit="(\w+)"\} (\d+)$', self.response().text, re.M)
        assert len(found) == 12, found
        return {name: int(count) for name, count in found if count != "0"}


class RefusalCounters(unittest.TestCase):
    """Each limit's counter counts what it refused, and no other does (`message_bytes` and `fragments`: Frames)."""

    def held(self, opened):
        self.addCleanup(opened.close)
        return opened

    def counts(self, watch, **wanted):
        eventually(lambda: watch.refusals() == wanted or None)

    def start(self, **settings):
        server = Server(**settings)
        self.addCleanup(server.stop)
        return server, self.held(Watch(server))

    def test_connections_in_all(self):
        server, watch = self.start(LIMITS_CONNECTIONS=2)
        self.held(Peer(server))
        self.assertEqual(upgrade(server, "/ws").status, 503)
        self.counts(watch, connections=1)

    def test_connections_of_an_address(self):
        server, watch = self.start(LIMITS_CONNECTIONS_PER_ADDRESS=2)
        self.held(Peer(server))
        self.assertEqual(upgrade(server, "/ws").status, 429)
        self.counts(watch, connections_per_address=1)

    def test_handshakes(self):
        server, watch = self.start(LIMITS_HANDSHAKES_PER_SECOND=0.1, LIMITS_HANDSHAKE_BURST=2)
        self.held(Peer(server))
        self.assertEqual([upgrade(server, "/ws").status for _ in range(2)], [429, 429])
        self.counts(watch, handshakes_per_second=2)

    def test_unfinished(self):
        for name in ("unfinished_handshakes", "unfinished_per_address"):
            with self.subTest(name):
                server, watch = self.start(**{"LIMITS_" + name.upper(): 2})
                # Twice as many wait until they have said what they want; the next is reset unheard.
                for _ in range(4):
                    self.held(socket.create_connection(("127.0.0.1", server.port)))
                self.counts(watch)
                refused = self.held(socket.create_connection(("127.0.0.1", server.port)))
                refused.settimeout(10)
                with self.assertRaises(ConnectionResetError):
                    refused.recv(1)
                self.counts(watch, **{name: 1})

    def test_requests(self):
        server, watch = self.start(LIMITS_REQUESTS_PER_SECOND=0.1, LIMITS_REQUEST_BURST=2)
        self.assertEqual([http(server, "GET", "/channels").status for _ in range(4)], [200, 200, 429, 429])
        self.counts(watch, requests_per_second=2)

    def test_polls(self):
        server, watch = self.start(LIMITS_POLLS_PER_ADDRESS=1)
        with Peer(server) as keeper:
            keeper.subscribe("chat.held")
            polls = [self.held(Stream(server)) for _ in range(2)]
            for one in polls:
                one.write(request_bytes(server, "GET", "/longpoll?channels=chat.held", {}))
            # Whichever was taken first is held.
            answered, _, _ = select.select([one.socket for one in polls], [], [], TIMEOUT)
            self.assertEqual([one.head()[0] for one in polls if one.socket in answered], [429])
        self.assertEqual(set(watch.refusals()), {"polls_per_address"})

    def test_messages_errors_and_subscriptions(self):
        server, watch = self.start(LIMITS_MESSAGES_PER_SECOND=1, LIMITS_MESSAGE_BURST=3, LIMITS_ERRORS_PER_10S=3,
                                   LIMITS_SUBSCRIPTIONS_PER_CONNECTION=1)
        with Peer(server) as peer:
            peer.subscribe("chat.a")
            self.assertEqual(peer.reply("subscribe", channel="chat.b")["code"], 110)
        self.counts(watch, subscriptions_per_connection=1)
        with Peer(server, checked=False) as peer:
            peer.write(frame(TEXT, b"no JSON") * 3)
            self.assertEqual(peer.closed().code, 1008)
        self.counts(watch, subscriptions_per_connection=1, errors_per_10s=1)
        with Peer(server) as peer:
            peer.write(frame(TEXT, b'{"type":"ping"}') * 4)
            self.assertEqual([peer.json().get("code") for _ in range(4)], [None, None, None, 111])
        self.counts(watch, subscriptions_per_connection=1, errors_per_10s=1, messages_per_second=1)


class CleanEnds(unittest.TestCase):
    """Where the server ends it for what a message was, the client's close frame behind that message makes it a clean end."""

    def test_after_a_failure(self):
        with Server() as server, Peer(server, "/ws", "wavetape.v1", checked=False, Authorization="Bearer " + server.admin_token()[0]) as admin:
            admin.subscribe("sys.events")

            def end_of(path):
                while True:
                    event = admin.json().get("data")
                    for row in event if isinstance(event, list) else [event]:
                        if isinstance(row, dict) and row.get("kind") == "close" and row.get("path") == path:
                            return row["code"], row["by"], row["clean"]

            large = bytes((1 << 20) + 1)
            close = frame(CLOSE, struct.pack(">H", 1009))
            for number, (sent, answered, code) in enumerate((
                    (frame(BINARY, large), True, 1009), (frame(BINARY, large), False, 1009),
                    (frame(BINARY, bytes(1 << 20), fin=False) + frame(CONTINUATION, b"xx") + frame(PING, b"p"), True, 1009),
                    (frame(TEXT, b"\xff"), True, 1007), (frame(TEXT, b"ab\xffcd" * 1000), False, 1007), (frame(TEXT, b"x", rsv=2), True, 1002))):
                for path in (f"/ws?n={number}", f"/echo?n={number}"):
                    with Peer(server, path, checked=False) as peer:
                        peer.write(sent[:len(sent) // 2])
                        peer.write(sent[len(sent) // 2:] + (close if answered else b""))
                        self.assertTrue(peer.ended())
                    self.assertEqual(end_of(path), (code, "server", answered), (number, path))


class Addresses(unittest.TestCase):
    def test_connections_per_address(self):
        with Server(LIMITS_CONNECTIONS_PER_ADDRESS=3) as server:
            peers = [Peer(server) for _ in range(3)]
            refused = upgrade(server, "/ws")
            self.assertIn(refused.status, (429, 503))
            self.assertGreater(int(refused.headers["retry-after"]), 0)
            peers.pop().close()
            for _ in range(100):
                if upgrade(server, "/ws").status == 101:
                    break
                time.sleep(0.02)
            else:
                self.fail("a freed place was not given")
            for peer in peers:
                self.assertEqual(peer.reply("ping")["type"], "pong")
                peer.close()

    def test_handshake_rate(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=5, LIMITS_HANDSHAKE_BURST=10) as server:
            statuses = [upgrade(server, "/ws").status for _ in range(15)]
            self.assertEqual(statuses[:9], [101] * 9)
            self.assertIn(429, statuses)
            self.assertEqual(set(statuses), {101, 429})
            self.assertIn("retry-after", upgrade(server, "/ws").headers)
            time.sleep(0.5)
            self.assertEqual(upgrade(server, "/ws").status, 101)

    def test_unfinished_handshakes(self):
        with Server(LIMITS_UNFINISHED_PER_ADDRESS=5, DEADLINES_HANDSHAKE=1000) as server:
            idle = [Stream(server) for _ in range(5)]
            time.sleep(0.1)
            with Stream(server) as next_:
                try:
                    next_.write(b"GET /healthz HTTP/1.1\r\nHost: " + server.host.encode() + b"\r\n\r\n")
                    self.assertIn(next_.response().status, (429, 503))
                except (EOFError, OSError) as error:
                    self.fail(f"a bare close instead of an answer: {error}")
            for stream in idle:
                self.assertEqual(stream.response().status, 408)
                self.assertTrue(stream.ended())
                stream.close()
            eventually(lambda: http(server, "GET", "/healthz").status == 200)

    def test_limits_off_lifts_counts(self):
        with Server("--limits", "off", LIMITS_CONNECTIONS_PER_ADDRESS=3, LIMITS_HANDSHAKES_PER_SECOND=1, LIMITS_HANDSHAKE_BURST=1) as server:
            peers = [Peer(server) for _ in range(10)]
            peers[0].send({"type": "subscribe", "id": 1, "channels": [f"a.{i}" for i in range(200)]})
            self.assertEqual({peers[0].json()["type"] for _ in range(200)}, {"ack"})
            peers[0].write(frame(BINARY, bytes((1 << 20) + 1))[:50])
            self.assertEqual(peers[0].closed().code, 1009, "sizes stay")
            for peer in peers:
                peer.close()


class Deadlines(unittest.TestCase):
    def test_heartbeat(self):
        with Server(DEADLINES_PING=200, DEADLINES_PONG=1500) as server:
            with Peer(server) as alive:
                eventually(lambda: alive.silent(0.2) and alive.pings > 10)  # well beyond the deadline of the first
                self.assertEqual(alive.reply("ping")["type"], "pong")
            with Peer(server) as dead:
                self.assertEqual(dead.frame()[1], PING)
                self.assertTrue(dead.ended(), "no pong: ended")

    def test_a_close_that_is_not_answered(self):
        with Server(DEADLINES_CLOSE=300) as server, Peer(server) as peer:
            peer.write(frame(3, b""))
            started = time.monotonic()
            self.assertTrue(peer.ended(3))
            self.assertLess(time.monotonic() - started, 2)


class Posting(unittest.TestCase):
    """POST /publish on a connection that is kept."""

    def post(self, stream, server, channel):
        body = b'{"channel":"%s","data":1}' % channel.encode()
        stream.write(request_bytes(server, "POST", "/publish", {"Content-Type": "application/json"}, body))
        return stream.response()

    def test_its_rate_is_limited(self):
        with Server(LIMITS_MESSAGES_PER_SECOND=1, LIMITS_MESSAGE_BURST=3) as server, Stream(server) as stream:
            for _ in range(3):
                self.assertEqual(self.post(stream, server, "chat.a").status, 200)
            answer = self.post(stream, server, "chat.a")
            self.assertEqual((answer.status, answer.json["code"], answer.headers["retry-after"]), (429, 111, "1"))
            schema.require("message.error", answer.json)
            with Stream(server) as other:
                self.assertEqual(self.post(other, server, "chat.a").status, 200)

    def test_it_makes_only_so_many_channels(self):
        with Server(LIMITS_CREATED_CHANNELS_PER_CONNECTION=2) as server, Stream(server) as stream:
            self.assertEqual([self.post(stream, server, "chat." + c).status for c in "aabbc"], [200, 200, 200, 200, 503])
            self.assertEqual(self.post(stream, server, "chat.a").status, 200)

    def test_limits_off_is_told(self):
        with Server("--limits", "off") as server, Peer(server, "/ws", V1) as peer:
            limits = peer.welcome["limits"]
            self.assertEqual([limits[k] for k in ("messagesPerSecond", "burst", "channels")], [0, 0, 0])
            self.assertEqual(limits["messageBytes"], 1 << 20)


if __name__ == "__main__":
    unittest.main()
