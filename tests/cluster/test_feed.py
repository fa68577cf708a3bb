# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed that all nodes publish: one leader at a real Redis, the same bytes under the same numbers everywhere, whoever dies."""
import os
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import unittest.mock

from nodes import Redis, envelope, kill, needs, node

from events import Events
from wire import PROGRAM, TIMEOUT, Peer, eventually, http, publish

FEED = {"feed": "calm"}
CHANNELS = ("trades.AAPL", "book.AAPL", "ticker.AAPL", "candles.AAPL.1m", "index.ALL", "news")


def role(server):
    text = http(server, "GET", "/metrics").text
    for name in ("leader", "follower", "alone"):
        if f'wavetape_cluster_feed_role{{role="{name}"}} 1' in text:
            return name
    return "none"


def roles(*servers):
    return sorted(role(s) for s in servers)


def history(server, channel):
    """seq -> (epoch, ts, data) of what the node remembers."""
    answer = http(server, "GET", f"/history/{channel}?limit=1000").json
    return {p["seq"]: (answer["epoch"], p["ts"], p["data"]) for p in answer["publications"]}


def epoch(server, channel="trades.AAPL"):
    return http(server, "GET", f"/history/{channel}?limit=1").json["epoch"]


@needs("redis-server")
class OnOneBroker(unittest.TestCase):
    BROKER = Redis

    def setUp(self):
        self.broker = self.BROKER()
        self.addCleanup(self.broker.stop)
        self.servers = {}
        self.addCleanup(lambda: [server.stop() for server in self.servers.values()])

    def start(self, name, *flags):
        self.servers[name] = node(self.broker, name, *flags, **FEED)
        return self.servers[name]

    def pair(self):
        a = self.start("a")
        eventually(lambda: role(a) == "leader" and self.broker.has_checkpoint())
        b = self.start("b")
        eventually(lambda: role(b) == "follower")
        return a, b

    def same(self, a, b, channel="trades.AAPL", least=20):
        """What both remember is the same, number for number."""
        def common():
            one, two = history(a, channel), history(b, channel)
            seqs = one.keys() & two.keys()
            self.assertEqual({s: one[s] for s in seqs}, {s: two[s] for s in seqs})
            return len(seqs) >= least
        eventually(common, 30)

    def trades(self, peer, count):
        read = []
        while len(read) < count:
            message = peer.until(lambda m: m.get("channel") == "trades.AAPL" and ("data" in m or m.get("type") in ("lagged", "channel")), 30)
            self.assertIn("data", message)
            read.append((message["seq"], message["data"]["id"]))
        return read

    def assert_contiguous(self, read):
        first_seq, first_id = read[0]
        self.assertEqual(read, [(first_seq + i, first_id + i) for i in range(len(read))])


class OneFeed(OnOneBroker):
    def test_the_same_bytes_under_the_same_numbers_on_both_nodes(self):
        a, b = self.pair()
        second = http(a, "GET", "/symbols").json[1]["symbol"]
        for channel in ("trades.AAPL", "trades." + second, "book.AAPL"):
            self.same(a, b, channel)
        for channel in CHANNELS:
            self.assertEqual(epoch(a, channel), epoch(b, channel), channel)
        # And who reads it is told on both.
        with Peer(a, "/ws", "wavetape.v1") as one, Peer(b, "/ws", "wavetape.v1") as two:
            one.subscribe("news")
            eventually(lambda: [client["node"] for client in two.reply("presence", channel="news")["clients"]] == ["a"])

    def test_waves_are_made_by_every_node_block_for_block(self):
        a, b = self.pair()
        blocks = {}
        for server in (a, b):
            with Peer(server, "/ws", "wavetape.v1") as peer:
                ack = peer.subscribe("wave.sine1")
                found = blocks.setdefault(server.port, {})
                while len(found) < 60:
                    opcode, payload = peer.message(TIMEOUT)
                    if opcode == 2:
                        seq, = struct.unpack_from("<Q", payload, 8)
                        found[ack["epoch"], seq] = payload[16:]
            # What a reader of the other node has had is remembered there as well.
            with Peer(b if server is a else a, "/ws", "wavetape.v1") as peer:
                last = max(seq for _, seq in found)
                again = peer.subscribe("wave.sine1", since={"epoch": ack["epoch"], "seq": last - 20})
                self.assertEqual((again["recovered"], again["epoch"]), (True, ack["epoch"]))
                while True:
                    opcode, payload = peer.message(TIMEOUT)
                    if opcode == 2:
                        seq, = struct.unpack_from("<Q", payload, 8)
                        self.assertEqual(payload[16:], found[ack["epoch"], seq])
                        break

    def test_the_leader_is_killed_and_its_readers_go_on_on_the_other(self):
        a, b = self.pair()
        with Peer(a, "/ws", "wavetape.v1") as peer, Events(a, "trades.AAPL") as stream:
            ack = peer.subscribe("trades.AAPL")
            read = self.trades(peer, 20)
            stream.begun()
            stream.message(30)
            position = stream.last_id
            kill(self.servers.pop("a"))
        begun = time.monotonic()
        with Peer(b, "/ws", "wavetape.v1") as peer, Events(b, "trades.AAPL", last_id=position) as stream:
            again = peer.subscribe("trades.AAPL", since={"epoch": ack["epoch"], "seq": read[-1][0]})
            self.assertEqual((again["recovered"], again["epoch"]), (True, ack["epoch"]))
            read += self.trades(peer, 40)
            self.assert_contiguous(read)
            self.assertEqual(stream.message(30).json["seq"], int(position.rsplit(":", 1)[1]) + 1)
        eventually(lambda: role(b) == "leader")
        self.assertLess(time.monotonic() - begun, 60)
        # Who comes now has the same life, from the second leader's checkpoint or the first one's.
        c = self.start("c")
        eventually(lambda: role(c) == "follower")
        self.assertEqual(epoch(c), ack["epoch"])
        self.same(b, c)

    def test_a_leader_that_was_paused_is_not_believed_and_has_missed_nothing(self):
        a, b = self.pair()
        with Peer(a, "/ws", "wavetape.v1") as peer:
            peer.subscribe("trades.AAPL")
            read = self.trades(peer, 10)
            a.process.send_signal(signal.SIGSTOP)
            eventually(lambda: role(b) == "leader")
            a.process.send_signal(signal.SIGCONT)
            eventually(lambda: roles(a, b) == ["follower", "leader"])
            self.assertEqual(role(b), "leader")
            read += self.trades(peer, 60)
            self.assert_contiguous(read)
        self.same(a, b)

    def test_a_clock_that_jumps_on_the_leader_moves_neither_lease_nor_epochs_nor_numbers(self):
        shim = os.environ.get("WAVETAPE_CLOCK_SHIM_LIBRARY")
        if not shim:
            self.skipTest("WAVETAPE_CLOCK_SHIM_LIBRARY does not name the preloaded clock")
        with tempfile.NamedTemporaryFile() as file:
            def jump(seconds):
                file.seek(0)
                file.write(struct.pack("q", int(seconds * 1e9)))
                file.flush()

            jump(0)
            preload = {"LD_PRELOAD": shim, "CLOCK_SHIM_OFFSET": file.name,
                       "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
            with unittest.mock.patch.dict(os.environ, preload):
                a = self.start("a")
            eventually(lambda: role(a) == "leader" and self.broker.has_checkpoint())
            b = self.start("b")
            eventually(lambda: role(b) == "follower")

            def beats():
                return self.broker.beats()

            with Peer(a, "/ws", "wavetape.v1") as one, Peer(b, "/ws", "wavetape.v1") as two, Peer(a, "/ws", "wavetape.v1") as asking:
                lives = [[peer.subscribe(channel)["epoch"] for channel in ("trades.AAPL", "chat.a")] for peer in (one, two)]
                self.assertEqual(lives[0], lives[1])
                reads, said = [self.trades(peer, 5) for peer in (one, two)], 0
                for seconds in (3_600, -3_600, 10 * 365 * 86_400, -86_400, 0):
                    jump(seconds)
                    pong = asking.reply("ping", t=1)
                    self.assertAlmostEqual(pong["time"] / 1000, time.time() + seconds, delta=60, msg="the jump did not take place")
                    before = beats()
                    for read, peer in zip(reads, (one, two)):
                        read += self.trades(peer, 5)
                    # Both publish on a client's channel, and both number it as one.
                    for server in (a, b):
                        said += 1
                        self.assertEqual(publish(server, "chat.a", said)["seq"], said)
                    eventually(lambda before=before: beats() >= before + 2)
                    self.assertEqual((role(a), role(b)), ("leader", "follower"))
                for read, peer in zip(reads, (one, two)):
                    read += self.trades(peer, 5)
                    self.assert_contiguous(read)
                for peer, life in zip((one, two), lives):
                    self.assertEqual([peer.subscribe(channel)["epoch"] for channel in ("trades.AAPL", "chat.a")], life)

    def test_the_broker_dies_comes_back_empty_and_nobody_notices(self):
        a, b = self.pair()
        life = epoch(a)
        with Peer(a, "/ws", "wavetape.v1") as one, Peer(b, "/ws", "wavetape.v1") as two:
            for peer in (one, two):
                peer.subscribe("trades.AAPL")
            reads = [self.trades(peer, 5) for peer in (one, two)]
            self.broker.kill()
            eventually(lambda: roles(a, b) == ["alone", "alone"])
            for read, peer in zip(reads, (one, two)):
                read += self.trades(peer, 20)
            self.broker.start()
            eventually(lambda: roles(a, b) == ["follower", "leader"])
            for read, peer in zip(reads, (one, two)):
                read += self.trades(peer, 20)
                self.assert_contiguous(read)
        self.assertEqual((epoch(a), epoch(b)), (life, life))
        self.same(a, b)

    def test_two_that_began_apart_are_one_and_say_so(self):
        self.broker.kill()
        a, b = self.start("a"), self.start("b")
        self.assertNotEqual(epoch(a), epoch(b))
        with Peer(a, "/ws", "wavetape.v1") as one, Peer(b, "/ws", "wavetape.v1") as two:
            acks = {}
            for name, peer in (("a", one), ("b", two)):
                for channel in ("trades.AAPL", "book.AAPL"):
                    acks[name, channel] = peer.subscribe(channel)["epoch"]
            self.broker.start()
            eventually(lambda: roles(a, b) == ["follower", "leader"])
            follower, peer = ("a", one) if role(a) == "follower" else ("b", two)
            # An honest new epoch: said, and a book begins with a snapshot. One channel follows the other, in the feed's order.
            leader = b if follower == "a" else a
            notices, books = {}, []

            def is_whole(message):
                if message.get("type") == "channel":
                    notices[message["channel"]] = message["epoch"]
                elif message.get("channel") == "book.AAPL" and "book.AAPL" in notices and "data" in message:
                    books.append(message)
                return len(notices) == 2 and len(books) >= 2

            peer.until(is_whole, 30)
            self.assertEqual(notices, {channel: epoch(leader, channel) for channel in notices})
            for channel, told in notices.items():
                self.assertNotEqual(told, acks[follower, channel])
            snapshot, delta = books[:2]
            self.assertEqual(snapshot["type"], "snapshot")
            self.assertEqual(delta["seq"], snapshot["seq"] + 1)
        self.same(a, b)

    def test_what_a_stranger_says_of_the_feed_is_not_believed(self):
        a, b = self.pair()
        life = epoch(a)
        base = "wt:{wavetape}:"
        self.broker.ask_all([
            ("SET", base + "lease", "evil"),
            ("HSET", base + "beat", "l", "evil", "n", 7, "b", envelope("/beat", "evil", 7, b"99999999999", key=b"z" * 32)),
            ("SET", base + "checkpoint", envelope("/checkpoint", "evil", 7, b"evil", key=b"z" * 32))])
        eventually(lambda: "leader" not in roles(a, b))
        with Peer(b, "/ws", "wavetape.v1") as peer:
            self.assertEqual(peer.subscribe("trades.AAPL")["epoch"], life)
            self.assert_contiguous(self.trades(peer, 20))
        self.broker.ask("DEL", base + "lease", base + "beat", base + "checkpoint")
        eventually(lambda: roles(a, b) == ["follower", "leader"])
        self.assertEqual((epoch(a), epoch(b)), (life, life))
        self.same(a, b)

    def test_another_seed_or_profile_is_said_in_one_line(self):
        self.pair()
        for flags, words in ((("--seed", "7"), "seed 42"), (("--feed", "open"), "calm, seed 42"), (("--wave-rate", "1000"), "waves at 48000/s")):
            given = ["--feed", "calm"] if "--feed" not in flags else []
            done = subprocess.run(
                [PROGRAM, "--listen", "127.0.0.1:0", "--cluster", self.broker.url, "--cluster-key", self.broker.key_file, "--node", "c", "--symbols", "4", *given, *flags],
                capture_output=True, text=True, timeout=TIMEOUT + 30, check=False)
            self.assertEqual(done.returncode, 2, done)
            lines = [line for line in done.stderr.strip().splitlines() if line.startswith("wavetape-server:")]
            self.assertEqual(len(lines), 1, done.stderr)
            self.assertIn("the cluster's feed is another one", lines[0])
            self.assertIn(words, lines[0])

    def test_a_rate_of_waves_is_not_changed_on_one_node(self):
        a, _ = self.pair()
        token, _ = a.admin_token()
        with Peer(a, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin:
            refused = admin.reply("admin", action="set-rate", channel="wave.sine1", rate=100)
            self.assertEqual(refused["type"], "error")
            self.assertIn("the same on all nodes", refused["message"])


if __name__ == "__main__":
    unittest.main()
