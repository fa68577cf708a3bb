# SPDX-License-Identifier: GPL-3.0-or-later
"""A real redis-server or nats-server, nodes on it, and envelopes that no node made."""
import base64
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "integration"))

from wire import TIMEOUT, Server, free_port  # noqa: E402

def found(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/bin:/usr/sbin")


def needs(*programs):
    """Skips where one is not there, and says which."""
    missing = [program for program in programs if not found(program)]
    return unittest.skipIf(missing, f"{' and '.join(missing)} not found; installer/install-packages test brings it")


REDIS = found("redis-server")
KEY = b"0123456789abcdef0123456789abcdef"
CLUSTER = "wavetape"


class Broker:
    """A broker's process on a free port, with a folder of its own. `keeps`: what it has outlives it."""

    SCHEME = ""

    def __init__(self, *arguments, start=True, keeps=False):
        self.port = free_port()
        self.arguments = arguments
        self.keeps = keeps
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-broker-")
        self.key_file = os.path.join(self.folder.name, "key")
        with open(self.key_file, "wb") as file:
            file.write(KEY + b"\n")
        os.chmod(self.key_file, 0o600)
        self.process = None
        if start:
            self.start()

    @property
    def url(self):
        return f"{self.SCHEME}://127.0.0.1:{self.port}"

    def command(self):
        raise NotImplementedError

    def start(self):
        """Empty, where it does not keep what it has."""
        self.process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)  # until the last of its threads stands

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.kill()
        self.folder.cleanup()


class Nats(Broker):
    """A nats-server with JetStream."""

    SCHEME = "nats"

    def command(self):
        store = os.path.join(self.folder.name, "store")
        if not self.keeps:
            shutil.rmtree(store, ignore_errors=True)
        return [found("nats-server"), "-js", "-sd", store, "-a", "127.0.0.1", "-p", str(self.port), *self.arguments]

    def ask(self, subject, data=b""):
        """The data of an answer."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as line:
            line.sendall(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB _TEST 1\r\n' + b"PUB %s _TEST %d\r\n%s\r\n" % (subject.encode(), len(data), data))
            file = line.makefile("rb")
            while True:
                words = file.readline().split()
                if words[0] in (b"MSG", b"HMSG"):
                    return file.read(int(words[-1]))

    def beat(self):
        """The headers of the newest beat of the feed."""
        answer = json.loads(self.ask(f"$JS.API.STREAM.MSG.GET.WT-{CLUSTER}-state", json.dumps({"last_by_subj": f"wt.{CLUSTER}.state.beat"}).encode()))
        lines = base64.b64decode(answer.get("message", {}).get("hdrs", "")).decode().split("\r\n")
        return dict(line.split(": ", 1) for line in lines if ": " in line)

    def has_checkpoint(self):
        return bool(self.beat().get("Wt-Checkpoint"))

    def beats(self):
        return int(self.beat().get("Wt-Number", 0))


class Redis(Broker):
    """A redis-server."""

    SCHEME = "redis"

    def command(self):
        disk = ("yes", "--appendfsync", "always") if self.keeps else ("no",)
        return [REDIS, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder.name, "--appendonly", *disk, *self.arguments]

    def has_checkpoint(self):
        return self.ask("EXISTS", f"wt:{{{CLUSTER}}}:checkpoint") == 1

    def beats(self):
        return int(self.ask("HGET", f"wt:{{{CLUSTER}}}:beat", "n"))

    def ask(self, *words):
        """One command, its reply as Python has it."""
        return self.ask_all([words])[0]

    def ask_all(self, commands):
        """Several at once: nobody comes in between."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as line:
            line.sendall(b"".join(_command(words) for words in commands))
            file = line.makefile("rb")
            return [_reply(file) for _ in commands]


def _command(words):
    parts = [w if isinstance(w, bytes) else str(w).encode() for w in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)


def _reply(file):
    line = file.readline().rstrip(b"\r\n")
    kind, rest = line[:1], line[1:]
    if kind == b":":
        return int(rest)
    if kind == b"$":
        return None if rest == b"-1" else file.read(int(rest) + 2)[:-2]
    if kind == b"*":
        return [_reply(file) for _ in range(int(rest))]
    return rest


def envelope(channel, epoch, seq, data, key=KEY, cluster=CLUSTER):
    """As server/cluster/Envelope.h describes it."""
    name = "stranger"
    body = struct.pack("<BBBBQq", 1, len(name), len(channel), len(epoch), seq, int(time.time() * 1e6)) + (name + channel + epoch).encode() + data
    return body + hmac.new(key, cluster.encode() + b"\0" + body, hashlib.sha256).digest()


def node(broker, name, *flags, **settings):
    # On a fast machine one publisher that waits for each answer is above the usual rate.
    settings = {"LIMITS_MESSAGES_PER_SECOND": 100_000, "LIMITS_MESSAGE_BURST": 100_000, **settings}
    return Server("--cluster", broker.url, "--cluster-key", broker.key_file, "--node", name, *flags, **settings)


def kill(server):
    """As the machine would: nothing is said to anybody."""
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()
    server.log.close()
    server.folder.cleanup()
