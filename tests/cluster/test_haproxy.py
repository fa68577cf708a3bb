# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes behind Debian's HAProxy with the configuration that is shipped: who sticks, and who is lost when nodes go."""
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from nodes import Redis, kill, needs, node
from readers import CLUSTER, KINDS, Door, Proxy, Publisher, Reader

from wire import TIMEOUT, Peer, eventually, free_port, http, request_bytes


@needs("redis-server", "haproxy")
class BehindHAProxy(unittest.TestCase):
    def setUp(self):
        self.redis = Redis()
        self.addCleanup(self.redis.stop)
        self.ports = {"n1": free_port(), "n2": free_port()}
        self.nodes = {}
        for name in self.ports:
            self.start(name)
        self.addCleanup(lambda: [server.stop() for server in self.nodes.values()])
        self.proxy = Proxy(list(self.ports.values()))
        self.addCleanup(self.proxy.stop)
        self.cookie, self.address = self.proxy.cookie, self.proxy.address

    def start(self, name):
        self.nodes[name] = node(self.redis, name, "--trusted-proxy", "127.0.0.1",
                                listen=(f"127.0.0.1:{self.ports[name]}?proxy", "127.0.0.1:0"))
        self.nodes[name].port = self.nodes[name].ports[1]

    def restart(self, name, number=signal.SIGTERM):
        if number == signal.SIGKILL:
            kill(self.nodes[name])
        else:
            self.nodes[name].stop(number)
        self.start(name)
        # As HAProxy sees it: two checks.
        eventually(lambda: http(self.nodes[name], "GET", "/readyz").status == 200)
        time.sleep(1.2)

    def test_a_browser_stays_by_its_cookie_and_others_by_their_address(self):
        places = set()
        for _ in range(4):
            with Peer(self.cookie, "/ws", "wavetape.v1") as peer:
                cookie = peer.answer.headers["set-cookie"]
                self.assertRegex(cookie, r"^WTNODE=n[12]; path=/; HttpOnly; SameSite=Strict$")
                self.assertIn(peer.welcome["node"], cookie)
                places.add(peer.welcome["node"])
            for _ in range(3):
                with Peer(self.cookie, "/ws", "wavetape.v1", Cookie=cookie.split(";")[0]) as again:
                    self.assertEqual(again.welcome["node"], cookie[7:9])
        there = set()
        for _ in range(4):
            with Peer(self.address, "/ws", "wavetape.v1") as peer:
                there.add(peer.welcome["node"])
        self.assertEqual(len(there), 1)

    def test_a_client_is_its_own_address_behind_the_proxy(self):
        server = self.nodes["n1"]
        token, _ = server.admin_token() if os.path.exists(os.path.join(server.folder.name, "wavetape", f"{server.port}.token")) else \
            (open(os.path.join(server.folder.name, "wavetape", f"{server.ports[0]}.token"), encoding="ascii").read().strip(), 0)
        with Peer(server, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin:
            admin.subscribe("sys.connections")
            with socket.create_connection(("127.0.0.1", self.cookie.port), TIMEOUT, source_address=("127.0.0.9", 0)) as line:
                line.sendall(request_bytes(self.cookie, "GET", "/longpoll?channels=chat.a&timeout=20", {"Cookie": "WTNODE=n1"}))
                admin.until(lambda m: "127.0.0.9" in json.dumps(m))

    def test_a_node_knows_what_its_clients_are_kept_by(self):
        server = self.nodes["n1"]
        with open(os.path.join(server.folder.name, "wavetape", f"{server.ports[0]}.token"), encoding="ascii") as file:
            token = file.read().strip()
        self.nodes["n2"].stop()
        eventually(lambda: node_by(self.cookie.port, "n2") == "n1")
        wanted = {}
        for address, door, cookie, affinity in (("127.0.0.51", self.cookie, "WTNODE=n1", {"by": "cookie", "node": "n1"}),
                                                ("127.0.0.52", self.cookie, "WTNODE=n2", {"by": "cookie", "node": "n2"}),
                                                ("127.0.0.53", self.cookie, None, {"by": "cookie"}),
                                                ("127.0.0.54", self.address, None, {"by": "address"})):
            # The proxy says it, whatever the client does.
            peer = Peer(Door(door.port, (address, 0)), "/ws", "wavetape.v1", Cookie=cookie, Wavetape_Kept_By="cookie evil")
            self.addCleanup(peer.close)
            wanted[address] = affinity
        seen = {}
        with Peer(server, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin:
            admin.subscribe("sys.connections")
            while seen != wanted:
                data = admin.until(lambda m: m.get("channel") == "sys.connections" and "data" in m)["data"]
                seen.update((place, row.get("affinity")) for row in data["rows"] if (place := row["address"].rsplit(":", 1)[0]) in wanted)
        self.start("n2")

    def held_to(self, total, disturb):
        """Readers of each transport behind the proxy while `disturb` goes on: each has read every number once."""
        deadline = time.monotonic() + 70

        def done(reader):
            return (reader.read and reader.read[-1] >= total) or time.monotonic() > deadline

        doors = {"stream": self.address}
        readers = [Reader(kind, doors.get(kind, self.cookie), "chat.a", done, True) for kind in KINDS for _ in range(5)]
        # Everybody reads before the first is said: who polls has been told where the channel stands.
        eventually(lambda: all(reader.entered for reader in readers))
        publisher = Publisher(self.cookie, "chat.a", total)
        eventually(lambda: publisher.acknowledged >= total // 10)
        disturb()
        for thread in [publisher.thread] + [reader.thread for reader in readers]:
            thread.join(70)
        self.assertEqual(publisher.acknowledged, total)
        for reader in readers:
            self.assertEqual(reader.read, list(range(1, total + 1)), reader.kind)

    def test_a_rolling_restart_loses_nothing(self):
        def roll():
            for name in ("n1", "n2"):
                self.restart(name)
        self.held_to(600, roll)

    def test_a_node_that_is_killed_loses_nothing(self):
        self.held_to(400, lambda: self.restart("n2", signal.SIGKILL))


def node_by(port, cookie):
    with Peer(Door(port), "/ws", "wavetape.v1", Cookie=f"WTNODE={cookie}") as peer:
        return peer.welcome["node"]


@needs("redis-server", "haproxy")
class Demo(unittest.TestCase):
    def begin(self, *arguments):
        """The demo and its first port. Between finding ports and taking them somebody else may have: then it says so."""
        from wire import PROGRAM
        said = self.enterContext(tempfile.TemporaryFile("w+"))
        for _ in range(3):
            first = free_port(-9, -8, -7, 2)
            process = subprocess.Popen([os.path.join(CLUSTER, "demo"), *arguments], stdout=subprocess.PIPE, stderr=said, text=True, start_new_session=True,
                                       env={**os.environ, "WAVETAPE_SERVER": PROGRAM, "DEMO_PORT": str(first), "XDG_RUNTIME_DIR": tempfile.gettempdir()})
            line = process.stdout.readline()
            if line:
                return process, first, line
            process.stdout.close()
            process.wait()
            said.seek(0)
            text = said.read()
            if "are the ports" not in text:
                break
        self.fail(text)

    def test_it_begins_serves_and_ends(self):
        self.serves()

    @needs("nats-server")
    def test_so_it_does_with_nats(self):
        self.serves("--nats")

    def serves(self, *arguments):
        process, first, line = self.begin(*arguments)
        try:
            self.assertTrue(line.startswith(f"http://127.0.0.1:{first}/"), line)
            # A node that HAProxy has not seen well yet is passed by.
            eventually(lambda: all(node_by(first, name) == name for name in ("n1", "n2")))
            with Peer(Door(first), "/ws", "wavetape.v1", Cookie="WTNODE=n1") as one, Peer(Door(first), "/ws", "wavetape.v1", Cookie="WTNODE=n2") as two:
                self.assertEqual((one.welcome["node"], two.welcome["node"]), ("n1", "n2"))
                two.subscribe("chat.a")
                one.reply("publish", channel="chat.a", data="hello")
                self.assertEqual(two.until(lambda m: m.get("channel") == "chat.a" and "data" in m)["data"], "hello")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                self.assertEqual(process.wait(20), 0)
            finally:
                process.stdout.close()
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", first)), 0)


if __name__ == "__main__":
    unittest.main()
