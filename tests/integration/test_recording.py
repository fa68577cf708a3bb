# SPDX-License-Identifier: GPL-3.0-or-later
"""--record and `wavetape-server record`: what is published is in the file, whatever happens to either."""
import csv
import errno
import hashlib
import io
import json
import os
import resource
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import unittest.mock

import schema
from wire import PROGRAM, TEXT, TIMEOUT, Closed, Peer, Server, eventually, http, publish

V1 = "wavetape.v1"


def record(*words, code=0):
    done = subprocess.run([PROGRAM, "record", *words], capture_output=True, text=True, timeout=TIMEOUT + 20, check=False)
    assert done.returncode == code, done
    return done


def info(path):
    return json.loads(record("info", path, "--json").stdout)


def exported(path, *words):
    return [json.loads(line) for line in record("export", path, *words).stdout.splitlines()]


def digests(messages):
    """SHA-256 of all data of each channel, in order."""
    sums = {}
    for message in messages:
        data = message.get("samples", message.get("data"))
        sums.setdefault(message["channel"], hashlib.sha256()).update(json.dumps(data).encode())
    return {channel: digest.hexdigest() for channel, digest in sums.items()}


class Recording(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wavetape-record-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.file = os.path.join(self.folder, "tape.mcap")

    def admin(self, server):
        peer = Peer(server, "/ws?token=" + server.admin_token()[0], V1)
        self.addCleanup(peer.close)
        return peer

    def metric(self, server, name):
        lines = [line for line in http(server, "GET", "/metrics").text.splitlines() if line.startswith(name + " ")]
        return float(lines[0].split()[1])



class Kept(Recording):
    def test_what_a_reader_saw_is_what_the_file_holds(self):
        seen = {}
        with Server("--record", self.file, feed="calm") as server:
            with Peer(server, "/ws", V1) as peer:
                for channel in ("chat.a", "trades.AAPL"):
                    peer.subscribe(channel)
                for n in range(50):
                    publish(server, "chat.a", {"n": n, "text": "ä\"\\"})
                while len(seen.get("chat.a", [])) < 50 or len(seen.get("trades.AAPL", [])) < 1:
                    message = peer.json()
                    if "data" in message and "type" not in message:
                        seen.setdefault(message["channel"], []).append((message["seq"], message["data"]))
            eventually(lambda: self.metric(server, "wavetape_recorded_messages_total") > 50)
            self.assertEqual(self.metric(server, "wavetape_recording_dropped_publications_total"), 0)
        about = info(self.file)
        self.assertTrue(about["finished"])
        self.assertEqual((about["damagedPlaces"], about["about"]["feed"]), (0, "calm"))
        held = {}
        for message in exported(self.file):
            held.setdefault(message["channel"], []).append((message["seq"], message.get("data")))
        for channel, messages in seen.items():
            first = messages[0][0]
            self.assertEqual([m for m in held[channel] if m[0] >= first][:len(messages)], messages)
        # Waves are made because the recorder sees them.
        self.assertGreater(len(held["wave.sine1"]), 2)
        numbers = [seq for seq, _ in held["wave.sine1"]]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))

    def test_comma_separated_values_read_as_what_they_were(self):
        with Server("--record", self.file, feed="none") as server:
            for n in range(3):
                publish(server, "chat.a", {"n": n, "text": 'a "b", c\nd', "list": [1, 2]})
            eventually(lambda: self.metric(server, "wavetape_recorded_messages_total") > 3)  # a wave, too
        done = record("export", self.file, "--format", "csv", "--channel", "chat.*")
        rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
        self.assertEqual([row["n"] for row in rows], ["0", "1", "2"])
        self.assertEqual(json.loads(rows[0]["list"]), [1, 2])
        self.assertEqual([row["seq"] for row in rows], ["1", "2", "3"])
        waves = list(csv.DictReader(io.StringIO(record("export", self.file, "--format", "csv", "--channel", "wave.sine1").stdout)))
        blocks = exported(self.file, "--channel", "wave.sine1")
        self.assertEqual([float(row["lane0"]) for row in waves], [v for block in blocks for v in block["samples"]])

    def test_columns_have_names_of_their_own(self):
        with Server("--record", self.file, feed="none") as server:
            publish(server, "chat.a", {"time": 1, "data.time": 2, "seq": 3, "n": 4})
        head, row = csv.reader(io.StringIO(record("export", self.file, "--format", "csv", "--channel", "chat.a").stdout, newline=""))
        self.assertEqual(head, ["channel", "epoch", "seq", "time", "data.data.time", "data.time", "data.seq", "n"])
        self.assertEqual(row[4:], ["1", "2", "3", "4"])

    def test_a_channel_that_is_not_in_the_file(self):
        with Server("--record", self.file, feed="none") as server:
            for channel in ("chat.b", "chat.lobby", "game.one"):
                publish(server, channel, 1)
        out = os.path.join(self.folder, "out.ndjson")
        for name, near in (("chat.loby", "chat.lobby, chat.b, "), ("gaem.*", "game.one, ")):
            done = record("export", self.file, "--channel", "chat.b", "--channel", name, "--output", out, code=2)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertTrue(done.stderr.startswith(f"wavetape-server record: {self.file} has no channel {name}; it has {near}"), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)
        self.assertFalse(os.path.exists(out))
        done = record("export", self.file, "--format", "har", "--channel", "chat.b", code=2)
        self.assertIn("--channel", done.stderr)
        done = record("info", self.file, "--jsn", code=2)
        self.assertEqual(done.stderr, "wavetape-server record: unknown argument '--jsn'; see --help\n")
        self.assertEqual(len(exported(self.file, "--channel", "chat.*")), 2)

    def test_what_is_asked_for_and_is_not_there_is_said(self):
        with Server("--record", self.file, feed="none") as server:
            publish(server, "chat.b", 1)
        self.assertIn("no connection's whole frames were recorded", record("export", self.file, "--format", "har").stderr)
        rows = os.path.join(self.folder, "rows.csv")
        with open(rows, "w", encoding="utf-8") as file:
            file.write("time,price\n1,2\n")
        done = record("import", rows, "--columns", "p=prise", code=1)
        self.assertIn('has no column "prise"; it has "time", "price"', done.stderr)
        done = record("import", rows, "--unit", "s", "--preset", "trades", code=2)
        self.assertIn("--preset stands before what changes it", done.stderr)
        lines = os.path.join(self.folder, "lines.ndjson")
        with open(lines, "w", encoding="utf-8") as file:
            file.write('{"time":1,"price":2}\n')
        record("import", lines)
        self.assertEqual([row["data"] for row in exported(os.path.join(self.folder, "lines.mcap"))], [{"time": 1, "price": 2}])

    def test_numpy_reads_the_csv(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("there is no numpy")
        with Server("--record", self.file, feed="calm"):
            time.sleep(1.2)
        text = record("export", self.file, "--format", "csv", "--channel", "wave.sine1").stdout
        table = numpy.genfromtxt(io.StringIO(text), delimiter=",", names=True, usecols=("seq", "time", "lane0"))
        self.assertGreater(len(table), 10_000)
        self.assertLess(numpy.abs(table["lane0"]).max(), 2)
        steps = numpy.diff(table["time"])
        self.assertAlmostEqual(float(numpy.median(steps)), 1000 / 48000, delta=0.001)
        trades = record("export", self.file, "--format", "csv", "--channel", "ticker.AAPL").stdout
        prices = numpy.genfromtxt(io.StringIO(trades), delimiter=",", names=True, dtype=None, encoding="utf-8")
        self.assertTrue(len(numpy.atleast_1d(prices)) >= 1 and "price" in prices.dtype.names)

    def test_an_administrator_begins_and_ends_it(self):
        with Server("--record", self.file, "--record-at-start", "off") as server:
            admin = self.admin(server)
            publish(server, "chat.a", 1)
            self.assertEqual(admin.reply("admin", action="record")["type"], "ack")
            self.assertEqual(admin.reply("admin", action="record")["type"], "ack", "it runs already")
            publish(server, "chat.a", 2)
            self.assertEqual(admin.reply("admin", action="record", enabled=False)["type"], "ack")
            publish(server, "chat.a", 3)
            eventually(lambda: self.metric(server, "wavetape_recording_running") == 0)
            self.assertEqual([m["data"] for m in exported(self.file, "--channel", "chat.a")], [2])
            admin.reply("admin", action="record")
            publish(server, "chat.a", 4)
            other = Peer(server, "/ws", V1).reply("admin", action="record")
            self.assertEqual(other["type"], "error")
        self.assertEqual([m["data"] for m in exported(os.path.join(self.folder, "tape-2.mcap"), "--channel", "chat.a")], [4])

    def test_without_a_file_there_is_nothing_to_begin(self):
        with Server() as server:
            answer = self.admin(server).reply("admin", action="record")
            self.assertEqual((answer["type"], "--record" in answer["message"]), ("error", True))


class Trouble(Recording):
    def test_after_a_kill_less_than_a_second_is_missing(self):
        server = Server("--record", self.file)
        sent = []
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            publish(server, "chat.a", len(sent))
            sent.append(time.monotonic())
            time.sleep(0.01)
        server.process.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        server.process.wait()
        server.process.stdout.close()
        server.log.close()
        server.folder.cleanup()
        about = info(self.file)
        self.assertFalse(about["finished"])
        self.assertEqual(about["damagedPlaces"], 0)
        held = [m["data"] for m in exported(self.file, "--channel", "chat.a")]
        self.assertEqual(held, list(range(len(held))))
        self.assertGreaterEqual(len(held), sum(1 for at in sent if at < killed - 1))
        repaired = os.path.join(self.folder, "tape-repaired.mcap")
        record("repair", self.file)
        self.assertTrue(info(repaired)["finished"])
        self.assertEqual([m["data"] for m in exported(repaired, "--channel", "chat.a")], held)

    def test_a_full_disk_is_told_and_nobody_else_sees_it(self):
        with Server("--record", "/dev/full") as server:
            admin = self.admin(server)
            admin.subscribe("sys.events")
            with Peer(server, "/ws", V1) as peer:
                peer.subscribe("chat.a")
                for n in range(20):
                    publish(server, "chat.a", n)
                    self.assertEqual(peer.until(lambda m: "data" in m)["data"], n)
            eventually(lambda: self.metric(server, "wavetape_recording_failing") == 1)
            eventually(lambda: self.metric(server, "wavetape_recording_dropped_publications_total") >= 20)
            history = admin.reply("history", channel="sys.events", limit=50)
            texts = json.dumps(history["publications"])
            self.assertIn("No space left on device", texts)

    def test_a_disk_that_breaks_and_works_again(self):
        """EIO from pwrite, by a library that is preloaded into this one process."""
        shim = os.environ.get("DISK_SHIM_LIBRARY")
        self.assertTrue(shim and os.path.exists(shim), "DISK_SHIM_LIBRARY names no library")
        with tempfile.NamedTemporaryFile() as switch:
            def breaks(error):
                switch.seek(0)
                switch.write(struct.pack("<q", error))
                switch.flush()

            breaks(0)
            preload = {"LD_PRELOAD": shim, "DISK_SHIM_ERROR": switch.name}
            if os.environ.get("WAVETAPE_TEST_SANITIZED"):
                preload["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
            with unittest.mock.patch.dict(os.environ, preload):
                server = Server("--record", self.file)
            with server:
                admin = self.admin(server)
                admin.subscribe("sys.events")
                with Peer(server, "/ws", V1) as peer:
                    peer.subscribe("chat.a")

                    def say(first):
                        for n in range(first, first + 10):
                            publish(server, "chat.a", n)
                            self.assertEqual(peer.until(lambda m: "data" in m)["data"], n)

                    failing = "wavetape_recording_failing"
                    say(0)
                    eventually(lambda: self.metric(server, "wavetape_recorded_messages_total") >= 10)
                    breaks(errno.EIO)
                    say(10)
                    eventually(lambda: self.metric(server, failing) == 1)
                    breaks(0)
                    say(20)
                    eventually(lambda: self.metric(server, failing) == 0)
                self.assertGreaterEqual(self.metric(server, "wavetape_recording_dropped_publications_total"), 10)
                told = json.dumps(admin.reply("history", channel="sys.events", limit=50)["publications"])
                self.assertIn("Input/output error", told)
                self.assertIn("is written again", told)
        self.assertEqual(info(self.file)["damagedPlaces"], 0)
        held = [m["data"] for m in exported(self.file, "--channel", "chat.a")]
        self.assertEqual([n for n in held if n < 10], list(range(10)))
        self.assertEqual([n for n in held if n >= 20], list(range(20, 30)))

    def test_a_file_that_may_not_grow_keeps_its_last_whole_chunk(self):
        """As a disk of 4 MiB: what fitted stands, nobody who is connected notices, and it is told."""
        limit = 4 << 20
        with Server("--record", self.file, LIMITS_REQUESTS_PER_SECOND=100_000, LIMITS_REQUEST_BURST=100_000) as server:
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
            admin = self.admin(server)
            admin.subscribe("sys.events")
            with Peer(server, "/ws", V1) as peer:
                peer.subscribe("chat.a")
                sent = 0
                while self.metric(server, "wavetape_recording_failing") == 0:
                    for _ in range(20):
                        text = os.urandom(2000).hex()
                        publish(server, "chat.a", {"n": sent, "text": text})
                        self.assertEqual(peer.until(lambda m: "data" in m)["data"], {"n": sent, "text": text})
                        sent += 1
            self.assertGreater(self.metric(server, "wavetape_recording_dropped_publications_total"), 0)
            history = admin.reply("history", channel="sys.events", limit=50)
            self.assertIn("File too large", json.dumps(history["publications"]))
        self.assertLessEqual(os.path.getsize(self.file), limit)
        self.assertEqual(info(self.file)["damagedPlaces"], 0)
        held = [m["data"]["n"] for m in exported(self.file, "--channel", "chat.a")]
        # A later chunk that is smaller may have had room behind the one that had none.
        self.assertEqual(held, sorted(set(held)))
        self.assertEqual(held[:100], list(range(100)))

    def test_a_folder_that_takes_no_file(self):
        if os.geteuid() == 0:
            os.chmod(self.folder, 0o755)
            nobody = {"user": 65534, "group": 65534, "extra_groups": []}
        else:
            os.chmod(self.folder, 0o555)
            nobody = {}
        done = subprocess.run([PROGRAM, "--feed", "none", "--listen", "127.0.0.1:0", "--record", self.file],
                              capture_output=True, text=True, timeout=TIMEOUT, check=False, cwd="/", **nobody)
        if done.returncode == 126 or "Permission denied: '" + str(PROGRAM) in done.stderr:
            self.skipTest("that user cannot run the program")
        self.assertEqual((done.returncode, "Permission denied" in done.stderr), (2, True), done)

    def test_a_file_that_vanishes_is_told_and_the_next_one_begun(self):
        with Server("--record", self.file) as server:
            publish(server, "chat.a", 1)
            eventually(lambda: os.path.getsize(self.file) > 500)
            os.unlink(self.file)
            eventually(lambda: os.path.exists(self.file))
            publish(server, "chat.a", 2)
        self.assertIn(2, [m["data"] for m in exported(self.file, "--channel", "chat.a")])

    def test_where_it_cannot_record_it_does_not_start(self):
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        for path, words in ((self.folder, "is not a file"), (pipe, "is not a file"),
                            (os.path.join(self.folder, "none", "x.mcap"), "No such file"), ("/proc/x.mcap", "No such file")):
            done = subprocess.run([PROGRAM, "--feed", "none", "--listen", "127.0.0.1:0", "--record", path],
                                  capture_output=True, text=True, timeout=TIMEOUT, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1)

    def test_words_that_make_no_sense(self):
        for words, code in (((), 2), (("info",), 2), (("play", "x"), 2), (("info", "x", "y"), 2), (("info", "--what", "x"), 2),
                            (("export", "x", "--format", "xls"), 2), (("info", "/none"), 1), (("info", self.folder), 1),
                            (("repair", "/dev/zero"), 1), (("export", __file__), 1)):
            done = record(*words, code=code)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done)


class Replay(Recording):
    def tape(self, seconds=2.0):
        with Server("--record", self.file, feed="open"):
            time.sleep(seconds)
        return self.file

    def read_until_closed(self, peer):
        """Every publication that comes, and the two ways in which the end is told."""
        messages, closing = [], None
        while True:
            try:
                kind, payload = peer.message()
            except Closed as end:
                return messages, closing, end.code
            if kind != TEXT:
                continue
            message = json.loads(payload)
            if message.get("type") == "closing":
                closing = message
            elif message.get("type") == "lagged":
                self.fail(message)
            elif "type" not in message:
                messages.append(message)

    def test_the_same_bytes_in_the_same_order_and_the_end_is_told(self):
        recorded = exported(self.tape())
        channels = sorted({m["channel"] for m in recorded if m["channel"].startswith(("trades.", "book."))})
        self.assertGreaterEqual(len(channels), 4)
        with Server("--replay", self.file, "--replay-speed", "4", "--replay-wait-for", "1") as server:
            listed = {row["channel"]: row for row in http(server, "GET", "/channels").json}
            self.assertIn("wave.sine1", listed)
            with Peer(server, "/ws", V1) as peer:
                acks = {channel: ack for channel in channels for ack in [peer.subscribe(channel)]}
                messages, closing, code = self.read_until_closed(peer)
            self.assertEqual((closing["code"], closing["reason"], closing["retry"], code), (1000, "replay finished", False, 1000))
            for message in messages:
                self.assertGreater(message["seq"], acks[message["channel"]]["seq"])
        # The reader's other channels were subscribed when the first one let it begin.
        wanted = [m for m in recorded if m["channel"] in channels]
        self.assertGreater(len(messages), 10)
        for channel in channels:
            got = [m for m in messages if m["channel"] == channel]
            first = got[0]["seq"] if got else None
            self.assertEqual(digests(got), digests([m for m in wanted if m["channel"] == channel and first is not None and m["seq"] >= first]))

    def test_digests_of_every_channel_through_another_recording(self):
        """What is replayed is recorded again: waves, candles, tickers, everything, byte for byte."""
        again = os.path.join(self.folder, "again.mcap")
        self.tape(1.5)
        with Server("--replay", self.file, "--replay-speed", "10", "--record", again) as server:
            eventually(lambda: 'wavetape_feed_running{feed="replay"} 0' in http(server, "GET", "/metrics").text)
            time.sleep(0.1)
        first, second = digests(exported(self.file)), digests(exported(again))
        self.assertGreater(len(first), 30)
        self.assertEqual(second, first)

    def test_who_joins_late_gets_the_state_of_that_moment(self):
        self.tape(1.5)
        states = {}
        with Server("--replay", self.file, "--replay-speed", "0.5", "--replay-wait-for", "1") as server:
            with Peer(server, "/ws", V1) as early, Peer(server, "/ws", V1) as late:
                early.subscribe("book.AAPL")
                early.until(lambda m: m.get("channel") == "book.AAPL" and "seq" in m and "type" not in m)
                early.until(lambda m: m.get("channel") == "book.AAPL" and "seq" in m and "type" not in m)
                late.subscribe("book.AAPL")
                snapshot = late.until(lambda m: m.get("type") == "snapshot")
                schema.require("data.bookSnapshot", snapshot["data"])
                delta = late.until(lambda m: m.get("channel") == "book.AAPL" and "type" not in m)
                self.assertEqual(delta["seq"], snapshot["seq"] + 1)
                self.assertEqual(delta["data"]["first"], snapshot["data"]["last"] + 1)
                states["book"] = snapshot
        self.assertTrue(states["book"]["data"]["bids"])

    def test_aside_it_leaves_the_market_alone(self):
        self.tape(1.0)
        with Server("--replay", self.file, "--replay-aside", "on", "--replay-loop", "on", "--replay-speed", "0", feed="calm") as server:
            names = {row["channel"] for row in http(server, "GET", "/channels").json}
            self.assertIn("replay.trades.AAPL", names)
            self.assertIn("trades.AAPL", names)
            with Peer(server, "/ws", V1) as peer:
                epoch = peer.subscribe("replay.ticker.AAPL")["epoch"]
                eventually(lambda: next(row["epoch"] for row in http(server, "GET", "/channels").json
                                        if row["channel"] == "replay.ticker.AAPL") != epoch)

    def rows(self, count=100):
        """A trade each 100 ms, whose price is its number from 1 on."""
        rows = os.path.join(self.folder, "rows.csv")
        with open(rows, "w", encoding="utf-8") as file:
            file.write("time,price,size\n" + "".join(f"{1_700_000_000_000 + 100 * n},{n + 1},1\n" for n in range(count)))
        record("import", rows, "--preset", "trades", "--channel", "trades.MINE")
        return os.path.join(self.folder, "rows.mcap")

    def test_an_administrator_steers_it(self):
        with Server("--replay", self.rows(), "--replay-wait-for", "1") as server:
            admin = self.admin(server)

            def steer(**members):
                answer = admin.reply("admin", action="replay", **members)
                self.assertEqual(answer["type"], "admin", answer)
                schema.require("message.replay", answer)
                return answer["replay"]

            self.assertEqual(steer(enabled=False)["state"], "waiting")
            with Peer(server, "/ws", V1) as peer:
                first = peer.subscribe("trades.MINE")["epoch"]
                eventually(lambda: steer()["state"] == "paused")
                steer(step=2)
                self.assertEqual([peer.until(lambda m: "data" in m)["data"]["price"] for _ in range(2)], [1, 2])
                # A jump: the numbering begins anew, for everybody who is there.
                steer(seek=5.0, step=1)
                notice = peer.until(lambda m: m.get("type") == "channel")
                self.assertNotEqual(notice["epoch"], first)
                message = peer.until(lambda m: "data" in m)
                self.assertEqual((message["data"]["price"], message["seq"]), (51, 1))
                # A part, again and again, as fast as it goes.
                now = steer(**{"from": 2, "to": 3, "loop": True, "speed": 0, "enabled": True})
                self.assertEqual((now["from"], now["to"], now["loop"], now["speed"]), (2, 3, True, 0))
                prices = {peer.until(lambda m: "data" in m)["data"]["price"] for _ in range(40)}
                self.assertEqual(prices, set(range(21, 32)))
                steer(loop=False)
                _, closing, code = self.read_until_closed(peer)
                self.assertEqual((closing["reason"], code), ("replay finished", 1000))
            eventually(lambda: steer()["state"] == "ended")
            # Who steers it is still there, and may want to see it again.
            admin.subscribe("trades.MINE")
            steer(seek=9.0, to=0)
            self.assertEqual([admin.until(lambda m: m.get("channel") == "trades.MINE" and "data" in m)["data"]["price"] for _ in range(10)], list(range(91, 101)))

    def test_orders_that_make_no_sense(self):
        with Server("--replay", self.rows(), "--replay-wait-for", "1") as server:
            admin = self.admin(server)
            for members, path in (({"seek": 10}, "/seek"), ({"seek": -1}, "/seek"), ({"seek": "1"}, "/seek"), ({"speed": 0.05}, "/speed"), ({"speed": 1e9}, "/speed"),
                                  ({"from": 5, "to": 4}, "/to"), ({"to": 99}, "/to"), ({"step": 1}, "/step"), ({"step": 10 ** 9, "enabled": False}, "/step"), ({"loop": 1}, "/loop")):
                with Peer(server, "/ws?token=" + server.admin_token()[0], V1) as peer:
                    answer = peer.reply("admin", action="replay", **members)
                    self.assertEqual((answer["type"], answer.get("path")), ("error", path), members)
            self.assertEqual(admin.reply("admin", action="replay")["replay"]["state"], "waiting", "nothing of it was done")
            self.assertEqual(Peer(server, "/ws", V1).reply("admin", action="replay", enabled=False)["code"], 103)
        with Server() as server:
            answer = self.admin(server).reply("admin", action="replay")
            self.assertEqual((answer["type"], "--replay" in answer["message"]), ("error", True))

    def test_somebodys_own_rows_are_a_feed(self):
        rows = os.path.join(self.folder, "ticks.csv")
        with open(rows, "w", encoding="utf-8") as file:
            file.write("time,price,size\n" + "".join(f"{1_700_000_000_000 + 10 * n},{100 + n / 4},{n}\n" for n in range(100)) + "what,is,this\n")
        done = record("import", rows, "--preset", "trades", "--channel", "trades.MINE")
        self.assertIn("1 rows make no sense; line 102: its time", done.stderr)
        with Server("--replay", os.path.join(self.folder, "ticks.mcap"), "--replay-wait-for", "1") as server:
            with Peer(server, "/ws", V1) as peer:
                peer.subscribe("trades.MINE")
                begun = time.monotonic()
                messages, _, code = self.read_until_closed(peer)
                self.assertGreater(time.monotonic() - begun, 0.98)
        self.assertEqual(([m["seq"] for m in messages], code), (list(range(1, 101)), 1000))
        self.assertEqual([m["data"]["price"] for m in messages], [100 + n / 4 for n in range(100)])

    def test_what_cannot_be_replayed_is_said(self):
        bad = os.path.join(self.folder, "bad.mcap")
        with open(bad, "wb") as file:
            file.write(b"no recording at all")
        for words in (["--replay", bad], ["--replay", self.folder], ["--replay", "/none"],
                      ["--replay", bad, "--replay-speed", "0.01"], ["--replay", bad, "--replay-speed", "101"]):
            done = subprocess.run([PROGRAM, "--feed", "none", "--listen", "127.0.0.1:0", *words],
                                  capture_output=True, text=True, timeout=TIMEOUT, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
