# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks through real sockets that no other test tries; README.md lists all rows with their tests."""
import json
import os
import re
import socket
import ssl
import sys
import time
import unittest
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../integration"), os.path.join(HERE, "../fault")]

from fault_proxy import FaultProxy  # noqa: E402
from wire import CLOSE, Peer, Server, Stream, eventually, frame, http, raw, request_bytes, upgrade, upgrade_headers  # noqa: E402

SLACK = 4 if os.environ.get("WAVETAPE_TEST_SANITIZED") else 1
EVERY_PATH = ("/", "/ws", "/socket", "/chat", "/realtime", "/ws/ticker.AAPL", "/stream?streams=ticker.AAPL", "/echo", "/echo/text",
              "/broadcast", "/channels", "/snapshot/ticker.AAPL", "/publish", "/healthz", "/readyz", "/version", "/assets/app.js",
              "/nothing", "/sse?channels=ticker.AAPL", "/poll?channels=ticker.AAPL", "/longpoll?channels=ticker.AAPL", "/metrics",
              "/auth/token", "/auth/session")
EVIL_HOSTS = ("evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "192.168.0.7", "0.0.0.0", "localhost.",
              "user@localhost", "localhost, evil.example", "[::ffff:127.0.0.1]", "2130706433", "127.1")
EVIL_ORIGIN = "https://evil.example"
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile-texts.json"), encoding="utf-8") as file:
    HOSTILE_TEXTS = tuple(json.load(file))
assert len(set(HOSTILE_TEXTS)) >= 50


def all_connections(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def log_of(server):
    with open(os.path.join(server.folder.name, "log"), encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def tls_server():
    """A server with a certificate of its own, and the port on which it speaks TLS."""
    server = Server("--tls-self-signed", "--tls-listen", "127.0.0.1:0")
    line = b""
    while not line.endswith(b"\n"):
        line += server.process.stdout.read(1)
    return server, int(line.decode().rsplit(":", 1)[1].rstrip("/\n"))


def admin(server):
    return Peer(server, "/ws", "wavetape.v1", checked=False, Authorization="Bearer " + server.admin_token()[0])


class WebPage(unittest.TestCase):
    """What a page in the user's browser can make the browser send."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(feed="calm")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def published(self):
        return {row["channel"]: row["seq"] for row in http(self.server, "GET", "/channels").json if row["channel"].startswith("evil.")}

    def test_dns_rebinding(self):
        """Origin and Host agree, and both are the attacker's."""
        for host in EVIL_HOSTS:
            for path in EVERY_PATH:
                for extra in ({}, {"Origin": "http://" + host}, upgrade_headers(Origin="http://" + host)):
                    for method in ("GET", "POST"):
                        answer = http(self.server, method, path, {"Host": host, **extra})
                        self.assertIn(answer.status, (400, 403), (host, path, method, answer))
                        self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_a_host_that_is_missing_or_doubled(self):
        for path in EVERY_PATH:
            self.assertEqual(http(self.server, "GET", path, {"Host": None}).status, 400, path)
            request = request_bytes(self.server, "GET", path).replace(b"\r\n\r\n", b"\r\nHost: localhost\r\n\r\n")
            self.assertEqual(raw(self.server, request).status, 400, path)

    def test_cross_site_websocket(self):
        for path in EVERY_PATH[:10]:
            for origin in (EVIL_ORIGIN, "null", "http://localhost.evil.example", "http://127.0.0.1.nip.io:8080"):
                self.assertEqual(upgrade(self.server, path, Origin=origin).status, 403, (path, origin))
            headers = upgrade_headers(Origin="http://localhost")
            request = request_bytes(self.server, "GET", path, headers).replace(b"\r\n\r\n", b"\r\nOrigin: " + EVIL_ORIGIN.encode() + b"\r\n\r\n")
            self.assertEqual(raw(self.server, request).status, 403, path)

    def test_get_changes_nothing(self):
        before = self.published()
        for path in EVERY_PATH + ("/publish?channel=evil.a&data=1",):
            for headers in ({}, {"Origin": EVIL_ORIGIN}, {"Sec-Fetch-Site": "cross-site"}):
                answer = http(self.server, "GET", path, headers)
                self.assertNotEqual(answer.headers.get("access-control-allow-origin"), "*")
                self.assertNotIn("set-cookie", answer.headers)
        self.assertEqual(http(self.server, "GET", "/publish?channel=evil.a&data=1").status, 405)
        self.assertEqual(self.published(), before)

    def test_a_foreign_page_cannot_post(self):
        body = b'{"channel":"evil.b","data":1}'
        for headers, status in (
                ({"Content-Type": "text/plain"}, 415), ({}, 415), ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
                ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
                ({"Content-Type": "application/json", "Origin": EVIL_ORIGIN}, 403),
                ({"Content-Type": "application/json", "Origin": "null"}, 403),
                ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403)):
            answer = http(self.server, "POST", "/publish", headers, body)
            self.assertEqual(answer.status, status, (headers, answer))
        self.assertEqual(self.published(), {})
        preflight = http(self.server, "OPTIONS", "/publish", {"Origin": EVIL_ORIGIN, "Access-Control-Request-Method": "POST"})
        self.assertNotIn("access-control-allow-origin", preflight.headers)

    def test_data_is_not_for_other_sites(self):
        for path in ("/channels", "/snapshot/ticker.AAPL", "/publish"):
            answer = http(self.server, "POST" if path == "/publish" else "GET", path, {"Sec-Fetch-Site": "cross-site"})
            self.assertEqual(answer.status, 403, path)

    def test_the_page_is_locked_down(self):
        page = http(self.server, "GET", "/")
        policy = page.headers["content-security-policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        for path in ("/", "/assets/app.js", "/channels", "/version", "/nothing"):
            headers = http(self.server, "GET", path).headers
            self.assertEqual(headers.get("x-content-type-options"), "nosniff", (path, headers))
            self.assertEqual(headers.get("referrer-policy"), "no-referrer", (path, headers))


class Slow(unittest.TestCase):
    def test_a_dribbled_request_has_its_deadline(self):
        server = Server(DEADLINES_HANDSHAKE=700)
        try:
            with FaultProxy(("127.0.0.1", server.port)) as proxy:
                proxy.up.rate = 50  # bytes/s: it would take seconds
                start = time.monotonic()
                with Stream(server, proxy.address) as slow:
                    slow.write(request_bytes(server, "GET", "/ws", upgrade_headers()))
                    self.assertEqual(slow.response().status, 408)
                self.assertLess(time.monotonic() - start, 2 * SLACK)
        finally:
            server.stop()

    def test_many_that_say_nothing_hold_nothing(self):
        server = Server(DEADLINES_HANDSHAKE=1500, DEADLINES_CLOSE=300)
        silent = []
        try:
            before = all_connections(server)
            unheard = 0
            for _ in range(200):
                silent.append(socket.create_connection(("127.0.0.1", server.port)))
            for peer in silent:
                peer.settimeout(0.02)
                try:
                    self.assertRegex(peer.recv(4096), rb"^HTTP/1.1 408 ")
                except TimeoutError:
                    continue
                except ConnectionResetError:
                    unheard += 1
            # 64 may be unfinished, as many wait for their turn; nothing is said to who has said nothing.
            self.assertGreaterEqual(unheard, 200 - 2 * 64)
            eventually(lambda: all_connections(server) <= before + 1, 20)
            self.assertEqual(http(server, "GET", "/healthz").status, 200)
        finally:
            for peer in silent:
                peer.close()
            server.stop()

    def test_a_silent_tls_handshake_has_its_deadline(self):
        server, port = tls_server()
        try:
            start = time.monotonic()
            with Stream(server, ("127.0.0.1", port)) as silent:
                self.assertTrue(silent.ended(10 * SLACK))
            self.assertGreater(time.monotonic() - start, 4)
        finally:
            server.stop()

    def test_old_versions_and_weak_ciphers_get_no_handshake(self):
        server, port = tls_server()
        try:
            def handshake(version, ciphers):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    context.minimum_version, context.maximum_version = version, version
                context.set_ciphers(ciphers + ":@SECLEVEL=0")
                with Stream(server, ("127.0.0.1", port)) as stream, context.wrap_socket(stream.socket) as secure:
                    return secure.version(), secure.cipher()[0]

            for version, ciphers in ((ssl.TLSVersion.TLSv1, "ALL"), (ssl.TLSVersion.TLSv1_1, "ALL"), (ssl.TLSVersion.TLSv1_2, "kRSA"),
                                     (ssl.TLSVersion.TLSv1_2, "ECDHE+SHA1"), (ssl.TLSVersion.TLSv1_2, "ECDHE+SHA384:!AESGCM:!ARIAGCM:!AESCCM"),
                                     (ssl.TLSVersion.TLSv1_2, "DHE"), (ssl.TLSVersion.TLSv1_2, "aNULL")):
                with self.assertRaises(OSError, msg=(version, ciphers)):
                    handshake(version, ciphers)
            self.assertEqual(handshake(ssl.TLSVersion.TLSv1_2, "ECDHE+AESGCM")[0], "TLSv1.2")
            self.assertEqual(handshake(ssl.TLSVersion.TLSv1_3, "ALL")[0], "TLSv1.3")
        finally:
            server.stop()

    def test_a_close_that_is_never_answered(self):
        server = Server(DEADLINES_CLOSE=400)
        try:
            peer = Peer(server, "/echo")
            before = all_connections(server)
            peer.write(frame(0x3, b"reserved opcode"))
            eventually(lambda: all_connections(server) < before, 3 * SLACK)
            peer.close()
        finally:
            server.stop()


class Secrets(unittest.TestCase):
    SECRET = "s3cr3t" * 8

    def test_a_token_is_shown_nowhere(self):
        server = Server("--log-level", "trace", AUTH_FAILURES_PER_MINUTE=1000)
        try:
            watcher = admin(server)
            watcher.subscribe("sys.events")
            watcher.subscribe("sys.connections")
            token, _ = server.admin_token()
            secrets = (token, self.SECRET)
            seen = []
            for secret in secrets:
                for kind in range(5):
                    path = "/ws?token=" + secret if kind == 0 else "/ws?%74oken=" + secret + "&a=b" if kind == 1 else "/ws"
                    headers = {2: {"Authorization": "Bearer " + secret}, 3: {"Cookie": f"wavetape_session_{server.port}=" + secret}}.get(kind, {})
                    protocols = "wavetape.v1, wavetape.token." + secret if kind == 4 else "wavetape.v1"
                    seen.append(repr(upgrade(server, path, protocols, **headers)))
            peer = Peer(server, "/ws?token=" + token, "wavetape.v1, wavetape.token." + token, checked=False, Authorization="Bearer " + token,
                        Referer="http://localhost/?token=" + token, Cookie="theme=" + self.SECRET)
            answer = peer.reply("auth", token=self.SECRET)
            self.assertEqual(answer["code"], 102)
            seen.append(json.dumps(answer))
            connection = "c" + peer.welcome["session"][1:]
            seen.append(json.dumps(watcher.reply("admin", action="details", connection=connection)))
            self.assertIn("***", seen[-1])
            deadline = time.monotonic() + 2.5
            try:
                while time.monotonic() < deadline:
                    seen.append(watcher.message(deadline - time.monotonic())[1].decode())
            except TimeoutError:
                pass
            peer.close()
            for path in ("/channels", "/metrics", "/version"):
                seen.append(repr(http(server, "GET", path)))
            watcher.close()
            log = log_of(server)
        finally:
            server.stop()
        for secret in secrets:
            for text in seen + [log]:
                self.assertNotIn(secret, text)

    def test_every_failure_looks_alike(self):
        server = Server(AUTH_FAILURES_PER_MINUTE=1000)
        try:
            token, _ = server.admin_token()
            answers = set()
            for wrong in ("x", "x" * 64, token[:-1], token + "0", token[:-1] + ("0" if token[-1] != "0" else "1"),
                          "eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTl9.AA", "a.b.c"):
                answer = upgrade(server, Authorization="Bearer " + wrong)
                answers.add((answer.status, answer.text))
            self.assertEqual(len(answers), 1, answers)
            self.assertEqual(answers.pop()[0], 401)
        finally:
            server.stop()


class Rights(unittest.TestCase):
    def test_nothing_of_the_administrators_without_the_token(self):
        server = Server(feed="calm")
        try:
            with Peer(server, "/ws", "wavetape.v1", checked=False) as peer:
                for channel in ("sys.stats", "sys.connections", "sys.events", "sys.frames.c1"):
                    self.assertEqual(peer.reply("subscribe", channel=channel)["code"], 103, channel)
                    self.assertIn(peer.reply("history", channel=channel)["code"], (103, 104), channel)
                    self.assertIn(http(server, "GET", "/snapshot/" + channel).status, (403, 404), channel)
                    self.assertIn(upgrade(server, "/ws/" + channel).status, (403, 404), channel)
            with Peer(server, "/ws", "wavetape.v1", checked=False) as peer:
                for action in ("close", "cut", "ping", "mute-pong", "drain", "details"):
                    self.assertEqual(peer.reply("admin", action=action, connection="c1")["code"], 103, action)
            with Peer(server, "/ws", "wavetape.v1", checked=False) as peer:
                for channel in ("ticker.AAPL", "trades.AAPL", "book.X", "candles.AAPL.1s", "index.ALL", "wave.sine1", "uplink.s1"):
                    self.assertEqual(peer.reply("publish", channel=channel, data=1)["code"], 103, channel)
            for channel in ("alerts", "presence.x", "sys.stats"):
                body = json.dumps({"channel": channel, "data": 1}).encode()
                answer = http(server, "POST", "/publish", {"Content-Type": "application/json"}, body)
                self.assertEqual(answer.status, 403, channel)
            self.assertNotIn("sys.", json.dumps(http(server, "GET", "/channels").json))
        finally:
            server.stop()


class Markup(unittest.TestCase):
    """Fifty texts through channel data and names, agents, paths and close reasons: shown as typed, one log line each, in no metric."""

    def texts_everywhere(self, server, watcher):
        reasons = []
        with Peer(server, "/ws", checked=False) as reader, Peer(server, "/ws", checked=False) as writer:
            reader.subscribe("chat.lobby")
            for text in HOSTILE_TEXTS:
                writer.send({"type": "publish", "channel": "chat.lobby", "data": {"text": text}})
                self.assertEqual(reader.until(lambda m: "data" in m)["data"]["text"], text)
        for text in HOSTILE_TEXTS:
            http(server, "GET", "/" + "".join(f"%{byte:02x}" for byte in text.encode()[:200] if byte) + "%ff%1b")
            header = "".join(c for c in text if c not in "\r\n\0").encode()[:500]
            request = request_bytes(server, "GET", "/ws", upgrade_headers()).replace(b"\r\n\r\n", b"\r\nUser-Agent: " + header + b"\r\n\r\n")
            with Stream(server) as stream:
                stream.write(request)
                if stream.response().status == 101:
                    reason = text.encode()[:60].decode("utf-8", "ignore")
                    stream.write(frame(CLOSE, b"\x03\xe8" + reason.encode()))
                    stream.ended()
                    reasons.append(reason)
            with Peer(server, "/ws", checked=False) as peer:
                self.assertIn(peer.reply("subscribe", channel=text).get("code"), (104, 107), text)
        self.assertGreater(len(reasons), 30)
        seen = []
        while not set(reasons) <= set(seen):
            message = watcher.until(lambda m: m.get("channel") == "sys.events" and "data" in m)
            if message["data"]["kind"] == "close":
                seen.append(message["data"]["reason"])
        page = http(server, "GET", "/metrics").text
        for text in HOSTILE_TEXTS:
            if len(text.strip()) > 4:
                self.assertNotIn(text, page)

    def lines(self, *flags):
        server = Server("--log-level", "trace", *flags)
        try:
            with admin(server) as watcher:
                watcher.subscribe("sys.events")
                watcher.subscribe("sys.connections")
                self.texts_everywhere(server, watcher)
            log = log_of(server)
        finally:
            server.stop()
        self.assertGreater(log.count("\n"), 100)
        for line in log.split("\n")[:-1]:
            self.assertFalse(re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\udc80-\udcff]", line), repr(line))
            yield line

    def test_in_a_text_log(self):
        for line in self.lines():
            self.assertRegex(line, r"^\[20\d\d-[^\]]*\] \[wavetape\] \[")

    def test_in_a_json_log(self):
        for line in self.lines("--log-format", "json"):
            self.assertIsInstance(json.loads(line), dict)



if __name__ == "__main__":
    unittest.main()
