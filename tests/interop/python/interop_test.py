#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python websockets as a client of wavetape-server. Prints one line per case; exit code 1 if any failed."""
import asyncio
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import zlib

import websockets

V1 = "wavetape.v1"
DEADLINE = 20
CASES = []


def case(function):
    CASES.append(function)
    return function


class Server:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-interop-")
        self.process = subprocess.Popen(
            [os.environ["WAVETAPE_SERVER"], "--listen", "127.0.0.1:0", "--feed", "open", "--speed", "4", "--limits", "off"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "XDG_RUNTIME_DIR": self.folder.name, "XDG_STATE_HOME": self.folder.name})
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.base = f"ws://127.0.0.1:{found.group(1)}"
                return self
        raise RuntimeError(f"the server ended with {self.process.wait()}")

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(DEADLINE) == 0, "the server ends well on SIGTERM"
        self.folder.cleanup()


def connect(server, path, protocol=None):
    return websockets.connect(server.base + path, subprotocols=[protocol] if protocol else None, compression=None, max_size=None)


async def next_message(client):
    message = await asyncio.wait_for(client.recv(), DEADLINE)
    return json.loads(message) if isinstance(message, str) else message


async def ask(client, **request):
    await client.send(json.dumps(request))
    return await next_message(client)


async def first_channel(client, prefix):
    channels = (await ask(client, type="list", id="list", prefix=prefix))["channels"]
    assert channels, f"there are channels {prefix}"
    return channels[0]["channel"]


@case
async def handshake_without_subprotocol(server):
    async with connect(server, "/ws") as client:
        assert client.subprotocol is None
        assert (await ask(client, type="ping", t=7))["type"] == "pong"


@case
async def handshake_with_subprotocol(server):
    async with connect(server, "/ws", V1) as client:
        assert client.subprotocol == V1
        assert (await next_message(client))["type"] == "welcome"


@case
async def refusal_is_an_http_answer(server):
    try:
        async with connect(server, "/nowhere"):
            raise AssertionError("was accepted")
    except websockets.InvalidStatusCode as refusal:
        assert refusal.status_code == 404


@case
async def echo_of_all_lengths(server):
    async with connect(server, "/echo") as client:
        for size in (0, 125, 126, 65535, 65536, 1 << 20):
            data = bytes(0x20 + (i * 7) % 0x5F for i in range(size))
            for message in (data, data.decode()):
                await client.send(message)
                assert await asyncio.wait_for(client.recv(), DEADLINE) == message, size


@case
async def echo_of_fragments(server):
    async with connect(server, "/echo") as client:
        pieces = ["grüße ", "", "€😀", "x" * 70000, "end"]
        await client.send(pieces)
        assert await asyncio.wait_for(client.recv(), DEADLINE) == "".join(pieces)
        await client.send([b"\x00\xff", b"", b"\x80" * 300])
        assert await asyncio.wait_for(client.recv(), DEADLINE) == b"\x00\xff" + b"\x80" * 300


@case
async def ping_is_answered(server):
    async with connect(server, "/echo") as client:
        for payload in (b"", b"x" * 125):
            await asyncio.wait_for(await client.ping(payload), DEADLINE)


@case
async def close_codes_from_the_client(server):
    for code, reason in ((1000, ""), (1000, "bye"), (3000, "library"), (4999, "ünser")):
        client = await connect(server, "/echo")
        await client.close(code, reason)
        assert client.close_code == code, (client.close_code, code)


@case
async def close_codes_from_the_server(server):
    async with connect(server, "/echo/text") as client:
        await client.send(b"\x01\x02")
        await asyncio.wait_for(client.wait_closed(), DEADLINE)
        assert client.close_code == 1003
    async with connect(server, "/echo") as client:
        await client.send(b"\x00" * ((1 << 20) + 1))
        await asyncio.wait_for(client.wait_closed(), DEADLINE)
        assert client.close_code == 1009


@case
async def ticker_with_snapshot(server):
    async with connect(server, "/ws", V1) as client:
        await next_message(client)
        channel = await first_channel(client, "ticker.")
        ack = await ask(client, type="subscribe", id=1, channel=channel)
        assert ack["type"] == "ack" and ack["policy"] == "conflate"
        assert (await next_message(client))["type"] == "snapshot"
        kseq = 0
        for _ in range(5):
            live = await next_message(client)
            assert live["channel"] == channel and live["seq"] > ack["seq"] and live["kseq"] > kseq
            kseq = live["kseq"]


@case
async def trades_without_a_gap(server):
    async with connect(server, "/ws", V1) as client:
        await next_message(client)
        ack = await ask(client, type="subscribe", id=1, channel=await first_channel(client, "trades."))
        for step in range(1, 11):
            assert (await next_message(client))["seq"] == ack["seq"] + step


def shortest(number):
    """As JSON.stringify writes it."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def book_checksum(bids, asks):
    best = sorted(bids.items(), reverse=True)[:10] + sorted(asks.items())[:10]
    return zlib.crc32("|".join(f"{shortest(price)}:{shortest(size)}" for price, size in best).encode())


@case
async def book_agrees_with_its_checksum(server):
    async with connect(server, "/ws", V1) as client:
        await next_message(client)
        ack = await ask(client, type="subscribe", id=1, channel=await first_channel(client, "book."))
        snapshot = (await next_message(client))["data"]
        sides = {name: {price: size for price, size in snapshot[name]} for name in ("bids", "asks")}
        seq, last, checked = ack["seq"], snapshot["last"], 0
        while checked < 2:
            message = await next_message(client)
            seq += 1
            data = message["data"]
            assert message["seq"] == seq and data["first"] == last + 1
            last = data["last"]
            for name, side in sides.items():
                for price, size in data[name]:
                    if size:
                        side[price] = size
                    else:
                        side.pop(price, None)
            assert ("crc" in data) == (seq % 50 == 0)
            if "crc" in data:
                assert data["crc"] == book_checksum(sides["bids"], sides["asks"])
                checked += 1


@case
async def waves_as_float32(server):
    async with connect(server, "/ws") as client:
        await client.send(json.dumps({"type": "subscribe", "channel": "wave.sine1"}))
        block = await next_message(client)
        assert isinstance(block, bytes) and block and len(block) % 4 == 0
        assert all(abs(value) <= 10 for value in struct.unpack(f"<{len(block) // 4}f", block))
    async with connect(server, "/ws", V1) as client:
        await next_message(client)
        ack = await ask(client, type="subscribe", id=1, channel="wave.sine1")
        for step in range(1, 6):
            block = await next_message(client)
            magic, version, kind, channel_id, seq, _, samples, lanes, reserved = struct.unpack_from("<HBBIQQIHH", block)
            assert (magic, version, kind, reserved) == (0x5457, 1, 1, 0)
            assert channel_id == ack["channelId"] and seq == ack["seq"] + step
            assert len(block) == 32 + 4 * samples * lanes


@case
async def recovery_without_a_gap(server):
    async with connect(server, "/ws", V1) as writer:
        await next_message(writer)

        async def publish(n):
            assert (await ask(writer, type="publish", id=n, channel="chat.python", data={"n": n}))["type"] == "ack"

        async with connect(server, "/ws", V1) as reader:
            await next_message(reader)
            epoch = (await ask(reader, type="subscribe", id=1, channel="chat.python"))["epoch"]
            for n in range(1, 4):
                await publish(n)
                assert (await next_message(reader))["data"] == {"n": n}
        for n in range(4, 50):
            await publish(n)
        async with connect(server, "/ws", V1) as reader:
            await next_message(reader)
            ack = await ask(reader, type="subscribe", id=2, channel="chat.python", since={"epoch": epoch, "seq": 3})
            assert ack["recovered"] is True and ack["replayed"] == 46, ack
            await publish(50)
            for n in range(4, 51):
                message = await next_message(reader)
                assert (message["seq"], message["data"]) == (n, {"n": n})


@case
async def chat_between_two_clients(server):
    async with connect(server, "/chat") as alice, connect(server, "/chat") as bob:
        for client in (alice, bob):
            assert (await ask(client, type="subscribe", id=1, channel="chat.pair"))["type"] == "ack"
        await alice.send(json.dumps({"type": "publish", "channel": "chat.pair", "data": "grüße"}))
        for client in (alice, bob):
            message = await next_message(client)
            assert message["channel"] == "chat.pair" and message["data"] == "grüße" and message["seq"] == 1


async def ended(client):
    """How it ends: the close code, None where no close frame came."""
    try:
        while True:
            await next_message(client)
    except websockets.ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else None


@case
async def faults_that_end_it(server):
    for path in ("/ws", "/chat", "/ws/chat.fault", "/stream?streams=chat.fault", "/echo"):
        for faults, code in (("close:1012@50ms", 1012), ("close:4308", 4308), ("cut@50ms", None)):
            async with connect(server, path + ("&" if "?" in path else "?") + "faults=" + faults) as client:
                assert await ended(client) == code, (path, faults)
    try:
        async with connect(server, "/ws?faults=status:503@0"):
            raise AssertionError("it was let in")
    except websockets.InvalidStatusCode as refused:
        assert refused.status_code == 503


@case
async def faults_that_a_keepalive_notices(server):
    client = await websockets.connect(server.base + "/echo?faults=mute-pong", ping_interval=0.1, ping_timeout=0.5)
    try:
        await asyncio.wait_for(client.recv(), DEADLINE)
    except websockets.ConnectionClosed as end:
        assert end.sent.code == 1011, end
    begun = time.monotonic()
    async with websockets.connect(server.base + "/echo?faults=delay:150ms", ping_interval=None) as client:
        await asyncio.wait_for(await client.ping(), DEADLINE)
        assert time.monotonic() - begun >= 0.3, "the handshake and the pong"


@case
async def faults_that_sequence_numbers_tell(server):
    async with connect(server, "/ws?faults=gap:2@0;dup;badjson", V1) as client, connect(server, "/ws", V1) as other:
        for one in (client, other):
            await next_message(one)
            await ask(one, type="subscribe", id=1, channel="chat.faults")
        for n in range(1, 7):
            await other.send(json.dumps({"type": "publish", "channel": "chat.faults", "data": {"n": n}}))
        seen = []
        while seen[-1:] != [6]:
            text = await asyncio.wait_for(client.recv(), DEADLINE)
            try:
                seen.append(json.loads(text)["seq"])
            except ValueError:
                seen.append(None)
        assert seen == [3, 3, None, 5, 6], seen
        whole = [message["seq"] for message in [await next_message(other) for _ in range(12)] if "data" in message]
        assert whole == [1, 2, 3, 4, 5, 6], whole


async def main():
    failed = 0
    with Server() as server:
        for function in CASES:
            name = function.__name__.replace("_", " ")
            try:
                await asyncio.wait_for(function(server), 3 * DEADLINE)
                print("ok  ", name, flush=True)
            except Exception:  # any failure of a case is its result
                failed += 1
                print("FAIL", name, flush=True)
                traceback.print_exc()
    print(f"{len(CASES) - failed} of {len(CASES)} passed")
    return 1 if failed else 0


sys.exit(asyncio.run(main()))
