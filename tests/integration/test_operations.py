# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator uses: /healthz, /readyz, /version, /metrics, the log in both formats, SIGHUP."""
import json
import os
import re
import signal
import tempfile
import time
import unittest

from wire import Closed, Peer, Server, Stream, eventually, frame, http, raw, request_bytes, upgrade, CLOSE

V1 = "wavetape.v1"
SAMPLE = re.compile(r'^([a-z_:][a-z0-9_:]*)(?:\{((?:[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (\S+)$')


def metrics(server, **headers):
    answer = http(server, "GET", "/metrics", headers)
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8", answer
    return parse(answer.text)


def parse(text):
    """The exposition format 0.0.4, strictly: {name: {labels: value}} and {name: type}."""
    samples, types, helped, order = {}, {}, set(), []
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert name not in helped, line
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in types and kind in ("counter", "gauge", "histogram"), line
            types[name] = kind
            order.append(name)
        else:
            match = SAMPLE.match(line)
            assert match, line
            name, labels, value = match.groups()
            family = next(n for n in (name, re.sub("_(bucket|sum|count)$", "", name)) if n in types)
            assert family == order[-1], f"{name} is not under its TYPE"
            row = samples.setdefault(name, {})
            assert (labels or "") not in row, line
            row[labels or ""] = float(value)
    assert helped == set(types)
    return samples, types


def log_lines(server):
    with open(os.path.join(server.folder.name, "log"), encoding="utf-8") as file:
        return file.read().splitlines()


class Metrics(unittest.TestCase):
    def test_names_follow_the_conventions(self):
        with Server(feed="calm") as server:
            samples, types = metrics(server)
        for name, kind in types.items():
            self.assertTrue(name.startswith(("wavetape_", "process_")), name)
            self.assertEqual(kind == "counter", name.endswith("_total"), name)
            self.assertNotRegex(name, "_(ms|millis|micros|us|kb|kib|mb|mib|percent)(_|$)")
            if "latency" in name or name.endswith("_turn_seconds"):
                buckets = [v for k, v in samples[name + "_bucket"].items()]
                self.assertEqual(buckets, sorted(buckets))
                self.assertEqual(buckets[-1], samples[name + "_count"][""])
                self.assertIn('le="+Inf"', samples[name + "_bucket"])

    def test_they_count_what_happens(self):
        with Server() as server:
            before, _ = metrics(server)
            with Peer(server, "/ws", V1) as peer, Peer(server, "/echo", checked=False) as echo:
                peer.subscribe("chat.a")
                peer.reply("publish", channel="chat.a", data=1)
                echo.write(frame(1, b"x" * 5000))
                echo.message()
                upgrade(server, "/ws", Origin="https://evil.example")
                echo.write(frame(CLOSE, b"\x03\xe8"))
                echo.closed()
                eventually(lambda: metrics(server)[0]["wavetape_connections_closed_total"]['code="1000"'] == 1)
                after, _ = metrics(server)
                rise = lambda name: after[name][""] - before[name][""]  # noqa: E731
                self.assertEqual(rise("wavetape_connections_opened_total"), 2)
                self.assertEqual(rise("wavetape_requests_refused_total"), 1)
                self.assertEqual(after["wavetape_connections"]['transport="websocket"'], 1)
                self.assertEqual(after["wavetape_subscriptions"][""] - before["wavetape_subscriptions"][""], 1)
                self.assertEqual(rise("wavetape_received_messages_total"), 3)
                self.assertGreater(rise("wavetape_sent_bytes_total"), 5000)
                self.assertEqual(after["wavetape_unexplained_gaps_total"]['cause="delivery"'], 0)
                # The server may close the socket of an earlier answer a moment after its reader has seen the end.
                eventually(lambda: metrics(server)[0]["process_open_fds"][""] == before["process_open_fds"][""] + 1)

    def test_bounds_of_buckets_are_what_people_write(self):
        with Server() as server:
            text = http(server, "GET", "/metrics").text
        for bound in ("0.0001", "0.00025", "0.001", "0.01", "0.1", "1", "+Inf"):
            self.assertIn(f'wavetape_publish_latency_seconds_bucket{{le="{bound}"}}', text)

    def test_answers_closes_and_pongs_are_no_messages(self):
        with Server() as server:
            sent = lambda: metrics(server)[0]["wavetape_sent_messages_total"][""]  # noqa: E731
            before = sent()
            with Peer(server, "/echo", checked=False) as echo:
                echo.write(frame(1, b"x"))
                echo.message()
                echo.write(frame(9, b"ping"))
                echo.write(frame(CLOSE, b"\x03\xe8"))
                echo.closed()
            http(server, "GET", "/version")
            self.assertEqual(sent(), before + 1)

    def test_replays_are_no_latency(self):
        with Server() as server, Peer(server, "/ws", V1) as peer:
            first = peer.reply("publish", channel="chat.a", data=0)
            for i in range(20):
                peer.reply("publish", channel="chat.a", data=i)
            before = metrics(server)[0]["wavetape_publish_latency_seconds_count"][""]
            answer = peer.subscribe("chat.a", since={"epoch": first["epoch"], "seq": 1})
            self.assertEqual((answer["recovered"], answer["replayed"]), (True, 20))
            peer.until(lambda m: m.get("seq") == 21 and "data" in m)
            self.assertEqual(metrics(server)[0]["wavetape_publish_latency_seconds_count"][""], before)

    def test_a_speed_is_declared(self):
        with Server("--speed", "10") as fast, Server() as usual:
            for server, speed in ((fast, 10), (usual, None)):
                self.assertEqual(http(server, "GET", "/version").json.get("speed"), speed)
                with Peer(server, "/ws", V1) as peer:
                    self.assertEqual(peer.welcome.get("speed"), speed)

    def test_nothing_of_a_client_is_a_label(self):
        with Server(feed="calm") as server:
            count = lambda: sum(len(v) for v in metrics(server)[0].values())  # noqa: E731
            before = count()
            names = ["chat.secretroom", "chat.x" * 10]
            with Peer(server, "/ws?token=", V1, User_Agent="agentname", Cookie="a=cookiename") as peer:
                for name in names:
                    peer.subscribe(name)
                    peer.reply("publish", channel=name, data="payloadname")
                upgrade(server, "/ws/no.such.channel")
                self.assertEqual(count(), before)
                text = http(server, "GET", "/metrics").text
            for word in (*names, "agentname", "cookiename", "payloadname", "127.0.0.1", peer.welcome["session"] + '"', "no.such"):
                self.assertNotIn(word, text)

    def test_who_may_ask(self):
        with Server() as server:
            self.assertEqual(http(server, "GET", "/metrics", {"Sec-Fetch-Site": "cross-site"}).status, 403)
            self.assertEqual(http(server, "POST", "/metrics").status, 405)
        with Server("--tokens", "on") as server:
            self.assertEqual(http(server, "GET", "/metrics").status, 401)
            metrics(server, Authorization="Bearer " + server.admin_token()[0])


class Health(unittest.TestCase):
    def test_ready_until_it_drains(self):
        server = Server(feed="calm", DEADLINES_DRAIN_SPREAD=1000, DEADLINES_CLOSE=1500)
        try:
            eventually(lambda: http(server, "GET", "/readyz").json == {"status": "ready"})
            with Stream(server) as stream, Peer(server) as held:
                stream.write(request_bytes(server, "GET", "/healthz"))
                self.assertEqual(stream.response().status, 200)
                held.socket.settimeout(5)
                server.process.send_signal(signal.SIGTERM)
                with self.assertRaises(Closed):
                    while True:
                        held.message()
                try:
                    stream.write(request_bytes(server, "GET", "/readyz"))
                    answer = stream.response()
                    self.assertEqual((answer.status, answer.json["reason"]), (503, "draining"))
                except (EOFError, OSError):
                    pass  # it was let go of before it could ask
        finally:
            server.stop()


class Log(unittest.TestCase):
    def server(self, *flags, **settings):
        server = Server("--log-level", "info", *flags, **settings)
        self.addCleanup(server.stop)
        return server

    def test_one_json_object_per_event(self):
        server = self.server("--log-format", "json")
        with Peer(server, "/ws?token=", V1, User_Agent="x") as peer:
            peer.write(frame(CLOSE, b"\x03\xe8" + "bye \u202e\u001b[31m\r\n{\"level\":\"error\"}".encode()))
            peer.closed()
        raw(server, request_bytes(server, "GET", "/ws%0d%0aevil%1b%ff%c2%9b?token=s3cr3ts3cr3t"))
        eventually(lambda: any('"refused"' in line for line in log_lines(server)))
        eventually(lambda: any('"close"' in line for line in log_lines(server)))
        rows = [json.loads(line) for line in log_lines(server)]
        for row in rows:
            self.assertLessEqual({"time", "level", "event"}, set(row))
            self.assertAlmostEqual(row["time"] / 1000, time.time(), delta=60)
        close = next(row for row in rows if row["event"] == "close")
        self.assertEqual((close["code"], close["by"]), (1000, "client"))
        self.assertEqual(close["reason"], 'bye \\u{202e}\\u{1b}[31m\\u{0d}\\u{0a}{"level":"error"}')
        refused = next(row for row in rows if row["event"] == "refused")
        self.assertEqual((refused["code"], refused["path"]), (404, "/ws\\u{0d}\\u{0a}evil\\u{1b}\ufffd\\u{9b}"))
        self.assertEqual(sum(row["event"] == "open" for row in rows), 1)
        for line in log_lines(server):
            self.assertNotRegex(line, "[\x00-\x1f\x7f-\x9f\u2028\u202e]")
            self.assertNotIn("s3cr3t", line)

    def test_one_text_line_per_event(self):
        server = self.server()
        raw(server, request_bytes(server, "GET", "/a%0a[2026-01-01]%20[error]%20forged%1b[2J"))
        eventually(lambda: any("refused" in line for line in log_lines(server)))
        lines = [line for line in log_lines(server) if "forged" in line]
        self.assertEqual(len(lines), 1)
        self.assertRegex(lines[0], r'^\[.*\] \[wavetape\] \[.*info.*\] refused .*path="/a\\u\{0a\}\[2026-01-01\] \[error\] forged\\u\{1b\}\[2J"')

    def test_a_path_makes_no_fields_of_its_own(self):
        server = self.server()
        token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
        for path in ('/x"%20code=200%20by="admin', "/y%5c%22%20code=200", "/z/" + token):
            raw(server, request_bytes(server, "GET", path))
        eventually(lambda: any("/z/" in line for line in log_lines(server)))
        text = "\n".join(log_lines(server))
        self.assertIn(r'path="/x\" code=200 by=\"admin" code=404', text)
        self.assertIn(r'path="/y\\\" code=200" code=404', text)
        self.assertIn('path="/z/***" code=404', text)

    def test_a_storm_is_counted_not_written(self):
        server = self.server("--log-format", "json", LIMITS_UNFINISHED_PER_ADDRESS=1000, LIMITS_UNFINISHED_HANDSHAKES=1000)
        began = time.monotonic()
        # Opened first: then their requests come at once, however slow the machine is.
        streams = [Stream(server) for _ in range(600)]
        for stream in streams:
            stream.write(request_bytes(server, "GET", "/nothing"))
        for stream in streams:
            stream.close()
        time.sleep(2)
        took = time.monotonic() - began
        raw(server, request_bytes(server, "GET", "/last"))
        eventually(lambda: any("/last" in line for line in log_lines(server)))
        rows = [json.loads(line) for line in log_lines(server)]
        # A burst of 200, then 50 a second, each perhaps with a line that counts what was left out.
        self.assertLess(len(rows), 2 * (200 + 50 * took))
        self.assertGreater(sum(row.get("count", 0) for row in rows if row["event"] == "suppressed"), 100)

    def test_level(self):
        server = self.server("--log-level", "warn")
        raw(server, request_bytes(server, "GET", "/nothing"))
        with Peer(server, "/ws", V1, checked=False, Authorization="Bearer " + server.admin_token()[0]) as peer:
            peer.subscribe("sys.events")
            raw(server, request_bytes(server, "GET", "/nothing"))
            peer.until(lambda m: m.get("channel") == "sys.events")
        self.assertEqual(log_lines(server), [])


class Reload(unittest.TestCase):
    def setUp(self):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".toml")
        self.addCleanup(self.file.close)
        self.write('[access]\nhosts = ["old.example"]\n')
        self.server = Server("--config", self.file.name, "--log-level", "info")
        self.addCleanup(self.server.stop)

    def write(self, text):
        self.file.seek(0)
        self.file.truncate()
        self.file.write(text)
        self.file.flush()

    def hang_up(self, words):
        seen = len(log_lines(self.server))
        self.server.process.send_signal(signal.SIGHUP)
        return eventually(lambda: next((line for line in log_lines(self.server)[seen:] if words in line), None))

    def status(self, host):
        return http(self.server, "GET", "/healthz", {"Host": host}).status

    def test_hosts_origins_and_address_limits(self):
        self.assertEqual((self.status("old.example"), self.status("new.example")), (200, 403))
        self.write('[access]\nhosts = ["new.example"]\norigins = ["https://new.example"]\n[limits]\nconnections_per_address = 2\n')
        self.assertIn("limits.connections_per_address, access.hosts, access.origins", self.hang_up("reloaded"))
        self.assertEqual((self.status("old.example"), self.status("new.example")), (403, 200))
        with Peer(self.server, "/ws", Origin="https://new.example"), Peer(self.server):
            self.assertEqual(upgrade(self.server).status, 429)

    def test_a_bad_file_changes_nothing_and_says_why(self):
        with Peer(self.server) as peer:
            self.write('[access]\nhosts = ["new.example"]\nno_such = 1\n')
            said = self.hang_up("stays as it was")
            self.assertIn(self.file.name + ":3: access.no_such: no such setting", said)
            self.assertEqual((self.status("old.example"), self.status("new.example")), (200, 403))
            self.assertEqual(peer.reply("ping")["type"], "pong")
            os.unlink(self.file.name)
            self.assertIn("cannot be read", self.hang_up("stays as it was"))
            open(self.file.name, "w", encoding="ascii").close()
            self.hang_up("reloaded; changed: access.hosts")
            self.assertEqual(self.status("old.example"), 403)

    def test_what_needs_a_restart_is_named(self):
        self.write('node = "other"\n[access]\nhosts = ["old.example"]\n')
        self.assertIn("node", self.hang_up("only a restart changes"))
        with Peer(self.server, "/ws", V1) as peer:
            self.assertEqual(peer.welcome["node"], "wavetape-1")

    def test_the_log_itself(self):
        self.write('log_format = "json"\n')
        line = self.hang_up("reloaded")
        self.assertEqual(json.loads(line)["level"], "info")


if __name__ == "__main__":
    unittest.main()
