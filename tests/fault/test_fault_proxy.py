# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault proxy itself: a fault that does nothing would make every survival test pass."""
import socket
import struct
import threading
import time
import unittest

from fault_proxy import FaultProxy


class Echo:
    """Answers every byte; notes how each connection ended."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.endings = []
        self.ended = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        ending = "fin"
        try:
            while data := peer.recv(65536):
                peer.sendall(data)
        except ConnectionError:
            ending = "reset"
        peer.close()
        with self.ended:
            self.endings.append(ending)
            self.ended.notify_all()

    def wait_ending(self, timeout=5):
        with self.ended:
            self.ended.wait_for(lambda: self.endings, timeout)
            return self.endings[0] if self.endings else None

    def close(self):
        self.listener.close()


def data_segments_in(sock):
    """tcpi_data_segs_in of linux/tcp.h's tcp_info."""
    return struct.unpack_from("=I", sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192), 152)[0]


class FaultProxyTest(unittest.TestCase):
    def setUp(self):
        self.echo = Echo()
        self.addCleanup(self.echo.close)
        self.proxy = FaultProxy(self.echo.address)
        self.addCleanup(self.proxy.close)
        self.client = socket.create_connection(self.proxy.address)
        self.client.settimeout(5)
        self.addCleanup(self.client.close)

    def take(self, count):
        data = b""
        while len(data) < count:
            piece = self.client.recv(count - len(data))
            self.assertTrue(piece)
            data += piece
        return data

    def round_trip(self, data):
        start = time.monotonic()
        self.client.sendall(data)
        self.assertEqual(self.take(len(data)), data)
        return time.monotonic() - start

    def silent(self, seconds=0.2):
        self.client.settimeout(seconds)
        try:
            self.client.recv(1)
            return False
        except TimeoutError:
            return True
        finally:
            self.client.settimeout(5)

    def test_passes_bytes_and_the_end(self):
        self.round_trip(bytes(range(256)) * 4000)
        self.client.shutdown(socket.SHUT_WR)
        self.assertEqual(self.client.recv(1), b"")
        self.assertEqual(self.echo.wait_ending(), "fin")

    def test_delay(self):
        self.proxy.up.delay = self.proxy.down.delay = 0.1
        self.assertGreaterEqual(self.round_trip(b"x"), 0.2)

    def test_jitter_keeps_order(self):
        self.proxy.up.jitter = 0.02
        for i in range(20):
            self.client.sendall(bytes([i]))
        self.assertEqual(self.take(20), bytes(range(20)))

    def test_rate(self):
        self.proxy.down.rate = 100_000
        self.assertGreaterEqual(self.round_trip(b"x" * 30_000), 0.25)

    def test_dribble(self):
        self.proxy.down.dribble = 1
        self.client.sendall(b"x" * 200)
        self.assertEqual(self.take(200), b"x" * 200)
        # However late they are read. Not 200: what finds the window full is put together again.
        self.assertGreater(data_segments_in(self.client), 5)

    def test_stall_and_go_on(self):
        self.proxy.down.stall = True
        self.client.sendall(b"x")
        self.assertTrue(self.silent())
        self.proxy.down.stall = False
        self.assertEqual(self.take(1), b"x")

    def test_cut(self):
        self.round_trip(b"x")
        self.assertEqual(self.proxy.cut(), 1)
        self.assertEqual(self.client.recv(1), b"")
        self.assertEqual(self.echo.wait_ending(), "fin")
        self.assertEqual(self.proxy.connections, 0)

    def test_reset(self):
        self.round_trip(b"x")
        self.proxy.reset()
        with self.assertRaises(ConnectionResetError):
            self.client.recv(1)
        self.assertEqual(self.echo.wait_ending(), "reset")

    def test_swallowed_fin(self):
        self.proxy.up.swallow_fin = True
        self.round_trip(b"x")
        self.client.shutdown(socket.SHUT_WR)
        self.assertIsNone(self.echo.wait_ending(0.3))
        self.proxy.up.swallow_fin = False
        self.assertEqual(self.echo.wait_ending(), "fin")

    def test_half_open(self):
        self.round_trip(b"x")
        self.proxy.half_open()
        self.client.sendall(b"y")
        self.assertTrue(self.silent())
        self.client.close()
        self.assertIsNone(self.echo.wait_ending(0.3))


if __name__ == "__main__":
    unittest.main()
