# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy in user space that does to a connection what networks do: delay, jitter, rate, dribble, stall, cut, reset,
a swallowed FIN, half-open. Runs in a thread of its own, so that a test may block; faults may be changed at any time.

    with FaultProxy(("127.0.0.1", 8080)) as proxy:
        proxy.down.rate = 10_000          # bytes/s from server to client
        client = connect(proxy.address)
        proxy.reset()                     # all its connections, both ends
"""
import asyncio
import collections
import dataclasses
import random
import socket
import struct
import threading

CHUNK = 16 * 1024
STEP = 0.005  # s: how soon a changed fault takes effect


@dataclasses.dataclass
class Faults:
    """What happens to one direction."""
    delay: float = 0  # s, added to every byte; order is kept
    jitter: float = 0  # s, up to this much more
    rate: float = 0  # bytes/s; 0: as fast as it goes
    dribble: int = 0  # bytes at a time, one segment each; 0: as they come
    stall: bool = False  # nothing is read: the sender's window fills
    blackhole: bool = False  # read and acknowledged, never passed on
    swallow_fin: bool = False  # the end of the stream is not passed on


class FaultProxy:
    def __init__(self, target, up=None, down=None):
        self.target = target
        self.up = up or Faults()  # client to server
        self.down = down or Faults()  # server to client
        self.accepted = 0
        self._pairs = set()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._main, name="fault-proxy", daemon=True)
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the proxy did not start")

    # What a test calls, from its own thread.

    def half_open(self):
        """From now on each side is alone and does not know: bytes are acknowledged, nothing arrives, no end is told."""
        for faults in (self.up, self.down):
            faults.blackhole = faults.swallow_fin = True

    def cut(self):
        """Ends all connections in order (FIN to both sides). Returns how many."""
        return self._call(self._end_all, False)

    def reset(self):
        """Ends all connections with RST to both sides."""
        return self._call(self._end_all, True)

    @property
    def connections(self):
        return len(self._pairs)

    def close(self):
        if self._thread.is_alive():
            self._call(self._end_all, True)
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # The proxy's thread.

    def _call(self, function, *arguments):
        async def run():
            return function(*arguments)
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    def _main(self):
        asyncio.run(self._run())

    async def _run(self):
        self._loop = asyncio.get_running_loop()
        self._done = asyncio.Event()
        listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        listener.setblocking(False)
        self.address = listener.getsockname()
        self.port = self.address[1]
        acceptor = asyncio.create_task(self._accept(listener))
        self._started.set()
        await self._done.wait()
        acceptor.cancel()
        listener.close()

    async def _accept(self, listener):
        tasks = set()
        while True:
            client, _ = await self._loop.sock_accept(listener)
            self.accepted += 1
            task = asyncio.create_task(self._serve(client))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    async def _serve(self, client):
        server = socket.socket()
        pair = (client, server)
        for side in pair:
            side.setblocking(False)
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pairs.add(pair)
        try:
            await self._loop.sock_connect(server, self.target)
            await asyncio.gather(self._pump(client, server, self.up), self._pump(server, client, self.down))
        except OSError:
            self._end(pair, True)
        else:
            self._end(pair, False)

    async def _pump(self, source, sink, faults):
        """One direction of one connection, until its end has been passed on."""
        waiting = collections.deque()  # (due, bytes); an empty one is the end
        room = asyncio.Event()
        more = asyncio.Event()
        room.set()

        async def read():
            due = 0
            while True:
                while faults.stall or not room.is_set():
                    await asyncio.sleep(STEP)
                data = await self._loop.sock_recv(source, CHUNK)
                while faults.stall and data:  # it began while this read was waiting
                    await asyncio.sleep(STEP)
                due = max(due, self._loop.time() + faults.delay + random.random() * faults.jitter)
                waiting.append((due, data))
                if len(waiting) > 256:
                    room.clear()
                more.set()
                if not data:
                    return

        async def write():
            while True:
                while not waiting:
                    more.clear()
                    await more.wait()
                due, data = waiting.popleft()
                room.set()
                await asyncio.sleep(max(0, due - self._loop.time()))
                if not data:
                    while faults.swallow_fin:
                        await asyncio.sleep(STEP)
                    sink.shutdown(socket.SHUT_WR)
                    return
                if not faults.blackhole:
                    await self._send(sink, data, faults)

        reader = asyncio.create_task(read())
        try:
            await write()
        finally:
            reader.cancel()

    async def _send(self, sink, data, faults):
        at = 0
        while at < len(data):
            size = len(data) - at
            if faults.dribble:
                size = faults.dribble
            elif faults.rate:
                size = max(1, min(size, int(faults.rate * 0.02)))
            piece = data[at:at + size]
            await self._loop.sock_sendall(sink, piece)
            at += len(piece)
            if faults.rate:
                await asyncio.sleep(len(piece) / faults.rate)
            elif faults.dribble:
                await asyncio.sleep(0)

    def _end(self, pair, reset):
        if pair not in self._pairs:
            return
        self._pairs.discard(pair)
        for side in pair:
            if reset:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            for forget in (self._loop.remove_reader, self._loop.remove_writer):
                forget(side.fileno())
            side.close()

    def _end_all(self, reset):
        pairs = list(self._pairs)
        for pair in pairs:
            self._end(pair, reset)
        return len(pairs)
