# SPDX-License-Identifier: GPL-3.0-or-later
"""The configurations for nginx and HAProxy that are shipped, with unmodified programs: events and polls through them, each client with
its own address."""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from events import Events, Poller
from wire import Peer, Server, eventually, free_port, http, publish

PATH = os.environ.get("PATH", "") + ":/usr/sbin"
CONFIGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../resources/config")


class Proxy:
    """Where a test's clients connect: looks like a server to them."""

    def __init__(self, server, name):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-proxy-")
        self.port, self.upstream = free_port(), server.port
        at = self.folder.name
        with open(os.path.join(CONFIGS, {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}[name]), encoding="utf-8") as file:
            text = re.sub(r"127\.0\.0\.1:8080", f"127.0.0.1:{server.port}", re.sub(r"127\.0\.0\.1:809[01]", f"127.0.0.1:{self.port}", file.read()))
        if name == "nginx":
            paths = "".join(f"{kind}_temp_path {at}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            text = (f"daemon off; pid {at}/pid; error_log {at}/log; worker_rlimit_nofile 8192; events {{ worker_connections 4096; }}\n"
                    f"http {{ access_log off; {paths}\n{text}\n}}\n")
        config = os.path.join(at, "config")
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        command = {"nginx": ["-c", config, "-e", f"{at}/log"], "haproxy": ["-db", "-f", config]}[name]
        self.process = subprocess.Popen([shutil.which(name, path=PATH), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self._listens)

    def _listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            assert self.process.poll() is None, "the proxy has ended"
            return False

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


class Shipped:
    name = ""

    def setUp(self):
        if not shutil.which(self.name, path=PATH):
            self.skipTest(f"{self.name} is not installed")
        self.server = Server("--trusted-proxy", "127.0.0.1")
        self.proxy = Proxy(self.server, self.name)

    def tearDown(self):
        if hasattr(self, "proxy"):
            self.proxy.__exit__()
            self.server.stop()

    def test_events_come_one_by_one_and_go_on_after_a_cut(self):
        with Peer(self.server, "/ws") as keeper:
            keeper.subscribe("chat.through")
            with Events(self.proxy, "chat.through") as stream:
                stream.begun()
                for n in range(5):  # each before the next is published: nothing is kept back
                    publish(self.server, "chat.through", n)
                    event = stream.message()
                    self.assertEqual(event.json["data"], n)
            publish(self.server, "chat.through", 5)
            with Events(self.proxy, "chat.through", event.id) as stream:
                self.assertEqual(stream.headers["wavetape-resumed-from"], event.id)
                self.assertEqual(stream.begun(), event.id)
                self.assertEqual(stream.message().json["data"], 5)

    def test_polls_and_websockets(self):
        with Peer(self.server, "/ws") as keeper, Poller(self.proxy) as poller:
            keeper.subscribe("chat.polls")
            since = None
            for n in range(3):
                poller.ask("/longpoll?channels=chat.polls" + (f"&since={since}" if since else ""))
                if since is None:
                    eventually(lambda: 'wavetape_connections{transport="longpoll"} 1' in http(self.server, "GET", "/metrics").text)
                publish(self.server, "chat.polls", n)
                answer = poller.answer()
                self.assertEqual([m["data"] for m in answer.json["messages"]], [n])
                since = answer.json["since"]
        with Peer(self.proxy, "/ws", "wavetape.v1") as peer:
            peer.subscribe("chat.polls")

    def test_what_a_client_says_of_itself_does_not_count(self):
        token, _ = self.server.admin_token()
        with Events(self.proxy, "chat.a", X_Forwarded_For="203.0.113.7", Forwarded="for=203.0.113.8") as stream:
            stream.begun()
            with Peer(self.server, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin:
                admin.subscribe("sys.connections")
                seen = {}

                def mine(m):
                    seen.update({r["transport"]: r["address"] for r in (m.get("data") or {}).get("rows", [])})
                    return "sse" in seen
                admin.until(mine)
            self.assertTrue(seen["sse"].startswith("127.0.0.1:"), seen)
        self.assertEqual(http(self.proxy, "GET", "/channels", {"Host": "evil.example", "X-Forwarded-Host": "localhost"}).status, 403)


class Nginx(Shipped, unittest.TestCase):
    name = "nginx"


class HAProxy(Shipped, unittest.TestCase):
    name = "haproxy"

    def test_500_clients_on_ten_addresses_come_back(self):
        """Each address has 200 handshakes at once and 64 unfinished: as one address they would not be back for long."""
        self.server.stop()
        port = self.server.port
        self.server = Server("--trusted-proxy", "127.0.0.1", listen=(f"127.0.0.1:{port}",), LIMITS_HANDSHAKES_PER_SECOND=50,
                             LIMITS_HANDSHAKE_BURST=200, LIMITS_CONNECTIONS_PER_ADDRESS=110)

        def connect(last):
            streams = []
            for n in range(500):
                made = Events.__new__(Events)
                sock = socket.socket()
                sock.bind((f"127.0.1.{n % 10 + 1}", 0))
                sock.settimeout(10)
                sock.connect(("127.0.0.1", self.proxy.port))
                real, socket.create_connection = socket.create_connection, lambda *a, s=sock: s
                try:
                    made.__init__(self.proxy, "chat.crowd", last)
                finally:
                    socket.create_connection = real
                made.begun()
                streams.append(made)
            return streams
        with Peer(self.server, "/ws") as keeper:
            keeper.subscribe("chat.crowd")
            streams = connect(None)
            publish(self.server, "chat.crowd", 1)
            last = {stream.message().id for stream in streams}
            self.assertEqual(len(last), 1)
            for stream in streams:
                stream.close()
            publish(self.server, "chat.crowd", 2)
            begun = time.monotonic()
            streams = connect(last.pop())
            self.assertEqual({stream.message().json["data"] for stream in streams}, {2})
            print(f"500 clients were back in {time.monotonic() - begun:.1f} s", end=" ", flush=True)
            eventually(lambda: 'wavetape_connections{transport="sse"} 500\n' in http(self.server, "GET", "/metrics").text)
            for stream in streams:
                stream.close()


if __name__ == "__main__":
    unittest.main()
