# SPDX-License-Identifier: GPL-3.0-or-later
"""Timeouts, memory, concurrency: what only a server can be asked."""
import os
import random
import signal
import socket
import struct
import threading
import time

from harness import SERVER, case, expect
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Mismatch, close_payload, deflated, frame

MIB = 1 << 20
KEY = b"\x11\x22\x33\x44"


def ends_within(sock, seconds):
    """Reads to the end of the stream; returns (bytes, seconds it took)."""
    started = time.monotonic()
    data = b""
    while True:
        left = started + seconds - time.monotonic()
        if left <= 0:
            raise Mismatch(f"the connection was still open after {seconds} s")
        sock.settimeout(left)
        try:
            more = sock.recv(65536)
        except TimeoutError:
            continue
        except ConnectionResetError:
            more = b""
        if not more:
            return data, time.monotonic() - started
        data += more


# Timeouts: handshake 600 ms, ping 500 ms, pong 500 ms, close 500 ms, idle HTTP 600 ms ----------------------------------

for name, begin in (("nothing", b""), ("half a request line", b"GET /ec"), ("half a header", b"GET /echo HTTP/1.1\r\nHo"),
                    ("a request without its empty line", b"GET /echo HTTP/1.1\r\nHost: localhost\r\n")):
    @case("timeouts", f"who sends {name} is sent away", SERVER, "short")
    def _(t, begin=begin):
        sock = t.tcp()
        sock.sendall(begin)
        data, took = ends_within(sock, 4)
        expect(took > 0.3, f"already after {took:.2f} s")
        expect(not begin or data.startswith(b"HTTP/1.1 408 "), f"the answer was {data[:40]!r}")


@case("timeouts", "one byte every 100 ms does not put off the deadline", SERVER, "short")
def _(t):
    sock = t.tcp()
    started = time.monotonic()
    try:
        for byte in (b"GET /echo HTTP/1.1\r\nX-Slow: " + b"s" * 60):
            sock.sendall(bytes([byte]))
            time.sleep(0.1)
            if time.monotonic() - started > 4:
                raise Mismatch("the server was still waiting after 4 s")
    except OSError:
        return
    raise Mismatch("the server took it all")


@case("timeouts", "an idle connection is pinged and lives as long as it answers", SERVER, "short")
def _(t):
    c = t.open_server()
    seen = set()
    for _ in range(4):
        got = c.read(3)
        expect(got is not None and got.opcode == PING, f"expected a ping, got {got}")
        seen.add(got.payload)
        c.frame(PONG, got.payload)
    expect(len(seen) > 1, "all pings were alike: a late pong could not be told")
    c.echoes(TEXT, "alive")
    c.finish()


@case("timeouts", "who does not answer pings is closed", SERVER, "short")
def _(t):
    c = t.open_server()
    started = time.monotonic()
    got = c.read(3)
    expect(got is not None and got.opcode == PING, f"expected a ping, got {got}")
    ends_within(c.sock, 4)
    expect(0.7 < time.monotonic() - started < 4, f"after {time.monotonic() - started:.2f} s")


@case("timeouts", "pongs with the wrong payload do not count", SERVER, "short")
def _(t):
    c = t.open_server()
    started = time.monotonic()
    while time.monotonic() - started < 6:
        try:
            got = c.read(4)
        except Mismatch as mismatch:
            expect("reset" in str(mismatch), str(mismatch))
            return
        if got is None or got.opcode == CLOSE:
            return
        c.send_anyway(c.encode(PONG, b"wrong"))
    raise Mismatch("the connection lived on")


@case("timeouts", "a message under way does not stop the pings", SERVER, "short")
def _(t):
    c = t.open_server()
    c.frame(TEXT, "begin", fin=False)
    got = c.read(3)
    expect(got is not None and got.opcode == PING, f"expected a ping, got {got}")
    c.frame(PONG, got.payload)
    c.frame(CONTINUATION, "end")
    c.expect_message(TEXT, "beginend")
    c.finish()


@case("timeouts", "who does not answer a close is cut", SERVER, "short")
def _(t):
    c = t.open_server()
    c.send_anyway(c.encode(TEXT, b"\xff"))
    got = c.read()
    expect(got is not None and got.opcode == CLOSE and got.code == 1007, f"expected a close, got {got}")
    _, took = ends_within(c.sock, 4)
    expect(took < 3, f"only after {took:.2f} s")


@case("timeouts", "who sends on after the close is cut", SERVER, "short")
def _(t):
    c = t.open_server()
    c.send_anyway(c.encode(TEXT, b"\xff"))
    started = time.monotonic()
    try:
        while time.monotonic() - started < 5:
            c.sock.sendall(b"x" * 1000)
            time.sleep(0.05)
    except OSError:
        return
    raise Mismatch("the server listened for more than 5 s")


@case("timeouts", "who does not read is cut after its close", SERVER, "short")
def _(t):
    c = t.open_server(receive_buffer=4096)
    for _ in range(40):
        c.send_anyway(c.encode(BINARY, b"b" * 30000))
    c.send_anyway(c.encode(CLOSE, close_payload(1000)))
    time.sleep(2.5)
    _, took = ends_within(c.sock, 4)
    expect(took < 3, f"only after {took:.2f} s")


@case("timeouts", "an idle HTTP connection is closed", SERVER, "short")
def _(t):
    sock = t.tcp()
    sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    response = t.read_response(sock)
    expect(response.status == 200, f"answered {response.line!r}")
    ends_within(sock, 4)


@case("timeouts", "a refused handshake does not keep its connection for ever", SERVER, "short")
def _(t):
    sock = t.tcp()
    sock.sendall(t.request_head(remove=["Sec-WebSocket-Key"]).encode())
    expect(t.read_response(sock).status == 400, "not refused")
    ends_within(sock, 4)


@case("timeouts", "slow but steady: a frame of 30 bytes in 1.5 s", SERVER, "short")
def _(t):
    c = t.open_server()
    for byte in c.encode(TEXT, "t" * 24):
        c.send(bytes([byte]))
        time.sleep(0.05)
    c.expect_message(TEXT, "t" * 24)
    c.finish()


@case("timeouts", "a TLS handshake that never comes", SERVER, "short")
def _(t):
    sock = t.tcp(plain=True)
    ends_within(sock, 8)


# Memory --------------------------------------------------------------------------------------------------------------

def settled(server):
    """Resident bytes once the server has done what it was given."""
    last = server.memory()
    for _ in range(20):
        time.sleep(0.1)
        now = server.memory()
        if abs(now - last) < MIB // 4:
            return now
        last = now
    return last


def memory_case(name, setting="memory"):
    return case("memory", name, SERVER, setting, alone=True)


def grown(t, work, most):
    """The server's growth over `work`, which leaves its connections open."""
    for _ in range(3):
        t.open_server().echoes(TEXT, "warm")
    before = settled(t.server)
    keep = work()
    after = settled(t.server)
    del keep
    expect(after - before <= most, f"it grew by {(after - before) / MIB:.1f} MiB, more than {most / MIB:.1f}")


@memory_case("200 headers that claim 1 MiB each take no memory")
def _(t):
    def work():
        return [(c := t.open_server(), c.send(frame(BINARY, b"first bytes", mask=KEY, form=64, declared=MIB)))
                for _ in range(200)]
    grown(t, work, 12 * MIB if t.bench.certificate else 6 * MIB)


@memory_case("200 messages of 20 KiB under way take what they hold")
def _(t):
    def work():
        return [(c := t.open_server(), c.send(frame(BINARY, b"x" * 20480, mask=KEY, form=64, declared=MIB)))
                for _ in range(200)]
    grown(t, work, 22 * MIB)


@memory_case("a flood of pings that are never read")
def _(t):
    def work():
        c = t.open_server(receive_buffer=4096)
        flood = frame(PING, b"p" * 125, mask=KEY) * 2000
        c.sock.settimeout(0.5)
        try:
            for _ in range(100):
                c.sock.sendall(flood)
        except (TimeoutError, OSError):
            pass
        return c
    grown(t, work, 4 * MIB)


@memory_case("a flood of echoes that are never read")
def _(t):
    def work():
        c = t.open_server(receive_buffer=4096)
        flood = frame(BINARY, b"e" * 60000, mask=KEY) * 10
        c.sock.settimeout(0.5)
        try:
            for _ in range(200):
                c.sock.sendall(flood)
        except (TimeoutError, OSError):
            pass
        return c
    grown(t, work, 6 * MIB)


@memory_case("a flood of empty fragments")
def _(t):
    def work():
        c = t.open_server()
        c.send_anyway(frame(TEXT, b"", fin=False, mask=KEY) + frame(CONTINUATION, b"", fin=False, mask=KEY) * 100000)
        return c
    grown(t, work, 4 * MIB)


@memory_case("large messages leave nothing behind")
def _(t):
    def work():
        c = t.open_server()
        for _ in range(30):
            c.echoes(BINARY, os.urandom(MIB))
        return c
    grown(t, work, 8 * MIB)


@memory_case("large messages on 20 connections leave little behind")
def _(t):
    def work():
        all_open = [t.open_server() for _ in range(20)]
        for c in all_open:
            c.echoes(BINARY, b"l" * MIB)
        return all_open
    grown(t, work, 12 * MIB)


@memory_case("400 idle connections")
def _(t):
    most = 400 * (24 if t.bench.certificate else 4) * 1024 + 2 * MIB
    grown(t, lambda: [t.open_server() for _ in range(400)], most)


@memory_case("500 connections come and go")
def _(t):
    def work():
        for _ in range(500):
            c = t.open_server()
            c.echoes(TEXT, "here and gone")
            c.finish()
            c.sock.close()
    grown(t, work, 4 * MIB)


@memory_case("200 unfinished requests of 15 KiB")
def _(t):
    def work():
        socks = []
        for _ in range(200):
            sock = t.tcp()
            sock.sendall(b"GET /echo HTTP/1.1\r\nX-Long: " + b"l" * 15000)
            socks.append(sock)
        return socks
    grown(t, work, 24 * MIB)


@memory_case("20 deflate bombs", "memory-deflate")
def _(t):
    packed = deflated(b"\0" * (32 * MIB))

    def work():
        for _ in range(20):
            c = t.open_server(headers=[("Sec-WebSocket-Extensions", "permessage-deflate")])
            c.send_anyway(frame(BINARY, packed, rsv=4, mask=KEY))
            c.expect_failure(1009)
    grown(t, work, 10 * MIB)


# Concurrency ---------------------------------------------------------------------------------------------------------

def in_threads(works):
    """Runs all at once; raises the first failure."""
    failures = []

    def run(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - handed on below
            failures.append(error)
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def talk(t, number, rounds=10, size=200):
    def work():
        c = t.open_server(timeout=20)
        generator = random.Random(number)
        for i in range(rounds):
            payload = bytes([number % 256]) * generator.randrange(size) + b"%d.%d" % (number, i)
            c.echoes(BINARY, payload)
        c.finish()
    return work


for clients in (10, 50, 100):
    @case("concurrency", f"{clients} clients, each gets its own echoes", SERVER)
    def _(t, clients=clients):
        in_threads([talk(t, i) for i in range(clients)])


@case("concurrency", "20 clients with messages of up to 200 KiB", SERVER)
def _(t):
    in_threads([talk(t, i, 5, 200000) for i in range(20)])


@case("concurrency", "300 open connections, served in turns", SERVER)
def _(t):
    everyone = [t.open_server(timeout=20) for _ in range(300)]
    for i, c in enumerate(everyone):
        c.text(f"number {i}")
    for i, c in reversed(list(enumerate(everyone))):
        c.expect_message(TEXT, f"number {i}")
    for c in everyone:
        c.close(1000)
    for c in everyone:
        c.expect_close(1000)


@case("concurrency", "2000 messages of one client before it reads", SERVER)
def _(t):
    c = t.open_server(timeout=20)
    sender = threading.Thread(target=lambda: c.sock.sendall(
        b"".join(frame(TEXT, b"m%d" % i, mask=KEY) for i in range(2000)))) if not t.bench.certificate else None
    if sender:
        sender.start()
    else:
        c.send(b"".join(frame(TEXT, b"m%d" % i, mask=KEY) for i in range(2000)))
    for i in range(2000):
        c.expect_message(TEXT, b"m%d" % i)
    if sender:
        sender.join()
    c.finish()


@case("concurrency", "frames of two clients cut into each other", SERVER)
def _(t):
    one, two = t.open_server(), t.open_server()
    first, second = one.encode(TEXT, "of the first"), two.encode(BINARY, b"of the second")
    for at in range(max(len(first), len(second))):
        one.send(first[at:at + 1])
        two.send(second[at:at + 1])
    one.expect_message(TEXT, "of the first")
    two.expect_message(BINARY, b"of the second")
    one.finish()
    two.finish()


@case("concurrency", "fragmented messages of 30 clients at once", SERVER)
def _(t):
    everyone = [t.open_server(timeout=20) for _ in range(30)]
    for part in range(5):
        for i, c in enumerate(everyone):
            c.frame(TEXT if part == 0 else CONTINUATION, f"{i}/{part} ", fin=part == 4)
    for i, c in enumerate(everyone):
        c.expect_message(TEXT, "".join(f"{i}/{part} " for part in range(5)))
    for c in everyone:
        c.finish()


@case("concurrency", "wrong clients do not disturb right ones", SERVER)
def _(t):
    def wrong(i):
        def work():
            c = t.open_server(timeout=20)
            bad = [c.encode(3), c.encode(TEXT, b"\xff"), c.encode(TEXT, b"x", wrong_mask=True), b"\xff" * 50][i % 4]
            c.send_anyway(bad)
            c.expect_failure(1002, 1007)
        return work
    in_threads([work for i in range(30) for work in (wrong(i), talk(t, i))])


@case("concurrency", "clients that reset do not disturb others", SERVER, plain_only=True)
def _(t):
    def resets():
        c = t.open_server(timeout=20)
        c.send(c.encode(BINARY, b"r" * 50000))
        c.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        c.sock.close()
    in_threads([work for i in range(50) for work in (resets, talk(t, i, 5))])


@case("concurrency", "a client that never reads does not delay others", SERVER)
def _(t):
    stuck = t.open_server(receive_buffer=4096)
    stuck.sock.settimeout(0.3)
    try:
        for _ in range(100):
            stuck.sock.sendall(frame(BINARY, b"s" * 60000, mask=KEY))
    except (TimeoutError, OSError):
        pass
    c = t.open_server()
    slowest = 0
    for i in range(100):
        started = time.monotonic()
        c.echoes(TEXT, f"quick {i}")
        slowest = max(slowest, time.monotonic() - started)
    expect(slowest < 1, f"an echo took {slowest:.2f} s")
    c.finish()


@case("concurrency", "50 unfinished handshakes do not keep others out", SERVER)
def _(t):
    for _ in range(50):
        t.tcp().sendall(b"GET /echo HT")
    c = t.open_server()
    c.echoes(TEXT, "inside")
    c.finish()


@case("concurrency", "300 connections one after the other", SERVER)
def _(t):
    for i in range(300):
        c = t.open_server()
        c.echoes(TEXT, f"visitor {i}")
        c.finish()
        c.sock.close()


@case("concurrency", "connections that end before their request", SERVER)
def _(t):
    for i in range(100):
        sock = t.tcp()
        if i % 2:
            sock.sendall(b"GET /ec")
        sock.close()
    c = t.open_server()
    c.echoes(TEXT, "still here")
    c.finish()


@case("concurrency", "connections that end right after their request", SERVER)
def _(t):
    for _ in range(100):
        sock = t.tcp()
        sock.sendall(t.request_head().encode())
        sock.close()
    c = t.open_server()
    c.echoes(TEXT, "still here")
    c.finish()


@case("concurrency", "/broadcast reaches all in the same order", SERVER)
def _(t):
    everyone = [t.open_server("/broadcast", timeout=20) for _ in range(8)]
    # Each must be in before the first message: a round trip makes sure.
    for c in everyone:
        c.expect_alive()
    for i in range(20):
        for number, c in enumerate(everyone):
            c.text(f"{number}:{i}")
    orders = [[c.message(20)[1] for _ in range(20 * len(everyone))] for c in everyone]
    expect(all(order == orders[0] for order in orders), "the orders differ")
    expect(len(set(orders[0])) == len(orders[0]), "a message came twice")
    for c in everyone:
        c.finish()


@case("concurrency", "closing all at once", SERVER)
def _(t):
    everyone = [t.open_server(timeout=20) for _ in range(100)]
    for c in everyone:
        c.close(1001)
    for c in everyone:
        c.expect_close(1001)


# The server's own end ----------------------------------------------------------------------------------------------------

@case("close", "a server that is told to stop says 1012 to everybody and ends with 0", SERVER)
def _(t):
    server = t.start_server()
    everyone = [t.open_server(timeout=10) for _ in range(20)]
    server.process.send_signal(signal.SIGTERM)
    for c in everyone:
        c.expect_close(1012)
    expect(server.process.wait(10) == 0, f"it ended with {server.process.returncode}")


@case("close", "a server that is told to stop does not wait for who never reads", SERVER)
def _(t):
    server = t.start_server()
    for _ in range(5):
        c = t.open_server(receive_buffer=4096)
        c.sock.settimeout(0.2)
        try:
            for _ in range(50):
                c.sock.sendall(frame(BINARY, b"s" * 60000, mask=KEY))
        except (TimeoutError, OSError):
            pass
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    expect(server.process.wait(12) == 0, f"it ended with {server.process.returncode}")
    expect(time.monotonic() - started < 10, f"it took {time.monotonic() - started:.1f} s")


# Limits that only the server has ---------------------------------------------------------------------------------------

@case("limits", "more connections of one address than allowed are answered 503 or 429", SERVER, "limited", alone=True)
def _(t):
    held = []
    refused = None
    for _ in range(25):
        sock = t.tcp()
        sock.sendall(t.request_head().encode())
        response = t.read_response(sock)
        if response.status != 101:
            refused = response
            break
        held.append(sock)
    expect(refused is not None and refused.status in (429, 503), f"{len(held)} connections, then {refused and refused.line}")
    expect(refused.get("Retry-After") != "", "no Retry-After")


@case("limits", "more messages than allowed end a broadcast with 1013", SERVER, "limited", alone=True)
def _(t):
    # The connections of the case before may still be ending.
    for patience in range(50):
        try:
            c = t.open_server("/broadcast")
            break
        except Mismatch:
            expect(patience < 49, "no connection was taken")
            time.sleep(0.1)
    c.send_anyway(b"".join(c.encode(TEXT, f"{i}") for i in range(200)))
    while True:
        got = c.read()
        expect(got is not None, "the stream ended without a close frame")
        if got.opcode == CLOSE:
            expect(got.code in (1013, 1008), f"closed with {got.code}")
            return
