# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request in both dialects, every error number, and the order of what comes."""
import json
import struct
import time
import unittest

import schema
from wire import BINARY, TEXT, Block, Peer, Server, eventually, frame, http

V1 = "wavetape.v1"


def setUpModule():
    global server, symbols
    server = Server(feed="calm", LIMITS_ERRORS_PER_10S=1000, LIMITS_MESSAGES_PER_SECOND=10000, LIMITS_MESSAGE_BURST=10000)
    rows = http(server, "GET", "/channels").json
    symbols = [r["channel"].split(".", 1)[1] for r in rows if r["channel"].startswith("ticker.")]


def tearDownModule():
    server.stop()


class Base(unittest.TestCase):
    def peer(self, dialect=None, **keywords):
        peer = Peer(server, "/ws", dialect, **keywords)
        self.addCleanup(peer.close)
        return peer

    def refused(self, peer, request, code, path=None):
        """The request is answered by this error, and the connection goes on."""
        peer.send(request)
        error = peer.json()
        self.assertEqual(error["type"], "error", (request, error))
        self.assertEqual(error["code"], code, (request, error))
        if path is not None:
            self.assertEqual(error["path"], path, (request, error))
        sent = request if isinstance(request, dict) else {}
        self.assertEqual(error.get("id"), sent.get("id"), (request, error))
        return error


class Dialects(Base):
    def test_plain_says_nothing_by_itself(self):
        peer = self.peer()
        self.assertTrue(peer.silent(0.3))
        peer.send({"type": "subscribe", "channel": "chat.quiet"})
        peer.send({"type": "publish", "channel": "chat.other", "data": 1})
        peer.send({"type": "report", "lagMs": 1})
        peer.send({"type": "unsubscribe", "channel": "chat.quiet"})
        self.assertEqual(peer.flushed(), [], "no id: no ack")

    def test_v1_begins_with_welcome_and_acknowledges_all(self):
        peer = self.peer(V1)
        limits = peer.welcome["limits"]
        self.assertEqual((limits["messageBytes"], limits["fragments"], limits["channels"], limits["jsonDepth"]),
                         (1 << 20, 1024, 128, 16))
        self.assertEqual(peer.welcome["heartbeat"], {"pingMs": 30000, "pongMs": 10000})
        self.assertLess(abs(peer.welcome["time"] - time.time() * 1000), 5000)
        peer.send({"type": "subscribe", "channel": "chat.quiet"})
        peer.send({"type": "unsubscribe", "channel": "chat.quiet"})
        peer.send({"type": "publish", "channel": "chat.other", "data": 1})
        peer.send({"type": "report", "lagMs": 1})
        self.assertEqual([m["type"] for m in peer.flushed()], ["ack"] * 4)

    def test_what_guides_send_works(self):
        peer = self.peer()
        peer.send({"type": "greet", "msg": "Hello Server!"})
        greeting = peer.json()
        self.assertEqual(greeting["type"], "greet")
        peer.send({"type": "subscribe", "channel": "updates"})
        peer.send({"type": "publish", "channel": "updates", "data": {"a": 1}})
        self.assertEqual(peer.json()["data"], {"a": 1})

    def test_ids_come_back_as_they_are(self):
        for dialect in (None, V1):
            peer = self.peer(dialect)
            for number in (0, -5, 2 ** 53, "", "a\"b\u0001é", "x" * 36):
                peer.send({"type": "ping", "id": number})
                answer = peer.json()
                self.assertEqual(answer["id"], number)
                self.assertIs(type(answer["id"]), type(number))
            for bad in (None, True, 1.5, 2 ** 53 + 2, "x" * 37, [], {}):
                peer.send({"type": "ping", "id": bad})
                error = peer.json()
                self.assertEqual((error["code"], error["path"]), (107, "/id"))
                self.assertNotIn("id", error)


class Errors(Base):
    def test_not_json(self):
        for dialect in (None, V1):
            peer = self.peer(dialect)
            for text in ("", "hello", "{", '{"data":tru,,}', '{"type":"ping"}x', '{"type":"ping","t":NaN}', "\ufeff{}",
                         '{"type":"publish","channel":"updates","data":tru,,}', '{"type":"ping","t":"\\ud800"}', "\0"):
                self.refused(peer, text, 106)

    def test_bad_requests(self):
        peer = self.peer()
        for request, path in (
            ("[]", ""), ("5", ""), ('"x"', ""), ("null", ""), ({"id": 1}, "/type"), ({"type": 5, "id": 1}, "/type"),
            ({"type": "subscribe", "id": 1}, "/channel"), ({"type": "subscribe", "channel": 5}, "/channel"),
            ({"type": "subscribe", "channel": "a b"}, "/channel"), ({"type": "subscribe", "channel": "é"}, "/channel"),
            ({"type": "subscribe", "channel": ""}, "/channel"), ({"type": "subscribe", "channel": "*"}, "/channel"),
            ({"type": "subscribe", "channel": "n" * 129}, "/channel"), ({"type": "subscribe", "channels": []}, "/channels"),
            ({"type": "subscribe", "channels": ["a", 5]}, "/channels/1"),
            ({"type": "subscribe", "channel": "a", "channels": ["b"]}, "/channels"),
            ({"type": "subscribe", "channel": "chat.*", "since": {"epoch": "e", "seq": 1}}, "/since"),
            ({"type": "subscribe", "channels": ["a", "b"], "since": {"epoch": "e", "seq": 1}}, "/since"),
            ({"type": "subscribe", "channel": "a", "since": {"epoch": "e", "seq": -1}}, "/since/seq"),
            ({"type": "subscribe", "channel": "a", "since": {"seq": 1}}, "/since/epoch"),
            ({"type": "subscribe", "channel": "a", "policy": "never"}, "/policy"),
            ({"type": "subscribe", "channel": "a", "policy": "unbounded"}, "/policy"),
            ({"type": "subscribe", "channel": "a", "maxRate": 0}, "/maxRate"),
            ({"type": "subscribe", "channel": "ticker.AAPL", "maxRate": 1e-17}, "/maxRate"), ({"type": "subscribe", "channel": "ticker.AAPL", "maxRate": 0.0009}, "/maxRate"),
            ({"type": "subscribe", "channel": "ticker.AAPL", "maxRate": 1001}, "/maxRate"), ({"type": "subscribe", "channel": "ticker.AAPL", "maxRate": 1e308}, "/maxRate"),
            ({"type": "subscribe", "channels": ["a"] * 129}, "/channels"), ({"type": "unsubscribe", "channels": ["a"] * 129}, "/channels"),
            ({"type": "subscribe", "channels": ["a"] * 100_000}, "/channels"),
            ({"type": "subscribe", "channel": "a", "snapshot": 1}, "/snapshot"),
            ({"type": "publish", "channel": "updates"}, "/data"), ({"type": "publish", "data": 1}, "/channel"),
            ({"type": "publish", "channel": "chat.*", "data": 1}, "/channel"), ({"type": "auth"}, "/token"),
            ({"type": "greet"}, "/msg"), ({"type": "history", "channel": "updates", "limit": 0}, "/limit"),
            ({"type": "history", "channel": "updates", "limit": 301}, "/limit"),
            ('{"type":"ping","id":1,"id":2}', "/id"), ('{"type":"ping","type":"ping"}', "/type"),
            ('{"type":"ping","t":' + "[" * 16 + "]" * 16 + "}", "/t"),
        ):
            self.refused(peer, request, 107, path)
        self.refused(peer, {"type": "SUBSCRIBE", "id": "q"}, 108, "/type")
        self.refused(peer, "[" * 100_000 + "]" * 100_000, 107, "")
        self.assertEqual(peer.reply("ping", t=[[[]]])["t"], [[[]]], "the connection is none the worse")

    def test_book_rules(self):
        peer = self.peer()
        book = "book." + symbols[0]
        self.refused(peer, {"type": "subscribe", "channel": book, "policy": "conflate", "id": 1}, 107, "/policy")
        self.refused(peer, {"type": "subscribe", "channel": book, "maxRate": 5, "id": 2}, 107, "/maxRate")
        self.refused(peer, {"type": "subscribe", "channel": "book.*", "policy": "conflate", "id": 3}, 107, "/policy")
        self.refused(peer, {"type": "subscribe", "channel": "book.*", "maxRate": 5, "id": 4}, 107, "/maxRate")
        peer.subscribe("book.*", policy="drop-oldest")

    def test_a_rate_for_a_prefix_whose_channels_conflate(self):
        peer = self.peer()
        for prefix in ("trades.*", "wave.*", "chat.*", "news.*"):
            self.refused(peer, {"type": "subscribe", "channel": prefix, "maxRate": 5, "id": 1}, 107, "/maxRate")
        self.refused(peer, {"type": "subscribe", "channel": "wave.*", "maxRate": 5, "policy": "conflate", "id": 1}, 107, "/maxRate")
        for prefix, members in (("ticker.*", {}), ("presence.*", {}), ("trades.*", {"policy": "conflate"}), ("chat.*", {"policy": "conflate"})):
            self.assertEqual(peer.subscribe(prefix, maxRate=5, **members)["maxRate"], 5, prefix)

    def test_channel_errors(self):
        peer = self.peer()
        for name in ("ticker.NOPE", "trades.NOPE", "book.NOPE", "candles.X.1s", f"candles.{symbols[0]}.2s", "index.NOPE",
                     "wave.nope", "uplink.nope"):
            self.refused(peer, {"type": "subscribe", "id": 1, "channel": name}, 104, "/channel")
        for name in ("sys.stats", "sys.connections", "sys.events", "sys.frames.1", "sys.nope", "sys.*"):
            error = self.refused(peer, {"type": "subscribe", "id": 1, "channel": name}, 103, "/channel")
            self.assertFalse(error["temporary"])
        for name in ("ticker.X", "trades.X", "book.X", "candles.X.1s", "index.ALL", "alerts", "wave.sine1", "uplink.x",
                     "presence.x", "sys.stats", "ticker." + symbols[0]):
            self.refused(peer, {"type": "publish", "id": 1, "channel": name, "data": 1}, 103, "/channel")
        self.refused(peer, {"type": "publish", "id": 1, "channel": "auction.lamp.bid", "data": {"name": "me"}}, 107, "/data")
        self.refused(peer, {"type": "unsubscribe", "id": 1, "channel": "chat.never"}, 115, "/channel")
        self.refused(peer, {"type": "unsubscribe", "id": 1, "channel": "chat.*"}, 115, "/channel")
        self.refused(peer, {"type": "history", "id": 1, "channel": "chat.never"}, 104, "/channel")
        self.refused(peer, {"type": "history", "id": 1, "channel": "sys.stats"}, 103, "/channel")
        self.refused(peer, {"type": "presence", "id": 1, "channel": "sys.stats"}, 103, "/channel")
        self.refused(peer, {"type": "auth", "id": 1, "token": "wrong"}, 102)
        self.refused(peer, {"type": "admin", "id": 1, "action": "drain"}, 103)

    def test_one_bad_name_of_several(self):
        peer = self.peer()
        peer.send({"type": "subscribe", "id": 1, "channels": ["chat.one", "ticker.NOPE", "chat.two"]})
        seen = [peer.json() for _ in range(3)]
        self.assertEqual([(m["type"], m.get("channel"), m.get("code")) for m in seen],
                         [("ack", "chat.one", None), ("error", None, 104), ("ack", "chat.two", None)])
        self.assertEqual(seen[1]["path"], "/channels/1")

    def test_prefixes_alert_and_alerts(self):
        peer = self.peer()
        peer.subscribe("alertsx")
        peer.subscribe("ticker")
        peer.subscribe("systems.load")


class Publishing(Base):
    def test_the_very_bytes_are_forwarded(self):
        sender, reader = self.peer(), self.peer(V1)
        reader.subscribe("chat.bytes")
        for data in ('{ "a" : 1.50 }', "1E5", '"\\u0041\\/"', "[ 1,\t2 ]", "null", '{"a":1,"a":2}', "1e400",
                     "1180591620717411300000", '"𝄞"', "-0"):
            sender.send('{"type":"publish","channel":"chat.bytes","data":' + data + "}")
            kind, payload = reader.message()
            self.assertEqual(kind, TEXT)
            self.assertIn(b'"data":' + data.encode() + b',"seq":', payload)

    def test_ack_names_the_position(self):
        peer = self.peer(V1)
        ack = peer.subscribe("chat.position")
        self.assertEqual(ack["seq"], 0)
        for seq in (1, 2, 3):
            answer = peer.reply("publish", channel="chat.position", data=seq)
            self.assertEqual((answer["epoch"], answer["seq"]), (ack["epoch"], seq), "the epoch that the first ack named")

    def test_the_same_key_is_sent_once(self):
        reader, peer = self.peer(V1), self.peer(V1)
        reader.subscribe("chat.keys")
        first = peer.reply("publish", channel="chat.keys", data=1, key="k" * 64)
        for sender in (peer, self.peer(V1)):
            again = sender.reply("publish", channel="chat.keys", data=2, key="k" * 64)
            self.assertEqual((again["epoch"], again["seq"]), (first["epoch"], first["seq"]))
        self.assertEqual(peer.reply("publish", channel="chat.keys.other", data=1, key="k" * 64)["seq"], 1, "another channel")
        body = json.dumps({"channel": "chat.keys", "data": 3, "key": "k" * 64})
        answer = http(server, "POST", "/publish", {"Content-Type": "application/json"}, body.encode())
        self.assertEqual((answer.status, answer.json["seq"]), (200, first["seq"]))
        peer.reply("publish", channel="chat.keys", data=4, key="l")
        self.assertEqual([reader.json()["data"] for _ in range(2)], [1, 4])
        for key in ("", "k" * 65, 7, None):
            self.refused(peer, {"type": "publish", "id": 1, "channel": "chat.keys", "data": 1, "key": key}, 107, "/key")

    def test_size_limit(self):
        peer = self.peer()
        room = (1 << 20) - 4096
        peer.send({"type": "publish", "id": 1, "channel": "chat.big", "data": "x" * (room - 2)})
        self.assertEqual(peer.json()["type"], "ack")
        self.refused(peer, {"type": "publish", "id": 1, "channel": "chat.big", "data": "x" * (room - 1)}, 113, "/data")

    def test_order_is_the_same_for_all(self):
        readers = [self.peer() for _ in range(3)]
        senders = [self.peer() for _ in range(4)]
        for reader in readers:
            reader.subscribe("chat.order")
        for i in range(50):
            for n, sender in enumerate(senders):
                sender.send({"type": "publish", "channel": "chat.order", "data": [n, i]})
        orders = [[(m["seq"], tuple(m["data"])) for m in (reader.json() for _ in range(200))] for reader in readers]
        self.assertEqual(orders[0], orders[1])
        self.assertEqual(orders[0], orders[2])
        self.assertEqual([seq for seq, _ in orders[0]], list(range(1, 201)))
        for n in range(4):
            self.assertEqual([i for _, (m, i) in orders[0] if m == n], list(range(50)), "each sender's own order")

    def test_a_connection_may_make_32_channels(self):
        peer = self.peer()
        for i in range(32):
            self.assertEqual(peer.reply("publish", channel=f"made.{i}", data=1)["type"], "ack")
        answer = peer.reply("publish", channel="made.33", data=1)
        self.assertEqual((answer["type"], answer["code"]), ("error", 110))
        self.assertEqual(peer.reply("publish", channel="made.1", data=1)["seq"], 2)

    def test_uplink(self):
        peer, watcher = self.peer(V1), self.peer(V1)
        channel = "uplink." + peer.welcome["session"]
        peer.send(struct.pack("<3f", 1, 2, 3))
        peer.flushed()
        ack = watcher.subscribe(channel)
        self.assertIn("channelId", ack)
        peer.send(struct.pack("<2f", 4, 5))
        peer.send(b"abc")
        blocks = []
        while len(blocks) < 2:
            kind, payload = watcher.message()
            if kind == BINARY:
                blocks.append(Block(payload))
        self.assertEqual((blocks[0].kind, blocks[0].count, blocks[0].payload), (1, 2, struct.pack("<2f", 4, 5)))
        self.assertEqual((blocks[1].kind, blocks[1].count, blocks[1].payload), (2, 3, b"abc"))
        self.assertEqual(blocks[1].seq, blocks[0].seq + 1)
        self.assertEqual(blocks[0].channel_id, ack["channelId"])

    def test_described_signals(self):
        peer, watcher = self.peer(V1), self.peer(V1)
        base = "uplink." + peer.welcome["session"]
        signals = [{"name": "pressure", "unit": "bar", "rate": 50}, {"name": "acceleration", "lanes": 3}]
        ack = peer.reply("describe", signals=signals)
        self.assertEqual((ack["type"], ack["channels"]), ("ack", [base + ".0", base + ".1"]))
        first, second = watcher.subscribe(base + ".0"), watcher.subscribe(base + ".1")
        self.assertEqual((first["signal"], first["rate"], first["lanes"]), ({"name": "pressure", "unit": "bar"}, 50, 1))
        self.assertEqual((second["signal"], second["rate"], second["lanes"]), ({"name": "acceleration"}, 0, 3))
        peer.send(struct.pack("<I6f", 1, *range(6)))
        peer.send(struct.pack("<I2f", 0, 7, 8))
        blocks = []
        while len(blocks) < 2:
            kind, payload = watcher.message()
            if kind == BINARY:
                blocks.append(Block(payload))
        self.assertEqual([(b.channel_id, b.kind, b.lanes, b.count) for b in blocks],
                         [(second["channelId"], 1, 3, 2), (first["channelId"], 1, 1, 2)])
        self.assertEqual(blocks[1].payload, struct.pack("<2f", 7, 8))
        rows = {row["channel"]: row.get("signal") for row in http(server, "GET", "/channels").json}
        self.assertEqual((rows[base + ".0"], rows[base + ".1"]), (first["signal"], second["signal"]))
        # A block says whose it is, and has whole samples.
        for block, sentence in ((b"", "number"), (b"abc", "number"), (struct.pack("<If", 2, 1), "no signal 2"),
                                (struct.pack("<I2f", 1, 1, 2), "3 floats"), (struct.pack("<I", 0) + b"abc", "1 floats")):
            peer.send(block)
            error = peer.json()
            self.assertEqual((error["type"], error["code"]), ("error", 107), block)
            self.assertIn(sentence, error["message"])
        # Said anew, they are others; with the connection they go.
        self.assertEqual(peer.reply("describe", signals=[{"name": "other"}])["channels"], [base + ".0"])
        self.assertEqual(self.peer(V1).reply("subscribe", channel=base + ".1")["code"], 104)
        peer.close()
        eventually(lambda: base + ".0" not in {row["channel"] for row in http(server, "GET", "/channels").json})
        plain = self.peer().reply("describe", signals=signals)
        self.assertEqual((plain["code"], plain["path"]), (107, "/type"))


class Subscribing(Base):
    def test_ack_then_snapshot_then_live(self):
        for dialect in (None, V1):
            for channel, data in (("ticker." + symbols[0], "data.ticker"), ("book." + symbols[0], "data.bookSnapshot"),
                                  (f"candles.{symbols[0]}.1s", "data.candles"), ("index.ALL", "data.index")):
                with self.subTest(channel):
                    peer = self.peer(dialect)
                    ack = peer.subscribe(channel)
                    snapshot = peer.json()
                    self.assertEqual(snapshot["type"], "snapshot", snapshot)
                    schema.require(data, snapshot["data"])
                    self.assertEqual((snapshot["epoch"], snapshot["seq"]), (ack["epoch"], ack["seq"]))
                    live = peer.json()
                    self.assertGreater(live["seq"], ack["seq"])
                    if channel.startswith("book"):
                        self.assertEqual(live["seq"], ack["seq"] + 1)
                        self.assertEqual(live["data"]["first"], snapshot["data"]["last"] + 1)

    def test_snapshot_can_be_left_out(self):
        peer = self.peer()
        ack = peer.subscribe("ticker." + symbols[0], snapshot=False)
        self.assertGreater(peer.json()["seq"], ack["seq"])

    def test_default_policies(self):
        peer = self.peer()
        for channel, policy in (("ticker." + symbols[0], "conflate"), ("trades." + symbols[0], "drop-oldest"),
                                ("book." + symbols[0], "disconnect"), (f"candles.{symbols[0]}.5m", "conflate"),
                                ("index.ALL", "conflate"), ("alerts", "drop-oldest"), ("chat.x", "drop-oldest"),
                                ("wave.ecg", "drop-oldest")):
            self.assertEqual(self.peer(V1).subscribe(channel)["policy"], policy, channel)
        self.assertEqual(peer.subscribe("trades." + symbols[1], policy="disconnect")["policy"], "disconnect")

    def test_unsubscribe_tells_totals_and_is_final(self):
        peer = self.peer(V1)
        channel = "trades." + symbols[0]
        ack = peer.subscribe(channel)
        seen = [peer.json() for _ in range(5)]
        number = peer.ask("unsubscribe", channel=channel)
        while True:
            message = peer.json()
            if message.get("id") == number:
                break
            seen.append(message)
        self.assertEqual([m["seq"] for m in seen], list(range(ack["seq"] + 1, ack["seq"] + 1 + len(seen))))
        self.assertEqual((message["delivered"], message["conflated"], message["dropped"]), (len(seen), 0, 0))
        self.assertEqual((message["startSeq"], message["lastSeq"]), (ack["seq"], seen[-1]["seq"]))
        self.assertTrue(peer.silent(0.5))

    def test_what_is_held_at_the_end_is_conflated(self):
        reader, writer = self.peer(V1), self.peer(V1)
        for since in ({}, {"maxRate": 0.01, "policy": "conflate"}):
            ack = reader.subscribe("chat.ends", **since)
            for data in range(4):
                writer.reply("publish", channel="chat.ends", data=data)
            number, seen = reader.ask("unsubscribe", channel="chat.ends"), 0
            while (end := reader.json()).get("id") != number:
                seen += 1
            count = end["lastSeq"] - end["startSeq"]
            self.assertEqual((end["startSeq"], end["delivered"], end["conflated"], end["dropped"]), (ack["seq"], seen, count - seen, 0))
            self.assertEqual(seen, min(count, 1) if since else count)

    def test_a_prefix_has_totals_alone(self):
        peer = self.peer(V1)
        peer.subscribe("ends.*")
        self.assertFalse({"startSeq", "lastSeq"} & set(peer.reply("unsubscribe", channel="ends.*")))

    def test_a_repeated_subscribe_replaces_the_former(self):
        peer = self.peer(V1)
        channel = "trades." + symbols[0]
        peer.subscribe(channel)
        second = peer.subscribe(channel, policy="disconnect")
        self.assertEqual(second["policy"], "disconnect")
        seqs = [peer.json()["seq"] for _ in range(10)]
        self.assertEqual(seqs, list(range(second["seq"] + 1, second["seq"] + 11)), "each once")
        peer.reply("unsubscribe", channel=channel)
        self.assertTrue(peer.silent(0.4))

    def test_an_interest_waits_for_its_channel(self):
        reader, sender = self.peer(V1), self.peer()
        ack = reader.subscribe("chat.later")
        self.assertEqual((ack["seq"], ack["recovered"]), (0, False))
        names = {row["channel"] for row in reader.reply("list", prefix="chat.later")["channels"]}
        self.assertEqual(names, set(), "subscribing makes no channel")
        position = sender.reply("publish", channel="chat.later", data=1)
        self.assertEqual((position["epoch"], position["seq"]), (ack["epoch"], 1))
        self.assertEqual(reader.json()["seq"], 1)

    def test_prefix(self):
        for dialect in (None, V1):
            with self.subTest(dialect):
                tree = f"tree{dialect or 'plain'}"
                reader, sender = self.peer(dialect), self.peer()
                sender.reply("publish", channel=f"{tree}.old", data=0)
                ack = reader.subscribe(f"{tree}.*")
                self.assertNotIn("channelId", ack)
                self.assertNotIn("epoch", ack)
                sender.reply("publish", channel=f"{tree}.old", data=1)
                sender.reply("publish", channel=f"{tree}.new.deep", data=2)
                sender.reply("publish", channel=f"{tree}", data=3)
                sender.reply("publish", channel=f"{tree}x.y", data=4)
                sender.reply("publish", channel=f"{tree}.old", data=5)
                seen = [m for m in reader.flushed()]
                data = [(m["channel"], m["data"]) for m in seen if "data" in m]
                self.assertEqual(data, [(f"{tree}.old", 1), (f"{tree}.new.deep", 2), (f"{tree}.old", 5)])
                notices = [m["channel"] for m in seen if m.get("type") == "channel"]
                self.assertEqual(notices, [f"{tree}.old", f"{tree}.new.deep"] if dialect else [])
                for notice in (m for m in seen if m.get("type") == "channel"):
                    at, live = next((i, m) for i, m in enumerate(seen) if m["channel"] == notice["channel"] and "data" in m)
                    self.assertLess(seen.index(notice), at)
                    self.assertEqual(live["seq"], notice["seq"] + 1, "live begins after it, born before or since")
                reader.reply("unsubscribe", channel=f"{tree}.*")
                sender.reply("publish", channel=f"{tree}.old", data=6)
                self.assertTrue(reader.silent())

    def test_matched_twice_is_delivered_once(self):
        reader, sender = self.peer(), self.peer()
        for channel in ("twice.*", "twice.a", "twice.a.*", "twice.a.b"):
            reader.subscribe(channel)
        sender.reply("publish", channel="twice.a.b", data=1)
        sender.reply("publish", channel="twice.a", data=2)
        self.assertEqual([(m["channel"], m["data"]) for m in reader.flushed()], [("twice.a.b", 1), ("twice.a", 2)])
        reader.reply("unsubscribe", channel="twice.a.b")
        sender.reply("publish", channel="twice.a.b", data=3)
        self.assertEqual(reader.flushed(), [], "after that ack nothing of the channel comes, prefix or not")

    def test_a_market_prefix_has_all_its_channels(self):
        peer = self.peer(V1)
        peer.subscribe("ticker.*")
        wanted = {f"ticker.{s}" for s in symbols}
        seen = set()
        deadline = time.monotonic() + 10
        while seen != wanted and time.monotonic() < deadline:
            message = peer.json()
            if "data" in message:
                seen.add(message["channel"])
        self.assertEqual(seen, wanted)

    def test_the_prefix_of_everything_leaves_sys_out(self):
        peer = self.peer()
        for prefix in ("s.*", "sys.*", "sys.connections.*"):
            peer.send({"type": "subscribe", "id": 1, "channel": prefix})
            answer = peer.json()
            self.assertEqual(answer["type"], "ack" if prefix == "s.*" else "error", answer)

    def test_128_subscriptions(self):
        peer = self.peer()
        for part in (range(100), range(100, 130)):
            peer.send({"type": "subscribe", "id": 1, "channels": [f"many.{i}" for i in part]})
        answers = [peer.json() for _ in range(130)]
        self.assertEqual([a["type"] for a in answers[:128]], ["ack"] * 128)
        self.assertEqual([a.get("code") for a in answers[128:]], [110, 110])
        self.assertEqual(answers[128]["path"], "/channels/28")
        self.assertEqual(peer.reply("subscribe", channel="many.5")["type"], "ack", "a repeated one replaces")
        self.assertEqual(peer.reply("subscribe", channel="many.*")["code"], 110)
        peer.reply("unsubscribe", channel="many.7")
        self.assertEqual(peer.reply("subscribe", channel="many.*")["type"], "ack")

    def test_one_binary_channel_on_plain(self):
        peer = self.peer()
        ack = peer.subscribe("wave.sine1")
        self.assertEqual(ack["lanes"], 1)
        self.assertEqual(ack["rate"], 48000)
        number = peer.ask("subscribe", channel="wave.ecg")
        while True:
            kind, payload = peer.message()
            if kind == TEXT:
                break
            self.assertEqual(len(payload) % 4, 0)
        error = json.loads(payload)
        self.assertEqual((error["id"], error["code"]), (number, 117))

    def test_wave_blocks(self):
        peer = self.peer(V1)
        acks = {}
        for name in ("wave.sine1", "wave.square1"):
            ack = peer.subscribe(name)
            acks[ack["channelId"]] = ack
        last = {}
        for _ in range(60):
            kind, payload = peer.message()
            if kind != BINARY:
                continue
            block = Block(payload)
            ack = acks[block.channel_id]
            self.assertEqual((block.kind, block.lanes, len(block.payload)), (1, ack["lanes"], block.count * 4))
            self.assertTrue(0.005 <= block.count / ack["rate"] <= 0.0201, block.count)
            if block.channel_id in last:
                before = last[block.channel_id]
                self.assertEqual(block.seq, before.seq + 1)
                self.assertLess(abs(block.time - before.time - before.count / ack["rate"] * 1e6), 100)
            else:
                self.assertEqual(block.seq, ack["seq"] + 1)
                self.assertLess(abs(block.time / 1e6 - time.time()), 5)
            last[block.channel_id] = block
        self.assertEqual(len(last), 2)


class Answers(Base):
    def test_list(self):
        peer = self.peer()
        rows = peer.reply("list")["channels"]
        self.assertEqual({r["channel"] for r in rows}, {r["channel"] for r in http(server, "GET", "/channels").json})
        books = peer.reply("list", prefix="book.")["channels"]
        self.assertEqual({r["channel"] for r in books}, {f"book.{s}" for s in symbols})
        self.assertEqual({r["policy"] for r in books}, {"disconnect"})
        self.assertEqual(peer.reply("list", prefix="nothing.here")["channels"], [])

    def test_subscriber_counts(self):
        peer, other = self.peer(), self.peer()
        peer.reply("publish", channel="chat.count", data=1)
        count = lambda: peer.reply("list", prefix="chat.count")["channels"][0]["subscribers"]  # noqa: E731
        self.assertEqual(count(), 0)
        other.subscribe("chat.count")
        self.assertEqual(count(), 1)
        other.subscribe("chat.count")
        self.assertEqual(count(), 1)
        other.close()
        eventually(lambda: count() == 0)

    def test_history(self):
        peer = self.peer()
        for i in range(10):
            position = peer.reply("publish", channel="chat.history", data=i)
        newest = peer.reply("history", channel="chat.history", limit=3)
        self.assertEqual([p["data"] for p in newest["publications"]], [7, 8, 9])
        self.assertEqual([p["seq"] for p in newest["publications"]], [8, 9, 10])
        self.assertEqual(len(peer.reply("history", channel="chat.history")["publications"]), 10)
        since = {"epoch": position["epoch"], "seq": 4}
        page = peer.reply("history", channel="chat.history", since=since, limit=4)
        self.assertEqual(([p["seq"] for p in page["publications"]], page["more"]), ([5, 6, 7, 8], True))
        page = peer.reply("history", channel="chat.history", since={"epoch": position["epoch"], "seq": 8}, limit=4)
        self.assertEqual(([p["seq"] for p in page["publications"]], page["more"]), ([9, 10], False))
        page = peer.reply("history", channel="chat.history", since={"epoch": position["epoch"], "seq": 10})
        self.assertEqual((page["publications"], page["more"]), ([], False))
        answer = peer.reply("history", channel="chat.history", since={"epoch": "another", "seq": 4})
        self.assertEqual((answer["type"], answer["code"]), ("error", 112))

    def test_presence(self):
        peer, other = self.peer(V1), self.peer(V1)
        for one in (peer, other):
            one.subscribe("chat.present")
        peer.reply("publish", channel="chat.present", data=1)
        answer = peer.reply("presence", channel="chat.present")
        self.assertEqual(answer["count"], 2)
        self.assertEqual({c["session"] for c in answer["clients"]}, {peer.welcome["session"], other.welcome["session"]})

    def test_ping_greet_report(self):
        peer = self.peer()
        for t in (None, 0, "x", {"a": [1]}, 1.5):
            answer = peer.reply("ping", t=t)
            self.assertEqual(answer["t"], t)
            self.assertLess(abs(answer["time"] - time.time() * 1000), 5000)
        peer.send('{"type":"ping","t":1.50}')
        self.assertIn(b'"t":1.50,', peer.message()[1])
        self.assertEqual(peer.reply("greet", msg="<b>é")["type"], "greet")
        self.assertEqual(peer.reply("report", bufferedAmount=5, lagMs=1.5)["type"], "ack")


class Admin(Base):
    def admin(self, dialect=V1):
        peer = self.peer(dialect)
        self.assertEqual(peer.reply("auth", token=server.admin_token()[0])["type"], "ack")
        return peer

    def test_token_file(self):
        token, mode = server.admin_token()
        self.assertEqual(mode, 0o600)
        self.assertGreaterEqual(len(token), 43)

    def test_token_in_each_place(self):
        token = server.admin_token()[0]
        import base64
        carrier = "wavetape.token." + base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
        peers = {
            "header": self.peer(V1, Authorization="Bearer " + token),
            "query": Peer(server, "/ws?token=" + token, V1),
            "offer": self.peer("wavetape.v1, " + carrier),
        }
        for name, peer in peers.items():
            with self.subTest(name):
                self.assertEqual(peer.answer.headers.get("sec-websocket-protocol"), "wavetape.v1")
                self.assertEqual(peer.subscribe("sys.stats")["type"], "ack")
        peers["query"].close()

    def test_stats_connections_events(self):
        peer = self.admin()
        for channel in ("sys.stats", "sys.connections"):
            ack = peer.subscribe(channel)
            self.assertEqual(ack["policy"], "conflate")
            message = peer.until(lambda m: m.get("channel") == channel and "data" in m)
            self.assertTrue(message["data"])
        self.assertEqual(peer.subscribe("sys.events")["policy"], "drop-oldest")
        other = self.peer()
        peer.until(lambda m: m.get("channel") == "sys.events")
        other.close()

    def test_close_by_hand(self):
        admin, victim = self.admin(), self.peer(V1)
        session = victim.welcome["session"]
        answer = admin.reply("admin", action="close", connection="c" + session[1:], code=4340, reason="chaos")
        self.assertEqual(answer["type"], "ack", answer)
        close = victim.closed()
        self.assertEqual(close.code, 4340)
        self.assertEqual(close.messages[-1]["type"], "closing")
        self.assertTrue(close.messages[-1]["retry"])

    def test_a_long_reason_is_cut_between_characters(self):
        admin, victim = self.admin(), self.peer(V1)
        admin.reply("admin", action="close", connection="c" + victim.welcome["session"][1:], code=1000, reason="é" * 200)
        close = victim.closed()
        self.assertEqual(close.code, 1000)
        self.assertTrue(("é" * 200).startswith(close.reason))
        self.assertFalse(close.messages[-1]["retry"])

    def test_details(self):
        admin, other = self.admin(), self.peer(V1)
        other.subscribe("trades." + symbols[0])
        answer = admin.reply("admin", action="details", connection="c" + other.welcome["session"][1:])
        self.assertEqual([s["channel"] for s in answer["subscriptions"]], ["trades." + symbols[0]])
        for connection in ("c999999", "", "x", "c", "c-1", "c1x", "c99999999999999999999"):
            answer = admin.reply("admin", action="details", connection=connection)
            self.assertEqual((answer["type"], answer.get("code"), answer.get("path")), ("error", 107, "/connection"), connection)
        for code in (1005, 1006, 999, 2999, 5000, 0, 70536):
            answer = admin.reply("admin", action="close", connection="c1", code=code)
            self.assertEqual((answer["type"], answer.get("path")), ("error", "/code"), code)

    def test_unknown_action(self):
        answer = self.admin().reply("admin", action="no such thing")
        self.assertEqual((answer["type"], answer["code"], answer["path"]), ("error", 107, "/action"))


class Lives(unittest.TestCase):
    def test_a_channel_goes_when_its_history_has_expired(self):
        with Server(HISTORY_AGE_MS=300) as short, Peer(short) as peer:
            first = peer.reply("publish", channel="gone.a", data=1)
            peer.reply("publish", channel="gone.kept", data=1)
            peer.subscribe("gone.kept")
            rows = lambda: {r["channel"] for r in peer.reply("list", prefix="gone.")["channels"]}  # noqa: E731
            eventually(lambda: rows() == {"gone.kept"})
            second = peer.reply("publish", channel="gone.a", data=1)
            self.assertEqual(second["seq"], 1)
            self.assertNotEqual(second["epoch"], first["epoch"], "a new life has a new name")
            self.assertEqual(peer.reply("publish", channel="gone.kept", data=1)["seq"], 2)

    def test_so_many_channels_and_no_more(self):
        with Server(LIMITS_CHANNELS=50, LIMITS_ERRORS_PER_10S=1000) as small:
            peers = [Peer(small) for _ in range(3)]
            for n, peer in enumerate(peers):
                peer.reply("subscribe", channel=f"n{n}.*")  # what nobody subscribes to would make room
            answers = [peer.reply("publish", channel=f"n{n}.{i}", data=1) for n, peer in enumerate(peers) for i in range(30)]
            self.assertIn(110, [a.get("code") for a in answers])
            self.assertLessEqual([a["type"] for a in answers].count("ack"), 50)
            for peer in peers:
                peer.close()


class TooManyErrors(unittest.TestCase):
    def test_ten_errors_end_it(self):
        with Server() as strict:
            for dialect, code in ((None, 1008), (V1, 4400)):
                with Peer(strict, "/ws", dialect) as peer:
                    for _ in range(9):
                        peer.send("x")
                        self.assertEqual(peer.json()["code"], 106)
                    self.assertEqual(peer.reply("ping")["type"], "pong")
                    peer.send("x")
                    close = peer.closed()
                    self.assertEqual(close.code, code)
                    self.assertEqual([m["type"] for m in close.messages], ["error", "closing"])
                    self.assertEqual((close.messages[1]["code"], close.messages[1]["retry"]), (code, False))

    def test_too_fast(self):
        with Server() as strict:
            for dialect, code in ((None, 1013), (V1, 4329)):
                with Peer(strict, "/ws", dialect) as peer:
                    peer.write(b"".join(frame(TEXT, b'{"type":"ping"}') for _ in range(400)))
                    close = peer.closed()
                    self.assertEqual(close.code, code)
                    kinds = [m["type"] for m in close.messages]
                    self.assertGreaterEqual(kinds.count("pong"), 200)
                    self.assertLessEqual(kinds.count("pong"), 260)
                    self.assertEqual([m["code"] for m in close.messages if m["type"] == "error"], [111] * 10)
                    self.assertEqual(kinds[-1], "closing")
                    self.assertTrue(close.messages[-1]["retry"])

    def test_protocol_pings_cost_nothing(self):
        with Server() as strict, Peer(strict) as peer:
            peer.write(b"".join(frame(9, b"%d" % i) for i in range(1000)))
            self.assertEqual(peer.reply("ping")["type"], "pong")

    def test_limits_off_lifts_the_rate(self):
        with Server("--limits", "off") as free, Peer(free) as peer:
            peer.write(b"".join(frame(TEXT, b'{"type":"ping"}') for _ in range(2000)))
            for _ in range(2000):
                self.assertEqual(peer.json()["type"], "pong")


if __name__ == "__main__":
    unittest.main()
