# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory: one connection's hard mark, and the ceiling of the whole server under a limit that the kernel enforces."""
import os
import re
import resource
import socket
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../integration")]

from wire import Peer, Server, eventually, http, upgrade  # noqa: E402

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
                             DEADLINES_CLOSE=500, **settings)
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


class Ceiling(Watched):
    READERS, PART, PARTS = 100, 60_000, 15  # 86 MiB, were there no ceiling
    CEILING = 8 * MIB

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
            for _ in range(self.PARTS):
                sender.send({"type": "publish", "channel": f"chat.r{i}", "data": "x" * self.PART})
            self.assertEqual(sender.reply("publish", channel="chat.healthy", data=i)["type"], "ack")
            self.assertEqual(healthy.until(lambda m: "data" in m)["data"], i, "somebody else's queues are no reason to lose anything")
        stats = self.stats(lambda s: s.get("closes", {}).get("1013", 0) > 0)
        # A look at it every 100 ms at most, and some 80 MiB/s come in.
        self.assertLessEqual(stats["queuedBytes"], self.CEILING + 2 * MIB)
        self.assertEqual(stats["unexplainedGaps"], 0)
        self.assertIsNone(self.server.process.poll())

    def test_nobody_new_while_it_is_nearly_full(self):
        self.serve(QUEUE_SERVER_BYTES=4 * MIB, QUEUE_SEND_BUFFER=4096, HISTORY_BYTES=65_536, HISTORY_TOTAL_BYTES=MIB)
        sender = Peer(self.server, checked=False)
        self.addCleanup(sender.close)
        readers = [stalled(self.server, f"chat.r{i}") for i in range(4)]
        for reader in readers:
            self.addCleanup(reader.close)
        for i in range(4):
            for _ in range(16):
                sender.send({"type": "publish", "channel": f"chat.r{i}", "data": "x" * self.PART})
        sender.reply("ping")
        answer = upgrade(self.server)
        self.assertEqual(answer.status, 503, answer)
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        self.assertEqual(http(self.server, "GET", "/healthz").status, 200)
        for reader in readers:
            reader.close()
        eventually(lambda: upgrade(self.server).status == 101)


if __name__ == "__main__":
    unittest.main()
