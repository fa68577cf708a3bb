# SPDX-License-Identifier: GPL-3.0-or-later
"""No silent hole, ever: coming back with a position, and readers that are slower than the feed."""
import json
import re
import time
import unittest

from wire import TEXT, Peer, Server, eventually, frame, http, some_symbol

V1 = "wavetape.v1"


class Recovery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--limits", "off", feed="calm", HISTORY_PUBLICATIONS=500)
        cls.symbol = some_symbol(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def peer(self, dialect=V1):
        peer = Peer(self.server, "/ws", dialect)
        self.addCleanup(peer.close)
        return peer

    def fill(self, channel, count):
        sender = self.peer()
        for i in range(1, count + 1):
            sender.send({"type": "publish", "channel": channel, "data": i})
        position = sender.reply("publish", channel=channel, data=count + 1)
        return sender, position["epoch"], position["seq"]

    def resume(self, channel, epoch, seq, dialect=V1):
        peer = self.peer(dialect)
        ack = peer.subscribe(channel, since={"epoch": epoch, "seq": seq})
        return peer, ack

    def test_exactly_the_missing_ones(self):
        sender, epoch, last = self.fill("chat.resume", 50)
        for dialect in (None, V1):
            peer, ack = self.resume("chat.resume", epoch, last - 10, dialect)
            self.assertEqual((ack["recovered"], ack["replayed"], ack["seq"], ack["epoch"]), (True, 10, last, epoch))
            self.assertEqual([m["seq"] for m in (peer.json() for _ in range(10))], list(range(last - 9, last + 1)))
            last = sender.reply("publish", channel="chat.resume", data="live")["seq"]
            self.assertEqual(peer.json()["seq"], last)

    def test_nothing_missing(self):
        _, epoch, last = self.fill("chat.level", 5)
        peer, ack = self.resume("chat.level", epoch, last)
        self.assertEqual((ack["recovered"], ack["replayed"]), (True, 0))
        self.assertTrue(peer.silent())

    def test_several_pages(self):
        _, epoch, last = self.fill("chat.pages", 480)
        peer, ack = self.resume("chat.pages", epoch, 5)
        self.assertEqual((ack["recovered"], ack["replayed"]), (True, last - 5))
        self.assertEqual([peer.json()["seq"] for _ in range(last - 5)], list(range(6, last + 1)))

    def test_another_epoch(self):
        _, epoch, last = self.fill("chat.epoch", 20)
        peer, ack = self.resume("chat.epoch", "not" + epoch, 10)
        self.assertEqual((ack["recovered"], ack["replayed"], ack["epoch"]), (False, 0, epoch))
        lagged = peer.json()
        self.assertEqual((lagged["type"], lagged["from"], lagged["to"], lagged["n"], lagged["reason"]),
                         ("lagged", 1, last, last, "history"))
        self.assertTrue(peer.silent())

    def test_history_does_not_reach_back(self):
        _, epoch, last = self.fill("chat.short", 700)
        peer, ack = self.resume("chat.short", epoch, 3)
        self.assertFalse(ack["recovered"])
        lagged = peer.json()
        self.assertEqual((lagged["type"], lagged["from"], lagged["to"]), ("lagged", 4, last))
        self.assertTrue(peer.silent(), "never part of a replay")
        peer, ack = self.resume("chat.short", epoch, last - 500)
        self.assertEqual((ack["recovered"], ack["replayed"]), (True, 500))

    def test_a_position_from_the_future(self):
        _, epoch, last = self.fill("chat.future", 5)
        peer, ack = self.resume("chat.future", epoch, last + 100)
        self.assertEqual((ack["recovered"], ack["seq"]), (False, last))
        seen = peer.flushed()
        self.assertEqual([m for m in seen if m.get("type") == "lagged" and m["from"] > m["to"]], [])

    def test_conflating_channels_recover_by_snapshot(self):
        first = self.peer()
        ack = first.subscribe("ticker." + self.symbol)
        peer, again = self.resume("ticker." + self.symbol, ack["epoch"], ack["seq"])
        self.assertFalse(again["recovered"])
        self.assertEqual(peer.json()["type"], "snapshot")
        self.assertNotEqual(peer.json().get("type"), "lagged")

    def test_the_book_recovers_by_snapshot(self):
        first = self.peer()
        ack = first.subscribe("book." + self.symbol)
        for _ in range(5):
            first.json()
        peer, again = self.resume("book." + self.symbol, ack["epoch"], ack["seq"])
        self.assertFalse(again["recovered"])
        kinds = [peer.json() for _ in range(3)]
        self.assertEqual([m.get("type") for m in kinds], ["lagged", "snapshot", None])
        self.assertEqual((kinds[0]["from"], kinds[0]["to"]), (ack["seq"] + 1, again["seq"]))
        self.assertEqual(kinds[2]["data"]["first"], kinds[1]["data"]["last"] + 1)

    def test_trades_resume_under_way(self):
        """Twenty times away and back while the feed goes on: one row of numbers."""
        channel = "trades." + self.symbol
        peer = self.peer()
        ack = peer.subscribe(channel)
        epoch, last = ack["epoch"], ack["seq"]
        for _ in range(20):
            for _ in range(3):
                message = peer.json()
                self.assertEqual(message["seq"], last + 1)
                last = message["seq"]
            peer.close()
            time.sleep(0.05)
            peer = Peer(self.server, "/ws", V1)
            again = peer.subscribe(channel, since={"epoch": epoch, "seq": last})
            self.assertTrue(again["recovered"])
            self.assertEqual(again["seq"], last + again["replayed"])
        peer.close()

    def test_joins_while_four_publish(self):
        """Random joins with and without a position: each reader's row has no hole and no duplicate."""
        senders = [self.peer() for _ in range(4)]
        position = senders[0].reply("publish", channel="chat.race", data=0)
        for round_ in range(15):
            for sender in senders:
                for i in range(5):
                    sender.send({"type": "publish", "channel": "chat.race", "data": i})
            reader = self.peer()
            since = {"since": {"epoch": position["epoch"], "seq": max(1, round_ * 15)}} if round_ % 2 else {}
            reader.send({"type": "subscribe", "id": "s", "channel": "chat.race", **since})
            for sender in senders:
                for i in range(5):
                    sender.send({"type": "publish", "channel": "chat.race", "data": i})
            last = senders[-1].reply("publish", channel="chat.race", data="end")["seq"]
            for sender in senders[:-1]:
                last = max(last, sender.reply("publish", channel="chat.race", data="end")["seq"])
            ack = reader.until(lambda m: m.get("id") == "s")
            expected = (since["since"]["seq"] if since and ack["recovered"] else ack["seq"]) + 1
            while expected <= last:
                message = reader.json()
                if message.get("type") == "lagged":
                    self.assertEqual((message["from"], message["to"]), (since["since"]["seq"] + 1, ack["seq"]))
                    continue
                self.assertEqual(message["seq"], expected)
                expected += 1
            reader.close()


class SlowReaders(unittest.TestCase):
    """Small marks and buffers, so that a pause of the reader fills its queue."""

    def server(self, **settings):
        server = Server("--limits", "off", feed="none", QUEUE_LOW=8192, QUEUE_HIGH=16384, QUEUE_HARD=65536,
                        QUEUE_SEND_BUFFER=4096, **settings)
        self.addCleanup(server.stop)
        return server

    def flood(self, server, channel, count, size=1000):
        sender = Peer(server)  # plain and without ids: no acks to read
        self.addCleanup(sender.close)
        for i in range(count):
            sender.send({"type": "publish", "channel": channel, "data": {"i": i, "fill": "x" * size}})
        return sender.reply("publish", channel=channel, data={"i": count})["seq"]

    def reader(self, server):
        reader = Peer(server, "/ws", V1)
        self.addCleanup(reader.close)
        return reader

    def read_all(self, reader, ack, last):
        """Reads to `last`; every jump must have been announced exactly. Returns delivered and lost."""
        expected, delivered, lost = ack["seq"] + 1, 0, 0
        while expected <= last:
            message = reader.json()
            if message.get("type") == "lagged":
                self.assertEqual(message["from"], expected)
                self.assertEqual(message["n"], message["to"] - message["from"] + 1)
                self.assertIn(message["reason"], ("drop", "evicted"))
                lost += message["n"]
                expected = message["to"] + 1
            else:
                self.assertEqual(message["seq"], expected)
                delivered += 1
                expected += 1
        return delivered, lost

    def test_drop_oldest_says_exactly_what_is_gone(self):
        server = self.server()
        reader = self.reader(server)
        ack = reader.subscribe("chat.flood")
        last = self.flood(server, "chat.flood", 6000)
        delivered, lost = self.read_all(reader, ack, last)
        self.assertGreater(lost, 0, "the flood must fill the queue for this test to say anything")
        totals = reader.reply("unsubscribe", channel="chat.flood")
        self.assertEqual((totals["delivered"], totals["dropped"], totals["conflated"]), (delivered, lost, 0))
        metrics = http(server, "GET", "/metrics").text
        lanes = dict(re.findall(r'wavetape_dropped_publications_total\{lane="(\w+)"\} (\d+)', metrics))
        self.assertEqual(lanes, {"control": "0", "alert": "0", "normal": str(lost), "bulk": "0"})

    def test_a_book_with_a_gap_gets_a_new_snapshot(self):
        server = Server("--limits", "off", "--speed", "20", feed="open", symbols=1, QUEUE_LOW=4096, QUEUE_HIGH=8192,
                        QUEUE_HARD=1 << 20, QUEUE_SEND_BUFFER=4096)
        self.addCleanup(server.stop)
        book = next(r["channel"] for r in http(server, "GET", "/channels").json if r["channel"].startswith("book."))
        reader = self.reader(server)
        reader.subscribe(book, policy="drop-oldest")
        rows = lambda: http(server, "GET", "/channels").json  # noqa: E731
        start = next(r["seq"] for r in rows() if r["channel"] == book)
        eventually(lambda: next(r["seq"] for r in rows() if r["channel"] == book) > start + 3000)
        last, resyncs, lagging = None, 0, False
        while resyncs == 0 or lagging:
            message = reader.json()
            if message.get("type") == "lagged":
                lagging = True
            elif message.get("type") == "snapshot":
                self.assertTrue(lagging or last is None, "no snapshot before the loss that it mends")
                resyncs += lagging
                last, lagging = message["data"]["last"], False
            elif not lagging:
                self.assertEqual(message["data"]["first"], last + 1, "after a snapshot the deltas go on from it")
                last = message["data"]["last"]

    def test_drop_newest_keeps_the_oldest(self):
        server = self.server()
        reader = self.reader(server)
        ack = reader.subscribe("chat.flood", policy="drop-newest")
        last = self.flood(server, "chat.flood", 6000)
        seen = []
        while True:
            message = reader.json()
            if message.get("type") == "lagged":
                break
            seen.append(message["seq"])
        self.assertEqual(seen, list(range(ack["seq"] + 1, ack["seq"] + 1 + len(seen))))
        self.assertEqual(message["from"], seen[-1] + 1)
        self.assertLessEqual(message["to"], last)

    def test_conflate_keeps_the_newest(self):
        server = self.server()
        reader = self.reader(server)
        reader.subscribe("chat.flood", policy="conflate")
        last = self.flood(server, "chat.flood", 6000)
        count, kseq, conflated = 0, 0, 0
        while True:
            message = reader.json()
            self.assertNotEqual(message.get("type"), "lagged")
            if kseq:
                conflated += message["kseq"] - kseq - 1
            self.assertGreater(message["kseq"], kseq)
            kseq, count = message["kseq"], count + 1
            if message["seq"] == last:
                break
        self.assertLess(count, last)
        totals = reader.reply("unsubscribe", channel="chat.flood")
        self.assertEqual((totals["delivered"], totals["dropped"]), (count, 0))
        self.assertEqual(totals["delivered"] + totals["conflated"], last)

    def test_a_reader_that_stands_still_is_closed(self):
        server = self.server(DEADLINES_NO_PROGRESS=500)
        reader = self.reader(server)
        reader.subscribe("chat.flood")
        watcher = self.reader(server)

        def rows():
            # A fast flood is over before the reader's kernel is full: then nothing waits for it, and it is no slow reader.
            self.flood(server, "chat.flood", 200)
            return watcher.reply("list", prefix="chat.flood")["channels"][0]["subscribers"]

        eventually(lambda: rows() == 0)
        try:
            close = reader.closed()
            self.assertIn(close.code, (4308, None))
        except TimeoutError:
            self.fail("neither closed nor cut")

    def test_disconnect_ends_a_reader_that_lags_for_long(self):
        server = self.server(DEADLINES_LAGGING=500, DEADLINES_NO_PROGRESS=60000)
        reader = self.reader(server)
        reader.subscribe("chat.flood", policy="disconnect")
        sender = Peer(server)
        self.addCleanup(sender.close)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            for i in range(200):
                sender.send({"type": "publish", "channel": "chat.flood", "data": "x" * 1000})
            if sender.reply("list", prefix="chat.flood")["channels"][0]["subscribers"] == 0:
                break
        else:
            self.fail("still subscribed")
        close = reader.closed()
        self.assertIn(close.code, (4308, None))

    def test_a_healthy_reader_beside_it_loses_nothing(self):
        server = self.server()
        slow, healthy = self.reader(server), self.reader(server)
        slow.subscribe("chat.flood")
        ack = healthy.subscribe("chat.flood")
        sender = Peer(server, "/ws", V1)
        self.addCleanup(sender.close)
        expected = ack["seq"] + 1
        for burst in range(100):
            for i in range(5):
                sender.send({"type": "publish", "channel": "chat.flood", "data": "x" * 1000})
            for _ in range(5):
                self.assertEqual(healthy.json()["seq"], expected)
                expected += 1
            self.assertEqual([sender.json()["type"] for _ in range(5)], ["ack"] * 5)

    def test_max_rate(self):
        server = Server("--limits", "off", feed="calm")
        self.addCleanup(server.stop)
        reader = self.reader(server)
        symbol = next(r["channel"] for r in http(server, "GET", "/channels").json if r["channel"].startswith("ticker."))
        ack = reader.subscribe(symbol, maxRate=2)
        self.assertEqual((ack["policy"], ack["maxRate"]), ("conflate", 2))
        self.assertEqual(reader.json()["type"], "snapshot")
        first = reader.json()
        start, count, kseq = time.monotonic(), 0, first["kseq"]
        while time.monotonic() - start < 3:
            try:
                message = reader.json(0.2)
            except TimeoutError:
                continue
            self.assertGreater(message["kseq"], kseq)
            kseq, count = message["kseq"], count + 1
        self.assertTrue(4 <= count <= 7, count)
        self.assertGreater(kseq - first["kseq"], count, "some were conflated")


class Start(unittest.TestCase):
    """What a healthy reader asked for when it began is no reason to lose what is live."""

    def test_trades_beside_the_snapshots_of_all_candles(self):
        high = 128 * 1024
        with Server("--limits", "off", feed="open", QUEUE_LOW=high // 2, QUEUE_HIGH=high, QUEUE_HARD=1 << 22, QUEUE_SEND_BUFFER=4096) as server:
            rows = http(server, "GET", "/channels").json
            wanted = {row["channel"] for row in rows if row["channel"].startswith("candles.")}
            for dialect in (None, V1):
                with Peer(server, "/ws", dialect) as peer:
                    peer.ask("subscribe", channels=["trades.*", "candles.*"])
                    missing, size, trades = set(wanted), 0, 0
                    while missing or trades < 100:
                        _, payload = peer.message()
                        message = json.loads(payload)
                        self.assertNotEqual(message.get("type"), "lagged", message)
                        trades += message.get("channel", "").startswith("trades.") and "data" in message
                        if message.get("type") == "snapshot":
                            missing.discard(message["channel"])
                            size += len(payload)
                    self.assertGreater(size, 4 * high, "they were no reason")


class OwnRequests(unittest.TestCase):
    def test_a_slow_echo_is_not_closed(self):
        with Server("--limits", "off", QUEUE_SEND_BUFFER=4096, DEADLINES_NO_PROGRESS=2000) as server:
            with Peer(server, "/echo", checked=False) as peer:
                payload = b"x" * (1 << 20)
                peer.write(frame(TEXT, payload))
                time.sleep(0.5)
                self.assertEqual(peer.message(), (TEXT, payload))


if __name__ == "__main__":
    unittest.main()
