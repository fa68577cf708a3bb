# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes behind Debian's HAProxy with the configuration that is shipped: who sticks, and who is lost when nodes go."""
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from nodes import Redis, found, kill, needs, node

from events import Events, Poller
from wire import TIMEOUT, Closed, Peer, eventually, free_port, http, request_bytes, Stream, upgrade

HAPROXY = found("haproxy")
CLUSTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "resources", "config", "cluster")


class Door:
    """One of HAProxy's addresses; stands in for a Server where a client connects."""

    def __init__(self, port):
        self.port = port
        self.host = f"127.0.0.1:{port}"


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
        self.cookie, self.address = Door(free_port()), Door(free_port())
        with open(os.path.join(CLUSTER, "haproxy.cfg"), encoding="ascii") as file:
            text = file.read()
        for old, new in ((8090, self.cookie.port), (8092, self.address.port), (8081, self.ports["n1"]), (8082, self.ports["n2"])):
            self.assertIn(f":{old}", text)
            text = re.sub(rf":{old}\b", f":{new}", text)
        folder = tempfile.TemporaryDirectory(prefix="wavetape-haproxy-")
        self.addCleanup(folder.cleanup)
        config = os.path.join(folder.name, "haproxy.cfg")
        with open(config, "w", encoding="ascii") as file:
            file.write(text)
        subprocess.run([HAPROXY, "-c", "-q", "-f", config], check=True)
        self.proxy = subprocess.Popen([HAPROXY, "-db", "-q", "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (self.proxy.kill(), self.proxy.wait()))
        eventually(self.answers)

    def answers(self):
        try:
            return http(self.cookie, "GET", "/readyz").status == 200
        except OSError:
            return False

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

    def held_to(self, total, disturb):
        """Readers of each transport behind the proxy while `disturb` goes on: what each has read."""
        results, ends = {}, []
        go = threading.Event()

        def guarded(name, body):
            def run():
                read = results.setdefault(name, [])
                deadline = time.monotonic() + 60
                state = {}
                while (not read or read[-1] < total) and time.monotonic() < deadline:
                    try:
                        body(read, state)
                    except (OSError, EOFError, Closed, AssertionError, TimeoutError):
                        time.sleep(0.05)
            return run

        def websocket(read, state):
            with Peer(self.cookie, "/ws", "wavetape.v1") as peer:
                since = state.get("since")
                ack = peer.subscribe("chat.a", **({"since": since} if since else {}))
                state["since"] = since or {"epoch": ack["epoch"], "seq": ack["seq"]}
                if since and not ack["recovered"]:
                    read.append(-1)
                while not read or read[-1] < total:
                    message = peer.json(3)
                    if message.get("type") == "lagged":
                        read.append(-message["from"])
                    elif message.get("channel") == "chat.a" and "data" in message:
                        read.append(message["seq"])
                        state["since"] = {"epoch": ack["epoch"], "seq": message["seq"]}

        def stream(read, state):
            with Events(self.address, "chat.a", last_id=state.get("id")) as events:
                assert events.status == 200, events.status
                while not read or read[-1] < total:
                    event = events.event(3)
                    if event is None:
                        return
                    state["id"] = events.last_id or state.get("id")
                    if event.kind == "message":
                        read.append(event.json["seq"] if "seq" in event.json and "data" in event.json else -1)

        def poll(read, state):
            with Poller(self.cookie) as poller:
                while not read or read[-1] < total:
                    answer = poller.poll("chat.a", **({"since": state["since"]} if "since" in state else {}), timeout=2)
                    assert answer.status == 200, answer.status
                    read += [m["seq"] if "data" in m else -1 for m in answer.json["messages"]]
                    state["since"] = answer.json["since"]

        def publisher():
            """Says each until it is acknowledged; its key makes that safe."""
            go.wait()
            for n in range(1, total + 1):
                body = json.dumps({"channel": "chat.a", "data": n, "key": f"k{n}"}).encode()
                for _ in range(400):
                    try:
                        if http(self.cookie, "POST", "/publish", {"Content-Type": "application/json"}, body).status == 200:
                            break
                    except (OSError, EOFError, AssertionError):
                        pass
                    time.sleep(0.02)
                time.sleep(0.008)
            ends.append(n)

        threads = [threading.Thread(target=guarded(f"{kind.__name__} {i}", kind), daemon=True)
                   for kind in (websocket, stream, poll) for i in range(5)]
        threads.append(threading.Thread(target=publisher, daemon=True))
        for thread in threads:
            thread.start()
        # Everybody reads before the first is said.
        time.sleep(1.5)
        go.set()
        time.sleep(0.5)
        disturb()
        for thread in threads:
            thread.join(70)
        self.assertEqual(ends, [total])
        return results

    def test_a_rolling_restart_loses_nothing(self):
        def roll():
            for name in ("n1", "n2"):
                self.restart(name)
        total = 600
        results = self.held_to(total, roll)
        self.assertEqual(len(results), 15)
        for name, read in results.items():
            self.assertEqual(read, list(range(1, total + 1)), name)

    def test_a_node_that_is_killed_loses_nothing(self):
        total = 400
        results = self.held_to(total, lambda: self.restart("n2", signal.SIGKILL))
        for name, read in results.items():
            self.assertEqual(read, list(range(1, total + 1)), name)


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
