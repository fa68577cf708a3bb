#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped scenarios against a server of Python websockets. Prints one line per case; exit code 1 if any came out otherwise."""
import asyncio
import os
import sys

import websockets

DEADLINE = 90
AT_A_TIME = 3  # they wait more than they compute

# By itself.
HOLDS = ["bad-text", "broadcast", "reserved-bit", "unmasked-frame"]
# Only where it is told to.
HOLDS_WHEN_TOLD = {
    "foreign-page": {"origins": [None, "http://localhost:5173"]},
    "missing-pongs": {"ping_interval": 0.5, "ping_timeout": 1},
    "too-large-message": {"max_size": 65536},
}
# What it leaves to whoever uses it, or to a proxy before it.
LACKS = {
    "crowded-address": "crowd: at least 37.5 % of the clients answered with 429",
    "doubled-host": "stranger: every client answered with 400",
    "endless-fragments": "hostile: every client closed with 1009",
    "large-header": "stranger: every client answered with 431",
    "rebound-name": "stranger: every client answered with 403",
    "slow-request": "stranger: every client answered with 408",
}


def serve(settings):
    """As its documentation has it: `async for`, and `broadcast` to all that are there; /echo answers the sender."""
    there = set()

    async def handle(socket):
        there.add(socket)
        try:
            async for message in socket:
                if socket.path == "/echo":
                    await socket.send(message)
                else:
                    websockets.broadcast(there, message)
        except websockets.ConnectionClosed:
            pass
        finally:
            there.discard(socket)

    return websockets.serve(handle, "127.0.0.1", 0, **settings)


async def against(name, settings):
    """Exit code and output, of a server of its own; once more where the machine was too busy for a valid run."""
    file = os.path.join(os.environ["WAVETAPE_SCENARIOS"], name + ".toml")
    for _ in range(3):
        server = await serve(settings)
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        process = await asyncio.create_subprocess_exec(os.environ["WAVETAPE_SERVER"], "scenario", "--against", url, file,
                                                       stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        output, _ = await asyncio.wait_for(process.communicate(), DEADLINE)
        server.close()  # whom it still waits for there is nobody
        if process.returncode != 3:
            break
    return process.returncode, output.decode()


async def case(places, name, settings, lacking):
    async with places:
        code, output = await against(name, settings)
    good = code == 1 and f"  FAILED: {lacking}" in output if lacking else code == 0
    what = f"lacks {name}" if lacking else f"holds {name}" + (f" when it is told {', '.join(settings)}" if settings else "")
    print(("ok " if good else "FAILED ") + what + ("" if good else f": exit {code}\n{output}"), flush=True)
    return good


async def main():
    places = asyncio.Semaphore(AT_A_TIME)
    cases = [case(places, name, {}, None) for name in HOLDS]
    cases += [case(places, name, settings, None) for name, settings in HOLDS_WHEN_TOLD.items()]
    cases += [case(places, name, {}, lacking) for name, lacking in LACKS.items()]
    return 0 if all(await asyncio.gather(*cases)) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
