# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that mean harm, or are merely broken, beside one that must not notice."""
import json
import os
import random
import struct
import threading
import time
import unittest

from wire import BINARY, CLOSE, CONTINUATION, PING, TEXT, Closed, Peer, Server, Stream, frame, http, request_bytes, upgrade_headers

V1 = "wavetape.v1"
SEED = int(os.environ.get("WAVETAPE_TEST_SEED", "20260729"))
REQUESTS = [
    {"type": "subscribe", "id": 1, "channel": "trades.*"}, {"type": "subscribe", "channels": ["ticker.*", "book.*", "chat.*"], "policy": "conflate"},
    {"type": "subscribe", "channel": "chat.a", "since": {"epoch": "x", "seq": 5}}, {"type": "unsubscribe", "channels": ["trades.*", "chat.a", "nope"]},
    {"type": "publish", "id": "p", "channel": "chat.a", "data": {"x": [1, 2, {"y": None}]}}, {"type": "history", "channel": "chat.a", "limit": 300},
    {"type": "list"}, {"type": "presence", "channel": "chat.a"}, {"type": "ping", "t": 1}, {"type": "greet", "msg": "x"},
    {"type": "auth", "token": "guess"}, {"type": "admin", "action": "drain"}, {"type": "report", "bufferedAmount": 2 ** 53, "lagMs": -1e300},
    {"type": "subscribe", "channel": "wave.sine1", "maxRate": 1e-300}, {"type": "subscribe", "channel": "wave.*"},
]


def random_frames(rng):
    """A few frames, most of them legal, some not."""
    data = b""
    for _ in range(rng.randrange(1, 12)):
        dice = rng.random()
        if dice < 0.5:
            data += frame(TEXT, json.dumps(rng.choice(REQUESTS)).encode())
        elif dice < 0.6:
            text = bytearray(json.dumps(rng.choice(REQUESTS)).encode())
            for _ in range(rng.randrange(1, 4)):
                text[rng.randrange(len(text))] = rng.randrange(256)
            data += frame(TEXT, bytes(text))
        elif dice < 0.7:
            data += frame(BINARY, rng.randbytes(rng.choice((0, 1, 4, 400, 70_000))))
        elif dice < 0.8:
            data += frame(PING, rng.randbytes(rng.randrange(126)))
        elif dice < 0.85:
            text = json.dumps(rng.choice(REQUESTS)).encode()
            at = rng.randrange(len(text))
            data += frame(TEXT, text[:at], fin=False) + frame(PING, b"x") + frame(CONTINUATION, text[at:])
        elif dice < 0.88:
            data += frame(CLOSE, struct.pack(">H", rng.randrange(65536)) + rng.randbytes(rng.randrange(20)))
        elif dice < 0.94:
            data += frame(rng.randrange(16), rng.randbytes(rng.randrange(200)), rng.random() < 0.5, rng.random() < 0.8, rng.randrange(8))
        else:
            data += rng.randbytes(rng.randrange(1, 60))
    return data


def resident_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Hostile(unittest.TestCase):
    def setUp(self):
        self.server = Server(feed="calm", symbols=8, DEADLINES_CLOSE=500, DEADLINES_HANDSHAKE=1000)
        self.addCleanup(self.server.stop)
        symbol = next(r["channel"] for r in http(self.server, "GET", "/channels").json if r["channel"].startswith("trades."))
        self.good = Peer(self.server, "/ws", V1)
        self.addCleanup(self.good.close)
        ack = self.good.subscribe(symbol)
        self.expected = ack["seq"] + 1
        self.trouble = None
        self.running = True
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        try:
            while self.running:
                message = self.good.json()
                if message.get("seq") != self.expected:
                    raise AssertionError(f"expected {self.expected}: {message}")
                self.expected += 1
        except Exception as error:  # pylint: disable=broad-except
            self.trouble = error

    def still_well(self):
        self.running = False
        self.reader.join(15)
        self.assertIsNone(self.trouble)
        self.assertEqual(self.good.reply("ping")["type"], "pong")

    def not_grown(self, before, mebibytes):
        if "WAVETAPE_TEST_SANITIZED" not in os.environ:  # a sanitizer keeps what was freed
            self.assertLess(resident_kib(self.server.process) - before, mebibytes * 1024)

    def drain(self, peer):
        """Reads what there is; any legal end will do. What comes must be legal frames."""
        try:
            while True:
                peer.message(0.02)
        except (TimeoutError, Closed):
            pass

    def test_random_frames(self):
        rng = random.Random(SEED)
        before = resident_kib(self.server.process)
        for i in range(250):
            path = rng.choice(("/ws", "/ws", "/ws", "/echo", "/echo/text", "/broadcast", "/ws/wave.ecg", "/stream?streams=alerts"))
            peer = Peer(self.server, path, V1 if path == "/ws" and rng.random() < 0.5 else None, checked=False)
            try:
                for _ in range(rng.randrange(1, 4)):
                    data = random_frames(rng)
                    while data:
                        step = rng.choice((1, 7, 100, 10_000, len(data)))
                        peer.write(data[:step])
                        data = data[step:]
                if rng.random() < 0.5:
                    self.drain(peer)
            except OSError:
                pass
            peer.close()
        self.still_well()
        self.not_grown(before, 200)

    def test_random_requests_to_http(self):
        rng = random.Random(SEED + 1)
        good = request_bytes(self.server, "GET", "/ws", upgrade_headers(V1))
        post = request_bytes(self.server, "POST", "/publish", {"Content-Type": "application/json"}, b'{"channel":"chat.a","data":1}')
        for i in range(250):
            data = bytearray(rng.choice((good, post)))
            for _ in range(rng.randrange(1, 6)):
                at = rng.randrange(len(data))
                choice = rng.randrange(4)
                if choice == 0:
                    data[at] = rng.randrange(256)
                elif choice == 1:
                    del data[at:at + rng.randrange(20)]
                elif choice == 2:
                    data[at:at] = rng.choice((b"\r\n", b"\0", b" ", b":", b"\r\n\r\n", b"A" * 500, b"Host: x\r\n", b"\xff"))
                else:
                    data = data[:at] + data
            with Stream(self.server) as stream:
                try:
                    stream.write(bytes(data))
                    stream.ended(0.01)
                except OSError:
                    pass
                if stream.buffer:
                    self.assertTrue(stream.buffer.startswith(b"HTTP/1.1 "), stream.buffer[:100])
                    self.assertNotIn(b" 500 ", stream.buffer[:20])
        self.still_well()

    def test_clients_that_vanish(self):
        rng = random.Random(SEED + 2)
        for i in range(150):
            peer = Peer(self.server, "/ws", V1, checked=False)
            peer.send({"type": "subscribe", "channels": ["ticker.*", "book.*", "chat.*", "wave.*"]})
            if rng.random() < 0.5:
                time.sleep(rng.random() * 0.01)
            if rng.random() < 0.5:
                peer.socket.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER 0: a reset
            peer.close()
        self.still_well()

    def test_a_ping_flood_from_one_that_never_reads(self):
        before = resident_kib(self.server.process)
        with Peer(self.server) as peer:
            data = frame(PING, b"x" * 125) * 1000
            peer.socket.settimeout(0.5)
            try:
                for _ in range(50):
                    peer.socket.sendall(data)
            except OSError:
                pass
            self.not_grown(before, 32)  # one pong pending, whatever comes
        self.still_well()

    def test_a_million_subscribes(self):
        before = resident_kib(self.server.process)
        for _ in range(20):
            with Peer(self.server, "/ws", V1, checked=False) as peer:
                try:
                    for i in range(20):
                        peer.send({"type": "subscribe", "channels": [f"x.{i}.{n}" for n in range(5000)]})
                    self.drain(peer)
                except OSError:
                    pass
        self.still_well()
        self.not_grown(before, 100)
        self.assertEqual(http(self.server, "GET", "/channels").text.count('"x.'), 0)

    def test_declared_lengths_cost_nothing(self):
        before = resident_kib(self.server.process)
        peers = []
        for _ in range(100):
            peer = Peer(self.server, "/echo", checked=False)
            peer.write(b"\x82\xff" + struct.pack(">Q", 1 << 20) + b"\0\0\0\0" + b"x")
            peers.append(peer)
        self.not_grown(before, 30)
        for peer in peers:
            peer.close()
        self.still_well()


if __name__ == "__main__":
    unittest.main()
