# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that read one channel by WebSocket, events or polls, come again wherever they are let in, and bring their position."""
import json
import os
import re
import subprocess
import tempfile
import threading
import time

from nodes import found

from events import Events, Poller
from wire import TIMEOUT, Closed, Peer, eventually, free_port, http

HAPROXY = found("haproxy")
CLUSTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "resources", "config", "cluster")
KINDS = ("websocket", "stream", "poll")


class Door:
    """An address to come in by; stands in for a Server where a client connects, from `source` where that is said."""

    def __init__(self, port, source=None):
        self.port, self.source = port, source
        self.host = f"127.0.0.1:{port}"


class Proxy:
    """Debian's HAProxy with the configuration that is shipped, before nodes on the two `ports`."""

    def __init__(self, ports):
        self.cookie, self.address = Door(free_port()), Door(free_port())
        with open(os.path.join(CLUSTER, "haproxy.cfg"), encoding="ascii") as file:
            text = file.read()
        for old, new in ((8090, self.cookie.port), (8092, self.address.port), (8081, ports[0]), (8082, ports[1])):
            assert f":{old}" in text
            text = re.sub(rf":{old}\b", f":{new}", text)
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-haproxy-")
        config = os.path.join(self.folder.name, "haproxy.cfg")
        with open(config, "w", encoding="ascii") as file:
            file.write(text)
        subprocess.run([HAPROXY, "-c", "-q", "-f", config], check=True)
        self.process = subprocess.Popen([HAPROXY, "-db", "-q", "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self._answers)

    def _answers(self):
        try:
            return http(self.cookie, "GET", "/readyz").status == 200
        except OSError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


class Reader:
    """`read`: each number, and its negative where it was told to be lost (-1 where the channel began anew). `values`: what was read
    under them. `entered` and `left`: when it was let in, and found itself outside (monotonic)."""

    def __init__(self, kind, door, channel, done, checked=True, patience=3):
        self.kind, self.door, self.channel, self._done, self._checked, self._patience = kind, door, channel, done, checked, patience
        self.read, self.values, self.entered, self.left = [], [], [], []
        self.newest = 0.0  # when something was read last
        self.longest = 0.0  # between two, s
        self._since = None
        self.thread = threading.Thread(target=self._run, name=kind, daemon=True)
        self.thread.start()

    def _run(self):
        once = getattr(self, "_" + self.kind)
        while not self._done(self):
            try:
                once()
            except (OSError, EOFError, Closed, AssertionError, TimeoutError):
                if len(self.left) < len(self.entered):
                    self.left.append(time.monotonic())
                time.sleep(0.05)

    def _in(self):
        if len(self.left) == len(self.entered):
            self.entered.append(time.monotonic())

    def _stand(self, position):
        """Over HTTP the position tells of another epoch."""
        if self._since and self._since.rsplit(":", 1)[0] != position.rsplit(":", 1)[0]:
            self.read.append(-1)
        self._since = position

    def _take(self, message):
        now = time.monotonic()
        if "data" in message and "seq" in message:
            self.longest = max(self.longest, now - (self.newest or now))
            self.newest = now
            self.read.append(message["seq"])
            self.values.append(message["data"])
        elif message.get("type") == "lagged":
            self.read.append(-message["from"])
        elif message.get("type") == "channel":
            self.read.append(-1)

    def _websocket(self):
        with Peer(self.door, "/ws", "wavetape.v1", checked=self._checked) as peer:
            ack = peer.subscribe(self.channel, **({"since": self._since} if self._since else {}))
            if self._since and not ack["recovered"]:
                self.read.append(-1)
            self._since = self._since or {"epoch": ack["epoch"], "seq": ack["seq"]}
            epoch = ack["epoch"]
            self._in()
            while not self._done(self):
                message = peer.json(self._patience)
                if message.get("channel") != self.channel:
                    continue
                self._take(message)
                epoch = message.get("epoch", epoch) if message.get("type") == "channel" else epoch
                if "seq" in message:
                    self._since = {"epoch": epoch, "seq": message["seq"]}

    def _stream(self):
        with Events(self.door, self.channel, last_id=self._since) as events:
            assert events.status == 200, events.status
            while not self._done(self):
                event = events.event(self._patience)
                if event is None:
                    raise EOFError
                self._in()
                if events.last_id:
                    self._stand(events.last_id)
                if event.kind == "message":
                    self._take(event.json)

    def _poll(self):
        with Poller(self.door) as poller:
            while not self._done(self):
                answer = poller.poll(self.channel, **({"since": self._since} if self._since else {}), timeout=2, wait=max(TIMEOUT, self._patience))
                assert answer.status == 200, answer.status
                self._in()
                self._stand(answer.json["since"])
                for message in answer.json["messages"]:
                    self._take(message)


class Publisher:
    """Says 1 to `total` on a channel, each until it is acknowledged: its key makes that safe."""

    def __init__(self, door, channel, total, every=0.008):
        self.door, self.channel, self.total, self.every = door, channel, total, every
        self.acknowledged = 0
        self.slowest = 0.0  # s until something was refused as unavailable
        self.thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self.thread.start()

    def _run(self):
        for n in range(1, self.total + 1):
            body = json.dumps({"channel": self.channel, "data": n, "key": f"k{n}"}).encode()
            for _ in range(2000):
                begun = time.monotonic()
                try:
                    answer = http(self.door, "POST", "/publish", {"Content-Type": "application/json"}, body)
                    if answer.status == 200:
                        self.acknowledged = n
                        break
                    if answer.status == 503 and answer.json["code"] == 116:
                        self.slowest = max(self.slowest, time.monotonic() - begun)
                except (OSError, EOFError, AssertionError):
                    pass
                time.sleep(0.02)
            time.sleep(self.every)
