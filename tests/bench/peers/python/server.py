#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python websockets: /echo answers the sender, every other path answers all clients (websockets.broadcast)."""
import asyncio
import logging

import websockets

CLIENTS = set()


async def echo(websocket):
    async for message in websocket:
        await websocket.send(message)


async def broadcast(websocket):
    CLIENTS.add(websocket)
    try:
        async for message in websocket:
            websockets.broadcast(CLIENTS, message)
    finally:
        CLIENTS.remove(websocket)


async def handler(websocket):
    try:
        await (echo if websocket.path == "/echo" else broadcast)(websocket)
    except websockets.ConnectionClosed:
        pass


async def main():
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    async with websockets.serve(handler, "127.0.0.1", 0, compression=None, backlog=4096) as server:
        print("listening", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
