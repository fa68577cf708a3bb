# SPDX-License-Identifier: GPL-3.0-or-later
"""Work is bounded on every dialect's path as on ours (test_shares): a hostile request gets a share of each turn and no more, or is
refused as a whole; counted, not timed. And what one connection may send."""
import json
import re
import unittest

from wire import BINARY, TEXT, Closed, Peer, Server, eventually, frame, http

UNITS, JOIN, COMMAND = 256, 8, 8  # of a turn's share
CHANNELS = 1000
BINANCE, FOXGLOVE = 1024, 10_000  # names in one request


def number(value):
    out = b""
    while value > 127:
        out += bytes([value % 128 | 128])
        value //= 128
    return out + bytes([value])


def sized(data):
    return number(len(data)) + data


def yjs_update(client, clock, size):
    """As a message: `client` wrote `size` letters from `clock` on."""
    update = b"\1\1" + number(client) + number(clock) + b"\4\1" + sized(b"t") + sized(b"x" * size) + b"\0"
    return b"\0\2" + sized(update)


class Shares(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(feed="calm", threads=1, symbols=8, LIMITS_MESSAGES_PER_SECOND=100_000, LIMITS_MESSAGE_BURST=100_000, LIMITS_SUBSCRIPTIONS_PER_CONNECTION=100_000,
                            LIMITS_ERRORS_PER_10S=100_000, LIMITS_CREATED_CHANNELS_PER_CONNECTION=100_000, LIMITS_CREATED_CHANNELS_PER_ADDRESS=100_000)
        with Peer(cls.server) as maker:
            for i in range(CHANNELS):
                maker.send({"type": "publish", "channel": f"x.{i:04}", "data": i})
            maker.reply("ping")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def used_up(self):
        page = http(self.server, "GET", "/metrics").text
        return {work: int(count) for work, count in re.findall(r'(?m)^wavetape_shares_used_up_total\{work="(\w+)"\} (\d+)$', page)}

    def setUp(self):
        self.before = self.used_up()

    def peer(self, path, protocols=None):
        peer = Peer(self.server, path, protocols, checked=False)
        self.addCleanup(peer.close)
        return peer

    def uses_up(self, work, least):
        """The share was used up by `work` that often."""
        eventually(lambda: self.used_up()[work] - self.before[work] >= least)

    def texts(self, peer):
        while True:
            opcode, payload = peer.message()
            if opcode == TEXT:
                yield payload.decode()

    def test_centrifuge_a_thousand_requests_in_one_message(self):
        peer = self.peer("/connection/websocket")
        lines = ['{"id":1,"connect":{}}'] + ['{"id":%d,"subscribe":{"channel":"x.%04d"}}' % (i + 2, i) for i in range(CHANNELS)]
        peer.write(frame(TEXT, "\n".join(lines).encode()))
        waiting = set(range(1, CHANNELS + 2))
        for text in self.texts(peer):
            for line in text.split("\n"):
                answer = json.loads(line)
                self.assertNotIn("error", answer)
                waiting.discard(answer.get("id"))
            if not waiting:
                break
        # Each is a command and a join: whichever of the two it is that uses a share up.
        eventually(lambda: sum(self.used_up()[work] - self.before[work] for work in ("command", "join")) >= CHANNELS * (JOIN + COMMAND) // UNITS * 3 // 4)

    def test_binance_every_stream_in_one_request(self):
        peer = self.peer("/binance/ws")
        symbols = [row["symbol"].lower() for row in http(self.server, "GET", "/binance/api/v3/exchangeInfo").json["symbols"]]
        kinds = ("trade", "aggTrade", "ticker", "miniTicker", "bookTicker", "kline_1s", "kline_1m", "kline_5m", "kline_1h", "depth", "depth@100ms",
                 "depth5", "depth10", "depth20", "depth5@100ms", "depth10@100ms", "depth20@100ms",
                 "depth@1000ms", "depth5@1000ms", "depth10@1000ms", "depth20@1000ms")
        streams = [f"{symbol}@{kind}" for symbol in symbols for kind in kinds]
        peer.send({"method": "SUBSCRIBE", "params": streams, "id": 1})
        self.assertTrue(any(json.loads(text) == {"result": None, "id": 1} for text in self.texts(peer)))
        self.uses_up("join", len(streams) * JOIN // UNITS * 3 // 4)
        # However often they are named, they are joined once.
        peer.send({"method": "SUBSCRIBE", "params": (streams * 8)[:BINANCE], "id": 2})
        self.assertTrue(any(json.loads(text) == {"result": None, "id": 2} for text in self.texts(peer)))
        peer.send({"method": "LIST_SUBSCRIPTIONS", "id": 4})
        answer = next(one for one in map(json.loads, self.texts(peer)) if one.get("id") == 4)
        self.assertEqual(sorted(answer["result"]), sorted(streams))
        peer.send({"method": "SUBSCRIBE", "params": [streams[0]] * (BINANCE + 1), "id": 3})
        answer = next(one for one in map(json.loads, self.texts(peer)) if one.get("id") == 3)
        self.assertIn("too many", answer["error"]["msg"])

    def test_foxglove_a_thousand_subscriptions_in_one_message(self):
        peer = self.peer("/foxglove", "foxglove.sdk.v1")
        channels = {}
        for text in self.texts(peer):
            for row in json.loads(text).get("channels", ()):
                channels[row["topic"]] = row["id"]
            if len([topic for topic in channels if topic.startswith("x.")]) == CHANNELS:
                break
        self.uses_up("row", CHANNELS // UNITS)
        mine = [{"id": i, "channelId": channels[f"x.{i:04}"]} for i in range(CHANNELS)]
        peer.send({"op": "subscribe", "subscriptions": mine})
        self.uses_up("join", CHANNELS * JOIN // UNITS * 3 // 4)
        # More than that is refused as a whole, with one sentence.
        peer.send({"op": "subscribe", "subscriptions": [mine[0]] * (FOXGLOVE + 1)})
        self.assertTrue(any("too many subscriptions" in text for text in self.texts(peer)))

    def test_socket_io_thousands_of_events_at_once(self):
        peer = self.peer("/socket.io/?EIO=4&transport=websocket")
        peer.write(frame(TEXT, b"40"))
        self.assertTrue(any(text.startswith("40") for text in self.texts(peer)))
        peer.write(b"".join(frame(TEXT, b'42%d["subscribe","x.%04d"]' % (i, i)) for i in range(CHANNELS)))
        waiting = {f"43{i}[" for i in range(CHANNELS)}
        for text in self.texts(peer):
            waiting.discard(text[:text.find("[") + 1])
            if not waiting:
                break
        eventually(lambda: sum(self.used_up()[work] - self.before[work] for work in ("command", "join", "message"))
                   >= CHANNELS * (JOIN + COMMAND) // UNITS * 3 // 4)

    def test_yjs_a_log_of_thousands_asked_for_again_and_again(self):
        updates = 2000
        writer = self.peer("/yjs/doc.long")
        writer.write(b"".join(frame(BINARY, yjs_update(1, i, 1)) for i in range(updates)))
        reader = self.peer("/yjs/doc.long")
        nothing = b"\0\1" + sized(b"\0\0")  # with it the client knows that it has everything

        def seen(step):
            """How many updates come before that."""
            reader.write(step)
            count = 0
            while True:
                _, payload = reader.message()
                if payload == nothing:
                    return count
                count += payload.startswith(b"\0\2")

        step = frame(BINARY, b"\0\0" + sized(b"\0"))
        eventually(lambda: seen(step) == updates)
        self.before = self.used_up()
        self.assertEqual(seen(step), updates)
        self.uses_up("replay", updates // UNITS // 2)
        # A thousand questions at once are one answer, not a thousand.
        reader.write(step * 1000)
        total = 0
        while True:
            _, payload = reader.message()
            total += payload.startswith(b"\0\2")
            self.assertLess(total, 10 * updates)
            if payload == nothing:
                break


class YjsRates(unittest.TestCase):
    """The limits of messages hold on /yjs/ too, and with them bytes: a large message counts as several."""

    def test_messages_and_bytes(self):
        with Server(feed="none", LIMITS_MESSAGES_PER_SECOND=1, LIMITS_MESSAGE_BURST=10, LIMITS_MESSAGE_BYTES=4096) as server:
            for size, least, most in ((1, 10, 12), (16_000, 2, 3)):
                with self.subTest(size), Peer(server, f"/yjs/doc.{size}", checked=False) as peer:
                    peer.write(b"".join(frame(BINARY, yjs_update(1, i * size, size)) for i in range(40)))
                    denied = []
                    with self.assertRaises(Closed) as end:
                        while True:
                            _, payload = peer.message()
                            denied += [payload] if payload.startswith(b"\2\0") else []
                    self.assertEqual((end.exception.code, end.exception.reason), (4329, "too many messages"))
                    self.assertEqual(len(denied), 1)
                    self.assertIn(b"Too many messages", denied[0])
                    # What was taken before is kept.
                    with Peer(server, f"/yjs/doc.{size}", checked=False) as reader:
                        reader.write(frame(BINARY, b"\0\0" + sized(b"\0")))
                        count = 0
                        while True:
                            _, payload = reader.message()
                            if payload == b"\0\1" + sized(b"\0\0"):
                                break
                            count += payload.startswith(b"\0\2")
                        self.assertTrue(least <= count <= most, count)
            page = http(server, "GET", "/metrics").text
            self.assertEqual(re.findall(r'wavetape_limit_refusals_total{limit="messages_per_second"} (\d+)', page), ["2"])


if __name__ == "__main__":
    unittest.main()
