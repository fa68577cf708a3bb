# SPDX-License-Identifier: MIT
# apt install python3-websockets; python3 python.py
import asyncio
import json

import websockets


async def main():
    async with websockets.connect("ws://127.0.0.1:8080/ws") as socket:
        await socket.send(json.dumps({"type": "subscribe", "channel": "ticker.AAPL"}))
        for _ in range(3):
            message = json.loads(await socket.recv())
            print(message["channel"], message["data"]["price"])
    print("closed with", socket.close_code)


asyncio.run(main())
