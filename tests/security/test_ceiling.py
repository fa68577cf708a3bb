# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory: one connection's hard mark, the room of an I/O thread that cannot keep up, and the ceiling of the whole server under a limit
that the kernel enforces."""
import os
import re
import resource
import socket
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../integration"), os.path.join(HERE, "../fault")]

from thread_stall import stalled as standing_still  # noqa: E402
from thread_stall import thread_named  # noqa: E402
from wire import Closed, Peer, Server, Stream, eventually, http, request_bytes, upgrade  # noqa: E402

SANITIZED = bool(os.environ.get("WAVETAPE_TEST_SANITIZED"))
MIB = 1 << 20
V1 = "wavetape.v1"


def stalled(server, channel, policy="disconnect"):
    """One who subscribes and reads nothing more."""
    peer = Peer(server, "/ws", V1, checked=False)
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.subscribe(channel, policy=policy)
    return peer


def data_bytes(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmData:\s+(\d+) kB", file.read()).group(1)) * 1024


class Watched(unittest.TestCase):
    def serve(self, **settings):
        # Nothing but the marks may end a reader here.
        self.server = Server("--limits", "off", DEADLINES_NO_PROGRESS=600_000, DEADLINES_LAGGING=600_000, DEADLINES_PING=600_000,
                             **{"DEADLINES_CLOSE": 500, **settings})
        self.addCleanup(self.server.stop)
        self.watcher = Peer(self.server, "/ws", V1, checked=False, Authorization="Bearer " + self.server.admin_token()[0])
        self.addCleanup(self.watcher.close)
        self.watcher.subscribe("sys.stats")

    def stats(self, wanted, timeout=30):
        return self.watcher.until(lambda m: m.get("channel") == "sys.stats" and wanted(m.get("data", {})), timeout)["data"]


class HardMark(Watched):
    def test_a_queue_beyond_it_ends_the_connection(self):
        self.serve(QUEUE_LOW=8192, QUEUE_HIGH=16_384, QUEUE_HARD=262_144, QUEUE_SEND_BUFFER=4096)
        reader, sender = stalled(self.server, "chat.a"), Peer(self.server, checked=False)
        self.addCleanup(reader.close)
        self.addCleanup(sender.close)
        for _ in range(64):
            sender.send({"type": "publish", "channel": "chat.a", "data": "x" * 32_768})
        sender.reply("ping")
        self.stats(lambda s: s.get("closes", {}).get("4308") == 1, 15)
        with Peer(self.server) as other:
            self.assertEqual(other.reply("ping")["type"], "pong")


class Inbox(Watched):
    """An I/O thread stands still while others go on publishing to its readers."""
    SERVER = 16 * MIB
    ROOM = SERVER // 4 // 2  # of each of the two threads
    BIG, BIG_COUNT, SMALL_COUNT = 100_000, 60, 300

    def readers(self, *subscriptions):
        """Peers on the second thread: whoever comes next goes where the fewest are, and the watcher is on the first."""
        found = []
        for path, protocol, subscribed in subscriptions:
            reader = Peer(self.server, path, protocol, checked=protocol is not None)
            self.addCleanup(reader.close)
            for channel, options in subscribed.items():
                reader.subscribe(channel, **options)
            found.append(reader)
            self.addCleanup(Peer(self.server, checked=False).close)
        self.addCleanup(Peer(self.server, checked=False).close)  # evens them out: the next one is the first thread's
        # Kept: another might come before the end of the last was seen, and then wait for the thread that stands still.
        self.questions = Stream(self.server)
        self.addCleanup(self.questions.close)
        return found

    def held_bytes(self):
        self.questions.write(request_bytes(self.server, "GET", "/metrics"))
        values = dict(re.findall(r"(?m)^(wavetape_(?:held_bytes|inbox_skipped_publications_total)) (\S+)$", self.questions.response().text))
        return float(values["wavetape_held_bytes"]), float(values["wavetape_inbox_skipped_publications_total"])

    def test_it_is_bounded_and_nothing_is_lost_silently(self):
        # No connection's own queue is to lose anything.
        self.serve(QUEUE_SERVER_BYTES=self.SERVER, QUEUE_HIGH=4 * MIB, QUEUE_HARD=8 * MIB, DEADLINES_CLOSE=60_000)
        sender = self.watcher
        for channel in ("chat.big", "chat.small"):
            sender.reply("publish", channel=channel, data=0)
        oldest, strict, patient, newest, bare = self.readers(
            ("/ws", V1, {"chat.big": {}, "chat.small": {}}), ("/ws", V1, {"chat.big": {"policy": "disconnect"}}),
            ("/ws", V1, {"chat.small": {"policy": "disconnect"}}), ("/ws", V1, {"chat.small": {"policy": "conflate"}}),
            ("/ws/chat.small", None, {}))
        with standing_still(thread_named(self.server.process.pid, "io-1")):
            for i in range(self.BIG_COUNT):
                self.assertEqual(sender.reply("publish", channel="chat.big", data="x" * self.BIG)["type"], "ack")
            for i in range(1, self.SMALL_COUNT + 1):
                sender.reply("publish", channel="chat.small", data=i)
            held, skipped = self.held_bytes()
            self.assertLessEqual(held, self.ROOM + MIB // 4, "of the publications only so much waits for the thread")
            self.assertGreater(skipped, 0)

        at = {"chat.big": 1, "chat.small": 1}
        lost = 0
        while at != {"chat.big": 1 + self.BIG_COUNT, "chat.small": 1 + self.SMALL_COUNT}:
            message = oldest.json()
            if message.get("type") == "lagged":
                self.assertEqual((message["channel"], message["from"], message["reason"]), ("chat.big", at["chat.big"] + 1, "history"))
                self.assertEqual(message["n"], message["to"] - message["from"] + 1)
                lost += message["n"]
                at["chat.big"] = message["to"]
            else:
                self.assertEqual(message["seq"], at[message["channel"]] + 1, message["channel"])
                at[message["channel"]] = message["seq"]
        self.assertGreater(lost, 0, "the history of chat.big holds a megabyte")
        totals = oldest.reply("unsubscribe", channel="chat.big")
        self.assertEqual((totals["delivered"], totals["conflated"], totals["dropped"]), (self.BIG_COUNT - lost, 0, lost))

        with self.assertRaises(Closed) as ended:
            while strict.json():
                pass
        self.assertEqual(ended.exception.code, 4308, "whoever would rather leave than miss something")
        self.assertEqual([patient.json()["data"] for _ in range(self.SMALL_COUNT)], list(range(1, self.SMALL_COUNT + 1)))
        self.assertEqual([bare.json() for _ in range(self.SMALL_COUNT)], list(range(1, self.SMALL_COUNT + 1)))
        last = newest.until(lambda m: m.get("data") == self.SMALL_COUNT)
        self.assertEqual(last["kseq"], 1 + self.SMALL_COUNT)
        totals = newest.reply("unsubscribe", channel="chat.small")
        self.assertEqual(totals["delivered"] + totals["conflated"], self.SMALL_COUNT)
        # Live again.
        sender.reply("publish", channel="chat.small", data="live")
        for peer in (oldest, patient):
            self.assertEqual(peer.json()["data"], "live")
        self.assertEqual(self.stats(lambda s: "unexplainedGaps" in s)["unexplainedGaps"], 0)

    def test_a_book_is_whole_again_and_a_ticker_up_to_date(self):
        self.serve(QUEUE_SERVER_BYTES=2 * MIB, feed="open")
        book, quotes = self.readers(("/ws", V1, {"book.AAPL": {"policy": "drop-oldest"}}), ("/ws", V1, {"ticker.AAPL": {}, "candles.AAPL.1s": {}}))
        with standing_still(thread_named(self.server.process.pid, "io-1")):
            eventually(lambda: self.held_bytes()[1] > 200, 60)
        told, at = False, None
        while not told or at is None:
            message = book.json()
            if message.get("type") == "lagged":
                told, at = True, None
                behind = message["to"]
            elif message.get("type") == "snapshot":
                self.assertTrue(told or at is None)
                at = message["data"]["last"]
                self.assertTrue(not told or message["seq"] >= behind)
            elif at is not None:
                self.assertEqual(message["data"]["first"], at + 1)
                at = message["data"]["last"]
        for _ in range(20):
            message = book.json()
            self.assertEqual(message["data"]["first"], at + 1)
            at = message["data"]["last"]
        quotes.until(lambda m: m.get("type") == "snapshot" and m["channel"] == "candles.AAPL.1s" and m["seq"] > 5)
        quotes.until(lambda m: m.get("channel") == "ticker.AAPL" and "type" not in m)
        self.assertEqual(self.stats(lambda s: "unexplainedGaps" in s)["unexplainedGaps"], 0)


class Ceiling(Watched):
    READERS, PART, PARTS = 100, 60_000, 15  # 86 MiB, were there no ceiling
    CEILING = 8 * MIB

    def fill(self, sender, channel, count):
        """No more at a time than an I/O thread's inbox has room for."""
        for _ in range(count - 1):
            sender.send({"type": "publish", "channel": channel, "data": "x" * self.PART})
        self.assertEqual(sender.reply("publish", channel=channel, data="x" * self.PART)["type"], "ack")

    def test_memory_stays_below_it(self):
        self.serve(QUEUE_SERVER_BYTES=self.CEILING, HISTORY_BYTES=65_536, HISTORY_TOTAL_BYTES=MIB)
        if not SANITIZED:
            # Queues, history and what handshakes and receiving may take; beyond it the kernel gives no memory at all.
            most = data_bytes(self.server) + self.CEILING + MIB + 32 * MIB
            resource.prlimit(self.server.process.pid, resource.RLIMIT_DATA, (most, most))
        healthy, sender = Peer(self.server, "/ws", V1, checked=False), Peer(self.server, checked=False)
        self.addCleanup(healthy.close)
        self.addCleanup(sender.close)
        healthy.subscribe("chat.healthy")
        readers = [stalled(self.server, f"chat.r{i}") for i in range(self.READERS)]
        for reader in readers:
            self.addCleanup(reader.close)
        for i in range(self.READERS):
            for _ in range(self.PARTS // 5):
                self.fill(sender, f"chat.r{i}", 5)
            self.assertEqual(sender.reply("publish", channel="chat.healthy", data=i)["type"], "ack")
            self.assertEqual(healthy.until(lambda m: "data" in m)["data"], i, "somebody else's queues are no reason to lose anything")
        stats = self.stats(lambda s: s.get("closes", {}).get("1013", 0) > 0)
        # A look at it every 100 ms at most, and some 80 MiB/s come in.
        self.assertLessEqual(stats["heldBytes"], self.CEILING + 2 * MIB)
        self.assertEqual(stats["unexplainedGaps"], 0)
        self.assertIsNone(self.server.process.poll())

    def test_nobody_new_while_it_is_nearly_full(self):
        self.serve(QUEUE_SERVER_BYTES=self.CEILING, QUEUE_SEND_BUFFER=4096, HISTORY_BYTES=65_536, HISTORY_TOTAL_BYTES=MIB)
        sender = Peer(self.server, checked=False)
        self.addCleanup(sender.close)
        readers = [stalled(self.server, f"chat.r{i}") for i in range(8)]
        for reader in readers:
            self.addCleanup(reader.close)
        for _ in range(4):
            for i in range(len(readers)):
                self.fill(sender, f"chat.r{i}", 4)
        answer = upgrade(self.server)
        self.assertEqual(answer.status, 503, answer)
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        self.assertEqual(http(self.server, "GET", "/healthz").status, 200)
        for reader in readers:
            reader.close()
        eventually(lambda: upgrade(self.server).status == 101)


class Accounts(Watched):
    def test_what_waits_is_the_sum_of_the_rows(self):
        self.serve(QUEUE_SEND_BUFFER=4096)
        self.watcher.subscribe("sys.connections")
        readers = [stalled(self.server, "chat.a", "drop-oldest") for _ in range(4)]
        for reader in readers:
            self.addCleanup(reader.close)
        for _ in range(12):
            self.assertEqual(self.watcher.reply("publish", channel="chat.a", data="x" * 50_000)["type"], "ack")
        ids, rows = {"c" + reader.welcome["session"][1:] for reader in readers}, {}
        while not ids <= {number for number, row in rows.items() if row["queueMessages"] > 3}:
            message = self.watcher.until(lambda m: m.get("channel") == "sys.connections" and "data" in m)
            rows.update({row["id"]: row for row in message["data"]["rows"]})
        waiting = sum(rows[number]["queueBytes"] for number in ids)
        self.assertGreater(waiting, 4 * 3 * 50_000)
        stats = self.stats(lambda s: s.get("queuedBytes", 0) > 0)
        self.assertAlmostEqual(stats["queuedBytes"], waiting, delta=20_000)
        self.assertLess(stats["heldBytes"], 12 * 51_000, "frames are shared: each counts once")
        metric = float(re.search(r"(?m)^wavetape_queued_bytes (\S+)$", http(self.server, "GET", "/metrics").text).group(1))
        self.assertAlmostEqual(metric, waiting, delta=20_000)
        for reader in readers:
            reader.close()
        self.stats(lambda s: "queuedBytes" in s and s["queuedBytes"] < 10_000)


class Memory(unittest.TestCase):
    """What a burst of queues or connections took goes back to the kernel when they are gone."""
    PATIENCE = 90

    def resident(self):
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024

    def comes_back(self, burst, *flags, fragments=0.0, **settings):
        """`fragments`: the part of what was taken that may stay, where what lives on lies between what was freed."""
        if SANITIZED:
            self.skipTest("a sanitizer keeps what was freed")
        self.server = Server("--limits", "off", *flags, QUEUE_SEND_BUFFER=4096, HISTORY_TOTAL_BYTES=MIB, **settings)
        self.addCleanup(self.server.stop)
        with Peer(self.server) as peer:
            peer.reply("ping")
        before = self.resident()
        peers = burst()
        grown = self.resident()
        self.assertGreater(grown, 1.6 * before, "that was no burst")
        for peer in peers:
            peer.close()
        try:
            eventually(lambda: self.resident() <= max(1.5 * before, before + fragments * (grown - before)), self.PATIENCE, 0.5)
        except AssertionError:
            self.fail(f"{before >> 10} kB, {grown >> 10} kB in the burst, {self.resident() >> 10} kB after it")
        print(f"{before >> 10} kB, {grown >> 10} kB in the burst, {self.resident() >> 10} kB after it")

    def test_after_stopped_readers(self):
        def burst():
            sender = Peer(self.server)
            readers = [stalled(self.server, f"chat.r{i}", "drop-oldest") for i in range(300)]
            for i in range(len(readers)):
                for _ in range(6):
                    sender.send({"type": "publish", "channel": f"chat.r{i}", "data": "x" * 40_000})
                sender.reply("ping")
            return [sender, *readers]
        self.comes_back(burst)

    def test_after_small_messages(self):
        def burst():
            sender = Peer(self.server)
            readers = [stalled(self.server, f"chat.r{i}", "drop-oldest") for i in range(400)]
            for i in range(len(readers)):
                for _ in range(1000):
                    sender.send({"type": "publish", "channel": f"chat.r{i}", "data": "x" * 150})
                sender.reply("ping")
            return [sender, *readers]
        self.comes_back(burst, fragments=0.5)

    def test_after_history_that_is_never_read(self):
        def burst():
            sender = Peer(self.server)
            for _ in range(300):
                sender.send({"type": "publish", "channel": "chat.long", "data": "x" * 3000})
            sender.reply("ping")
            peers = [Peer(self.server, checked=False) for _ in range(200)]
            for peer in peers:
                peer.send({"type": "history", "channel": "chat.long", "limit": 300})
            eventually(lambda: self.resident() > 100 * MIB)
            return [sender, *peers]
        self.comes_back(burst)

    def test_after_compressing_connections(self):
        def burst():
            peers = [Peer(self.server, "/echo", checked=False, Sec_WebSocket_Extensions="permessage-deflate") for _ in range(400)]
            for peer in peers:
                peer.send("hello" * 100)
                peer.frame()
            return peers
        self.comes_back(burst, "--deflate", "on")


if __name__ == "__main__":
    unittest.main()
