# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever one connection asks, its I/O thread gives it a share of each turn (server/net/WorkShare.h). Counted, not timed: how often a
connection had its share used up, by what, and what was answered all the same."""
import re
import unittest
import zlib

from wire import BINARY, TEXT, Peer, Server, Stream, eventually, frame, http, request_bytes

V1 = "wavetape.v1"
UNITS, JOIN = 256, 8  # of a turn's share
CHANNELS = 1000
CROWD = 48


def used_up(server):
    page = http(server, "GET", "/metrics").text
    return {work: int(count) for work, count in re.findall(r'(?m)^wavetape_shares_used_up_total\{work="(\w+)"\} (\d+)$', page)}


class Shares(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--deflate", "on", threads=1, LIMITS_MESSAGES_PER_SECOND=100_000, LIMITS_MESSAGE_BURST=100_000,
                            LIMITS_CREATED_CHANNELS_PER_CONNECTION=100_000, LIMITS_CREATED_CHANNELS_PER_ADDRESS=100_000)
        with Peer(cls.server) as maker:
            for i in range(CHANNELS):
                maker.send({"type": "publish", "channel": f"x.{i:04}", "data": i})
            for i in range(900):
                maker.send({"type": "publish", "channel": "long.one", "data": "x" * 200 + str(i)})
            maker.reply("ping")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.before = used_up(self.server)

    def peer(self, *arguments, **headers):
        peer = Peer(self.server, *arguments, **headers)
        self.addCleanup(peer.close)
        return peer

    def subscribers(self):
        return sum(row["subscribers"] for row in http(self.server, "GET", "/channels").json if row["channel"].startswith("x."))

    def uses_up(self, work, least):
        """The share was used up by `work` that often."""
        eventually(lambda: used_up(self.server)[work] - self.before[work] >= least)

    def test_joins_and_leaves(self):
        peer = self.peer()
        turns = CHANNELS * JOIN // UNITS
        self.assertEqual(peer.reply("subscribe", channel="x.*")["type"], "ack")
        peer.reply("ping")
        self.uses_up("join", turns * 3 // 4)
        other = self.peer()
        names = {f"x.{i:04}" for i in range(CHANNELS)}
        for name in names:
            other.send({"type": "publish", "channel": name, "data": "now"})
        seen = set()
        while seen != names:
            message = peer.json()
            self.assertEqual(message["data"], "now")
            seen.add(message["channel"])
        self.before = used_up(self.server)
        totals = peer.reply("unsubscribe", channel="x.*")
        self.assertEqual((totals["delivered"], totals["conflated"], totals["dropped"]), (CHANNELS, 0, 0))
        self.uses_up("join", turns * 3 // 4)

    def test_a_crowd_has_smaller_ones(self):
        peers = [self.peer() for _ in range(CROWD)]
        for peer in peers:
            peer.send({"type": "subscribe", "id": 1, "channel": "x.*"})
        for peer in peers:
            self.assertEqual(peer.json()["type"], "ack")
        # What they would have used up with a whole share each, and half as much again.
        self.uses_up("join", CROWD * CHANNELS * JOIN // UNITS * 3 // 2)
        for peer in peers:
            peer.close()
        eventually(lambda: self.subscribers() == 0)  # it is work as well, and not of the next test

    def test_a_closed_connection_leaves_as_slowly(self):
        peer = Peer(self.server)
        peer.reply("subscribe", channel="x.*")
        peer.reply("ping")
        eventually(lambda: self.subscribers() == CHANNELS)
        self.before = used_up(self.server)
        peer.close()
        eventually(lambda: self.subscribers() == 0)
        self.uses_up("join", CHANNELS * JOIN // UNITS * 3 // 4)

    def test_a_repeated_prefix_is_no_work(self):
        peer = self.peer("/ws", V1)
        peer.reply("subscribe", channel="x.*")
        peer.reply("ping")
        self.before = used_up(self.server)
        for _ in range(50):
            self.assertEqual(peer.reply("subscribe", channel="x.*")["type"], "ack")
        self.assertEqual(used_up(self.server)["join"], self.before["join"])
        # With other options it replaces the former.
        peer.reply("subscribe", channel="x.*", policy="drop-newest")
        peer.reply("ping")
        self.uses_up("join", CHANNELS * JOIN // UNITS // 2)

    def test_rows(self):
        peer = self.peer()
        listed = peer.reply("list", prefix="x.")
        self.assertEqual([row["channel"] for row in listed["channels"]], [f"x.{i:04}" for i in range(CHANNELS)])
        self.uses_up("row", CHANNELS // UNITS)

    def test_rows_by_http(self):
        # A page at a time, and what was asked behind it is answered behind it.
        with Stream(self.server) as stream:
            stream.write(request_bytes(self.server, "GET", "/channels") + request_bytes(self.server, "GET", "/healthz"))
            names = {row["channel"] for row in stream.response().json}
            self.assertLessEqual({f"x.{i:04}" for i in range(CHANNELS)}, names)
            self.assertEqual(stream.response().json["status"], "ok")
            head = len(http(self.server, "GET", "/channels").body)
            stream.write(request_bytes(self.server, "HEAD", "/channels") + request_bytes(self.server, "GET", "/healthz"))
            self.assertEqual(int(stream.response(bodiless=True).headers["content-length"]), head)
            self.assertEqual(stream.response().json["status"], "ok")
        self.uses_up("row", 3 * (CHANNELS // UNITS))

    def test_history(self):
        peer = self.peer()
        for _ in range(5):
            self.assertEqual(len(peer.reply("history", channel="long.one", limit=300)["publications"]), 300)
        self.uses_up("row", 5)

    def test_replays(self):
        peer = self.peer()
        last = peer.subscribe("long.one")
        peer.reply("unsubscribe", channel="long.one")
        ack = peer.subscribe("long.one", since={"epoch": last["epoch"], "seq": last["seq"] - 900})
        self.assertEqual((ack["recovered"], ack["replayed"]), (True, 900))
        self.assertEqual([peer.json()["seq"] for _ in range(900)], list(range(last["seq"] - 899, last["seq"] + 1)))
        self.uses_up("replay", 2)

    def test_messages(self):
        peer = self.peer("/echo")
        peer.write(frame(TEXT, b"a") * 2000)
        for _ in range(2000):
            self.assertEqual(peer.message(), (TEXT, b"a"))
        self.uses_up("message", 2)

    def test_inflated_bytes(self):
        squeezer = zlib.compressobj(wbits=-15)
        small = (squeezer.compress(b"\0" * 1_000_000) + squeezer.flush(zlib.Z_SYNC_FLUSH))[:-4]
        peer = self.peer("/broadcast", Sec_WebSocket_Extensions="permessage-deflate")
        self.assertLess(len(small), 2000)
        for _ in range(4):
            peer.write(frame(BINARY, small, rsv=4))
            self.assertEqual(len(peer.frame()[2]), 1_000_000)
        self.uses_up("received", 4)

    def test_compressed_bytes(self):
        peer = self.peer("/echo", Sec_WebSocket_Extensions="permessage-deflate; server_no_context_takeover")
        for _ in range(4):
            peer.write(frame(TEXT, b"some text of many words " * 2000))
            _, opcode, payload, rsv = peer.frame()
            self.assertEqual((opcode, rsv), (TEXT, 4))
            self.assertEqual(zlib.decompressobj(wbits=-15).decompress(payload + b"\0\0\xff\xff"), b"some text of many words " * 2000)
        self.uses_up("compressed", 4)
        # What would take too long goes as it is.
        peer.write(frame(TEXT, b"some text of many words " * 20_000))
        _, opcode, payload, rsv = peer.frame()
        self.assertEqual((opcode, rsv, len(payload)), (TEXT, 0, 480_000))


class Made(unittest.TestCase):
    """Channels that clients' publications make."""

    def test_an_address_may_make_256_in_five_minutes(self):
        with Server() as server:
            for maker in range(8):
                with Peer(server) as peer:
                    for i in range(32):
                        self.assertEqual(peer.reply("publish", channel=f"made.{32 * maker + i}", data=1)["type"], "ack")
            with Peer(server) as peer:
                self.assertEqual(peer.reply("publish", channel="made.256", data=1)["code"], 110)
                self.assertEqual(peer.reply("publish", channel="made.0", data=1)["seq"], 2)
            answer = http(server, "POST", "/publish", {"Content-Type": "application/json"}, b'{"channel":"made.new","data":1}')
            self.assertEqual((answer.status, answer.json["code"]), (503, 110))

    def test_the_longest_unsubscribed_goes_first(self):
        with Server(LIMITS_CHANNELS=8) as server, Peer(server) as maker, Peer(server) as reader:
            names = lambda: {row["channel"] for row in http(server, "GET", "/channels").json if row["channel"].startswith("m.")}  # noqa: E731
            for i in range(8):
                maker.reply("publish", channel=f"m.{i}", data=1)
            reader.subscribe("m.0")
            reader.subscribe("m.1")
            reader.reply("unsubscribe", channel="m.1")
            for new in ("m.8", "m.9"):
                self.assertEqual(maker.reply("publish", channel=new, data=1)["type"], "ack")
            self.assertEqual(names(), {"m.0", "m.1", "m.4", "m.5", "m.6", "m.7", "m.8", "m.9"})
            # Where all have subscribers there is no room.
            reader.reply("subscribe", channel="m.*")
            reader.reply("ping")
            answer = maker.reply("publish", channel="m.10", data=1)
            self.assertEqual((answer["type"], answer["code"]), ("error", 110))


if __name__ == "__main__":
    unittest.main()
