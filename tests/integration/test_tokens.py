# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what where tokens are required: carriers, logins, rights, expiry, revocation, attempts."""
import base64
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

import schema
from wire import PROGRAM, TIMEOUT, Peer, Server, eventually, http, upgrade

V1 = "wavetape.v1"
USERS = """# who
alice wonderland subscribe=chat.* subscribe=ticker.AAPL publish=chat.a
bob   builder-can subscribe=* publish=*
root  correct-horse admin
"""
JSON = {"Content-Type": "application/json"}
CHAT = b'{"channel":"chat.a","data":1}'


def carrier(token):
    return V1 + ", wavetape.token." + base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def bearer(token):
    return {"Authorization": "Bearer " + token}


class Tokens(unittest.TestCase):
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.users = os.path.join(cls.folder.name, "users")
        cls.secret = os.path.join(cls.folder.name, "secret")
        subprocess.run([PROGRAM, "token", "--new-secret", cls.secret], check=True, timeout=TIMEOUT)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def write_users(self, text):
        with open(self.users, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)

    def setUp(self):
        self.write_users(USERS)
        self.server = Server("--tokens", "on", "--users", self.users, "--token-secret", self.secret, feed="calm", **self.settings)
        self.addCleanup(self.server.stop)

    def token(self, user="bob", *rights, seconds=60):
        done = subprocess.run([PROGRAM, "token", "--token-secret", self.secret, "--user", user, "--seconds", str(seconds), *rights],
                              capture_output=True, text=True, timeout=TIMEOUT, check=True)
        return done.stdout.strip()

    def log_in(self, path, user, secret):
        return http(self.server, "POST", path, JSON, json.dumps({"user": user, "secret": secret}).encode())


class Carriers(Tokens):
    def test_each_of_the_five(self):
        token = self.token("carol", "--subscribe", "chat.*", "--publish", "chat.*")
        session = self.log_in("/auth/session", "alice", "wonderland")
        cookie = session.headers["set-cookie"].split(";")[0]
        self.assertTrue(cookie.startswith(f"wavetape_session_{self.server.port}="))
        for path, protocols, headers in (
                ("/ws", V1, bearer(token)), ("/ws", V1, {"Cookie": "theme=dark; " + cookie}), ("/ws", carrier(token), {}),
                ("/ws?token=" + token, V1, {})):
            with Peer(self.server, path, protocols, **headers) as peer:
                self.assertEqual(peer.answer.headers["sec-websocket-protocol"], V1)
                self.assertNotIn("authMs", peer.welcome)
                peer.subscribe("chat.a")
                self.assertEqual(peer.reply("publish", channel="chat.a", data=1)["type"], "ack")
        with Peer(self.server, "/ws", V1) as peer:
            self.assertEqual(peer.welcome["authMs"], 10_000)
            self.assertEqual(peer.reply("subscribe", channel="chat.a")["code"], 101)
            self.assertEqual(peer.reply("auth", token=token)["type"], "ack")
            peer.subscribe("chat.a")

    def test_a_plain_client_may_authenticate_first_too(self):
        with Peer(self.server) as peer:
            peer.send({"type": "auth", "token": self.token("carol", "--subscribe", "*")})
            peer.send({"type": "subscribe", "channel": "ticker.AAPL"})
            self.assertEqual(peer.json()["type"], "snapshot")

    def test_nothing_without_one(self):
        for method, path in (("GET", "/channels"), ("GET", "/snapshot/ticker.AAPL"), ("POST", "/publish")):
            answer = http(self.server, method, path, JSON if method == "POST" else {}, CHAT if method == "POST" else b"")
            self.assertEqual((answer.status, answer.headers.get("www-authenticate")), (401, "Bearer"), path)
        for path in ("/ws/ticker.AAPL", "/stream?streams=ticker.AAPL", "/echo", "/echo/text", "/broadcast"):
            self.assertEqual(upgrade(self.server, path).status, 401, path)
        for path in ("/", "/healthz", "/readyz", "/version", "/asyncapi.yaml", "/assets/app.js"):
            self.assertEqual(http(self.server, "GET", path).status, 200, path)
        with Peer(self.server, "/ws", V1) as peer:
            for request in ({"type": "subscribe", "channel": "chat.a"}, {"type": "publish", "channel": "chat.a", "data": 1},
                            {"type": "list"}, {"type": "greet", "msg": "x"}, {"type": "admin", "action": "drain"}, b"\0\0\0\0"):
                peer.send(request)
                self.assertEqual(peer.json()["code"], 101, request)
            peer.send('{"type":"history","id":"h","channel":"chat.a"}')
            self.assertEqual(peer.json()["id"], "h")

    def test_a_bad_token_is_401_in_every_carrier_and_102_in_a_message(self):
        answers = set()
        for path, protocols, headers in (("/ws", None, bearer("a.b.c")), ("/ws", carrier("a.b.c"), {}), ("/ws?token=a.b.c", None, {}),
                                         ("/ws", None, {"Authorization": "Basic x"})):
            answer = upgrade(self.server, path, protocols, **headers)
            answers.add((answer.status, answer.text))
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 401)
        with Peer(self.server, "/ws", V1) as peer:
            self.assertEqual(peer.reply("auth", token="a.b.c")["code"], 102)

    def test_two_tokens_in_a_query_are_none_whatever_they_are(self):
        good = self.token("bob", "--subscribe", "*")
        for pair in ((good, good), (good, "a.b.c"), ("a.b.c", good), ("a.b.c", "a.b.c"), ("", good)):
            query = "?token={}&token={}".format(*pair)
            for answer in (upgrade(self.server, "/ws" + query), upgrade(self.server, "/ws/ticker.AAPL" + query),
                           http(self.server, "GET", "/channels" + query), http(self.server, "GET", "/metrics" + query),
                           http(self.server, "GET", "/healthz" + query), http(self.server, "GET", "/sse" + query + "&channels=ticker.AAPL")):
                self.assertEqual((answer.status, answer.text), (400, "The parameter token may come once.\n"), pair)
        self.assertEqual(upgrade(self.server, "/ws?token=" + good).status, 101)


class Deadline(Tokens):
    settings = {"DEADLINES_AUTH": 400}

    def test_who_does_not_say_is_closed(self):
        for protocols, code in ((V1, 4401), (None, 1008)):
            with Peer(self.server, "/ws", protocols) as peer:
                close = peer.closed()
                self.assertEqual(close.code, code)
                self.assertEqual((close.messages[-1]["type"], close.messages[-1]["code"], close.messages[-1]["retry"]), ("closing", code, False))

    def test_who_says_stays(self):
        with Peer(self.server, "/ws", V1) as peer:
            peer.reply("auth", token=self.token("carol"))
            self.assertTrue(peer.silent(1))


class ShortSessions(Tokens):
    settings = {"AUTH_SESSION_MS": 1500}

    def test_a_session_ends_by_itself(self):
        cookie = self.log_in("/auth/session", "bob", "builder-can").headers["set-cookie"].split(";")[0]
        with Peer(self.server, "/ws", V1, Cookie=cookie) as peer:
            self.assertEqual(peer.closed().code, 4401)
        self.assertEqual(upgrade(self.server, "/echo", Cookie=cookie).status, 401)


class Alike(Tokens):
    settings = {"AUTH_FAILURES_PER_MINUTE": 100}

    def test_every_failure_looks_alike(self):
        answers = set()
        for user, secret in (("alice", "wrong-secret"), ("nobody", "wonderland"), ("", ""), ("bob", "wonderland")):
            for path in ("/auth/token", "/auth/session"):
                answer = self.log_in(path, user, secret)
                answers.add((answer.status, answer.text, "set-cookie" in answer.headers))
        self.assertEqual(len(answers), 1, answers)
        self.assertEqual(answers.pop()[0], 401)


class Logins(Tokens):
    def test_a_token_for_a_credential(self):
        answer = self.log_in("/auth/token", "alice", "wonderland")
        self.assertEqual(answer.status, 200, answer)
        schema.require("http.token", answer.json)
        self.assertAlmostEqual(answer.json["expires"] / 1000, time.time() + 60, delta=5)
        self.assertEqual(answer.headers["cache-control"], "no-store")
        with Peer(self.server, "/ws", V1, **bearer(answer.json["token"])) as peer:
            peer.subscribe("chat.*")

    def test_a_session_and_its_end(self):
        answer = self.log_in("/auth/session", "alice", "wonderland")
        schema.require("http.session", answer.json)
        cookie, *attributes = answer.headers["set-cookie"].split("; ")
        self.assertLessEqual({"HttpOnly", "SameSite=Strict", "Path=/"}, set(attributes))
        with Peer(self.server, "/ws", V1, Cookie=cookie) as peer, Peer(self.server, "/ws/ticker.AAPL", Cookie=cookie, checked=False) as bare:
            peer.subscribe("chat.a")
            bye = http(self.server, "DELETE", "/auth/session", {"Cookie": cookie})
            self.assertEqual(bye.status, 204)
            self.assertIn("Max-Age=0", bye.headers["set-cookie"])
            self.assertEqual(peer.closed().code, 4403)
            self.assertEqual(bare.closed().code, 1008)
        self.assertEqual(upgrade(self.server, "/ws/ticker.AAPL", Cookie=cookie).status, 401)
        self.assertEqual(http(self.server, "DELETE", "/auth/session").status, 204)

    def test_only_json_and_only_from_here(self):
        body = b'{"user":"alice","secret":"wonderland"}'
        self.assertEqual(http(self.server, "POST", "/auth/token", {"Content-Type": "text/plain"}, body).status, 415)
        self.assertEqual(http(self.server, "POST", "/auth/session", {**JSON, "Origin": "https://evil.example"}, body).status, 403)
        self.assertEqual(http(self.server, "POST", "/auth/session", {**JSON, "Sec-Fetch-Site": "cross-site"}, body).status, 403)
        self.assertEqual(http(self.server, "DELETE", "/auth/session", {"Origin": "https://evil.example"}).status, 403)
        self.assertEqual(http(self.server, "GET", "/auth/token").headers["allow"], "POST, OPTIONS")
        for bad in (b"{}", b"[]", b"x", b'{"user":"alice"}', b'{"user":1,"secret":"x"}'):
            self.assertEqual(http(self.server, "POST", "/auth/token", JSON, bad).status, 400, bad)

    def test_attempts_are_limited(self):
        for _ in range(5):
            self.assertEqual(self.log_in("/auth/token", "alice", "wrong").status, 401)
        answer = self.log_in("/auth/token", "alice", "wonderland")
        self.assertEqual(answer.status, 429)
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        self.assertEqual(upgrade(self.server, **bearer("guess")).status, 429)
        with Peer(self.server, "/ws", V1) as peer:
            self.assertEqual(peer.reply("auth", token="guess")["code"], 111)
            # A signature that holds is no guess, and others' failures are not its owner's.
            self.assertEqual(peer.reply("auth", token=self.token())["type"], "ack")
            # Nobody guesses the admin token, so nobody can lock its owner out.
            self.assertEqual(peer.reply("auth", token=self.server.admin_token()[0])["type"], "ack")


class Rights(Tokens):
    def test_subscribe_and_publish_by_pattern(self):
        token = self.token("alice", "--subscribe", "chat.*", "--subscribe", "ticker.AAPL", "--publish", "chat.a")
        with Peer(self.server, "/ws", V1, **bearer(token)) as peer:
            for channel in ("chat.a", "chat.*", "chat.b.c", "ticker.AAPL"):
                peer.subscribe(channel)
            for channel in ("ticker.MSFT", "ticker.*", "trades.AAPL"):
                self.assertEqual(peer.reply("subscribe", channel=channel)["code"], 103, channel)
            self.assertEqual(peer.reply("publish", channel="chat.a", data=1)["type"], "ack")
            self.assertEqual(peer.reply("publish", channel="chat.b", data=1)["code"], 103)
            rows = peer.reply("list")["channels"]
            self.assertEqual({row["channel"] for row in rows}, {"chat.a", "ticker.AAPL"})
        with Peer(self.server, "/ws", V1, **bearer(token)) as peer:
            for type_ in ("history", "presence"):
                self.assertEqual(peer.reply(type_, channel="trades.AAPL")["code"], 103)
            self.assertEqual(peer.reply("subscribe", channel="sys.stats")["code"], 103)
            self.assertEqual(peer.reply("admin", action="close", connection="c1")["code"], 103)
            peer.send(b"\0\0\0\0")
            self.assertEqual(peer.json()["code"], 103)

    def test_the_same_by_http(self):
        alice = bearer(self.log_in("/auth/token", "alice", "wonderland").json["token"])
        self.assertEqual(http(self.server, "POST", "/publish", {**JSON, **alice}, CHAT).status, 200)
        self.assertEqual(http(self.server, "POST", "/publish", {**JSON, **alice}, CHAT.replace(b"chat.a", b"chat.b")).status, 403)
        eventually(lambda: http(self.server, "GET", "/snapshot/ticker.AAPL", alice).status == 200)
        self.assertEqual(http(self.server, "GET", "/snapshot/trades.AAPL", alice).status, 403)
        self.assertEqual({row["channel"] for row in http(self.server, "GET", "/channels", alice).json}, {"chat.a", "ticker.AAPL"})
        for path, status in (("/ws/ticker.AAPL", 101), ("/ws/trades.AAPL", 403), ("/stream?streams=ticker.AAPL", 101),
                             ("/stream?streams=ticker.AAPL/trades.AAPL", 403), ("/broadcast", 101), ("/echo", 101), ("/ws/sys.stats", 403)):
            self.assertEqual(upgrade(self.server, path, **alice).status, status, path)
        bob = bearer(self.log_in("/auth/token", "bob", "builder-can").json["token"])
        self.assertEqual(upgrade(self.server, "/broadcast", **bob).status, 101)
        self.assertEqual(upgrade(self.server, "/ws/sys.stats", **bob).status, 403)
        root = bearer(self.log_in("/auth/token", "root", "correct-horse").json["token"])
        self.assertEqual(upgrade(self.server, "/ws/sys.stats", **root).status, 101)

    def test_a_smaller_token_cannot_keep_what_a_larger_one_subscribed(self):
        with Peer(self.server, "/ws", V1, **bearer(self.token("bob", "--subscribe", "*"))) as peer:
            peer.subscribe("ticker.AAPL")
            self.assertEqual(peer.reply("auth", token=self.token("bob", "--subscribe", "chat.*"))["code"], 103)
            peer.reply("unsubscribe", channel="ticker.AAPL")
            self.assertEqual(peer.reply("auth", token=self.token("bob", "--subscribe", "chat.*"))["type"], "ack")
            self.assertEqual(peer.reply("subscribe", channel="ticker.AAPL")["code"], 103)


    def test_metrics_and_the_payload_endpoints_by_right(self):
        nothing, reader, scraper = (bearer(self.token("carol", *rights)) for rights in ((), ("--subscribe", "chat.a"), ("--metrics",)))
        admin = bearer(self.server.admin_token()[0])
        for path, headers, status in (("/metrics", {}, 401), ("/metrics", nothing, 403), ("/metrics", reader, 403), ("/metrics", scraper, 200),
                                      ("/metrics", admin, 200)):
            self.assertEqual(http(self.server, "GET", path, headers).status, status, (path, status))
        for path in ("/echo", "/echo/text", "/broadcast"):
            self.assertEqual(upgrade(self.server, path, **nothing).status, 403, path)
            for some in (reader, scraper, admin):
                self.assertEqual(upgrade(self.server, path, **some).status, 101, path)
        self.assertEqual(upgrade(self.server, "/ws/chat.a", **scraper).status, 403)
        self.write_users(USERS + "prom scrape-it-all metrics\n")
        self.server.process.send_signal(signal.SIGHUP)
        eventually(lambda: self.log_in("/auth/token", "prom", "scrape-it-all").status == 200)
        prom = bearer(self.log_in("/auth/token", "prom", "scrape-it-all").json["token"])
        self.assertEqual(http(self.server, "GET", "/metrics", prom).status, 200)

    def test_a_carrier_for_browsers_on_every_endpoint(self):
        offer = carrier(self.token("carol", "--subscribe", "*")).replace(V1, "wavetape.bare")
        for path in ("/echo", "/echo/text", "/broadcast", "/ws/ticker.AAPL", "/stream?streams=ticker.AAPL"):
            answer = upgrade(self.server, path, offer)
            self.assertEqual((answer.status, answer.headers["sec-websocket-protocol"]), (101, "wavetape.bare"), path)
            alone = upgrade(self.server, path, offer.split(", ")[1])
            self.assertEqual((alone.status, alone.headers.get("sec-websocket-protocol")), (101, None), path)


class Once(Tokens):
    def setUp(self):
        self.write_users(USERS)
        self.server = Server("--tokens", "on", "--users", self.users, "--token-secret", self.secret, "--tokens-once", feed="calm")
        self.addCleanup(self.server.stop)

    def test_a_token_is_taken_once(self):
        token = self.token("bob", "--subscribe", "*")
        self.assertEqual(upgrade(self.server, **bearer(token)).status, 101)
        for path, protocols, headers in (("/ws", None, bearer(token)), ("/ws?token=" + token, None, {}), ("/ws", carrier(token), {})):
            self.assertEqual(upgrade(self.server, path, protocols, **headers).status, 401)
        other = self.token("bob", "--subscribe", "*")
        with Peer(self.server, "/ws", V1) as peer:
            self.assertEqual(peer.reply("auth", token=token)["code"], 102)
            self.assertEqual(peer.reply("auth", token=other)["type"], "ack")
            peer.subscribe("ticker.AAPL")
            self.assertEqual(peer.reply("auth", token=other)["code"], 102)
        self.assertEqual([upgrade(self.server, **bearer(self.server.admin_token()[0])).status for _ in range(2)], [101, 101])
        cookie = self.log_in("/auth/session", "bob", "builder-can").headers["set-cookie"].split(";")[0]
        self.assertEqual([upgrade(self.server, Cookie=cookie).status for _ in range(2)], [101, 101])


class NoGuess(Tokens):
    def test_who_has_a_signature_guesses_nothing(self):
        expired = [self.token("bob", "--subscribe", "*", seconds=1) for _ in range(6)]
        time.sleep(2.1)
        for token in expired:
            self.assertEqual(upgrade(self.server, **bearer(token)).status, 401)
        with Peer(self.server, "/ws", V1) as peer:
            error = peer.reply("auth", token=expired[0])
            self.assertEqual((error["code"], error["temporary"]), (109, True), "another one is to be fetched")
        self.assertEqual(upgrade(self.server, **bearer(self.token("bob", "--subscribe", "*"))).status, 101)
        self.assertEqual(self.log_in("/auth/token", "alice", "wonderland").status, 200)
        good = self.token("bob", "--subscribe", "*")
        forged = good[:-4] + ("AAAA" if not good.endswith("AAAA") else "BBBB")
        self.assertEqual([upgrade(self.server, **bearer(forged)).status for _ in range(6)], [401] * 5 + [429])
        self.assertEqual(upgrade(self.server, **bearer(good)).status, 101)


class Cookies(Tokens):
    def test_two_servers_do_not_log_each_other_out(self):
        with Server("--tokens", "on", "--users", self.users, feed="none") as second:
            mine = self.log_in("/auth/session", "alice", "wonderland").headers["set-cookie"].split(";")[0]
            theirs = http(second, "POST", "/auth/session", JSON, b'{"user":"bob","secret":"builder-can"}').headers["set-cookie"].split(";")[0]
            self.assertNotEqual(mine.split("=")[0], theirs.split("=")[0])
            for server in (self.server, second):
                self.assertEqual(http(server, "GET", "/channels", {"Cookie": f"{mine}; {theirs}"}).status, 200)
            self.assertEqual(http(second, "GET", "/channels", {"Cookie": mine}).status, 401)

    def test_the_port_is_the_one_the_browser_sees(self):
        for host, name in (("localhost", "wavetape_session_80="), ("localhost:7", "wavetape_session_7=")):
            answer = http(self.server, "POST", "/auth/session", {**JSON, "Host": host}, b'{"user":"bob","secret":"builder-can"}')
            self.assertTrue(answer.headers["set-cookie"].startswith(name), answer)


class Ends(Tokens):
    def test_expiry_ends_live_connections(self):
        token = self.token("bob", "--subscribe", "*", "--publish", "*", seconds=2)
        with Peer(self.server, "/ws", V1, **bearer(token)) as v1, Peer(self.server, "/ws?token=" + token) as plain, \
                Peer(self.server, "/broadcast", checked=False, **bearer(token)) as bare, Peer(self.server, "/ws", V1) as late:
            late.reply("auth", token=token)
            v1.subscribe("chat.a")
            for peer, code in ((v1, 4401), (late, 4401), (plain, 1008)):
                close = peer.closed()
                self.assertEqual(close.code, code)
                self.assertEqual([m.get("code") for m in close.messages[-2:]], [109, code])
            self.assertEqual(bare.closed().code, 1008)
        self.assertEqual(upgrade(self.server, **bearer(token)).status, 401)

    def test_a_new_token_in_time_keeps_it(self):
        with Peer(self.server, "/ws", V1, **bearer(self.token("bob", "--subscribe", "*", seconds=2))) as peer:
            peer.subscribe("chat.a")
            peer.reply("auth", token=self.token("bob", "--subscribe", "*"))
            self.assertTrue(peer.silent(3))

    def test_revoking_a_user(self):
        admin = Peer(self.server, "/ws", V1, **bearer(self.server.admin_token()[0]))
        self.addCleanup(admin.close)
        token = self.token("bob", "--subscribe", "*")
        with Peer(self.server, "/ws", V1, **bearer(token)) as bob, Peer(self.server, "/ws", V1, **bearer(self.token("carol"))) as carol:
            self.assertEqual(bob.reply("admin", action="revoke", user="carol")["code"], 103)
            self.assertEqual(admin.reply("admin", action="revoke", user="bob")["type"], "ack")
            close = bob.closed()
            self.assertEqual((close.code, close.messages[-1]["retry"]), (4403, False))
            self.assertEqual(carol.reply("ping", t=1)["type"], "pong")
            self.assertEqual(admin.reply("admin", action="revoke")["code"], 107)
        self.assertEqual(upgrade(self.server, **bearer(token)).status, 401)

    def test_sighup_with_other_users(self):
        cookie = self.log_in("/auth/session", "alice", "wonderland").headers["set-cookie"].split(";")[0]
        other = self.log_in("/auth/session", "bob", "builder-can").headers["set-cookie"].split(";")[0]
        with Peer(self.server, "/ws", V1, Cookie=cookie) as alice, Peer(self.server, "/ws", V1, Cookie=other) as bob:
            self.write_users("alice wonderland nonsense\n")
            self.server.process.send_signal(signal.SIGHUP)
            log = os.path.join(self.server.folder.name, "log")
            eventually(lambda: "users:1: a right is subscribe=PATTERN" in open(log, encoding="utf-8").read())
            self.assertEqual(alice.reply("ping", t=1)["type"], "pong")
            self.write_users(USERS.replace("wonderland", "looking-glass"))
            self.server.process.send_signal(signal.SIGHUP)
            self.assertEqual(alice.closed().code, 4403)
            self.assertEqual(bob.reply("ping", t=1)["type"], "pong")
            self.assertEqual(self.log_in("/auth/token", "alice", "looking-glass").status, 200)


class Command(Tokens):
    def run_token(self, *flags):
        return subprocess.run([PROGRAM, "token", *flags], capture_output=True, text=True, timeout=TIMEOUT)

    def test_what_is_wrong_is_said_in_one_line(self):
        open_to_all = os.path.join(self.folder.name, "open")
        with open(open_to_all, "w", encoding="ascii") as file:
            file.write("x" * 40)
        os.chmod(open_to_all, 0o644)
        for flags, word in (((), "--token-secret"), (("--token-secret", "/none", "--user", "a"), "/none"), (("--nope",), "--help"),
                            (("--token-secret", self.secret, "--user", "a", "--subscribe", "a b"), "a b"),
                            (("--token-secret", open_to_all, "--user", "a"), "chmod 600"), (("--new-secret", self.secret), "already")):
            done = self.run_token(*flags)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertIn(word, done.stderr)
        self.assertEqual(os.stat(self.secret).st_mode & 0o777, 0o600)

    def test_bad_files_refuse_the_start(self):
        self.write_users("alice short\n")
        for flags, word in ((("--users", self.users), "users:1: a secret needs"), (("--users", "/none/such"), "/none/such"),
                            (("--token-secret", self.users), "32 bytes"), (("--token-key", self.users), "PEM")):
            done = subprocess.run([PROGRAM, "--listen", "127.0.0.1:0", "--feed", "none", *flags], capture_output=True, text=True, timeout=TIMEOUT)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done)
            self.assertIn(word, done.stderr)
            self.assertNotIn("short", done.stderr.replace("too short", ""))


class BeyondLoopback(unittest.TestCase):
    def refused(self, *flags):
        done = subprocess.run([PROGRAM, *flags], capture_output=True, text=True, timeout=TIMEOUT)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
        return done.stderr

    def test_it_says_the_right_command(self):
        said = self.refused("--listen", "0.0.0.0:8443")
        self.assertIn("wavetape-server --tls-listen 0.0.0.0:8443 --tls-cert FILE --tls-key FILE --tokens on --users FILE", said)
        self.assertIn("wavetape-server --listen 0.0.0.0:8443 --insecure", said)
        said = self.refused("--listen", "127.0.0.1:0", "--tls-self-signed", "--tls-listen", "0.0.0.0:0")
        self.assertIn("--tls-listen 0.0.0.0:0 --tokens on", said)
        self.assertIn("without tokens", said)
        self.assertIn("without TLS", self.refused("--listen", "0.0.0.0:0", "--tokens", "on"))

    def test_insecure_is_told(self):
        with Server("--insecure", listen=("0.0.0.0:0",)) as server:
            with Peer(server, "/ws", V1, checked=False, **bearer(server.admin_token()[0])) as peer:
                self.assertIs(peer.welcome["insecure"], True)
                schema.require("message", peer.welcome)
                peer.subscribe("sys.stats")
                stats = peer.until(lambda m: m.get("channel") == "sys.stats")
                self.assertIs(stats["data"]["insecure"], True)
            with open(os.path.join(server.folder.name, "log"), encoding="utf-8") as log:
                self.assertIn("INSECURE", log.read())
        with Server("--insecure") as server, Peer(server, "/ws", V1) as peer:
            self.assertNotIn("insecure", peer.welcome)


class WithoutTokens(unittest.TestCase):
    def test_a_token_is_still_looked_at(self):
        with Server() as server:
            self.assertEqual(upgrade(server, **bearer("a.b.c")).status, 401)
            with Peer(server, "/ws", V1, **bearer(server.admin_token()[0])) as peer:
                self.assertNotIn("authMs", peer.welcome)
            self.assertEqual(http(server, "POST", "/auth/token", JSON, b'{"user":"a","secret":"b"}').status, 401)


if __name__ == "__main__":
    unittest.main()
