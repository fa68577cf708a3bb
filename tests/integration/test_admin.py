# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator can do to a connection, and what it sees of one: frames as they went over the wire."""
import json
import struct
import unittest

import schema
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Peer, Server, eventually, frame, http

V1 = "wavetape.v1"


def number(peer):
    return "c" + peer.welcome["session"][1:]


class Base(unittest.TestCase):
    settings = {}

    def setUp(self):
        self.server = Server(feed="calm", symbols=4, **self.settings)
        self.addCleanup(self.server.stop)
        self.admin = self.peer(V1)
        self.assertEqual(self.admin.reply("auth", token=self.server.admin_token()[0])["type"], "ack")

    def peer(self, dialect=None, path="/ws"):
        peer = Peer(self.server, path, dialect)
        self.addCleanup(peer.close)
        return peer

    def act(self, action, **members):
        answer = self.admin.reply("admin", action=action, **members)
        self.assertEqual(answer["type"], "ack", answer)

    def refused(self, path, action, **members):
        answer = self.admin.reply("admin", action=action, **members)
        self.assertEqual((answer["type"], answer.get("code"), answer.get("path")), ("error", 107, path), answer)

    def tap(self, connection, **members):
        self.act("tap", connection=connection, **members)
        self.admin.subscribe("sys.frames." + connection)

    def seen(self, wanted=lambda data: True):
        """The next frame that was copied."""
        while True:
            message = self.admin.until(lambda m: m.get("channel", "").startswith("sys.frames.") and "data" in m)
            data = message["data"]
            schema.require("data.framesEnded" if "ended" in data else "data.frame", data)
            if wanted(data):
                return data


class Lag(Base):
    def test_a_reader_that_reads_nothing_lags(self):
        self.lags("disconnect")

    def test_so_does_one_whose_queue_stays_small_because_it_loses(self):
        self.lags("drop-oldest")

    def lags(self, policy):
        reader = self.peer(V1)
        for name in ("wave.sine1", "wave.chirp", "wave.noise"):
            self.assertEqual(reader.reply("subscribe", channel=name, policy=policy)["type"], "ack")
        self.admin.subscribe("sys.connections")
        states = []
        while "lagging" not in states:
            message = self.admin.until(lambda m: m.get("channel") == "sys.connections" and "data" in m)
            states += [row["lag"] for row in message["data"]["rows"] if row["id"] == number(reader)]
            self.assertLess(len(states), 30, states)


class Listing(Base):
    settings = {"LIMITS_CONNECTIONS_PER_ADDRESS": 2000}

    def test_more_rows_than_a_queue_holds(self):
        agent = {"User-Agent": "x" * 3000}
        for _ in range(500):
            peer = Peer(self.server, "/echo", **agent)
            self.addCleanup(peer.close)
        # Each one that joins gets a listing of its own, though no row changes any more.
        for watcher in (self.admin, self.peer(V1)):
            watcher.reply("auth", token=self.server.admin_token()[0])
            watcher.checked = False  # 500 rows a second against their schema: it would be a slow reader itself
            watcher.subscribe("sys.connections", policy="drop-oldest")
            ids, page, pages = set(), -1, 1
            while pages == 1 or page + 1 != pages:
                message = watcher.until(lambda m: m.get("channel") == "sys.connections" and ("data" in m or m.get("type") == "lagged"))
                self.assertNotEqual(message.get("type"), "lagged", message)
                data = message["data"]
                if not data["full"]:
                    self.assertFalse(0 < page < pages - 1, "changes within a listing")
                    continue
                if data["page"] == 0:
                    ids = set()
                else:
                    self.assertEqual(data["page"], page + 1)
                page, pages = data["page"], data["pages"]
                ids |= {row["id"] for row in data["rows"]}
            self.assertGreater(pages, 20)
            self.assertGreater(len(ids), 500)


class Snapshots(Base):
    def test_who_comes_when_nobody_listened_is_told_of_nobody_who_is_gone(self):
        gone = self.peer(V1)
        self.admin.subscribe("sys.connections")
        while number(gone) not in self.told():
            pass
        self.admin.reply("unsubscribe", channel="sys.connections")
        gone.close()
        bearer = {"Authorization": "Bearer " + self.server.admin_token()[0]}
        eventually(lambda: http(self.server, "GET", "/snapshot/sys.connections", bearer).status == 404)
        self.admin.subscribe("sys.connections")
        told = self.told()
        self.assertNotIn(number(gone), told)
        self.assertIn(number(self.admin), told)

    def told(self):
        message = self.admin.until(lambda m: m.get("channel") == "sys.connections" and "data" in m)
        return [row["id"] for row in message["data"]["rows"]]


class Frames(Base):
    def test_both_directions_as_they_went(self):
        target = self.peer(V1)
        self.tap(number(target))
        key = bytes([1, 2, 3, 4])
        payload = b'{"type":"ping","t":"\xc3\xa9"}'
        target.write(bytes([0x81, 0x80 | len(payload)]) + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload)))
        came = self.seen()
        self.assertEqual((came["direction"], came["fin"], came["rsv"], came["opcode"]), ("in", True, 0, TEXT))
        self.assertEqual((came["masked"], came["key"], came["lengthBits"]), (True, "01020304", 7))
        self.assertEqual(bytes.fromhex(came["header"]), bytes([0x81, 0x80 | len(payload)]) + key)
        self.assertEqual((came["bytes"], bytes.fromhex(came["payload"])), (len(payload), payload))
        went = self.seen()
        self.assertEqual((went["direction"], went["opcode"], went["masked"]), ("out", TEXT, False))
        self.assertNotIn("key", went)
        answer = target.json()
        self.assertEqual(answer["type"], "pong")
        self.assertTrue(bytes.fromhex(went["payload"]).startswith(b'{"type":"pong"'))

    def test_control_frames_fragments_and_long_ones(self):
        target = self.peer(V1)
        self.tap(number(target))
        target.write(frame(PING, b"now"))
        self.assertEqual([self.seen()["opcode"] for _ in range(2)], [PING, PONG])
        target.write(frame(TEXT, b'{"type":"greet",', fin=False))
        target.write(frame(CONTINUATION, b'"msg":"hi"}'))
        first, last, answer = (self.seen() for _ in range(3))
        self.assertEqual([(f["opcode"], f["fin"]) for f in (first, last)], [(TEXT, False), (CONTINUATION, True)])
        self.assertEqual(answer["direction"], "out")
        block = struct.pack("<20000f", *range(20000))
        target.send(block)
        long = self.seen()
        self.assertEqual((long["opcode"], long["bytes"], long["lengthBits"], len(long["header"]) // 2), (BINARY, 80000, 64, 14))
        self.assertEqual(bytes.fromhex(long["payload"]), block[:256])

    def test_a_tap_that_begins_inside_a_frame(self):
        target = self.peer(V1)
        bytes_ = frame(TEXT, b'{"type":"greet","msg":"' + b"x" * 300 + b'"}')
        for cut in (1, 3, 5, 40):
            # One write: once the pong is there, the server has read the beginning of the frame too.
            target.write(frame(PING, b"read") + bytes_[:cut])
            self.assertEqual(target.frame()[1], PONG)
            self.tap(number(target))
            target.write(bytes_[cut:])
            first = self.seen()
            if cut < 8:  # the header was not complete
                self.assertEqual((first["direction"], first["bytes"]), ("in", len(bytes_) - 8), cut)
                first = self.seen()
            self.assertEqual(first["direction"], "out", cut)
            self.assertEqual(target.json()["type"], "greet")
            self.admin.ask("admin", action="tap", connection=number(target), enabled=False)
            self.assertEqual(self.seen(lambda data: "ended" in data)["ended"], "it was ended")
            self.admin.reply("unsubscribe", channel="sys.frames." + number(target))

    def test_tokens_are_not_told(self):
        target = self.peer(V1)
        self.tap(number(target))
        target.reply("auth", token="no-such-token-1234567890")
        came = self.seen()
        self.assertEqual((came["direction"], came.get("hidden"), came["payload"]), ("in", True, ""))
        self.assertNotIn("hidden", self.seen())
        target.write(frame(TEXT, b'{"type":"auth","token":"secret', fin=False))
        target.write(frame(CONTINUATION, b'-secret"}'))
        self.assertEqual([self.seen()["payload"] for _ in range(2)], ["", ""])

    def test_a_flood_is_counted(self):
        target = self.peer(V1)
        self.tap(number(target))
        target.write(b"".join(frame(PONG, b"") for _ in range(3000)))
        told = skipped = 0
        while told + skipped < 3000:
            data = self.seen()
            told, skipped = told + 1, skipped + data.get("skipped", 0)
            if told % 100 == 0 or told > 400:
                target.write(frame(PONG, b""))  # what was skipped is told with the next
        self.assertGreater(skipped, 0)

    def test_ends(self):
        target = self.peer(V1)
        connection = number(target)
        self.tap(connection)
        target.close()
        self.assertEqual(self.seen(lambda data: "ended" in data)["ended"], "the connection has ended")
        self.assertEqual(self.admin.reply("subscribe", channel="sys.frames." + connection).get("code"), 104)
        other = self.peer(V1)
        self.tap(number(other), ms=50)
        self.assertEqual(self.seen(lambda data: "ended" in data)["ended"], "its time is over")

    def test_what_cannot_be_watched(self):
        self.refused("/connection", "tap", connection=number(self.admin))
        self.refused("/connection", "tap", connection="c99999")
        self.assertEqual(self.admin.reply("subscribe", channel="sys.frames.c1").get("code"), 104)
        target = self.peer(V1)
        answer = target.reply("admin", action="tap", connection=number(self.admin))
        self.assertEqual((answer["type"], answer["code"]), ("error", 103))
        self.act("tap", connection=number(target))
        answer = target.reply("subscribe", channel="sys.frames." + number(target))
        self.assertEqual((answer["type"], answer["code"]), ("error", 103))


class Subscriptions(Base):
    def row(self, target):
        details = self.admin.reply("admin", action="details", connection=number(target))
        return details["subscriptions"][0]

    def test_policy_and_rate_while_it_runs(self):
        target = self.peer(V1)
        channel = target.reply("list", prefix="ticker.")["channels"][0]["channel"]
        target.subscribe(channel)
        self.act("set-policy", connection=number(target), channel=channel, maxRate=2)
        self.assertEqual((self.row(target)["policy"], self.row(target)["maxRate"]), ("conflate", 2))
        self.act("set-policy", connection=number(target), channel=channel, policy="drop-oldest")
        self.assertEqual((self.row(target)["policy"], self.row(target)["maxRate"]), ("drop-oldest", None))
        self.act("set-policy", connection=number(target), channel=channel, policy="conflate", maxRate=50)
        self.assertEqual((self.row(target)["policy"], self.row(target)["maxRate"]), ("conflate", 50))

    def test_a_rate_holds_and_lets_go(self):
        self.peer(V1).reply("publish", channel="chat.rate", data=0)
        target, sender = self.peer(V1), self.peer(V1)
        target.subscribe("chat.rate", policy="conflate")
        self.act("set-policy", connection=number(target), channel="chat.rate", maxRate=0.01)
        for value in (1, 2, 3):
            sender.reply("publish", channel="chat.rate", data=value)
        publication = lambda: target.until(lambda m: "data" in m and m.get("channel") == "chat.rate")  # noqa: E731
        self.assertEqual(publication()["data"], 1)
        self.act("set-policy", connection=number(target), channel="chat.rate", policy="conflate")
        self.assertEqual(publication()["data"], 3)

    def test_what_is_not_allowed(self):
        target = self.peer(V1)
        channels = {c["channel"].split(".")[0]: c["channel"] for c in target.reply("list", prefix="")["channels"]}
        target.subscribe(channels["book"])
        target.subscribe(channels["trades"])
        connection = number(target)
        self.refused("/channel", "set-policy", connection=connection, channel=channels["book"], policy="conflate")
        self.refused("/channel", "set-policy", connection=connection, channel=channels["trades"], maxRate=5)
        self.refused("/channel", "set-policy", connection=connection, channel="chat.none", policy="conflate")
        self.refused("/policy", "set-policy", connection=connection, channel=channels["trades"])
        self.refused("/channel", "set-policy", connection=connection, policy="conflate")


class Heartbeat(Base):
    settings = {"DEADLINES_PING": 200, "DEADLINES_PONG": 300}

    def test_muted_pongs_end_it(self):
        target = self.peer(V1)
        self.act("mute-pong", connection=number(target))
        self.assertIsNone(target.closed().code, "ended as one that does not answer")
        self.assertGreater(target.pings, 0, "though it answered every ping")


class Sweep(Base):
    settings = {"DEADLINES_PING": 1500, "DEADLINES_PONG": 1, "DEADLINES_PONG_MODE": "sweep"}

    def test_a_pong_is_missed_when_the_next_ping_is_due(self):
        target = self.peer(V1)
        self.assertEqual(target.welcome["heartbeat"], {"pingMs": 1500, "pongMs": 1500})
        self.act("mute-pong", connection=number(target))
        self.admin.subscribe("sys.events")
        told = self.ending(target)  # meanwhile this one answers its own pings
        self.assertEqual((told["code"], told["reason"]), (1006, "no pong in time"))
        self.assertGreaterEqual(told["durationMs"], 1500, "the deadline of prompt is not asked")
        self.assertGreaterEqual(told["openingMs"], 0)
        self.assertNotIn("closingMs", told, "no close was begun")

    def test_an_end_tells_its_phases(self):
        target = self.peer(V1)
        self.admin.subscribe("sys.events")
        target.write(frame(CLOSE, struct.pack(">H", 1000)))
        target.closed()
        told = self.ending(target)
        self.assertEqual((told["code"], told["clean"]), (1000, True))
        self.assertLessEqual(told["openingMs"] + told["closingMs"], told["durationMs"] + 1)

    def ending(self, target):
        while True:
            message = self.admin.until(lambda m: m.get("channel") == "sys.events" and "data" in m)
            for data in message["data"] if isinstance(message["data"], list) else [message["data"]]:
                if data["kind"] == "close" and data["id"] == number(target):
                    return data


class WaveRate(Base):
    def test_a_rate_changes_live_and_subscribers_are_told(self):
        named, all_waves, plain = self.peer(V1), self.peer(V1), self.peer()
        before = named.subscribe("wave.sine1")
        all_waves.subscribe("wave.*")
        plain.send({"type": "subscribe", "channel": "wave.sine1"})
        self.assertEqual(before["rate"], 48_000)
        for reader in (named, all_waves, plain):
            while reader.message()[0] != BINARY:
                pass
        self.act("set-rate", channel="wave.sine1", rate=96_000)
        for reader in (named, all_waves):
            # Blocks of the old epoch, then the notice, then the new numbering without a gap.
            notice = None
            numbers = []
            while len(numbers) < 3:
                kind, payload = reader.message()
                if kind == TEXT:
                    told = json.loads(payload)
                    if told["type"] == "channel" and told["channel"] == "wave.sine1" and told["epoch"] != before["epoch"]:
                        schema.require("message.channel", told)
                        self.assertIsNone(notice)
                        notice = told
                    continue
                _, _, _, channel, seq, _, count, _, _ = struct.unpack_from("<HBBIQQIHH", payload)
                if channel == before["channelId"] and notice:
                    self.assertEqual(count, 1920, "20 ms at the new rate")
                    numbers.append(seq)
            self.assertEqual((notice["rate"], notice["channelId"], notice["seq"]), (96_000, before["channelId"], 0))
            self.assertEqual(numbers, [1, 2, 3])
        while len(plain.message()[1]) != 1920 * 4:
            pass
        late = self.peer(V1).subscribe("wave.sine1", since={"epoch": before["epoch"], "seq": 1})
        self.assertEqual((late["rate"], late["recovered"], late["epoch"]), (96_000, False, notice["epoch"]))
        other = self.peer(V1).subscribe("wave.ecg")
        self.assertEqual(other["rate"], 48_000, "no other wave's")

    def test_what_is_no_wave_or_no_rate(self):
        self.refused("/channel", "set-rate", rate=1000)
        self.refused("/channel", "set-rate", channel="wave.nope", rate=1000)
        self.refused("/channel", "set-rate", channel="ticker.AAPL", rate=1000)
        self.refused("/rate", "set-rate", channel="wave.sine1")
        self.refused("/rate", "set-rate", channel="wave.sine1", rate=1e8)
        for rate in (0, -1, "fast"):
            self.refused("/rate", "set-rate", channel="wave.sine1", rate=rate)
        answer = self.peer(V1).reply("admin", action="set-rate", channel="wave.sine1", rate=1000)
        self.assertEqual((answer["type"], answer["code"]), ("error", 103))


class Drain(Base):
    def test_everybody_is_told_and_nobody_accepted(self):
        peers = [self.peer(V1) for _ in range(20)]
        self.act("drain")
        for peer in (*peers, self.admin):
            close = peer.closed()
            self.assertEqual(close.code, 1012)
            self.assertEqual((close.messages[-1]["type"], close.messages[-1]["retry"]), ("closing", True))

        def refused():
            try:
                return http(self.server, "GET", "/healthz").status == 503
            except OSError:
                return True
        eventually(refused)

    def test_without_the_right(self):
        answer = self.peer(V1).reply("admin", action="drain")
        self.assertEqual((answer["type"], answer["code"]), ("error", 103))
        self.assertEqual(http(self.server, "GET", "/healthz").status, 200)
