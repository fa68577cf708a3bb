# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request as an operator sees them, and what they must leave alone. What clients see: tests/interop."""
import json
import time
import unittest

from wire import Peer, Server, eventually, http, upgrade

V1 = "wavetape.v1"


def publish(server, channel, *all_data):
    for data in all_data:
        answer = http(server, "POST", "/publish", {"Content-Type": "application/json"}, json.dumps({"channel": channel, "data": data}).encode())
        assert answer.status == 200, answer


class Labels(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.admin = Peer(self.server, "/ws", V1)
        self.addCleanup(self.admin.close)
        self.admin.reply("auth", token=self.server.admin_token()[0])

    def test_row_events_and_figures_say_so(self):
        self.admin.subscribe("sys.events")
        with Peer(self.server, "/ws?faults=gap:2;drop:0%25", V1, checked=False) as peer, Peer(self.server, "/ws", V1) as other:
            for one in (peer, other):
                one.send({"type": "subscribe", "id": 1, "channel": "chat.a"})
            event = self.next_event("open", "/ws?faults=")  # the administrator's own may come first
            self.assertEqual(event["reason"], f"with faults: gap:2;drop:0.0000%;as:{event['id']}")
            self.assertEqual(self.next_event("open")["reason"], "")
            publish(self.server, "chat.a", 1, 2, 3)
            struck = self.next_event("fault")
            self.assertEqual((struck["id"], struck["reason"], struck["by"]), (event["id"], "msg_gap: chat.a 1", "server"))
            self.admin.subscribe("sys.connections")
            rows = self.admin.until(lambda m: m.get("channel") == "sys.connections" and m.get("data", {}).get("full"))["data"]["rows"]
            self.assertEqual([row["faults"] for row in rows if "faults" in row], [f"gap:2;drop:0.0000%;as:{event['id']}"])
        page = http(self.server, "GET", "/metrics").text
        self.assertIn('wavetape_faults_total{type="msg_gap"} 2\n', page)
        self.assertIn('wavetape_faults_total{type="msg_drop"} 0\n', page)
        self.assertIn('wavetape_unexplained_gaps_total{cause="fault"} 1\n', page)

    def test_who_has_misspelt_it_is_told(self):
        hint = "The parameter fault does nothing here; did you mean faults?"
        self.admin.subscribe("sys.events")
        for path in ("/ws?fault=cut", "/ws/chat.a?_=1&fault=cut", "/sse?channels=chat.a&fault=cut", "/longpoll?channels=chat.a&fault=cut&timeout=1"):
            answer = upgrade(self.server, path) if path.startswith("/ws") else http(self.server, "GET", path)
            self.assertEqual((answer.status, answer.headers.get("wavetape-hint")), (101 if path.startswith("/ws") else 200, hint), path)
            if not path.startswith("/longpoll"):
                self.assertEqual(self.next_event("open", path)["reason"], hint, path)
        for path in ("/ws?_=1&lastEventId=3&t=Pq2", "/ws?as=phone"):
            answer = upgrade(self.server, path)
            self.assertEqual((answer.status, answer.headers.get("wavetape-hint")), (101, None), "what is nothing of ours is left alone")
        self.assertEqual(upgrade(self.server, "/ws?Fault%0D%0AX=1").headers.get("x"), None)

    def next_event(self, kind, path=""):
        def fits(message):
            data = message.get("data", {})
            return message.get("channel") == "sys.events" and data.get("kind") == kind and data["path"].startswith(path)
        return self.admin.until(fits)["data"]

    def test_what_is_told_of_the_server_stays_true(self):
        with Peer(self.server, "/ws?faults=drop:100%25;gap:9", V1, checked=False) as watcher:
            watcher.reply("auth", token=self.server.admin_token()[0])
            watcher.subscribe("sys.events")
            upgrade(self.server, "/nowhere")
            message = watcher.until(lambda m: m.get("channel") == "sys.events" and m["data"]["kind"] == "refused")
            self.assertEqual(message["data"]["code"], 404)


class Bounds(unittest.TestCase):
    def test_a_refusal_that_is_asked_for_has_all_that_a_real_one_has(self):
        with Server() as server:
            for status in (429, 503):
                answer = upgrade(server, f"/ws?faults=status:{status}")
                self.assertEqual(answer.status, status)
                self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)

    def test_bytes_that_are_held_back_count_as_memory_and_are_given_back(self):
        held = lambda: next(float(line.rsplit(" ", 1)[1]) for line in http(server, "GET", "/metrics").text.splitlines()  # noqa: E731
                            if line.startswith("wavetape_held_bytes "))
        with Server() as server:
            with Peer(server, "/ws?faults=delay:60s@1s", V1, checked=False) as peer:
                peer.subscribe("chat.a")

                def published():
                    publish(server, "chat.a", "x" * 50_000)
                    return peer.silent() and held() >= 50_000
                eventually(published)
                peer.socket.close()
            eventually(lambda: held() < 50_000)

    def test_all_of_them_hold_back_an_eighth_of_what_the_server_may_hold(self):
        mib = 1 << 20
        with Server(QUEUE_SERVER_BYTES=4 * mib) as server, Peer(server, "/ws", V1) as innocent:
            innocent.subscribe("chat.a")
            stalled = [Peer(server, "/ws?faults=stall:120s@2s", V1, checked=False) for _ in range(12)]
            for peer in stalled:
                self.addCleanup(peer.close)
                peer.subscribe("chat.a", policy="drop-oldest")
            time.sleep(2.1)  # now all of them are
            for seq in range(1, 21):
                publish(server, "chat.a", "x" * 60_000)
                self.assertEqual(innocent.until(lambda m: "seq" in m)["seq"], seq, "who asked for nothing misses nothing")
            held = next(float(line.rsplit(" ", 1)[1]) for line in http(server, "GET", "/metrics").text.splitlines()
                        if line.startswith("wavetape_held_bytes "))
            # A frame more for each thread that filled it at the same moment; without the bound it is 3 MiB.
            self.assertLess(held, mib)
            self.assertEqual(http(server, "GET", "/readyz").status, 200)

    def test_an_idle_connection_with_every_fault_ends_with_the_server(self):
        server = Server()
        for faults in ("close:1012@3600s", "cut@3600s", "mute-pong", "slow:1kbit@1s", "delay:1ms", "delay:60s@1s", "stall:120s@1s"):
            self.addCleanup(Peer(server, "/echo?faults=" + faults, checked=False).close)
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
