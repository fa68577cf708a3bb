# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that are shown, held against what others count: the kernel (ss, /proc) and clients that count."""
import json
import os
import re
import select
import shutil
import socket
import subprocess
import time
import unittest

from test_operations import metrics
from wire import BINARY, CLOSE, PING, TEXT, Block, Peer, Server, eventually, frame, http, upgrade

V1 = "wavetape.v1"
NEEDS_SS = unittest.skipUnless(shutil.which("ss"), "without ss")


def kernel(server):
    """{peer's address: (bytes that the server has written, bytes that it could read)}, as the kernel counts."""
    said = subprocess.run(["ss", "-tinHO", "state", "established", f"sport = :{server.port}"], capture_output=True,
                          text=True, check=True).stdout
    counts = {}
    for line in said.splitlines():
        number = lambda name: int((re.search(rf"\b{name}:(\d+)", line) or [0, 0])[1])  # noqa: B023, E731
        peer = line.split()[3]
        counts[peer] = (number("bytes_sent") - number("bytes_retrans") + number("notsent"), number("bytes_received"))
    return counts


class Counting(Peer):
    """Counts what comes: messages, bytes of the stream, what is told to be lost or was replaced."""

    def __init__(self, *arguments, **members):
        self.bytes = 0
        super().__init__(*arguments, checked=False, **members)
        self.texts = self.blocks = self.dropped = self.notices = self.conflated = 0
        self.delivered = self.kseq = 0

    def fill(self, timeout):
        before = len(self.buffer)
        try:
            return super().fill(timeout)
        finally:
            self.bytes += len(self.buffer) - before

    def note(self, kind, payload):
        if kind == BINARY:
            self.blocks += 1
            return {}
        self.texts += 1
        value = json.loads(payload)
        if value.get("type") == "lagged":
            self.notices += 1
            self.dropped += value["to"] - value["from"] + 1
        if "kseq" in value:
            self.conflated += value["kseq"] - self.kseq - 1 if self.kseq else 0
            self.kseq = value["kseq"]
            self.delivered += 1
        return value

    def read_until(self, wanted, timeout=30):
        while True:
            value = self.note(*self.message(timeout))
            if wanted(value):
                return value

    def drain(self, seconds):
        """Everything that comes in that time, and what the socket holds then."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self.note(*self.message(left))
            except TimeoutError:
                return


class Admin(Counting):
    """Sees what the server says of itself."""

    def __init__(self, server):
        super().__init__(server, "/ws", V1, Authorization="Bearer " + server.admin_token()[0])

    def pending(self):
        return self.buffer or select.select([self.socket], [], [], 0)[0]

    def stats(self):
        return self.until(lambda m: m.get("channel") == "sys.stats" and "data" in m)["data"]

    def row(self, peer):
        """A peer's row, as a listing that is asked for now says."""
        name = f"127.0.0.1:{peer.socket.getsockname()[1]}"
        self.reply("unsubscribe", channel="sys.connections")
        self.subscribe("sys.connections")
        found = []
        self.until(lambda m: m.get("channel") == "sys.connections" and "data" in m
                   and (found.extend(r for r in m["data"]["rows"] if r["address"] == name) or found))
        return found[0]


class Counts(unittest.TestCase):
    def test_messages_and_headers_are_those_of_clients(self):
        sizes = [1, 125, 126, 65_535, 65_536]
        with Server() as server, Admin(server) as admin:
            admin.subscribe("sys.stats")
            first = metrics(server)[0]
            before = admin.stats()
            with Peer(server, "/echo", checked=False) as echo:
                for size in sizes:
                    echo.write(frame(TEXT, b"x" * size))
                    self.assertEqual(len(echo.message()[1]), size)
                    echo.write(frame(PING, b"not a message"))
                # In three frames it is one message.
                echo.write(frame(BINARY, b"abc", fin=False) + frame(0, b"def", fin=False) + frame(0, b"ghi"))
                self.assertEqual(echo.message()[1], b"abcdefghi")
                echo.write(frame(CLOSE, b"\x03\xe8bye"))
                echo.closed()
            upgrade(server, "/ws", Origin="https://evil.example")
            http(server, "GET", "/nowhere")
            eventually(lambda: metrics(server)[0]["wavetape_connections_closed_total"]['code="1000"'] == 1)
            ended = admin.stats()
            # The admin's own figures, one each second, are messages too; each is one frame.
            own = ended["messagesOut"] - before["messagesOut"] - 6
            rise = lambda way: [n - before["headers"][way][k] for k, n in ended["headers"][way].items()]  # noqa: E731
            # Of data frames: neither pings nor pongs nor close frames, but each part of a message.
            self.assertEqual(rise("in"), [2 + 3, 2, 1])
            self.assertEqual(rise("out"), [2 + 1, 2 + own, 1])
            self.assertTrue(1 <= own <= ended["uptimeMs"] / 1000, own)
            self.assertEqual(ended["messagesIn"] - before["messagesIn"], 6)
            self.assertEqual(ended["opened"] - before["opened"], 1)
            self.assertEqual(ended["handshakesRefused"] - before["handshakesRefused"], 2)
            self.assertEqual(ended["closes"], {"1000": 1})
            last = metrics(server)[0]
            for name, count in (("wavetape_connections_opened_total", 1), ("wavetape_requests_refused_total", 2),
                                ("wavetape_received_messages_total", 6)):
                self.assertEqual(last[name][""] - first[name][""], count, name)

    @NEEDS_SS
    def test_bytes_are_those_of_the_kernel(self):
        with Server(feed="calm") as server, Admin(server) as admin:
            peers = [Counting(server, "/ws", V1), Counting(server, "/echo"), Counting(server, "/ws")]
            peers[0].send({"type": "subscribe", "id": 1, "channels": ["ticker.*", "trades.*"]})
            peers[0].drain(1)
            peers[0].send({"type": "unsubscribe", "id": 2, "channels": ["ticker.*", "trades.*"]})
            peers[0].read_until(lambda m: m.get("id") == 2)
            peers[0].drain(0.3)
            for size in (10, 1000, 100_000):
                peers[1].write(frame(TEXT, b"x" * size))
                self.assertEqual(len(peers[1].message()[1]), size)
            counted = kernel(server)
            for peer in peers:
                row = eventually(lambda: (r := admin.row(peer))["bytesOut"] == peer.bytes and r)  # noqa: B023
                self.assertEqual((row["bytesOut"], row["bytesIn"]), counted[row["address"]])
            self.assertEqual(admin.row(peers[0])["messagesOut"], peers[0].texts + 1)  # the welcome
            for peer in peers:
                peer.close()

    @NEEDS_SS
    def test_sockets_memory_and_time_are_those_of_the_kernel(self):
        with Server() as server, Admin(server) as admin:
            admin.subscribe("sys.stats")
            peers = [Peer(server, "/echo", checked=False) for _ in range(5)]
            idle = socket.create_connection(("127.0.0.1", server.port))  # says nothing
            eventually(lambda: len(kernel(server)) == 7)
            admin.stats()
            stats = admin.stats()
            self.assertEqual((stats["sockets"], stats["connections"]), (7, 6))
            with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
                resident = int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024
            self.assertLess(abs(stats["rssBytes"] - resident), 2 << 20)
            ticks = lambda: sum(map(int, open(f"/proc/{server.process.pid}/stat", encoding="ascii")  # noqa: E731, SIM115
                                    .read().rsplit(")", 1)[1].split()[11:13]))
            second = os.sysconf("SC_CLK_TCK")
            low = ticks() / second - 0.02
            said = metrics(server)[0]["process_cpu_seconds_total"][""]
            self.assertTrue(low <= said <= ticks() / second + 0.02, (low, said))
            files = lambda: len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: E731
            eventually(lambda: metrics(server)[0]["process_open_fds"][""] == files() + 1)  # the asker's own
            idle.close()
            for peer in peers:
                peer.close()
            eventually(lambda: len(kernel(server)) == 1)
            eventually(lambda: admin.stats()["sockets"] == 1)


FAST = {"LIMITS_MESSAGES_PER_SECOND": 100_000, "LIMITS_MESSAGE_BURST": 100_000}


class Losses(unittest.TestCase):
    def publish(self, peer, count, size):
        for i in range(count):
            peer.ask("publish", channel="chat.a", data=str(i) + "x" * size)
        peer.flushed()

    @NEEDS_SS
    def test_what_waits_and_what_is_dropped(self):
        # What the kernel has not taken waits; what is not told to a reader that loses was dropped.
        with Server(**FAST) as server, Admin(server) as admin:
            admin.subscribe("sys.stats")
            slow = Counting(server, "/ws", V1)
            slow.send({"type": "subscribe", "id": 1, "channel": "chat.a"})
            slow.read_until(lambda m: m.get("id") == 1)
            with Peer(server, "/ws", V1, checked=False) as publisher:
                self.publish(publisher, 300, 30_000)
                admin.stats()
                stats, row = admin.stats(), admin.row(slow)
                self.assertGreater(row["queueBytes"], 0)
                self.assertEqual(stats["queuedBytes"], row["queueBytes"])
                self.assertEqual(stats["dropped"], row["dropped"])
                self.assertGreater(row["dropped"], 0)
                # All that was meant for it: read, in the kernel, or waiting.
                self.assertEqual(kernel(server)[row["address"]][0], row["bytesOut"])
                slow.drain(1)
                self.publish(publisher, 1, 1)
                slow.read_until(lambda m: m.get("seq") == 301)
            row = eventually(lambda: (r := admin.row(slow))["messagesOut"] == slow.texts + 1 and r)
            self.assertEqual(slow.dropped, row["dropped"])
            self.assertEqual(slow.notices, row["laggedNotices"])
            self.assertEqual(301, slow.dropped + slow.texts - 1 - slow.notices)  # but the ack
            eventually(lambda: admin.stats()["queuedBytes"] == 0)
            after = metrics(server)[0]
            self.assertEqual(sum(after["wavetape_dropped_publications_total"].values()), slow.dropped)
            self.assertEqual(after["wavetape_lagged_notices_total"][""], slow.notices)
            slow.close()

    def test_what_is_conflated(self):
        with Server(feed="open", symbols=2) as server, Admin(server) as admin:
            reader = Counting(server, "/ws", V1)
            reader.send({"type": "subscribe", "id": 1, "channel": "ticker.AAPL", "maxRate": 2})
            reader.drain(6)
            reader.send({"type": "unsubscribe", "id": 2, "channel": "ticker.AAPL"})
            ack = reader.read_until(lambda m: m.get("id") == 2)
            told = metrics(server)[0]["wavetape_conflated_publications_total"][""]
            self.assertGreater(reader.conflated, 10)
            # What was to be sent next had replaced some, too.
            self.assertLessEqual(reader.conflated, told)
            self.assertEqual(admin.row(reader)["conflated"], told)
            self.assertEqual(ack["conflated"], told)
            self.assertEqual(ack["delivered"], reader.delivered)
            reader.close()


class Rates(unittest.TestCase):
    def test_ten_seconds_within_a_hundredth(self):
        """Of the feed's clock: by the time that each block says, not by when a loaded machine's reader saw it."""
        with Server(feed="calm", symbols=1) as server, Admin(server) as admin:
            reader = Counting(server, "/ws", V1)
            reader.send({"type": "subscribe", "id": 1, "channel": "wave.*"})
            admin.subscribe("sys.stats")
            # A machine that stands still for a moment moves an edge of the window; not of each window.
            for _ in range(3):
                off = self.window(reader, admin)
                if max(off) < 0.01:
                    break
            self.assertLess(max(off), 0.01, off)
            reader.close()

    def window(self, reader, admin):
        reader.drain(0.1)
        samples, blocks = [admin.stats()], []
        own = admin.bytes
        while samples[-1]["time"] - samples[0]["time"] < 10_000 or blocks[-1][0] <= samples[-1]["time"] * 1000:
            kind, data = reader.message()
            if kind == BINARY:
                blocks.append((Block(data).time, len(data) + 4))
            if samples[-1]["time"] - samples[0]["time"] < 10_000 and admin.pending():
                samples.append(admin.stats())
        first, last = samples[0]["time"], samples[-1]["time"]
        inside = [size for stamp, size in blocks if first * 1000 < stamp <= last * 1000]
        # Each figure holds for the time since the one before; what the figures themselves take is left out.
        shown = lambda name: sum((now["time"] - then["time"]) / 1000 * now[name]  # noqa: E731
                                 for then, now in zip(samples, samples[1:]))
        messages = shown("messagesOutPerSecond") - len(samples) + 1
        size = shown("bytesOutPerSecond") - (admin.bytes - own)
        return [abs(messages / len(inside) - 1), abs(size / sum(inside) - 1)]


if __name__ == "__main__":
    unittest.main()
