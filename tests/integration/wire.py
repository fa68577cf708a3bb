# SPDX-License-Identifier: GPL-3.0-or-later
"""A server process and a client that says exactly what a test wants it to say, well-formed or not."""
import base64
import contextlib
import hashlib
import json
import os
import random
import select
import signal
import socket
import struct
import subprocess
import tempfile
import time

import schema

PROGRAM = os.environ.get("WAVETAPE_SERVER_PROGRAM", "wavetape-server")
TIMEOUT = float(os.environ.get("WAVETAPE_TEST_TIMEOUT", "10"))
TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0


class Server:
    """One wavetape-server on a free loopback port. `settings`: WAVETAPE_* variables without that prefix."""

    def __init__(self, *flags, listen=("127.0.0.1:0",), feed="none", symbols=4, threads=2, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-test-")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("WAVETAPE_")}
        self.environment.update(XDG_RUNTIME_DIR=self.folder.name, XDG_STATE_HOME=self.folder.name)
        settings = {"LIMITS_HANDSHAKES_PER_SECOND": 100_000, "LIMITS_HANDSHAKE_BURST": 100_000, **settings}
        self.environment.update({"WAVETAPE_" + k: str(v) for k, v in settings.items()})
        command = [PROGRAM, "--feed", feed, "--symbols", str(symbols), "--threads", str(threads), "--log-level", "warn"]
        for address in listen:
            command += ["--listen", address]
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen([*command, *flags], stdout=subprocess.PIPE, stderr=self.log,
                                        env=self.environment, bufsize=0, start_new_session=True)
        self.lines = [self._line() for _ in listen]
        self.ports = [int(line.rsplit(":", 1)[1].rstrip("/\n")) for line in self.lines]
        self.port = self.ports[0]

    def _line(self):
        line = ""
        while not line.endswith("\n") and select.select([self.process.stdout], [], [], TIMEOUT)[0]:
            byte = self.process.stdout.read(1)
            if not byte:
                break
            line += byte.decode()
        if not line.startswith("wavetape-server listening on http://"):
            self.process.kill()
            self.process.wait()
            self.log.seek(0)
            raise AssertionError(f"no listening line but {line!r}; log: {self.log.read()}")
        return line

    def line(self, scheme):
        """The next line that it prints, which names an address of that scheme."""
        line = b""
        while not line.endswith(b"\n") and select.select([self.process.stdout], [], [], TIMEOUT)[0]:
            line += self.process.stdout.read(1)
        assert f" on {scheme}://" in line.decode(), line
        return line.decode()

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def admin_token(self):
        path = os.path.join(self.folder.name, "wavetape", f"{self.port}.token")
        with open(path, encoding="ascii") as file:
            return file.read().strip(), os.stat(path).st_mode & 0o777

    def stop(self, number=signal.SIGTERM):
        """Returns the exit code; a server that does not stop, or that a sanitizer complained about, fails the test."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            code = self.process.wait(TIMEOUT + 10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = "did not stop"
        self.process.stdout.close()
        self.log.seek(0)
        text = self.log.read()
        self.log.close()
        self.folder.cleanup()
        assert code == 0, f"exit {code}; log: {text[-4000:]}"
        assert "Sanitizer" not in text, text[-8000:]
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]!r}"


class Stream:
    """Bytes from a socket, with a deadline on each wait."""

    def __init__(self, server, address=None):
        self.socket = socket.create_connection(address or ("127.0.0.1", server.port), TIMEOUT, getattr(server, "source", None))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def write(self, data):
        self.socket.settimeout(TIMEOUT)
        self.socket.sendall(data)

    def fill(self, timeout):
        """False at the peer's end; raises TimeoutError."""
        self.socket.settimeout(max(timeout, 0.001))
        data = self.socket.recv(1 << 16)
        self.buffer += data
        return bool(data)

    def take(self, count, timeout=TIMEOUT):
        deadline = time.monotonic() + timeout
        while len(self.buffer) < count:
            if not self.fill(deadline - time.monotonic()):
                raise EOFError(f"ended with {self.buffer[:80]!r}")
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def head(self, timeout=TIMEOUT):
        deadline = time.monotonic() + timeout
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill(deadline - time.monotonic()):
                raise EOFError(f"ended with {self.buffer[:80]!r}")
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in rest:
            name, value = line.split(":", 1)
            headers.setdefault(name.lower(), []).append(value.strip())
        assert first.startswith("HTTP/1.1 "), first
        return int(first.split(" ")[1]), {k: ", ".join(v) for k, v in headers.items()}

    def response(self, timeout=TIMEOUT, bodiless=False):
        status, headers = self.head(timeout)
        # A stream of events goes on without an end.
        if status in (101, 204, 304) or bodiless or headers.get("content-type") == "text/event-stream":
            return Response(status, headers, b"")
        assert "content-length" in headers, headers
        return Response(status, headers, self.take(int(headers["content-length"]), timeout))

    def ended(self, timeout=TIMEOUT):
        """Waits for the peer's end; what came before it stays in the buffer."""
        deadline = time.monotonic() + timeout
        try:
            while self.fill(deadline - time.monotonic()):
                pass
            return True
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def raw(server, data, timeout=TIMEOUT, bodiless=False):
    with Stream(server) as stream:
        stream.write(data)
        return stream.response(timeout, bodiless)


def request_bytes(server, method, target, headers=None, body=b""):
    merged = {"Host": server.host, **(headers or {})}
    if body or method == "POST":
        merged.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1"] + [f"{k}: {v}" for k, v in merged.items() if v is not None]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def http(server, method, target, headers=None, body=b""):
    return raw(server, request_bytes(server, method, target, headers, body), bodiless=method == "HEAD")


KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = base64.b64encode(hashlib.sha1((KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


def upgrade_headers(protocols=None, **headers):
    merged = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}
    if protocols:
        merged["Sec-WebSocket-Protocol"] = protocols
    merged.update({k.replace("_", "-"): v for k, v in headers.items()})
    return merged


def upgrade(server, path="/ws", protocols=None, **headers):
    """The answer to a handshake; the connection is dropped."""
    return http(server, "GET", path, upgrade_headers(protocols, **headers))


def frame(opcode, payload=b"", fin=True, mask=True, rsv=0):
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    size, bit = len(payload), 0x80 if mask else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65536:
        head += bytes([bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", size)
    if not mask:
        return head + payload
    key = os.urandom(4)
    repeated = key * (size // 4 + 1)
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated[:size], "big")).to_bytes(size, "big")
    return head + key + masked


class Closed(Exception):
    """The peer ended the connection: `code` None is a bare end."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed {code} {reason}")
        self.code, self.reason = code, reason


class Peer(Stream):
    """A WebSocket client. Each text message on a channel endpoint is held to the schema as it comes."""

    def __init__(self, server, path="/ws", protocols=None, checked=True, **headers):
        super().__init__(server)
        self.checked = checked
        self.pings = 0
        self.kept = []  # read while looking for something else
        self.write(request_bytes(server, "GET", path, upgrade_headers(protocols, **headers)))
        self.answer = self.response()
        assert self.answer.status == 101, self.answer
        assert self.answer.headers["sec-websocket-accept"] == ACCEPT
        self.next_id = 0
        self.welcome = None
        _, opcode, payload, _ = self.frame()  # the first ping goes out at once, for the RTT
        assert opcode == PING, (opcode, payload)
        self.pings = 1
        self.write(frame(PONG, payload))
        if self.answer.headers.get("sec-websocket-protocol") == "wavetape.v1":
            self.welcome = self.json()
            assert self.welcome["type"] == "welcome", self.welcome

    def frame(self, timeout=TIMEOUT):
        deadline = time.monotonic() + timeout
        left = lambda: deadline - time.monotonic()  # noqa: E731
        # Nothing is consumed before the whole frame is there: a wait that runs out loses no byte.
        while True:
            size = self._frame_size()
            if size is not None and len(self.buffer) >= size[0] + size[1]:
                break
            try:
                if not self.fill(left()):
                    raise Closed(None)
            except ConnectionError:
                raise Closed(None) from None
        head, length = size
        data, self.buffer = self.buffer[:head + length], self.buffer[head + length:]
        assert not data[1] & 0x80, "a server's frame must not be masked"
        return bool(data[0] & 0x80), data[0] & 15, data[head:], data[0] >> 4 & 7

    def _frame_size(self):
        b = self.buffer
        if len(b) < 2:
            return None
        length = b[1] & 0x7f
        if length < 126:
            return 2, length
        if length == 126:
            return (4, struct.unpack(">H", b[2:4])[0]) if len(b) >= 4 else None
        return (10, struct.unpack(">Q", b[2:10])[0]) if len(b) >= 10 else None

    def message(self, timeout=TIMEOUT):
        """(opcode, payload) of the next whole message; answers pings; raises Closed or TimeoutError."""
        if self.kept:
            return self.kept.pop(0)
        deadline = time.monotonic() + timeout
        kind, parts = None, []
        while True:
            fin, opcode, payload, rsv = self.frame(deadline - time.monotonic())
            assert rsv == 0, "no extension was agreed on"
            if opcode == PING:
                self.pings += 1
                self.write(frame(PONG, payload))
            elif opcode == CLOSE:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                try:
                    self.write(frame(CLOSE, payload))
                except OSError:
                    pass
                raise Closed(code, payload[2:].decode())
            elif opcode == PONG:
                continue
            else:
                assert (kind is None) == (opcode != CONTINUATION)
                kind = kind or opcode
                parts.append(payload)
                if fin:
                    return kind, b"".join(parts)

    def json(self, timeout=TIMEOUT):
        kind, payload = self.message(timeout)
        assert kind == TEXT, f"binary of {len(payload)} bytes: {payload[:40]!r}"
        return self.parsed(payload)

    def parsed(self, payload):
        value = json.loads(payload)
        if self.checked:
            schema.require("message", value)
        return value

    def send(self, message):
        """A dict as JSON, text as it is, bytes as a binary message."""
        if isinstance(message, bytes):
            return self.write(frame(BINARY, message))
        text = json.dumps(message) if isinstance(message, (dict, list)) else message
        return self.write(frame(TEXT, text.encode()))

    def ask(self, type_, **members):
        """Sends a request with a new id; returns the id."""
        self.next_id += 1
        self.send({"type": type_, "id": self.next_id, **members})
        return self.next_id

    def reply(self, type_, **members):
        """The answer to a request, skipping what comes before it."""
        number = self.ask(type_, **members)
        return self.until(lambda m: m.get("id") == number)

    def until(self, wanted, timeout=TIMEOUT):
        """The first JSON message that is wanted, skipping others; blocks that come before it are kept for message()."""
        deadline = time.monotonic() + timeout
        blocks = []
        try:
            while True:
                kind, payload = self.message(deadline - time.monotonic())
                if kind != TEXT:
                    blocks.append((kind, payload))
                    continue
                value = self.parsed(payload)
                if wanted(value):
                    return value
        finally:
            self.kept[:0] = blocks

    def subscribe(self, channel, **members):
        answer = self.reply("subscribe", channel=channel, **members)
        assert answer["type"] == "ack", answer
        return answer

    def silent(self, seconds=0.15):
        """True where nothing but control frames comes for that long."""
        try:
            self.message(seconds)
            return False
        except TimeoutError:
            return True

    def flushed(self):
        """Everything that the server has sent so far on behalf of what this peer asked: up to a pong."""
        number = self.ask("ping", t="flush")
        seen = []
        while True:
            value = self.json()
            if value.get("type") == "pong" and value.get("id") == number:
                return seen
            seen.append(value)

    def closed(self, timeout=TIMEOUT):
        """Reads to the close; returns it with the messages that came before."""
        deadline = time.monotonic() + timeout
        seen = []
        while True:
            try:
                seen.append(self.message(deadline - time.monotonic()))
            except Closed as close:
                close.messages = [json.loads(p) if k == TEXT else p for k, p in seen]
                return close


class Block:
    """A binary message of wavetape.v1."""

    def __init__(self, data):
        (self.magic, self.version, self.kind, self.channel_id, self.seq, self.time, self.count, self.lanes,
         self.rest) = struct.unpack("<HBBIQQIHH", data[:32])
        self.payload = data[32:]
        assert self.magic == 0x5457 and self.version == 1 and self.rest == 0, data[:32]


def publish(server, channel, data, **members):
    """By POST; the acknowledgement."""
    answer = http(server, "POST", "/publish", {"Content-Type": "application/json"},
                  json.dumps({"channel": channel, "data": data, **members}).encode())
    assert answer.status == 200, answer
    return answer.json


def some_symbol(server):
    """A symbol of its market."""
    rows = http(server, "GET", "/channels").json
    return next(r["channel"] for r in rows if r["channel"].startswith("ticker.")).split(".", 1)[1]


def free_port(*beside):
    """A port of 127.0.0.1 that nobody has, and neither what stands at these distances from it; below the ports that the kernel
    gives to clients where there are neighbours."""
    for first in random.sample(range(10_000, 32_000), 2_000) if beside else [0] * 100:
        try:
            with contextlib.ExitStack() as taken:
                probes = [taken.enter_context(socket.socket()) for _ in (0, *beside)]
                for probe, distance in zip(probes, (0, *beside)):
                    probe.bind(("127.0.0.1", first + distance))
                return probes[0].getsockname()[1]
        except OSError:
            continue
    raise AssertionError("no port is free")


def eventually(condition, timeout=TIMEOUT, step=0.02):
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(step)
    raise AssertionError("did not come about in time")
