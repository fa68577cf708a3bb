# SPDX-License-Identifier: GPL-3.0-or-later
"""/poll, /longpoll and /history: what is newest, what is newer, what was."""
import json
import random
import socket
import threading
import time
import unittest

import schema
import wire
from events import Poller
from wire import Peer, Server, Stream, eventually, http, request_bytes, some_symbol


def setUpModule():
    global server, symbol
    server = Server(feed="calm")
    symbol = some_symbol(server)


def tearDownModule():
    server.stop()


def publish(channel, data, to=None):
    return wire.publish(to or server, channel, data)


def seqs(answer):
    return [m["seq"] for m in answer.json["messages"]]


class Poll(unittest.TestCase):
    def test_the_latest_of_each_at_once(self):
        publish("chat.poll", "first")
        publish("chat.poll", "second")
        answer = http(server, "GET", f"/poll?channels=chat.poll,ticker.{symbol},wave.sine1,chat.none")
        self.assertEqual(answer.status, 200)
        schema.require("poll", answer.json)
        by_channel = {m["channel"]: m for m in answer.json["messages"]}
        self.assertEqual(by_channel["chat.poll"]["data"], "second")
        self.assertEqual(by_channel[f"ticker.{symbol}"]["type"], "snapshot")
        schema.require("block", by_channel["wave.sine1"])
        self.assertNotIn("chat.none", by_channel)

    def test_what_is_wrong_is_said(self):
        for path, status in (("/poll", 400), ("/poll?channels=", 400), ("/poll?channels=a&x=1", 400), ("/poll?channels=a&channels=b", 400),
                             ("/poll?channels=a%20b", 400), ("/poll?channels=ticker.NOPE", 404),
                             ("/longpoll", 400), ("/longpoll?channels=a&timeout=0", 400), ("/longpoll?channels=a&timeout=61", 400),
                             ("/longpoll?channels=a&timeout=x", 400), ("/longpoll?channels=a&timeout=", 400),
                             ("/longpoll?channels=a&timeout=1&timeout=2", 400), ("/longpoll?channels=a&since=", 400),
                             ("/longpoll?channels=a&since=b", 400), ("/longpoll?channels=a,b&since=e:1", 400),
                             ("/longpoll?channels=" + ",".join(f"c{i}" for i in range(65)), 400),
                             ("/history/", 400), ("/history/a%20b", 400), ("/history/chat.nothing", 404), ("/history/chat.poll2?limit=0", 400),
                             ("/history/chat.poll2?limit=1001", 400), ("/history/chat.poll2?since=x", 400), ("/history/chat.poll2?x=1", 400),
                             ("/history/wave.sine1", 400)):
            publish("chat.poll2", 1)
            self.assertEqual(http(server, "GET", path).status, status, path)

    def test_pages_elsewhere(self):
        for path in ("/poll?channels=chat.a", "/longpoll?channels=chat.a", "/history/chat.a"):
            for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                self.assertEqual(http(server, "GET", path, headers).status, 403, path)


class LongPoll(unittest.TestCase):
    def test_held_until_something_is_newer(self):
        with Poller(server) as poller:
            timer = threading.Timer(0.3, publish, ("chat.held", {"n": 1}))
            timer.start()
            answer = poller.poll("chat.held")
            timer.join()
            self.assertEqual(answer.status, 200)
            schema.require("poll", answer.json)
            self.assertEqual([m["data"] for m in answer.json["messages"]], [{"n": 1}])
            self.assertTrue(answer.json["since"].endswith(":1"))
            self.assertNotIn("wavetape-resumed-from", answer.headers)
            # On the same connection: from there on, and what happened between two polls is not lost.
            publish("chat.held", {"n": 2})
            publish("chat.held", {"n": 3})
            answer = poller.poll("chat.held", answer.json["since"])
            self.assertEqual(seqs(answer), [2, 3])
            self.assertTrue(answer.headers["wavetape-resumed-from"].endswith(":1"))

    def test_nothing_comes(self):
        with Poller(server) as poller:
            since = http(server, "GET", "/poll?channels=chat.nothing").json["since"]
            begun = time.monotonic()
            answer = poller.poll("chat.nothing", since, timeout=1)
            self.assertGreaterEqual(time.monotonic() - begun, 0.9)
            self.assertEqual(answer.json, {"since": since, "messages": []})

    def test_a_request_behind_it_ends_it(self):
        with Poller(server) as poller:
            poller.ask("/longpoll?channels=chat.pipe")
            eventually(lambda: 'wavetape_connections{transport="longpoll"} 1' in http(server, "GET", "/metrics").text)
            poller.ask("/healthz")
            self.assertEqual(poller.answer().json["messages"], [])
            self.assertEqual(poller.answer().json, {"status": "ok"})

    def test_snapshots_losses_and_blocks(self):
        with Poller(server) as poller:
            answer = poller.poll(f"ticker.{symbol}", "other:5")
            self.assertEqual(answer.json["messages"][0]["type"], "snapshot")
            # At the channel's own position a snapshot is nothing new.
            again = poller.poll(f"ticker.{symbol}", answer.json["since"])
            self.assertGreater(again.json["messages"][0]["seq"], answer.json["messages"][0]["seq"])
            publish("chat.lost", 1)
            publish("chat.lost", 2)
            answer = poller.poll("chat.lost", "other:5")
            notice, = answer.json["messages"]
            self.assertEqual((notice["type"], notice["from"], notice["to"]), ("lagged", 1, 2))
            answer = poller.poll("wave.sine1")
            schema.require("block", answer.json["messages"][0])

    def test_a_page_at_a_time(self):
        with Server(HISTORY_PAGE_PUBLICATIONS=10, QUEUE_LOW=500, QUEUE_HIGH=1500, QUEUE_HARD=100_000) as own, Peer(own, "/ws") as peer:
            for n in range(100):
                peer.send({"type": "publish", "channel": "chat.pages", "data": {"n": n, "pad": "x" * 50}})
            peer.flushed()
            epoch = http(own, "GET", "/snapshot/chat.pages").json["epoch"]
            since, got, polls = f"{epoch}:0", [], 0
            with Poller(own) as poller:
                while len(got) < 100:
                    answer = poller.poll("chat.pages", since)
                    got += seqs(answer)
                    since = answer.json["since"]
                    polls += 1
                    self.assertEqual(since, f"{epoch}:{got[-1]}")
            self.assertEqual(got, list(range(1, 101)))
            self.assertGreater(polls, 3)

    def test_a_drain_answers_it(self):
        own = Server(DEADLINES_DRAIN_SPREAD=0)
        with Poller(own) as poller:
            poller.ask("/longpoll?channels=chat.drain")
            eventually(lambda: 'wavetape_connections{transport="longpoll"} 1' in http(own, "GET", "/metrics").text)
            stopping = threading.Thread(target=own.stop)
            stopping.start()
            answer = poller.answer()
            self.assertEqual((answer.json["messages"], answer.headers["connection"]), ([], "close"))
            stopping.join()

    def test_200_random_cuts(self):
        rng = random.Random(41)
        stop, sent = threading.Event(), [0]

        def feed():
            with Stream(server) as line:
                while not stop.is_set():
                    body = json.dumps({"channel": "chat.pollcuts", "data": sent[0] + 1}).encode()
                    line.write(request_bytes(server, "POST", "/publish", {"Content-Type": "application/json"}, body))
                    if line.response().status == 200:
                        sent[0] += 1
                    time.sleep(0.011)
        since = http(server, "GET", "/poll?channels=chat.pollcuts").json["since"]
        thread, got = threading.Thread(target=feed), []
        thread.start()
        try:
            for _ in range(200):
                with Poller(server) as poller:
                    poller.ask(f"/longpoll?channels=chat.pollcuts&since={since}")
                    if rng.random() < 0.4:
                        time.sleep(rng.random() * 0.02)
                        continue  # cut while it is held, or before its answer is read
                    answer = poller.answer()
                    got += seqs(answer)
                    since = answer.json["since"]
        finally:
            stop.set()
            thread.join()
        while len(got) < sent[0]:
            with Poller(server) as poller:
                answer = poller.poll("chat.pollcuts", since)
                got += seqs(answer)
                since = answer.json["since"]
        self.assertEqual(got, list(range(1, sent[0] + 1)))


class History(unittest.TestCase):
    def test_as_the_request_history(self):
        for n in range(5):
            publish("chat.history", n)
        with Peer(server, "/ws") as peer:
            told = peer.reply("history", channel="chat.history", limit=3)
        answer = http(server, "GET", "/history/chat.history?limit=3").json
        self.assertEqual(answer, {k: v for k, v in told.items() if k != "id"})
        since = f"{answer['epoch']}:1"
        page = http(server, "GET", f"/history/chat.history?since={since}&limit=2").json
        self.assertEqual(([p["seq"] for p in page["publications"]], page["more"]), ([2, 3], True))
        gone = http(server, "GET", "/history/chat.history?since=other:1")
        self.assertEqual((gone.status, gone.json["code"]), (410, 112))


class Limits(unittest.TestCase):
    def test_requests_of_an_address(self):
        with Server(LIMITS_REQUESTS_PER_SECOND=1, LIMITS_REQUEST_BURST=3) as own, Poller(own) as poller:
            statuses = []
            for _ in range(5):
                poller.ask("/poll?channels=chat.a")
                answer = poller.answer()
                statuses.append(answer.status)
            self.assertEqual(statuses, [200, 200, 200, 429, 429])
            self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
            self.assertEqual(http(own, "GET", "/healthz").status, 200)

    def test_held_polls_of_an_address(self):
        with Server(LIMITS_POLLS_PER_ADDRESS=3) as own:
            held = [Poller(own) for _ in range(3)]
            for poller in held:
                poller.ask("/longpoll?channels=chat.a")
            eventually(lambda: 'wavetape_connections{transport="longpoll"} 3' in http(own, "GET", "/metrics").text)
            with Poller(own) as one_more:
                answer = one_more.poll("chat.a")
                self.assertEqual((answer.status, answer.headers["retry-after"]), (429, "1"))
                held[0].socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                held[0].close()
                eventually(lambda: 'wavetape_connections{transport="longpoll"} 2' in http(own, "GET", "/metrics").text)
                publish("chat.b", 1, own)
                self.assertEqual(one_more.poll("chat.b", "other:1").status, 200)
            for poller in held[1:]:
                poller.close()

    def test_a_connection_that_polls_is_one_handshake(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=0.1, LIMITS_HANDSHAKE_BURST=2) as own, Poller(own) as poller:
            for _ in range(20):
                poller.ask("/poll?channels=chat.a")
                self.assertEqual(poller.answer().status, 200)


if __name__ == "__main__":
    unittest.main()
