#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden transcripts: what the server sends, byte for byte, to scripts that say exactly what is asked of it.

Usage: transcripts.py [--record] [NAME …]       exit code 1 and a diff per script that was answered otherwise

A script (scripts/NAME.txt) holds what is done and, in lines with `<` behind the name, what came. --record writes the
latter anew. README.md has the words of a script.
"""
import difflib
import hashlib
import json
import os
import re
import socket
import struct
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "scripts"
sys.path.insert(0, str(HERE.parent / "integration"))
import events  # noqa: E402
import wire  # noqa: E402

LONG = 400  # bytes of a message that are shown; of a longer one its beginning, size and hash
OPCODES = {0: "continuation", wire.TEXT: "text", wire.BINARY: "binary", wire.CLOSE: "close", wire.PING: "ping", wire.PONG: "pong"}
EPOCH = re.compile(rb'("epoch":"|epoch=|"since":"|"resumedFrom":"|\bid:)"?([0-9a-z]+\.[0-9a-z]+)')
BASE = re.compile(rb'("since":"|"resumedFrom":"|\bid:)[0-9a-z]+~')  # of the epochs of several channels
RETRY = re.compile(rb"\bretry:\d+")  # spread, so that not all come back at once
SESSION = re.compile(rb'"s(\d+)"')
CHANNEL_ID = re.compile(rb'"channelId":(\d+)')
TIMES = re.compile(rb'("(?:time|ts|openedMs|handshakeMs)":)-?[0-9.]+')
SPREAD = re.compile(rb'("code":1012,.*"afterMs":)\d+')  # drawn by lot, so that not all come back at once
BUILD = re.compile(rb'"(server|version|software)":"[^"]*"')


class Names:
    """What differs from run to run, by the order in which it was first seen."""

    def __init__(self):
        self.epochs, self.sessions, self.channels = [], [], []

    def number(self, known, value):
        if value not in known:
            known.append(value)
        return b"%d" % (known.index(value) + 1)

    def hide(self, data):
        data = EPOCH.sub(lambda m: m[1] + b"E" + self.number(self.epochs, m[2]), data)
        data = RETRY.sub(b"retry:T", BASE.sub(rb"\1B~", data))
        data = SESSION.sub(lambda m: b'"S' + self.number(self.sessions, m[1]) + b'"', data)
        data = CHANNEL_ID.sub(lambda m: b'"channelId":C' + self.number(self.channels, int(m[1])), data)
        return BUILD.sub(rb'"\1":B', SPREAD.sub(rb"\1T", TIMES.sub(rb"\1T", data)))

    def block(self, data):
        """A binary message of wavetape.v1: its channel's number and its time are the run's own."""
        if data[:2] != b"\x57\x54" or len(data) < 32:
            return data.hex(" ") if len(data) <= 64 else shortened(data.hex(" ").encode())
        magic, version, kind, channel, seq, _, count, lanes, rest = struct.unpack("<HBBIQQIHH", data[:32])
        number = self.number(self.channels, channel).decode()
        return f"block v{version} kind={kind} C{number} seq={seq} count={count} lanes={lanes} rest={rest} | " + data[32:].hex(" ")

    def reveal(self, text):
        """`$E1` in what is sent: the first epoch that was seen; `$S1` a session's number."""
        text = re.sub(r"\$E(\d+)", lambda m: self.epochs[int(m[1]) - 1].decode(), text)
        text = re.sub(r"\$S(\d+)", lambda m: self.sessions[int(m[1]) - 1].decode(), text)
        return re.sub(r"\$(.)\*(\d+)", lambda m: m[1] * int(m[2]), text)


def shortened(data):
    if len(data) <= LONG:
        return data.decode("utf-8", "replace").replace("\n", "\\n").replace("\r", "\\r")
    return f"{data[:120].decode('utf-8', 'replace')} … {len(data)} bytes {hashlib.sha256(data).hexdigest()[:16]}"


def form(data):
    """A message of which only the form is the same in each run: its members, every number a 0."""
    def member(key, value):
        if key in ("type", "channel", "stream", "reason", "policy"):
            return value
        return shape(value or [[0]]) if key in ("bids", "asks") else shape(value)  # a delta may leave a side as it is

    def shape(value):
        if isinstance(value, dict):
            return {k: member(k, v) for k, v in value.items() if k != "crc"}  # in some deltas only
        if isinstance(value, list):
            return [shape(value[0])] if value else []
        return 0 if isinstance(value, (int, float)) and not isinstance(value, bool) else "" if isinstance(value, str) else value
    return json.dumps(shape(json.loads(data)), separators=(",", ":"))


class Client:
    """One connection of a script; `say` writes down what came."""

    def __init__(self, name, server, names, say, words):
        self.name, self.names = name, names
        self.say = lambda text: say(f"{name} < {text}")
        target, options, headers = words[0], set(), {}
        for word in words[1:]:
            if ":" in word:
                key, value = word.split(":", 1)
                headers[key] = value.replace("_", " ")
            else:
                options.add(word)
        self.only_form = "form" in options
        if "admin" in options:
            headers["Authorization"] = "Bearer " + server.admin_token()[0]
        if "deflate" in options:
            headers["Sec-WebSocket-Extensions"] = "permessage-deflate"
        self.stream = wire.Stream.__new__(wire.Peer)
        self.stream.socket = socket.socket()
        if "slow" in options:  # takes next to nothing that it does not read
            self.stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.stream.socket.settimeout(wire.TIMEOUT)
        self.stream.socket.connect(("127.0.0.1", server.port))
        self.stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream.buffer = b""
        protocol = "wavetape.v1" if "v1" in options else None
        self.stream.write(wire.request_bytes(server, "GET", target, wire.upgrade_headers(protocol, **headers)))
        self.answer = self.stream.response()
        got = self.answer.headers
        extra = [f"{key}={got[key]}" for key in ("sec-websocket-protocol", "sec-websocket-extensions") if key in got]
        self.say(" ".join([str(self.answer.status), *extra]) + ("" if self.answer.status == 101 else " " + shortened(self.answer.body)))
        self.compressed = "sec-websocket-extensions" in got
        self.inflate, self.deflate = zlib.decompressobj(-15), zlib.compressobj(9, zlib.DEFLATED, -15)
        self.fragments = b""
        self.over = self.answer.status != 101
        if protocol and not self.over and "greet" not in options:
            self.read()

    def packed(self, opcode, payload):
        if not self.compressed:
            return wire.frame(opcode, payload)
        data = self.deflate.compress(payload) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        return wire.frame(opcode, data[:-4], rsv=4)

    def send(self, payload, opcode=wire.TEXT):
        self.stream.write(self.packed(opcode, payload))

    def read(self, timeout=None):
        """(what it is, payload) of the next frame but pings; at the end of the connection ("end", b"")."""
        while True:
            try:
                fin, opcode, payload, rsv = wire.Peer.frame(self.stream, timeout or wire.TIMEOUT)
            except wire.Closed:
                self.over = True
                return "end", b""
            if opcode == wire.PING:
                self.stream.write(wire.frame(wire.PONG, payload))
                continue
            what = OPCODES[opcode] + ("" if fin else " unfinished")
            if rsv:
                what += " deflated" if rsv == 4 else f" rsv={rsv}"
            if rsv == 4:
                payload = self.inflate.decompress(payload + b"\0\0\xff\xff")
            if opcode == wire.CLOSE:
                try:
                    self.stream.write(wire.frame(wire.CLOSE, payload[:2]))
                except OSError:
                    pass
            return what, payload

    def tell(self, what, payload):
        if what.startswith("close"):
            code = struct.unpack(">H", payload[:2])[0] if payload else None
            self.say(f"{what} {code} {payload[2:].decode()}".rstrip())
        elif what.startswith("binary"):
            self.say(f"{what} {self.names.block(payload)}")
        elif what.startswith("text") and self.only_form:
            self.say(f"{what} {form(payload)}")
        else:
            self.say(f"{what} {shortened(self.names.hide(payload))}".rstrip())

    def take(self, count):
        for _ in range(count):
            what, payload = self.read()
            self.tell(what, payload)
            if self.over:
                break

    def sync(self):
        """Everything that was sent because of what was asked so far. What it published itself may come behind the first pong."""
        for _ in range(2):
            self.send(b'{"type":"ping","id":"sync"}')
            while not self.over:
                what, payload = self.read()
                if b'"type":"pong","id":"sync"' in payload:
                    break
                self.tell(what, payload)

    def until(self, word):
        """The forms up to the first message that has `word` in it, those alike in a row once."""
        last = None
        while not self.over:
            what, payload = self.read()
            text = form(payload) if what.startswith("text") else what
            if text != last:
                self.say(text)
            last = text
            if word.encode() in payload:
                break

    def end(self):
        while not self.over:
            self.take(1)
        self.stream.close()


class EventClient:
    """A stream of server-sent events, block by block."""

    def __init__(self, name, server, names, say, words):
        self.names = names
        self.say = lambda text: say(f"{name} < {text}")
        target, last_id = words[0], next((w[5:] for w in words if w.startswith("last:")), None)
        path, query = target.split("?", 1)
        self.stream = events.Events(server, query, last_id, path)
        got = self.stream.headers
        self.say(" ".join([str(self.stream.status), *(f"{k}={got[k]}" for k in ("content-type", "cache-control", "x-accel-buffering") if k in got)]))
        if "wavetape-resumed-from" in got:
            self.say(names.hide(b"resumed from id:" + got["wavetape-resumed-from"].encode()).decode())

    def take(self, count):
        for _ in range(count):
            while b"\n\n" not in self.stream.body:
                if not self.stream._more(wire.TIMEOUT):
                    return self.say("end")
            block, self.stream.body = self.stream.body.split(b"\n\n", 1)
            self.say(shortened(self.names.hide(block)))
        return None

    def end(self):
        self.take(1 << 20)
        self.stream.close()


class Script:
    def __init__(self, path):
        self.path = path
        self.steps = [line for line in path.read_text(encoding="utf-8").splitlines() if not re.match(r"\S+ < ", line)]

    def run(self):
        """The lines of the script with what came between them."""
        lines, names, clients = [], Names(), {}
        words = next((line.split()[1:] for line in self.steps if line.startswith("server ")), [])
        flags = [word for word in words if "=" not in word]
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        feed = settings.pop("feed", "none")
        # One I/O thread: what was acknowledged is with every reader before the next request is taken.
        number = 0
        try:
            with wire.Server("--seed", "7", *flags, feed=feed, threads=1, **settings) as server:
                try:
                    for number, line in enumerate(self.steps, 1):
                        lines.append(line)
                        if line.strip() and not line.startswith(("#", "server ")):
                            self.step(line, server, names, clients, lines.append)
                finally:
                    for client in clients.values():
                        client.stream.close()
        except (OSError, EOFError, ValueError, KeyError, IndexError, StopIteration, AssertionError) as error:
            lines.append(f"! < {type(error).__name__} in step {number}: {error}")
        return lines

    def step(self, line, server, names, clients, say):
        name, verb, rest = (line.split(" ", 2) + ["", ""])[:3]
        if name == "http":
            return self.http(verb, names.reveal(rest), server, names, say)
        if name == "wait":
            return time.sleep(float(verb))
        if verb == "=":
            words = names.reveal(rest).split()
            clients[name] = (EventClient if words[0].startswith("/sse") else Client)(name, server, names, say, words)
            return None
        client = clients[name]
        rest = names.reveal(rest)
        if verb == ">":
            client.send(rest.encode())
        elif verb == ">>":
            repeated = re.sub(r"([0-9a-f]{2})\*(\d+)", lambda m: m[1] * int(m[2]), rest)
            client.send(bytes.fromhex(repeated), wire.BINARY)
        elif verb == "burst":
            count, text = rest.split(" ", 1)
            client.stream.write(b"".join(client.packed(wire.TEXT, text.replace("$i", str(i)).encode()) for i in range(1, int(count) + 1)))
        elif verb == "bytes":
            client.stream.write(bytes.fromhex(rest))
        elif verb == "frame":
            opcode, text = (rest.split(" ", 1) + [""])[:2]
            number = next(k for k, v in OPCODES.items() if v == opcode)
            client.stream.write(wire.frame(number, text.encode()))
        elif verb == "close":
            code, reason = (rest.split(" ", 1) + [""])[:2]
            client.stream.write(wire.frame(wire.CLOSE, struct.pack(">H", int(code)) + reason.encode() if code else b""))
            client.end()
        elif verb == "closed":
            client.end()
        elif verb == "drop":
            client.stream.close()
        elif verb == "take":
            client.take(int(rest))
        else:
            {"sync": client.sync, "until": lambda: client.until(rest)}[verb]()
        return None

    def http(self, method, rest, server, names, say):
        rest, body = (rest.split(" | ", 1) + [""])[:2]
        target, *words = rest.split()
        headers = dict(word.split(":", 1) for word in words)
        if headers.pop("Admin", None):
            headers["Authorization"] = "Bearer " + server.admin_token()[0]
        answer = wire.http(server, method, target, headers, body.encode())
        shown = [f"{k}={answer.headers[k]}" for k in ("content-type", "allow", "retry-after", "upgrade") if k in answer.headers]
        say(" ".join(["http <", str(answer.status), *shown, shortened(names.hide(answer.body))]).rstrip())


def main():
    arguments = sys.argv[1:]
    record = "--record" in arguments
    wanted = [a for a in arguments if not a.startswith("--")]
    paths = [p for p in sorted(SCRIPTS.glob("*.txt")) if not wanted or p.stem in wanted]
    if not paths or len(paths) < len(wanted):
        sys.exit("no such script")
    failed = 0
    with ThreadPoolExecutor(int(os.environ.get("WAVETAPE_TRANSCRIPT_JOBS", "4"))) as pool:
        for path, lines in zip(paths, pool.map(lambda p: Script(p).run(), paths)):
            before, after = path.read_text(encoding="utf-8"), "\n".join(lines) + "\n"
            broken = [line for line in lines if line.startswith("! <")]
            if record and not broken:
                path.write_text(after, encoding="utf-8")
            elif before != after:
                failed += 1
                print("".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"{path.stem} (golden)", f"{path.stem} (now)", n=4)))
    print(f"{len(paths)} transcripts, {failed} differ" if not record else f"{len(paths)} transcripts recorded, {failed} broken")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
