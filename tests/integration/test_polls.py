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
        publish("chat.wrong", 1)
        name, none = "A channel's name is made of", "There is no channel"
        many, place, parts = "more channels than have one position: 64", "A position is <epoch>:<seq>", "as many parts as there are channels"
        seconds, limit, time_of = "timeout is a number from 1 to 60", "limit is a number from 1 to 1000", "milliseconds since 1970"
        c65 = ",".join(f"c{i}" for i in range(65))
        of_channels = {"": "Name the channels", "?channels=": "Name the channels", "?channels=a&channels=b": "channels may come once",
                       "?channels=a&channels=a": "channels may come once", "?channels=a,a": "may be named once", "?channels=a%20b": name,
                       "?channels=a,": name, "?channels=,a": name, "?channels=chat.*": name, "?channels=%ff": name,
                       "?channels=" + "x" * 129: name, f"?channels={c65}": many}
        held = {"timeout=0": seconds, "timeout=61": seconds, "timeout=x": seconds, "timeout=": seconds, "timeout=1.5": seconds,
                "timeout=-1": seconds, "timeout=99999999999999999999": seconds, "timeout=1&timeout=1": "timeout may come once",
                "since=": "since is a position", "since=b": place, "since=e:": place, "since=:1": place, "since=e:x": place, "since=e:-1": place,
                "since=~": place, "since=e:9007199254740993": place, "since=a%20b:1": place, "since=e:1,e:2": parts, "since=e~1.2~1.3": parts,
                "since=e:1&since=e:1": "since may come once"}
        table = [(path + query, sentence) for path in ("/poll", "/longpoll") for query, sentence in of_channels.items()]
        table += [("/longpoll?channels=chat.wrong&" + query, sentence) for query, sentence in held.items()]
        table += [("/longpoll?channels=a,b&since=e:1", parts),
                  ("/poll?channels=a&x=1", "parameters alone: channels"), ("/poll?channels=a&since=e:1", "parameters alone: channels"),
                  ("/history/", name), ("/history/a%20b", name), ("/history/chat.wrong?x=1", "parameters alone: since, limit"),
                  ("/history/chat.wrong?since=", place), ("/history/chat.wrong?since=x", place), ("/history/chat.wrong?since=e:1,e:2", parts),
                  ("/history/chat.wrong?since=e:1&since=e:1", "since may come once"), ("/history/wave.sine1", "binary channel"),
                  ("/snapshot/", name), ("/snapshot/chat.wrong?x=1", "parameters alone: limit"),
                  (f"/candles/{symbol}?interval=2m", "interval is 1s, 5s, 1m, 5m or 1h"), (f"/candles/{symbol}?interval=", "interval is 1s"),
                  (f"/candles/{symbol}?interval=1m&interval=1m", "interval may come once"), (f"/candles/{symbol}?start=x", time_of),
                  (f"/candles/{symbol}?end=-1", time_of), (f"/candles/{symbol}?start=2&end=1", "start is after end"),
                  (f"/candles/{symbol}?start=1&start=1", "start may come once"), (f"/candles/{symbol}?x=1", "parameters alone: interval"),
                  ("/symbols?x=1", "takes no parameters")]
        for path in ("/history/chat.wrong", "/snapshot/chat.wrong", f"/candles/{symbol}"):
            table += [(f"{path}?limit={wrong}", limit) for wrong in ("0", "1001", "x", "", "1.5", "-1")]
            table.append((f"{path}?limit=1&limit=1", "limit may come once"))
        for path, sentence in table:
            answer = http(server, "GET", path)
            self.assertEqual(answer.status, 400, path)
            self.assertIn(sentence, answer.text, path)
        for path in ("/poll?channels=ticker.NOPE", "/longpoll?channels=ticker.NOPE", "/history/chat.none", "/snapshot/chat.none"):
            answer = http(server, "GET", path)
            self.assertEqual(answer.status, 404, path)
            self.assertIn(none, answer.text, path)
        for path in ("/candles/NOPE", "/candles/"):
            self.assertIn("no such symbol", http(server, "GET", path).text, path)

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

    def test_another_life_and_beyond_the_end(self):
        publish("chat.ends", 1)
        publish("chat.ends", 2)
        epoch = http(server, "GET", "/snapshot/chat.ends").json["epoch"]
        with Poller(server) as poller:
            answer = poller.poll("chat.ends", "other:1")
            notice, = answer.json["messages"]
            self.assertEqual((notice["type"], notice["from"], notice["to"], answer.json["since"]), ("lagged", 1, 2, f"{epoch}:2"))
            # Nothing is known of what is beyond; it goes on where the channel is, and says so.
            poller.ask(f"/longpoll?channels=chat.ends&since={epoch}:99&timeout=30")
            eventually(lambda: 'wavetape_connections{transport="longpoll"} 1' in http(server, "GET", "/metrics").text)
            publish("chat.ends", 3)
            answer = poller.answer()
            self.assertEqual((seqs(answer), answer.headers["wavetape-resumed-from"]), ([3], f"{epoch}:2"))

    def test_64_channels_have_one_position(self):
        names = [f"chat.wide{i}" for i in range(64)]
        with Poller(server) as poller:
            poller.ask("/poll?channels=" + ",".join(names))
            since = poller.answer().json["since"]
            for name in names[::9]:
                publish(name, name)
            got = []
            while len(got) < len(names[::9]):
                answer = poller.poll(",".join(names), since)
                got += [m["data"] for m in answer.json["messages"]]
                since = answer.json["since"]
            self.assertEqual(sorted(got), sorted(names[::9]))
            # The same position is none for fewer channels, or for others in its place.
            poller.ask(f"/longpoll?channels={','.join(names[:63])}&since={since}")
            self.assertEqual(poller.answer().status, 400)

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
