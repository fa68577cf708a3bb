#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that knows nothing of us but the address: stays until it is ended and prints what it was told last.

Usage: leaving_client.py PORT        prints `ready`, then `TYPE CODE RETRY` of the last message and `closed CODE`
"""
import asyncio
import json
import sys

import websockets


async def main(port):
    async with websockets.connect(f"ws://127.0.0.1:{port}/ws", subprotocols=["wavetape.v1"]) as socket:
        last = json.loads(await socket.recv())
        print("ready", flush=True)
        try:
            while True:
                last = json.loads(await socket.recv())
        except websockets.ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd else 1006
        print(last["type"], last.get("code"), last.get("retry"))
        print("closed", code, flush=True)


asyncio.run(main(sys.argv[1]))
