# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames as bytes, written without regard for the rules, and a reader that checks every rule (RFC 6455, RFC 7692)."""
import base64
import hashlib
import os
import socket
import struct
import time
import zlib

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Mismatch(Exception):
    """What a case expected did not happen."""


def accept_key(key):
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def new_key():
    return base64.b64encode(os.urandom(16)).decode()


def masked(payload, key):
    if not payload:
        return b""
    stream = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=True, rsv=0, mask=None, form=None, declared=None):
    """One frame. `form` forces a 7, 16 or 64 bit length, `declared` a length other than the payload's, `mask` is a key
    of four bytes or None."""
    length = len(payload) if declared is None else declared
    if form is None:
        form = 7 if length < 126 else 16 if length < 65536 else 64
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    bit = 0x80 if mask is not None else 0
    if form == 7:
        head = struct.pack("!BB", first, bit | length)
    elif form == 16:
        head = struct.pack("!BBH", first, bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, bit | 127, length)
    if mask is None:
        return head + payload
    return head + mask + masked(payload, mask)


def close_payload(code, reason=b""):
    return struct.pack("!H", code) + (reason.encode() if isinstance(reason, str) else reason)


def deflated(data, bits=15, level=6, strategy=zlib.Z_DEFAULT_STRATEGY):
    return Deflate(bits, level, strategy).message(data)


class Deflate:
    """A compressor that keeps its context from message to message."""

    def __init__(self, bits=15, level=6, strategy=zlib.Z_DEFAULT_STRATEGY):
        self.parameters = (level, zlib.DEFLATED, -max(bits, 9), 8, strategy)
        self.reset()

    def reset(self):
        self.stream = zlib.compressobj(*self.parameters)

    def message(self, data):
        if not data:
            return b"\0"
        packed = self.stream.compress(data) + self.stream.flush(zlib.Z_SYNC_FLUSH)
        assert packed.endswith(b"\0\0\xff\xff")
        return packed[:-4]


class Inflate:
    """The other end: the window is as small as agreed, so a reference too far back shows."""

    def __init__(self, bits=15, takeover=True):
        self.bits, self.takeover = bits, takeover
        self.stream = zlib.decompressobj(-bits)

    def message(self, payload):
        if not self.takeover:
            self.stream = zlib.decompressobj(-self.bits)
        data = payload + b"\0\0\xff\xff"
        if self.bits == 15:
            return self.stream.decompress(data)
        # In small steps: within one step zlib refers to its own output, however small the window.
        out = []
        for at in range(0, len(data), 64):
            rest = data[at:at + 64]
            while rest:
                out.append(self.stream.decompress(rest, 64))
                rest = self.stream.unconsumed_tail
        while more := self.stream.decompress(b"", 64):
            out.append(more)
        return b"".join(out)


class Received:
    def __init__(self, opcode, payload, fin, rsv, mask):
        self.opcode, self.payload, self.fin, self.rsv, self.mask = opcode, payload, fin, rsv, mask

    @property
    def code(self):
        return struct.unpack("!H", self.payload[:2])[0] if len(self.payload) >= 2 else None

    def __str__(self):
        names = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
        name = names.get(self.opcode, f"opcode {self.opcode}")
        shown = self.payload if len(self.payload) < 60 else self.payload[:60] + b"..."
        return f"{name} frame of {len(self.payload)} bytes {shown!r}"


class Conversation:
    """An open WebSocket connection with the subject at its other end. Every frame that comes is checked: masking by the
    subject's role, reserved bits, opcode, shortest length, control frames, order of fragments."""

    def __init__(self, sock, subject, timeout, early=b""):
        self.sock, self.subject, self.timeout = sock, subject, timeout
        self.buffer = bytearray(early)
        self.inflate = None  # where deflate was negotiated
        self.response = None
        self.process = None  # the client, where that is the subject
        self.pong_delay = None
        self.closed_by_us = False

    # Sending -----------------------------------------------------------------------------------------------------

    def encode(self, opcode, payload=b"", fin=True, rsv=0, wrong_mask=False, key=None, **more):
        if isinstance(payload, str):
            payload = payload.encode()
        if (self.subject == "server") != wrong_mask:
            mask = os.urandom(4) if key is None else key
        else:
            mask = None
        return frame(opcode, payload, fin, rsv, mask, **more)

    def send(self, data):
        self.sock.settimeout(self.timeout)
        self.sock.sendall(data)

    def send_anyway(self, data):
        """For what the subject need not wait for."""
        try:
            self.send(data)
        except OSError:
            pass

    def send_pieces(self, data, size=1, pause=0.0003):
        for at in range(0, len(data), size):
            self.send_anyway(data[at:at + size])
            time.sleep(pause)

    def frame(self, opcode, payload=b"", fin=True, rsv=0, **more):
        self.send(self.encode(opcode, payload, fin, rsv, **more))

    def text(self, payload):
        self.frame(TEXT, payload)

    def binary(self, payload):
        self.frame(BINARY, payload)

    def close(self, code=1000, reason=b""):
        self.closed_by_us = True
        self.frame(CLOSE, close_payload(code, reason) if code else b"")

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    # Receiving ---------------------------------------------------------------------------------------------------

    def fill(self, size, deadline):
        while len(self.buffer) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Mismatch(f"nothing came within {self.timeout:.1f} s")
            self.sock.settimeout(left)
            try:
                data = self.sock.recv(262144)
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                raise Mismatch("the connection was reset")
            if not data:
                return False
            self.buffer += data
        return True

    def take(self, size):
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def read(self, timeout=None):
        """The next frame; None at the end of the stream."""
        deadline = time.monotonic() + (timeout or self.timeout)
        if not self.fill(2, deadline):
            if self.buffer:
                raise Mismatch("the stream ended inside a frame")
            return None
        first, second = self.buffer[0], self.buffer[1]
        length, size = second & 127, 2
        is_masked = bool(second & 128)
        if length >= 126:
            size = 4 if length == 126 else 10
            self.need(size, deadline)
            length = int.from_bytes(self.buffer[2:size], "big")
            if length < (126 if size == 4 else 65536):
                raise Mismatch("a length was not in its shortest form")
        if is_masked != (self.subject == "client"):
            raise Mismatch("the frame was masked" if is_masked else "the frame was not masked")
        mask = None
        if is_masked:
            self.need(size + 4, deadline)
            mask = bytes(self.buffer[size:size + 4])
            size += 4
        self.need(size + length, deadline)
        self.take(size)
        payload = self.take(length)
        if mask is not None:
            payload = masked(payload, mask)
        got = Received(first & 15, payload, bool(first & 128), first >> 4 & 7, mask)
        if got.opcode not in (0, 1, 2, 8, 9, 10):
            raise Mismatch(f"reserved opcode {got.opcode}")
        if got.opcode >= 8 and (not got.fin or got.rsv or length > 125):
            raise Mismatch("a control frame broke the rules")
        if got.rsv and not (got.rsv == 4 and self.inflate and got.opcode in (TEXT, BINARY)):
            raise Mismatch("a reserved bit was set")
        return got

    def need(self, size, deadline):
        if not self.fill(size, deadline):
            raise Mismatch("the stream ended inside a frame")

    def next(self, timeout=None):
        """The next frame; heartbeats of the subject are answered on the way."""
        while True:
            got = self.read(timeout)
            if got is None or got.opcode != PING:
                return got
            self.send_anyway(self.encode(PONG, got.payload))

    def message(self, timeout=None):
        """The next whole message: (opcode, payload). Pongs before it are a mismatch."""
        got = self.next(timeout)
        if got is None:
            raise Mismatch("the stream ended where a message was expected")
        if got.opcode not in (TEXT, BINARY):
            raise Mismatch(f"expected a message, got a {got}")
        opcode, compressed, payload = got.opcode, got.rsv == 4, got.payload
        while not got.fin:
            got = self.next(timeout)
            if got is None or got.opcode != CONTINUATION:
                raise Mismatch(f"expected a continuation, got {got}")
            payload += got.payload
        if compressed:
            payload = self.inflate.message(payload)
        if opcode == TEXT:
            payload.decode("utf-8")
        return opcode, payload

    def expect_message(self, opcode, payload, timeout=None):
        if isinstance(payload, str):
            payload = payload.encode()
        kind, got = self.message(timeout)
        if kind != opcode or got != payload:
            raise Mismatch(f"expected {len(payload)} bytes {payload[:40]!r}, got {len(got)} bytes {got[:40]!r} (opcode {kind})")

    def expect_pong(self, payload=b""):
        got = self.next()
        if got is None or got.opcode != PONG or got.payload != payload:
            raise Mismatch(f"expected a pong with {payload[:40]!r}, got {got}")

    def expect_alive(self):
        """A round trip: whatever came before was taken without complaint."""
        mark = os.urandom(6)
        self.frame(PING, mark)
        self.expect_pong(mark)

    def expect_close(self, *codes):
        """A close frame with one of the codes (None: an empty one), then the end of the stream."""
        got = self.next()
        if got is None:
            raise Mismatch(f"the stream ended without a close frame; expected {codes}")
        if got.opcode != CLOSE:
            raise Mismatch(f"expected close {codes}, got a {got}")
        if len(got.payload) == 1:
            raise Mismatch("a close frame of one byte")
        if got.code not in codes:
            raise Mismatch(f"expected close {codes}, got {got.code} {got.payload[2:]!r}")
        got.payload[2:].decode("utf-8")
        if not self.closed_by_us:
            self.send_anyway(self.encode(CLOSE, got.payload[:2]))
        if self.subject == "client":
            try:
                self.half_close()
            except OSError:
                pass
        self.expect_end()
        return got

    def expect_failure(self, *codes):
        """The subject fails the connection by itself."""
        return self.expect_close(*codes)

    def expect_end(self, timeout=None):
        got = self.read(timeout)
        if got is not None:
            raise Mismatch(f"expected the end of the stream, got a {got}")

    def expect_quiet(self, seconds=0.15):
        try:
            got = self.read(seconds)
        except Mismatch as mismatch:
            if "nothing came" in str(mismatch):
                return
            raise
        raise Mismatch(f"expected nothing, got {got if got else 'the end of the stream'}")

    def echoes(self, opcode, payload):
        self.frame(opcode, payload)
        self.expect_message(opcode, payload)

    def finish(self):
        """The orderly end after which a case has passed."""
        self.close(1000)
        self.expect_close(1000)
