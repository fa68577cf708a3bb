# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS as it looks on the wire: what shares a record, what becomes of what a reader does not take, where one ends and the next begins."""
import os
import socket
import select
import ssl
import struct
import subprocess
import threading
import time
import unittest

from wire import BINARY, TEXT, TIMEOUT, Closed, Peer, Server, Stream, eventually, frame, http, publish, request_bytes, upgrade_headers

APPLICATION_DATA = 23


class SecureStream(Stream):
    """TLS over a socket that is read by hand, so that the records can be seen."""

    receive_buffer = version = None

    def __init__(self, server):
        self.socket = socket.socket()
        if self.receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect(("127.0.0.1", server.secure_port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.raw, self.records, self.piece = b"", b"", [], 1 << 16
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if self.version:
            context.minimum_version = context.maximum_version = self.version
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.push()
                assert self.pull()
        self.push()
        self.records = []

    def push(self):
        self.socket.settimeout(TIMEOUT)
        self.socket.sendall(self.outgoing.read())

    def pull(self):
        data = self.socket.recv(self.piece)
        self.raw += data
        while len(self.raw) >= 5 and len(self.raw) >= (size := 5 + struct.unpack(">H", self.raw[3:5])[0]):
            self.records.append((self.raw[0], size))
            self.raw = self.raw[size:]
        self.incoming.write(data)
        return bool(data)

    def write(self, data):
        self.tls.write(data)
        self.push()

    def fill(self, timeout):
        self.socket.settimeout(max(timeout, 0.001))
        more = self.pull()
        while True:
            try:
                part = self.tls.read(1 << 16)
            except ssl.SSLWantReadError:
                return more
            if not part:
                return False
            self.buffer += part


class SecurePeer(Peer, SecureStream):
    def __init__(self, server, path):
        super().__init__(server, path, checked=False)

    def sealed(self, messages):
        """What these are on the wire, in records as full as they can be."""
        self.tls.write(b"".join(frame(BINARY, part) for part in messages))
        return self.outgoing.read()


class OldPeer(SecurePeer):
    version = ssl.TLSVersion.TLSv1_2


class NarrowPeer(SecurePeer):
    receive_buffer = 4096


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--tls-self-signed", "--tls-listen", "127.0.0.1:0")
        cls.server.secure_port = int(cls.server.line("https").rsplit(":", 1)[1].rstrip("/\n"))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def sizes(self, peer):
        return [size for kind, size in peer.records if kind == APPLICATION_DATA]

    def test_what_goes_out_in_one_turn_shares_a_record(self):
        for size in (10, 900, 3000):
            with SecurePeer(self.server, "/echo") as peer:
                sent = [bytes([i]) * size for i in range(5)]
                peer.records.clear()
                peer.write(b"".join(frame(BINARY, part) for part in sent))  # one record, so it is read in one turn
                self.assertEqual([peer.message() for _ in sent], [(BINARY, part) for part in sent])
                self.assertEqual(len(self.sizes(peer)), 1, peer.records)

    def test_frames_of_16_kib_less_their_header_fill_records(self):
        with SecurePeer(self.server, "/echo") as peer:
            peer.records.clear()
            peer.write(b"".join(frame(BINARY, bytes(4092)) for _ in range(4)))
            for _ in range(4):
                peer.message()
            self.assertLessEqual(len(self.sizes(peer)), 2, peer.records)

    def test_a_message_larger_than_a_record_comes_whole(self):
        for kind in (SecurePeer, OldPeer):
            for size in (16 * 1024 - 1, 16 * 1024, 64 * 1024, 300 * 1024):
                with kind(self.server, "/echo") as peer:
                    data = os.urandom(size)
                    peer.send(data)
                    self.assertEqual(peer.message(), (BINARY, data))

    def test_many_messages_in_one_write_are_all_read(self):
        # More than one read takes, in records that end anywhere in a read and in a frame.
        with SecurePeer(self.server, "/echo") as peer:
            sent = [os.urandom(1 + i * 7 % 5000) for i in range(200)]
            writer = threading.Thread(target=peer.socket.sendall, args=(peer.sealed(sent),))
            writer.start()
            for part in sent:
                self.assertEqual(peer.message(), (BINARY, part))
            writer.join()

    def test_what_is_said_before_a_silence_is_answered(self):
        # A turn's share of messages, more of them in what TLS has read already, and nothing in the socket that would wake anybody.
        for count in (500, 700, 900, 1100, 1300):
            with SecurePeer(self.server, "/echo") as peer:
                sent = [os.urandom(100) for _ in range(count)]
                peer.socket.sendall(peer.sealed(sent))
                for part in sent:
                    self.assertEqual(peer.message(), (BINARY, part))

    def test_a_reader_of_small_pieces_gets_every_byte_in_order(self):
        # The socket takes a part of what is encrypted each time; the rest is kept, and goes first.
        with NarrowPeer(self.server, "/echo") as peer:
            sent = [os.urandom(30_000) for _ in range(60)]
            writer = threading.Thread(target=peer.socket.sendall, args=(peer.sealed(sent),))
            writer.start()
            peer.piece = 3000
            for part in sent:
                self.assertEqual(peer.message(), (BINARY, part))
            writer.join()

    def test_the_end_is_told_before_it_comes(self):
        with SecurePeer(self.server, "/echo") as peer:
            peer.write(frame(8, struct.pack(">H", 1000)))
            with self.assertRaises(Closed):
                peer.message()
            # False with everything read: a close_notify, for an end without one raises SSLEOFError.
            while peer.fill(TIMEOUT):
                pass
            self.assertEqual(peer.raw, b"")


class Relay:
    """`openssl s_client`, which can ask for new keys, behind something that stops passing on what comes for it."""

    def __init__(self, port):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.program = subprocess.Popen(["openssl", "s_client", "-tls1_3", "-connect", f"127.0.0.1:{self.door.getsockname()[1]}"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
        self.client = self.door.accept()[0]
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.server.connect(("127.0.0.1", port))
        self.passes = self.passing = True
        self.upwards, self.ended, self.said = 0, False, b""
        self.threads = [threading.Thread(target=run) for run in (self.carry, self.listen)]
        for thread in self.threads:
            thread.start()

    def carry(self):
        while not self.ended:
            self.passing = self.passes
            watched = [self.client] + [self.server] * self.passing
            for one in select.select(watched, [], [], 0.02)[0]:
                try:
                    data = one.recv(4096)
                    (self.client if one is self.server else self.server).sendall(data)
                except ConnectionError:
                    data = b""
                if not data:
                    return
                self.upwards += len(data) if one is self.client else 0

    def listen(self):
        while data := self.program.stdout.read(1 << 16):
            self.said += data

    def hold(self):
        """Nothing more comes, not even a part of a record: the client looks at nothing else before it has the rest."""
        self.passes = False
        eventually(lambda: not self.passing)

    def write(self, data):
        """Returns once it is on its way to the server."""
        before = self.upwards
        self.program.stdin.write(data)
        eventually(lambda: self.upwards >= before + len(data))

    def close(self):
        self.ended = True
        self.program.kill()
        self.program.wait()
        for thread in self.threads:
            thread.join()
        for one in (self.client, self.server, self.door, self.program.stdin, self.program.stdout):
            one.close()


class Keys(unittest.TestCase):
    def test_a_question_whose_answer_finds_no_room_costs_nothing_while_it_waits(self):
        with Server("--tls-self-signed", "--tls-listen", "127.0.0.1:0") as server:
            server.secure_port = int(server.line("https").rsplit(":", 1)[1].rstrip("/\n"))

            def turns():
                text = http(server, "GET", "/metrics").text
                return int(text.split("\nwavetape_loop_turn_seconds_count ")[1].split("\n")[0])

            relay = Relay(server.secure_port)
            self.addCleanup(relay.close)
            eventually(lambda: b"Verify return code" in relay.said)
            relay.write(request_bytes(server, "GET", "/ws", {**upgrade_headers(), "Host": f"127.0.0.1:{server.secure_port}"}))
            relay.write(frame(TEXT, b'{"type":"subscribe","id":1,"channel":"chat.full"}'))
            eventually(lambda: b'"type":"ack"' in relay.said)
            relay.hold()
            for _ in range(110):
                publish(server, "chat.full", "x" * 40_000)
            for n in range(3):  # OpenSSL answers the first with what it writes next, and reads nothing more before it has answered another
                relay.program.stdin.write(b"K\n")  # KeyUpdate, update_requested: goes with what is said next
                eventually(lambda n=n: relay.said.count(b"KEYUPDATE") > n)
                relay.write(frame(TEXT, b'{"type":"ping","t":"after %d"}' % n))
            before = turns()
            time.sleep(0.3)
            # It was woken for the same bytes again and again: some 100,000 times.
            self.assertLess(turns() - before, 1000)
            relay.passes = True
            eventually(lambda: b'"t":"after 2"' in relay.said)


if __name__ == "__main__":
    unittest.main()
