# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that carry payloads alone: one channel, several combined, echo, broadcast."""
import json
import os
import struct
import unittest

import schema
from wire import BINARY, CONTINUATION, PING, PONG, TEXT, Peer, Server, frame, http, some_symbol, upgrade


def setUpModule():
    global server, symbol
    server = Server(feed="calm")
    symbol = some_symbol(server)


def tearDownModule():
    server.stop()


def bare(path):
    return Peer(server, path, checked=False)


class OneChannel(unittest.TestCase):
    def test_ticker_begins_with_the_snapshots_data(self):
        with bare(f"/ws/ticker.{symbol}") as peer:
            for _ in range(5):
                schema.require("data.ticker", peer.json())

    def test_trades_and_candles(self):
        with bare(f"/ws/trades.{symbol}") as peer:
            first, second = peer.json(), peer.json()
            schema.require("data.trade", first)
            self.assertEqual(second["id"], first["id"] + 1)
        with bare(f"/ws/candles.{symbol}.1s") as peer:
            self.assertIsInstance(peer.json(), list)
            schema.require("data.candle", peer.json())

    def test_wave_is_float32_alone(self):
        with bare("/ws/wave.sine1") as peer:
            for _ in range(5):
                kind, payload = peer.message()
                self.assertEqual((kind, len(payload) % 4), (BINARY, 0))
                self.assertTrue(240 * 4 <= len(payload) <= 65536, len(payload))  # 5 … 20 ms of 48 kS/s
                self.assertTrue(all(abs(v) <= 10 for v in struct.unpack(f"<{len(payload) // 4}f", payload)))

    def test_what_is_sent_is_ignored(self):
        with bare(f"/ws/ticker.{symbol}") as peer:
            for text in ("hello", '{"type":"ping"}', '{"type":"subscribe","channel":"alerts"}', ""):
                peer.send(text)
            for _ in range(3):
                value = peer.json()
                self.assertNotIn("type", value)
                self.assertNotIn("channel", value)

    def test_unknown_and_bad_names(self):
        for name, status in (("ticker.NOPE", 404), ("nothing.here", 101), ("a%20b", 400), ("a*", 400), ("book.*", 400),
                             ("x" * 129, 400), ("%ff", 400), ("", 404)):
            with self.subTest(name):
                answer = upgrade(server, "/ws/" + name)
                self.assertIn(answer.status, (status, 400) if not name else (status,), answer)
        self.assertIn(upgrade(server, "/ws/sys.stats").status, (401, 403, 404))

    def test_a_dialect_makes_no_difference(self):
        with Peer(server, f"/ws/ticker.{symbol}", checked=False) as plain:
            answer = upgrade(server, f"/ws/ticker.{symbol}", "foo")
            self.assertEqual(answer.status, 101)
            schema.require("data.ticker", plain.json())


class Combined(unittest.TestCase):
    def test_each_message_names_its_stream(self):
        with bare(f"/stream?streams=ticker.{symbol}/trades.{symbol}") as peer:
            seen = set()
            for _ in range(40):
                value = peer.json()
                self.assertEqual(set(value), {"stream", "data"})
                kind = value["stream"].split(".")[0]
                seen.add(kind)
                schema.require({"ticker": "data.ticker", "trades": "data.trade"}[kind], value["data"])
            self.assertEqual(seen, {"ticker", "trades"})

    def test_refusals(self):
        for query, status in (("streams=wave.sine1", 400), (f"streams=ticker.{symbol}/wave.sine1", 400), ("", 400),
                              ("streams=", 400), ("streams=a%20b", 400), (f"streams=ticker.{symbol}/", 400),
                              (f"streams=ticker.{symbol}/ticker.NOPE", 404), ("streams=sys.stats", 403)):
            with self.subTest(query):
                answer = upgrade(server, "/stream" + ("?" + query if query else ""))
                self.assertIn(answer.status, (401, 403, 404) if status == 403 else (status,), answer)
        self.assertEqual(http(server, "GET", f"/stream?streams=ticker.{symbol}").status, 426)


class Echo(unittest.TestCase):
    def test_echo_is_exact(self):
        with bare("/echo") as peer:
            for size in (0, 1, 125, 126, 127, 65535, 65536, 1 << 20):
                payload = os.urandom(size)
                peer.write(frame(BINARY, payload))
                self.assertEqual(peer.message(), (BINARY, payload), size)
            for text in ("", "a", "é𝄞\u2028\0", "x" * 70_000, '{"type":"subscribe"}'):
                peer.send(text)
                self.assertEqual(peer.message(), (TEXT, text.encode()))

    def test_echo_of_fragments_with_pings_between(self):
        with bare("/echo") as peer:
            peer.write(frame(TEXT, "é".encode()[:1], fin=False) + frame(PING, b"between")
                       + frame(CONTINUATION, b"", fin=False) + frame(CONTINUATION, "é".encode()[1:]))
            self.assertEqual(peer.frame()[1:3], (PONG, b"between"))
            self.assertEqual(peer.message(), (TEXT, "é".encode()))

    def test_echo_is_not_limited_in_rate(self):
        with bare("/echo") as peer:
            peer.write(b"".join(frame(TEXT, b"%d" % i) for i in range(150)))
            for i in range(150):
                self.assertEqual(peer.message(), (TEXT, b"%d" % i))

    def test_echo_text(self):
        with bare("/echo/text") as peer:
            peer.send("hällo")
            self.assertEqual(peer.message(), (TEXT, "Echo: hällo".encode()))
            peer.send("")
            self.assertEqual(peer.message(), (TEXT, b"Echo: "))
            peer.send(b"\0\1")
            self.assertEqual(peer.closed().code, 1003)

    def test_too_large(self):
        with bare("/echo") as peer:
            peer.write(frame(BINARY, bytes((1 << 20) + 1))[:100])
            self.assertEqual(peer.closed().code, 1009)


class Broadcast(unittest.TestCase):
    def test_all_on_the_path_get_it(self):
        with bare("/broadcast") as one, bare("/broadcast") as two, Peer(server) as other:
            one.send("to all")
            two.send(b"\1\2\3")
            for peer in (one, two):
                got = {peer.message(), peer.message()}
                self.assertEqual(got, {(TEXT, b"to all"), (BINARY, b"\1\2\3")})
            one.send(json.dumps({"type": "subscribe", "channel": "alerts"}))
            self.assertEqual(two.message()[1], b'{"type": "subscribe", "channel": "alerts"}')
            self.assertTrue(other.silent())

    def test_too_many_messages(self):
        with bare("/broadcast") as peer:
            peer.write(b"".join(frame(TEXT, b"x") for _ in range(400)))
            self.assertEqual(peer.closed().code, 1013)


if __name__ == "__main__":
    unittest.main()
