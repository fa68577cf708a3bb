# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients' channels on two nodes and a real Redis: one numbering, and readers that move with their position."""
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from nodes import KEY, Redis, envelope, kill, needs, node

import schema
from events import Events, Poller
from wire import PROGRAM, TIMEOUT, Peer, eventually, http, publish, upgrade


def data_of(peer, channel, count, timeout=TIMEOUT):
    """(seq, data) of the next publications; a `lagged` counts as one."""
    read = []
    deadline = time.monotonic() + timeout
    while len(read) < count:
        message = peer.json(deadline - time.monotonic())
        if message.get("type") == "lagged":
            read.append(("lagged", message["from"], message["to"], message["reason"]))
        elif message.get("channel") == channel and "seq" in message and "type" not in message:
            read.append((message["seq"], message["data"]))
    return read


@needs("redis-server")
class TwoNodes(unittest.TestCase):
    BROKER = Redis

    def setUp(self):
        self.broker = self.BROKER()
        self.addCleanup(self.broker.stop)
        self.a, self.b = node(self.broker, "a"), node(self.broker, "b")
        self.addCleanup(self.a.stop)
        self.addCleanup(self.b.stop)

    def up(self, *servers):
        eventually(lambda: all(http(s, "GET", "/readyz").json["broker"] == "up" for s in servers or (self.a, self.b)))


class Moving(TwoNodes):
    def test_one_numbering_whoever_publishes_where(self):
        with Peer(self.a, "/ws", "wavetape.v1") as one, Peer(self.b, "/ws", "wavetape.v1") as two:
            first, second = one.subscribe("chat.a"), two.subscribe("chat.a")
            self.assertEqual((first["epoch"], first["seq"]), (second["epoch"], 0))
            for n in range(1, 11):
                peer = one if n % 2 else two
                ack = peer.reply("publish", channel="chat.a", data=n) if n > 2 else None
                if ack:
                    self.assertEqual((ack["epoch"], ack["seq"]), (first["epoch"], n))
                else:
                    answer = publish(self.a if n % 2 else self.b, "chat.a", n)
                    self.assertEqual((answer["epoch"], answer["seq"]), (first["epoch"], n))
        rows = {}
        for server in (self.a, self.b):
            def history():
                publications = http(server, "GET", "/history/chat.a").json["publications"]
                return [(p["seq"], p["data"], p["ts"]) for p in publications]
            eventually(lambda: len(history()) == 10)  # the other's last is on its way
            rows[server.port] = history()
            self.assertEqual([(seq, data) for seq, data, _ in rows[server.port]], [(n, n) for n in range(1, 11)])
        self.assertEqual(rows[self.a.port], rows[self.b.port])  # one time of publishing, too

    def test_a_node_that_nobody_reads_on_has_history_and_snapshot_all_the_same(self):
        for n in range(1, 4):
            publish(self.a, "chat.a", n)
        self.assertEqual(http(self.b, "GET", "/snapshot/chat.a").json["data"], 3)
        with Peer(self.b) as peer:
            for n in range(4, 6):
                publish(self.a, "chat.b", n)
            answer = peer.reply("history", channel="chat.b")
            self.assertEqual([p["data"] for p in answer["publications"]], [4, 5])
        self.assertEqual(http(self.b, "GET", "/snapshot/chat.none").status, 404)

    def test_a_websocket_moves(self):
        with Peer(self.a, "/ws", "wavetape.v1") as peer:
            epoch = peer.subscribe("chat.a")["epoch"]
            for n in range(1, 6):
                publish(self.b, "chat.a", n)
            self.assertEqual(data_of(peer, "chat.a", 5), [(n, n) for n in range(1, 6)])
        for n in range(6, 11):
            publish(self.a, "chat.a", n)
        with Peer(self.b, "/ws", "wavetape.v1") as peer:
            ack = peer.subscribe("chat.a", since={"epoch": epoch, "seq": 5})
            self.assertEqual((ack["recovered"], ack["replayed"], ack["seq"]), (True, 5, 10))
            publish(self.a, "chat.a", 11)
            self.assertEqual(data_of(peer, "chat.a", 6), [(n, n) for n in range(6, 12)])

    def test_a_stream_and_a_poll_move(self):
        with Events(self.a, "chat.a") as stream, Poller(self.a) as poller:
            stream.begun()
            publish(self.b, "chat.a", 1)
            self.assertEqual(stream.message().json["seq"], 1)
            position = stream.last_id
            since = poller.poll("chat.a", timeout=1).json["since"]
        publish(self.a, "chat.a", 2)
        publish(self.b, "chat.a", 3)
        with Events(self.b, "chat.a", last_id=position) as stream, Poller(self.b) as poller:
            self.assertEqual([stream.message().json["data"] for _ in range(2)], [2, 3])
            found = poller.poll("chat.a", since=since, timeout=5).json["messages"]
            self.assertEqual([m["data"] for m in found], [2, 3])
            publish(self.a, "chat.a", 4)
            self.assertEqual(stream.message().json["data"], 4)

    def test_a_bare_reader_and_a_prefix_are_brought_what_the_other_node_publishes(self):
        publish(self.a, "chat.old", 1)
        with Peer(self.b, "/ws/chat.a", checked=False) as bare, Peer(self.b, "/ws", "wavetape.v1") as prefix:
            prefix.subscribe("chat.*")
            prefix.until(lambda m: m.get("type") == "channel" and m["channel"] == "chat.old")
            publish(self.a, "chat.a", 1)
            self.assertEqual(bare.message()[1], b"1")
            seen = prefix.until(lambda m: m.get("channel") == "chat.a" and "data" in m)
            self.assertEqual((seen["seq"], seen["data"]), (1, 1))
            publish(self.a, "chat.new", 7)
            self.assertEqual(prefix.until(lambda m: m.get("channel") == "chat.new" and "data" in m)["seq"], 1)
            publish(self.a, "chat.old", 2)
            self.assertEqual(prefix.until(lambda m: m.get("channel") == "chat.old" and "data" in m)["seq"], 2)

    def test_nothing_is_lost_or_twice_while_readers_hop_under_load(self):
        """Each transport changes nodes again and again while both nodes publish."""
        total, stop = 600, threading.Event()

        def load():
            with Peer(self.a, "/ws") as one, Peer(self.b, "/ws") as two:
                for n in range(1, total + 1):
                    (one if n % 2 else two).reply("publish", channel="chat.a", data=n)
            stop.set()

        results = {}

        def websocket():
            read, since, at = [], None, 0
            while not read or read[-1] < total:
                with Peer((self.a, self.b)[at % 2], "/ws", "wavetape.v1") as peer:
                    ack = peer.subscribe("chat.a", **({"since": since} if since else {}))
                    if since:
                        assert ack["recovered"], ack
                    else:
                        read += list(range(1, ack["seq"] + 1))  # it begins where it begins
                    for _ in range(20):
                        try:
                            message = peer.until(lambda m: m.get("channel") == "chat.a" and ("data" in m or m["type"] == "lagged"), 2)
                        except TimeoutError:
                            break
                        read.append(message["seq"] if "data" in message else -1)
                        since = {"epoch": ack["epoch"], "seq": read[-1]}
                        if read[-1] == total:
                            break
                at += 1
            results["websocket"] = read

        def stream():
            read, position, at = [], None, 0
            while not read or read[-1] < total:
                with Events((self.a, self.b)[at % 2], "chat.a", last_id=position) as events:
                    if position is None:
                        position = events.begun()
                        read += list(range(1, int(position.rsplit(":", 1)[1]) + 1))
                    for _ in range(20):
                        try:
                            message = events.message(2).json
                        except TimeoutError:
                            break
                        read.append(message["seq"] if "data" in message else -1)
                        position = events.last_id
                        if read[-1] == total:
                            break
                at += 1
            results["stream"] = read

        def poll():
            read, since, at = [], None, 0
            while not read or read[-1] < total:
                with Poller((self.a, self.b)[at % 2]) as poller:
                    answer = poller.poll("chat.a", **({"since": since} if since else {}), timeout=1).json
                    if since is None:
                        # It begins behind what came while it was held.
                        end = int(answer["since"].rsplit(":", 1)[1])
                        read += list(range(1, end + 1 - len(answer["messages"])))
                    read += [m["seq"] if "data" in m else -1 for m in answer["messages"]]
                    since = answer["since"]
                at += 1
            results["poll"] = read

        readers = [threading.Thread(target=t, daemon=True) for t in (websocket, stream, poll)]
        publisher = threading.Thread(target=load, daemon=True)
        publish(self.a, "chat.warm", 0)
        for thread in (*readers, publisher):
            thread.start()
        for thread in (*readers, publisher):
            thread.join(60)
        for name in ("websocket", "stream", "poll"):
            self.assertEqual(results.get(name), list(range(1, total + 1)), name)

    def strangers_node(self):
        self.broker.ask("HSET", "wt:{wavetape}:nodes", "evil", b"9999999999 " + envelope("/nodes", "status", 1, b'"x":1', key=b"z" * 32))
        self.broker.ask("HSET", "wt:{wavetape}:nodes", "evil2", b'9999999999 {"x":1}')

    def test_who_is_there_is_told_on_each_node(self):
        token, _ = self.a.admin_token()
        with Peer(self.a, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin, Peer(self.b, "/ws"):
            admin.subscribe("sys.cluster")
            told = admin.until(lambda m: m.get("channel") == "sys.cluster" and [n.get("connections") for n in m.get("data", {}).get("nodes", [])] == [1, 1])
            data = told["data"]
            self.assertEqual([n["node"] for n in data["nodes"]], ["a", "b"])
            schema.require("data.cluster", data)
            self.assertEqual((data["node"], data["cluster"], data["broker"]["state"]), ("a", "wavetape", "up"))
            # The probe goes round once in two seconds; both nodes say what part they have.
            told = admin.until(lambda m: m.get("channel") == "sys.cluster" and m.get("data", {}).get("broker", {}).get("probeMs", 0) > 0)["data"]
            schema.require("data.cluster", told)
            for row in told["nodes"]:
                self.assertLessEqual({"role", "uptimeMs", "messagesInPerSecond", "messagesOutPerSecond"}, set(row))
            # What a stranger says of a node is not believed.
            self.strangers_node()
            third = node(self.broker, "c")
            self.assertEqual(len(admin.until(lambda m: m.get("channel") == "sys.cluster" and len(m.get("data", {}).get("nodes", [])) == 3)["data"]["nodes"]), 3)
            third.stop()
            told = admin.until(lambda m: m.get("channel") == "sys.cluster" and len(m.get("data", {}).get("nodes", [])) == 2)
            self.assertEqual([n["node"] for n in told["data"]["nodes"]], ["a", "b"])
            self.broker.kill()
            told = admin.until(lambda m: m.get("channel") == "sys.cluster" and m.get("data", {}).get("broker", {}).get("state") == "away")
            self.assertIn("127.0.0.1", told["data"]["broker"]["trouble"])

    def test_who_reads_is_told_on_every_node_and_a_node_that_dies_takes_its_readers_along(self):
        victim = node(self.broker, "victim")

        def here(told):
            return sorted(client["node"] for client in told["clients"])

        with Peer(self.a, "/ws", "wavetape.v1") as one, Peer(self.b, "/ws", "wavetape.v1") as watch, \
                Peer(victim, "/ws", "wavetape.v1") as two, Peer(victim, "/ws", "wavetape.v1") as three:
            one.subscribe("chat.a")
            two.subscribe("chat.a")
            # On a node where nobody reads it.
            answer = watch.reply("presence", channel="chat.a")
            schema.require("message.presence", answer)
            eventually(lambda: here(watch.reply("presence", channel="chat.a")) == ["a", "victim"])
            watch.subscribe("presence.chat.a")

            def told(nodes):
                data = watch.until(lambda m: m.get("channel") == "presence.chat.a" and "data" in m and here(m["data"]) == nodes, 30)["data"]
                self.assertEqual(data["count"], len(nodes))

            told(["a", "victim"])
            three.subscribe("chat.a")
            told(["a", "victim", "victim"])
            kill(victim)
            told(["a"])
            one.ask("unsubscribe", channel="chat.a")
            told([])

    def test_a_list_of_channels_is_one_list(self):
        names = [f"chat.n{n:02}" for n in range(40)]
        for at, name in enumerate(names):
            publish((self.a, self.b)[at % 2], name, at)
        with Peer(self.a, "/ws", "wavetape.v1") as one, Peer(self.b, "/ws", "wavetape.v1") as two:
            position = one.subscribe(names[7])

            def listed(server):
                rows = http(server, "GET", "/channels").json
                self.assertEqual([row["channel"] for row in rows], sorted(row["channel"] for row in rows))
                return {row["channel"]: row for row in rows if row["channel"].startswith("chat.")}

            for server, peer in ((self.a, one), (self.b, two)):
                eventually(lambda server=server: sorted(listed(server)) == names)
                self.assertEqual([row["channel"] for row in peer.reply("list", prefix="chat.n")["channels"]], names)
                for row in listed(server).values():
                    schema.require("channelRow", row)
            away = listed(self.b)[names[7]]
            self.assertEqual((away["epoch"], away["seq"], away["local"]), (position["epoch"], 1, False))
            held = listed(self.a)[names[7]]
            self.assertEqual((held["epoch"], held["seq"], held["subscribers"], "local" in held), (position["epoch"], 1, 1, False))
            # As it was known, while the broker is away.
            self.broker.kill()
            eventually(lambda: http(self.b, "GET", "/readyz").json["broker"] == "away")
            self.assertEqual(sorted(listed(self.b)), names)

    def test_a_key_is_numbered_once_on_whichever_node(self):
        first = http(self.a, "POST", "/publish", {"Content-Type": "application/json"}, b'{"channel":"chat.a","data":1,"key":"k"}').json
        again = http(self.b, "POST", "/publish", {"Content-Type": "application/json"}, b'{"channel":"chat.a","data":2,"key":"k"}').json
        self.assertEqual((again["epoch"], again["seq"]), (first["epoch"], first["seq"]))
        self.assertEqual(len(http(self.b, "GET", "/history/chat.a").json["publications"]), 1)

    def test_readers_of_a_node_that_is_killed_go_on_on_the_other(self):
        victim = node(self.broker, "victim")
        with Peer(victim, "/ws", "wavetape.v1") as peer:
            epoch = peer.subscribe("chat.a")["epoch"]
            publish(self.a, "chat.a", 1)
            self.assertEqual(data_of(peer, "chat.a", 1), [(1, 1)])
            acknowledged = publish(victim, "chat.a", 2)["seq"]
            kill(victim)
        publish(self.a, "chat.a", 3)
        with Peer(self.b, "/ws", "wavetape.v1") as peer:
            self.assertTrue(peer.subscribe("chat.a", since={"epoch": epoch, "seq": 1})["recovered"])
            self.assertEqual(data_of(peer, "chat.a", 2), [(acknowledged, 2), (3, 3)])
        # The name of who was killed is free again in a moment.
        node(self.broker, "victim").stop()


class Trouble(TwoNodes):
    def test_a_broker_that_dies_and_comes_back_empty(self):
        with Peer(self.a, "/ws", "wavetape.v1") as peer, Peer(self.b, "/ws", "wavetape.v1") as other:
            epoch = peer.subscribe("chat.a")["epoch"]
            other.subscribe("chat.a")
            publish(self.a, "chat.a", 1)
            self.assertEqual(data_of(peer, "chat.a", 1), [(1, 1)])
            data_of(other, "chat.a", 1)
            self.broker.kill()
            eventually(lambda: http(self.a, "GET", "/readyz").json["broker"] == "away")
            self.assertEqual(http(self.a, "GET", "/readyz").status, 200)
            refused = peer.reply("publish", channel="chat.a", data=2)
            self.assertEqual((refused["type"], refused["code"], refused["temporary"]), ("error", 116, True))
            answer = http(self.b, "POST", "/publish", {"Content-Type": "application/json"}, b'{"channel":"chat.a","data":2}')
            self.assertEqual((answer.status, answer.json["code"], answer.headers["retry-after"]), (503, 116, "1"))
            # What is known here is still told.
            self.assertEqual([p["data"] for p in http(self.a, "GET", "/history/chat.a").json["publications"]], [1])
            begun = time.monotonic()
            self.broker.start()
            self.up()
            self.assertLess(time.monotonic() - begun, 5)
            notice = peer.until(lambda m: m.get("type") == "channel" and m["channel"] == "chat.a")
            self.assertNotEqual(notice["epoch"], epoch)
            self.assertEqual(publish(self.b, "chat.a", 3)["seq"], 1)
            self.assertEqual(data_of(peer, "chat.a", 1), [(1, 3)])
            self.assertEqual(data_of(other, "chat.a", 1), [(1, 3)])
        with Peer(self.b, "/ws", "wavetape.v1") as late:
            ack = late.subscribe("chat.a", since={"epoch": epoch, "seq": 1})
            self.assertFalse(ack["recovered"])
            self.assertEqual(data_of(late, "chat.a", 1)[0], ("lagged", 1, 1, "history"))

    def test_a_paused_broker_and_what_it_had_been_asked(self):
        with Peer(self.a, "/ws", "wavetape.v1") as peer, Peer(self.b, "/ws", "wavetape.v1") as other:
            other.subscribe("chat.a")
            self.assertEqual(peer.reply("publish", channel="chat.a", data=1)["seq"], 1)
            self.broker.pause()
            begun = time.monotonic()
            self.assertEqual(peer.reply("publish", channel="chat.a", data=2, key="k")["code"], 116)
            self.assertLess(time.monotonic() - begun, 3)
            eventually(lambda: http(self.b, "GET", "/readyz").json["broker"] == "away")
            self.broker.go_on()
            self.up()
            # With its key it is safe to say again: it is numbered once.
            seq = peer.reply("publish", channel="chat.a", data=2, key="k")["seq"]
            self.assertEqual(seq, 2)
            self.assertEqual(peer.reply("publish", channel="chat.a", data=3)["seq"], 3)
            self.assertEqual(data_of(other, "chat.a", 3), [(1, 1), (2, 2), (3, 3)])

    def test_what_the_broker_no_longer_has_is_announced_exactly(self):
        short = node(self.broker, "short", HISTORY_PUBLICATIONS=10)
        self.addCleanup(short.stop)
        with open(os.path.join(os.path.dirname(__file__), "..", "..", "server", "cluster", "RedisScripts.h"), encoding="utf-8") as file:
            script = file.read().split("kPublish", 1)[1].split('R"lua(', 1)[1].split(')lua"', 1)[0]

        def stranger(epoch, n):
            base = "wt:{wavetape}:"
            return ("EVAL", script, 3, base + "m:chat.a", base + "s:chat.a", base + "names", "e", envelope("chat.a", epoch, n, b"%d" % n),
                    base + "c:chat.a", "chat.a", 10, 1 << 20, 300_000, 86_400_000, 300_000, epoch, n)

        with Peer(short, "/ws", "wavetape.v1") as peer, Events(short, "chat.a") as stream:
            epoch = peer.subscribe("chat.a")["epoch"]
            stream.begun()
            self.broker.ask(*stranger(epoch, 1))
            self.assertEqual(data_of(peer, "chat.a", 1), [(1, 1)])
            self.assertEqual(stream.message().json["seq"], 1)
            self.broker.ask_all([("CLIENT", "KILL", "TYPE", "pubsub"), *(stranger(epoch, n) for n in range(2, 41))])
            expected = [("lagged", 2, 30, "backplane")] + [(n, n) for n in range(31, 41)]
            self.assertEqual(data_of(peer, "chat.a", 11), expected)
            lagged = stream.message().json
            self.assertEqual((lagged["type"], lagged["from"], lagged["to"], lagged["reason"]), ("lagged", 2, 30, "backplane"))
            self.assertEqual(stream.message().json["seq"], 31)
        figures = http(short, "GET", "/metrics").text
        self.assertIn('wavetape_unexplained_gaps_total{cause="delivery"} 0', figures)
        eventually(lambda: "wavetape_cluster_lost_total 29" in http(short, "GET", "/metrics").text)

    def test_forged_and_repeated_envelopes_reach_nobody(self):
        with Peer(self.a, "/ws", "wavetape.v1") as peer:
            epoch = peer.subscribe("chat.a")["epoch"]
            publish(self.b, "chat.a", 1)
            self.assertEqual(data_of(peer, "chat.a", 1), [(1, 1)])
            subject = "wt:{wavetape}:c:chat.a"
            for body in (envelope("chat.a", epoch, 2, b'"evil"', key=b"z" * 32), envelope("chat.a", epoch, 2, b'"evil"', cluster="other"), b"{}", b"x" * (3 << 20)):
                self.broker.ask("PUBLISH", subject, f"{epoch} 2 ".encode() + body)
            genuine = self.broker.ask("XRANGE", "wt:{wavetape}:s:chat.a", "-", "+")[0][1][1]
            self.broker.ask("PUBLISH", subject, f"{epoch} 2 ".encode() + genuine)
            self.assertEqual(publish(self.b, "chat.a", 2)["seq"], 2)
            self.assertEqual(data_of(peer, "chat.a", 1), [(2, 2)])
        # What is published may overtake what is announced: it is fetched where it was stored.
        for why, count in (("forged", 2), ("replayed", 1), ("oversize", 1)):
            eventually(lambda: f'wavetape_cluster_dropped_total{{why="{why}"}} {count}' in http(self.a, "GET", "/metrics").text)

    def test_a_node_starts_without_its_broker_and_finds_it_later(self):
        later = self.BROKER(start=False)
        self.addCleanup(later.stop)
        with node(later, "alone", feed="calm") as server:
            self.assertEqual(http(server, "GET", "/readyz").json["broker"], "away")
            with Peer(server, "/ws", "wavetape.v1") as peer:
                peer.subscribe("ticker.*")
                peer.until(lambda m: str(m.get("channel", "")).startswith("ticker.") and "data" in m)
                self.assertEqual(peer.subscribe("chat.a")["seq"], 0)
                self.assertEqual(peer.reply("publish", channel="chat.a", data=1)["code"], 116)
                later.start()
                self.up(server)
                self.assertEqual(publish(server, "chat.a", 1)["seq"], 1)
                self.assertEqual(peer.until(lambda m: m.get("channel") == "chat.a" and "data" in m)["seq"], 1)


@needs("redis-server")
class Access(unittest.TestCase):
    def test_who_is_revoked_on_one_node_is_on_all(self):
        redis = Redis()
        self.addCleanup(redis.stop)
        secret = os.path.join(redis.folder.name, "secret")
        subprocess.run([PROGRAM, "token", "--new-secret", secret], check=True, timeout=TIMEOUT)

        def start(name):
            server = node(redis, name, "--tokens", "on", "--token-secret", secret)
            self.addCleanup(server.stop)
            return server

        def bearer(user):
            done = subprocess.run([PROGRAM, "token", "--token-secret", secret, "--user", user, "--seconds", "600", "--subscribe", "*"],
                                  capture_output=True, text=True, timeout=TIMEOUT, check=True)
            return {"Authorization": "Bearer " + done.stdout.strip()}

        a, b = start("a"), start("b")
        token, _ = a.admin_token()
        bob, carol = bearer("bob"), bearer("carol")
        with Peer(a, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin, \
                Peer(b, "/ws", "wavetape.v1", **bob) as one, Peer(b, "/ws", "wavetape.v1", **carol) as other:
            self.assertEqual(admin.reply("admin", action="revoke", user="bob")["type"], "ack")
            close = one.closed()
            self.assertEqual((close.code, close.messages[-1]["retry"]), (4403, False))
            self.assertEqual(other.reply("ping", t=1)["type"], "pong")
            self.assertNotIn("revocations", http(a, "GET", "/channels", {"Authorization": f"Bearer {token}"}).text)
            self.assertEqual(other.reply("subscribe", channel="/revocations")["type"], "error")
        self.assertEqual(upgrade(b, **bob).status, 401)
        # Who comes later learns of it, too.
        c = start("c")
        eventually(lambda: upgrade(c, **bob).status == 401)
        self.assertEqual(upgrade(c, **carol).status, 101)


@needs("redis-server")
class Orders(unittest.TestCase):
    """A node is drained by who asks another one."""

    def setUp(self):
        self.redis = Redis()
        self.addCleanup(self.redis.stop)
        self.a, self.b = node(self.redis, "a"), node(self.redis, "b")
        self.addCleanup(lambda: [server.stop() for server in (self.a, self.b)])

    def admin(self, server, **members):
        token, _ = server.admin_token()
        with Peer(server, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as peer:
            return peer.reply("admin", action="drain", **members)

    def draining(self, server):
        return http(server, "GET", "/readyz").status == 503

    def test_a_node_drains_as_if_it_had_been_asked_itself(self):
        with Peer(self.b, "/ws", "wavetape.v1") as reader, Peer(self.a, "/ws", "wavetape.v1") as other:
            self.assertEqual(self.admin(self.a, node="b")["type"], "ack")
            close = reader.closed()
            self.assertEqual(close.code, 1012)
            self.assertEqual(close.messages[-1]["type"], "closing")
            self.assertEqual(other.reply("ping", t=1)["type"], "pong")
            self.assertFalse(self.draining(self.a))
        # Who has that name later, or comes later, is not meant: an order is no lasting thing.
        self.b.stop()
        self.b = node(self.redis, "b")
        with Peer(self.b, "/ws", "wavetape.v1") as reader:
            # Its own order has gone round: so it has looked.
            self.assertEqual(self.admin(self.b, node="c")["path"], "/node")
            self.assertFalse(self.draining(self.b))
            self.assertEqual(reader.reply("ping", t=1)["type"], "pong")

    def test_orders_that_nobody_takes_are_no_endless_row(self):
        token, _ = self.a.admin_token()
        with Peer(self.a, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as peer:
            for n in range(40):
                peer.send({"type": "admin", "id": n, "action": "drain", "node": "nobody"})
            answers = [peer.json() for _ in range(40)]
        # Those that there is no room for are told so before the first of the others has waited for long enough.
        self.assertEqual([answer["id"] for answer in answers[:8]], list(range(32, 40)))
        self.assertTrue(all((answer["code"], answer["path"]) == (107, "/node") for answer in answers))
        self.assertTrue(all("as many orders as this node gives at once (32)" in answer["message"] for answer in answers[:8]), answers[0])
        self.assertTrue(all("no node named nobody" in answer["message"] for answer in answers[8:]), answers[8])
        self.assertEqual(self.admin(self.a, node="b")["type"], "ack")  # there is room again

    def test_an_order_to_nobody_and_one_that_is_forged(self):
        refused = self.admin(self.a, node="nobody")
        self.assertEqual((refused["type"], refused["code"], refused["path"]), ("error", 107, "/node"))
        self.assertIn("no node named nobody", refused["message"])
        with Peer(self.a, "/ws", "wavetape.v1") as peer:
            self.assertEqual(peer.reply("admin", action="drain", node="b")["code"], 103)
            self.assertEqual(peer.reply("publish", channel="/orders", data={"drain": "b", "order": "x"})["type"], "error")
        # Forged on the broker, where the other one was said.
        epoch, newest = (text.decode() for text in self.redis.ask("HMGET", "wt:{wavetape}:m:/orders", "e", "s"))
        seq = int(newest) + 1
        order = b'{"drain":"b","order":"x"}'
        for body in (envelope("/orders", epoch, seq, order, key=b"z" * 32), envelope("/orders", epoch, seq, order, cluster="other"), order):
            self.redis.ask("PUBLISH", "wt:{wavetape}:c:/orders", f"{epoch} {seq} ".encode() + body)
        eventually(lambda: 'wavetape_cluster_dropped_total{why="forged"} 2' in http(self.b, "GET", "/metrics").text)
        # With the seal it is: so it is the seal that counts. And b, which hears of that, has looked at the others, too.
        sealed = envelope("/orders", epoch, seq, b'{"drain":"a","order":"x"}')
        self.redis.ask("PUBLISH", "wt:{wavetape}:c:/orders", f"{epoch} {seq} ".encode() + sealed)
        eventually(lambda: self.draining(self.a))
        self.assertEqual(self.admin(self.b, node="a")["type"], "ack")
        self.assertFalse(self.draining(self.b))


class Refusing(unittest.TestCase):
    def refused(self, *flags):
        done = subprocess.run([PROGRAM, "--feed", "none", "--listen", "127.0.0.1:0", *flags], capture_output=True, text=True, timeout=TIMEOUT + 20, check=False)
        self.assertEqual(done.returncode, 2, done)
        lines = [line for line in done.stderr.strip().splitlines() if line.startswith("wavetape-server:")]
        self.assertEqual(len(lines), 1, done.stderr)
        return lines[0]

    def assert_answered(self, scheme, answer, sentence):
        """What is said of a server that says that to who comes."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def serve():
                while True:
                    try:
                        client, _ = listener.accept()
                    except OSError:
                        return
                    client.sendall(answer)
            threading.Thread(target=serve, daemon=True).start()
            with tempfile.NamedTemporaryFile(suffix=".key") as file:
                file.write(KEY)
                file.flush()
                url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
                self.assertIn(sentence, self.refused("--cluster", url, "--cluster-key", file.name))


@needs("redis-server")
class Beginning(Refusing):
    def test_what_is_wrong_is_said_in_one_line(self):
        redis = Redis("--requirepass", "secret")
        self.addCleanup(redis.stop)
        place, key = f"127.0.0.1:{redis.port}", ("--cluster-key", redis.key_file)
        self.assertIn("--cluster-key FILE", self.refused("--cluster", redis.url))
        self.assertIn("a broker is redis://", self.refused("--cluster", "http://x", *key))
        self.assertIn("has no TLS", self.refused("--cluster", "rediss://x", *key))
        self.assertIn("wants a user and password", self.refused("--cluster", redis.url, *key))
        self.assertIn("the password is refused", self.refused("--cluster", f"redis://:wrong@{place}", *key))
        self.assertIn("No such file", self.refused("--cluster", redis.url, "--cluster-key", "/nowhere"))
        self.assertIn("--token-secret FILE", self.refused("--cluster", redis.url, *key, "--tokens", "on"))
        with tempfile.NamedTemporaryFile(suffix=".key") as short:
            short.write(b"short")
            short.flush()
            self.assertIn("at least 32 bytes", self.refused("--cluster", redis.url, "--cluster-key", short.name))
            short.write(KEY)
            short.flush()
            os.chmod(short.name, 0o644)
            self.assertIn("chmod 600", self.refused("--cluster", redis.url, "--cluster-key", short.name))
            os.chmod(short.name, 0o600)
            url = f"redis://:secret@{place}"
            with Started("--cluster", url, *key, "--node", "n1"):
                self.assertIn("has another key", self.refused("--cluster", url, "--cluster-key", short.name, "--node", "n2"))
                self.assertIn("has a node named n1 already", self.refused("--cluster", url, *key, "--node", "n1"))

    def test_a_broker_that_is_too_old_or_none_at_all(self):
        for answer, sentence in ((b"$24\r\nredis_version:5.0.14\r\n\r\n\r\n", "this is Redis 5.0.14, and 6.0 is the oldest that will do"),
                                 (b"$2\r\nhi\r\n", "this is no Redis")):
            self.assert_answered("redis", answer, sentence)


class Started:
    def __init__(self, *flags):
        from wire import Server
        self.server = Server(*flags)

    def __enter__(self):
        return self.server

    def __exit__(self, *_):
        self.server.stop()


if __name__ == "__main__":
    unittest.main()
