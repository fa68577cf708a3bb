# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as RFC 9110 and 9112 have it, who is admitted when, and which page may read which answer."""
import email.utils
import gzip
import http.client as http_client
import re
import ssl
import struct
import time
import unittest

from events import Events
from wire import (CLOSE, PING, PONG, TEXT, Peer, Server, Stream, eventually, frame, http, raw, request_bytes, upgrade, upgrade_headers)

LOCAL = "http://localhost:5173"
EVIL = "https://evil.example"


def setUpModule():
    global server
    server = Server(feed="calm")


def tearDownModule():
    server.stop()


def frame_of(stream):
    head = stream.take(2)
    return head[0] & 15, stream.take(head[1] & 127)


class Order(unittest.TestCase):
    def test_what_comes_with_the_handshake_is_answered_after_it(self):
        for path in ("/echo", "/ws", "/broadcast", "/ws/chat.a", "/stream?streams=chat.a"):
            for _ in range(5):
                with Stream(server) as stream:
                    stream.write(request_bytes(server, "GET", path, upgrade_headers()) + frame(PING, b"early") + frame(PING, b"again"))
                    self.assertEqual(stream.head()[0], 101, path)
                    self.assertEqual(frame_of(stream)[0], PING, path)  # our own first one
                    got = frame_of(stream)
                    self.assertEqual(got[0], PONG, path)
                    self.assertIn(got[1], (b"early", b"again"))

    def test_also_behind_a_get(self):
        page = len(http(server, "GET", "/assets/app.js").body)
        with Stream(server) as stream:
            stream.write(request_bytes(server, "GET", "/assets/app.js") + request_bytes(server, "GET", "/healthz")
                         + request_bytes(server, "GET", "/echo", upgrade_headers()) + frame(PING, b"p") + frame(TEXT, b"t") + frame(CLOSE, b"\x03\xe8"))
            self.assertEqual(len(stream.response().body), page)
            self.assertEqual(stream.response().json["status"], "ok")
            self.assertEqual(stream.head()[0], 101)
            self.assertEqual(frame_of(stream)[0], PING)  # our own first one
            got = [frame_of(stream) for _ in range(3)]
            self.assertEqual({got[0], got[1]}, {(PONG, b"p"), (TEXT, b"t")})
            self.assertEqual(got[2][0], CLOSE)
            self.assertTrue(stream.ended())


class Subprotocols(unittest.TestCase):
    """A browser ends a connection whose offers are not answered with 1006: each endpoint has a name to answer."""

    DIALECTS = ("/", "/ws", "/socket", "/chat", "/realtime")
    BARE = ("/ws/ticker.AAPL", "/ws/chat.a", "/stream?streams=ticker.AAPL", "/echo", "/echo/text", "/broadcast")

    def test_the_names_without_meaning(self):
        for paths, name in ((self.DIALECTS, "wavetape.plain"), (self.BARE, "wavetape.bare")):
            for path in paths:
                for offer in (name, "foo, " + name, name + ", foo"):
                    answer = upgrade(server, path, offer)
                    self.assertEqual((answer.status, answer.headers.get("sec-websocket-protocol")), (101, name), path)
        answer = upgrade(server, "/ws", "wavetape.plain, wavetape.v1")
        self.assertEqual(answer.headers["sec-websocket-protocol"], "wavetape.v1")

    def test_ours_where_it_is_not_spoken(self):
        for paths, names in ((self.BARE, ("wavetape.v1", "wavetape.plain")), (self.DIALECTS, ("wavetape.bare",))):
            for path in paths:
                for name in names:
                    for more in ("", ", foo", ", wavetape.token.YWJj"):
                        answer = upgrade(server, path, name + more)
                        self.assertEqual(answer.status, 400, (path, name))
                        self.assertIn(name, answer.text)

    def test_plain_stays_plain(self):
        with Peer(server, "/ws", "wavetape.plain") as peer:
            self.assertIsNone(peer.welcome)
            self.assertEqual(peer.reply("ping")["type"], "pong")


class AnyName(unittest.TestCase):
    def test_before_anybody_has_published(self):
        with Peer(server, "/ws/chat.fresh", checked=False) as bare, Peer(server, "/stream?streams=chat.fresh/ticker.AAPL/x.y", checked=False) as both:
            body = b'{"channel":"chat.fresh","data":{"a":1}}'
            self.assertEqual(http(server, "POST", "/publish", {"Content-Type": "application/json"}, body).status, 200)
            self.assertEqual(bare.json(), {"a": 1})
            for _ in range(100):
                message = both.json()
                if message["stream"] == "chat.fresh":
                    break
            self.assertEqual(message["data"], {"a": 1})
        # An interest nobody has any more leaves nothing behind.
        eventually(lambda: '"x.y"' not in http(server, "GET", "/channels").text)

    def test_the_servers_own_names_must_exist(self):
        for path in ("/ws/ticker.NOPE", "/ws/wave.nope", "/stream?streams=chat.a/book.NOPE", "/ws/uplink.x", "/ws/presence.nope"):
            self.assertEqual(upgrade(server, path).status, 404, path)
        self.assertEqual(upgrade(server, "/ws/presence.ticker.AAPL").status, 101)

    def test_did_you_mean(self):
        for path, meant in (("/snapshot/ticker.aapl", "ticker.AAPL"), ("/snapshot/Ticker.AAPL", "ticker.AAPL"), ("/snapshot/ticker.APPL", "ticker.AAPL"),
                            ("/snapshot/candles.AAPL.1M", "candles.AAPL.1m")):
            answer = http(server, "GET", path)
            self.assertEqual(answer.status, 404)
            self.assertIn(f"did you mean {meant}?", answer.text)
        for path in ("/ws/ticker.aapl", "/stream?streams=ticker.aapl"):
            self.assertIn("did you mean ticker.AAPL?", upgrade(server, path).text)
        self.assertNotIn("sys.stats", http(server, "GET", "/snapshot/sys.stat").text)

    def test_a_name_of_ones_own_that_is_nearly_one_of_the_servers(self):
        hint = "nobody has published on this channel; did you mean {}?"
        with Peer(server, "/ws", "wavetape.v1") as peer:
            for name, meant in (("tiker.AAPL", "ticker.AAPL"), ("Ticker.aapl", "ticker.AAPL"), ("tickers.AAPL", "ticker.AAPL"), ("tiker.APPL", "ticker.AAPL"),
                                ("new", "news"), ("tiker.*", "ticker.*"), ("Wave.*", "wave.*")):
                self.assertEqual(peer.subscribe(name).get("hint"), hint.format(meant), name)
            for name in ("chat.hint", "tiker.nothing.like.it", "game.*", "ticker.*", "ticker.AAPL"):
                self.assertNotIn("hint", peer.subscribe(name), name)
            # One that is the server's is refused, in the words of HTTP.
            for name, meant in (("ticker.APPL", "ticker.AAPL"), ("wave.sin1", "wave.sine1")):
                self.assertEqual(peer.reply("subscribe", channel=name)["message"], f"there is no such channel; did you mean {meant}?")
                self.assertEqual(peer.reply("history", channel=name)["message"], f"there is no such channel; did you mean {meant}?")
            self.assertEqual(peer.reply("subscribe", channel="ticker.NOPE")["message"], "there is no such channel")
            # Whoever has made it his own is not asked again.
            peer.subscribe("tickr.AAPL")
            peer.reply("publish", channel="tickr.AAPL", data=1)
        with Peer(server, "/ws", "wavetape.v1") as peer:
            self.assertNotIn("hint", peer.subscribe("tickr.AAPL"))
        with Events(server, "chat.a,tiker.AAPL") as stream:
            self.assertEqual(stream.headers["wavetape-hint"], hint.format("ticker.AAPL"))
            stream.begun()
            self.assertEqual(stream.comments[0], hint.format("ticker.AAPL"))
        for target in ("/longpoll?timeout=1&channels=tiker.AAPL", "/poll?channels=tiker.AAPL"):
            self.assertEqual(http(server, "GET", target).headers["wavetape-hint"], hint.format("ticker.AAPL"), target)
        self.assertEqual(upgrade(server, "/ws/tiker.AAPL").headers["wavetape-hint"], hint.format("ticker.AAPL"))
        self.assertNotIn("wavetape-hint", upgrade(server, "/ws/ticker.AAPL").headers)

    def test_a_path_that_is_none_says_where_to_look(self):
        for path, text in (("/nothing", "There is nothing at this path; see / and /docs."), ("/docs/nothing", "There is nothing at this path; see / and /docs."),
                           ("/longpol", "There is nothing at this path; did you mean /longpoll? Else see / and /docs."),
                           ("/historyx/chat.a", "There is nothing at this path; did you mean /history/? Else see / and /docs.")):
            answer = http(server, "GET", path)
            self.assertEqual((answer.status, answer.text), (404, text + "\n"))


class Upgrades(unittest.TestCase):
    def test_one_that_is_not_ours_is_ignored(self):
        others = ({"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAMAAABkAAQAAP__"},
                  {"Upgrade": "TLS/1.0", "Connection": "Upgrade"}, {"Upgrade": "websocket"}, {"Upgrade": "websocket", "Connection": "keep-alive"},
                  {"Upgrade": "websocketx", "Connection": "Upgrade"})
        for headers in others:
            page = http(server, "GET", "/", headers)
            self.assertEqual((page.status, page.headers["content-type"][:9]), (200, "text/html"), headers)
            self.assertEqual(http(server, "GET", "/version", headers).status, 200)
            for path in ("/ws", "/echo", "/ws/ticker.AAPL"):
                self.assertEqual(http(server, "GET", path, headers).status, 426, headers)
        old = request_bytes(server, "GET", "/", upgrade_headers()).replace(b"HTTP/1.1", b"HTTP/1.0")
        self.assertEqual(raw(server, old).status, 200)
        self.assertEqual(raw(server, old.replace(b"GET / ", b"GET /ws ")).status, 426)
        self.assertEqual(upgrade(server, "/", Upgrade="h2c, WebSocket").status, 101)

    def test_head_of_a_socket(self):
        for headers in ({}, upgrade_headers()):
            self.assertEqual(http(server, "HEAD", "/ws", headers).status, 426)


class Rules(unittest.TestCase):
    def test_every_answer_has_a_date(self):
        now = time.time()
        for method, path in (("GET", "/"), ("GET", "/nope"), ("HEAD", "/version"), ("OPTIONS", "/publish"), ("POST", "/publish"), ("GET", "/ws")):
            date = email.utils.parsedate_to_datetime(http(server, method, path).headers["date"]).timestamp()
            self.assertLess(abs(date - now), 30)
        self.assertIn("date", raw(server, b"nonsense\r\n\r\n").headers)

    def test_methods(self):
        for path in ("/", "/ws", "/publish", "/healthz"):
            self.assertEqual(http(server, "BREW", path).status, 501)
            self.assertEqual(http(server, "get", path).status, 501)
            self.assertEqual(http(server, "PATCH", path).status, 405)
            answer = http(server, "OPTIONS", path)
            self.assertEqual(answer.status, 204)
            self.assertIn("OPTIONS", answer.headers["allow"])
            self.assertNotIn("access-control-allow-methods", answer.headers)

    def test_http_1_0(self):
        body = b'{"channel":"chat.old","data":1}'
        head = f"POST /publish HTTP/1.0\r\nHost: {server.host}\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
        with Stream(server) as stream:
            stream.write(head.encode() + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) + request_bytes(server, "GET", "/healthz"))
            answer = stream.response()
            self.assertEqual((answer.status, answer.headers["connection"]), (200, "close"))
            self.assertTrue(stream.ended())
            self.assertEqual(stream.buffer, b"", "what comes behind is not answered")
        with Stream(server) as stream:
            for _ in range(2):
                stream.write(f"GET /healthz HTTP/1.0\r\nHost: {server.host}\r\nConnection: keep-alive\r\n\r\n".encode())
                self.assertEqual(stream.response().headers["connection"], "keep-alive")

    def test_targets(self):
        for scheme in ("HTTP", "http", "Https", "wS"):
            self.assertEqual(raw(server, request_bytes(server, "GET", f"{scheme}://{server.host}/version")).status, 200, scheme)
        self.assertEqual(raw(server, request_bytes(server, "GET", "HTTP://evil.example/version")).status, 403)
        self.assertEqual(raw(server, request_bytes(server, "GET", "/" + "a" * 20_000)).status, 414)
        for line in ("GET /healthz HTTP/1.10", "GET /healthz extra HTTP/1.1", "GET /healthz HTTP/1.1 extra"):
            self.assertEqual(raw(server, f"{line}\r\nHost: {server.host}\r\n\r\n".encode()).status, 400, line)

    def test_conditional_requests(self):
        for path in ("/", "/assets/app.js"):
            tag = http(server, "GET", path).headers["etag"]
            for given in (tag, "W/" + tag, f'"x", W/{tag}', "*"):
                self.assertEqual(http(server, "GET", path, {"If-None-Match": given}).status, 304, given)
            self.assertEqual(http(server, "GET", path, {"If-None-Match": '"other"'}).status, 200)

    def test_limit_of_a_snapshot(self):
        whole = http(server, "GET", "/snapshot/candles.AAPL.1m").json
        part = http(server, "GET", "/snapshot/candles.AAPL.1m?limit=5").json
        self.assertEqual(len(part["data"]), 5)
        starts = [candle["start"] for candle in whole["data"]]
        self.assertEqual([c["start"] for c in part["data"]][:4], starts[-5:-1] if part["data"][-1]["start"] == starts[-1] else starts[-4:])
        self.assertGreater(len(http(server, "GET", "/snapshot/candles.AAPL.1m?limit=1000").json["data"]), 100)
        for query, status in (("limit=0", 400), ("limit=1001", 400), ("limit=-1", 400), ("limit=x", 400), ("limit=", 400), ("limit=5&limit=6", 400),
                              ("limits=5", 400), ("_=123", 400), ("limit=5%20", 400)):
            self.assertEqual(http(server, "GET", "/snapshot/candles.AAPL.1m?" + query).status, status, query)
        self.assertEqual(http(server, "GET", "/snapshot/ticker.AAPL?limit=5").status, 400)
        self.assertEqual(upgrade(server, "/stream?streams=chat.a&_=1").status, 101, "cache busters are ignored there")
        self.assertEqual(upgrade(server, "/stream?streams=chat.a&streams=chat.b").status, 400)

    def test_faults_that_are_not_made_are_refused(self):
        # A test that believes it has a fault must not pass. Who only another's proxy reaches is no longer alone on this machine.
        for flags in (("--faults-by-clients", "off"), ("--trusted-proxy", "127.0.0.1"), ("--listen", "0.0.0.0:0", "--insecure")):
            with Server("--feed", "none", *flags) as careful:
                for path in ("/ws", "/ws/chat.a", "/stream?streams=chat.a", "/echo", "/broadcast"):
                    target = path + ("&" if "?" in path else "?") + "faults=cut@5s"
                    self.assertEqual(upgrade(careful, target).status, 403, target)
                for path in ("/channels", "/sse?channels=chat.a", "/poll?channels=chat.a"):
                    target = path + ("&" if "?" in path else "?") + "faults=status:503@0"
                    self.assertEqual(http(careful, "GET", target).status, 403, target)
                self.assertEqual(http(careful, "GET", "/version?faults=x").status, 200)

    def test_an_integer_is_told_its_bound(self):
        with Peer(server) as peer:
            peer.send('{"type":"ping","id":9007199254740993}')
            self.assertIn("9007199254740991", peer.json()["message"])

    def test_favicon(self):
        icon = http(server, "GET", "/favicon.ico")
        self.assertEqual((icon.status, icon.headers["content-type"]), (200, "image/svg+xml"))

    def test_the_description_names_the_address_it_came_from(self):
        for host in (server.host, f"localhost:{server.port}"):
            text = http(server, "GET", "/asyncapi.yaml", {"Host": host}).text
            self.assertIn(f"host: {host}\n", text)


class Pages(unittest.TestCase):
    def test_a_script_reads_why_it_was_refused(self):
        for method, path, headers, status in (
                ("GET", "/channels", {"Authorization": "Bearer wrong"}, 401), ("GET", "/nope", {}, 404), ("PUT", "/channels", {}, 405),
                ("BREW", "/channels", {}, 501), ("POST", "/publish", {}, 415), ("GET", "/snapshot/ticker.NOPE", {}, 404), ("GET", "/ws", {}, 426),
                ("POST", "/publish", {"Content-Length": "99999999999"}, 413), ("GET", "/channels", {"Expect": "x"}, 417)):
            answer = http(server, method, path, {"Origin": LOCAL, **headers})
            self.assertEqual(answer.status, status, path)
            self.assertEqual(answer.headers.get("access-control-allow-origin"), LOCAL, path)
            self.assertEqual(answer.headers["access-control-expose-headers"], "Retry-After, WWW-Authenticate, Wavetape-Hint, Wavetape-Resumed-From")
            self.assertIn("Origin", answer.headers["vary"])
            self.assertNotIn("access-control-allow-origin", http(server, method, path, {"Origin": EVIL, **headers}).headers)

    def test_preflights(self):
        for path in ("/publish", "/channels", "/auth/session", "/snapshot/ticker.AAPL"):
            answer = http(server, "OPTIONS", path, {"Origin": LOCAL, "Access-Control-Request-Method": "POST"})
            self.assertEqual(answer.status, 204)
            self.assertEqual(answer.headers["access-control-allow-headers"], "Content-Type, Authorization, Last-Event-ID")
            self.assertNotIn("access-control-allow-credentials", answer.headers)

    def test_a_link_from_another_site_opens_the_page(self):
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        page = http(server, "GET", "/", link)
        self.assertEqual(page.status, 200)
        self.assertIn("frame-ancestors 'none'", page.headers["content-security-policy"])
        for change in ({"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "object"}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
                       {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}):
            self.assertEqual(http(server, "GET", "/", {**link, **change}).status, 403, change)
        self.assertEqual(http(server, "GET", "/channels", link).status, 403)

    def test_origins_that_are_no_web_address(self):
        with Server("--allow-origin", "tauri://localhost", "--allow-origin", "null", "--allow-origin", "vscode-webview://a1-b2") as own:
            for origin in ("tauri://localhost", "null", "vscode-webview://a1-b2"):
                self.assertEqual(upgrade(own, Origin=origin).status, 101, origin)
                self.assertEqual(http(own, "GET", "/channels", {"Origin": origin}).headers["access-control-allow-origin"], origin)
            for origin in ("tauri://evil", "file://", "NULL", "nul", "app://localhost"):
                self.assertEqual(upgrade(own, Origin=origin).status, 403, origin)
        self.assertEqual(upgrade(server, Origin="null").status, 403)

    def test_the_address_it_prints_works(self):
        with Server(listen=("127.0.0.2:0",)) as other:
            host = f"127.0.0.2:{other.port}"
            with Stream(other, ("127.0.0.2", other.port)) as stream:
                stream.write(request_bytes(other, "GET", "/ws", upgrade_headers(Host=host, Origin="http://" + host)))
                self.assertEqual(stream.head()[0], 101)
            for wrong in ("127.0.0.3", "127.0.0.2", f"127.0.0.2:{other.port - 1}"):
                with Stream(other, ("127.0.0.2", other.port)) as stream:
                    stream.write(request_bytes(other, "GET", "/version", {"Host": wrong}))
                    self.assertEqual(stream.response().status, 403, wrong)


class Admission(unittest.TestCase):
    def test_a_foreign_page_does_not_lock_others_out(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=1, LIMITS_HANDSHAKE_BURST=20) as small:
            for change in ({"Origin": EVIL}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                statuses = [upgrade(small, **{k.replace("-", "_"): v for k, v in change.items()}).status for _ in range(30)]
                self.assertLessEqual(set(statuses), {403, 429})
            self.assertEqual([upgrade(small).status for _ in range(10)], [101] * 10)

    def test_nothing_is_said_before_the_request(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=0.1, LIMITS_HANDSHAKE_BURST=1) as small:
            self.assertEqual(http(small, "GET", "/healthz").status, 200)
            with Stream(small) as stream:
                self.assertFalse(stream.ended(0.2))
                self.assertEqual(stream.buffer, b"")
                stream.write(request_bytes(small, "GET", "/channels", {"Origin": LOCAL}))
                answer = stream.response()
                self.assertEqual(answer.status, 429)
                self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
                self.assertEqual(answer.headers["access-control-allow-origin"], LOCAL)

    def test_beyond_twice_the_unfinished_there_is_a_reset(self):
        with Server(LIMITS_UNFINISHED_PER_ADDRESS=3) as small:
            idle = [Stream(small) for _ in range(6)]
            eventually(lambda: all(not stream.ended(0.01) for stream in idle))
            try:
                with Stream(small) as more:
                    self.assertTrue(more.ended())
                    self.assertEqual(more.buffer, b"")
            except ConnectionResetError:  # before connect() had returned
                pass
            for stream in idle:
                stream.close()
            eventually(lambda: http_or_none(small) == 200)

    def test_an_upgrade_after_plain_requests_is_a_handshake_too(self):
        with Server(LIMITS_HANDSHAKES_PER_SECOND=0.1, LIMITS_HANDSHAKE_BURST=2) as small:
            with Stream(small) as stream:
                stream.write(request_bytes(small, "GET", "/healthz") * 5)
                self.assertEqual([stream.response().status for _ in range(5)], [200] * 5)
                stream.write(request_bytes(small, "GET", "/ws", upgrade_headers()))
                self.assertEqual(stream.head()[0], 101)
            self.assertEqual(upgrade(small).status, 429)


def http_or_none(at):
    try:
        return http(at, "GET", "/healthz").status
    except (EOFError, OSError):
        return None


class Assets(unittest.TestCase):
    def test_the_form_that_the_client_takes(self):
        plain = http(server, "GET", "/assets/app.js")
        self.assertNotIn("content-encoding", plain.headers)
        self.assertIn("Accept-Encoding", plain.headers["vary"])
        tags = {plain.headers["etag"]}
        small = http(server, "GET", "/assets/app.js", {"Accept-Encoding": "gzip, deflate"})
        self.assertEqual(small.headers["content-encoding"], "gzip")
        self.assertEqual(gzip.decompress(small.body), plain.body)
        tags.add(small.headers["etag"])
        smaller = http(server, "GET", "/assets/app.js", {"Accept-Encoding": "gzip, deflate, br, zstd"})
        self.assertIn(smaller.headers["content-encoding"], ("br", "gzip"))
        self.assertLessEqual(len(smaller.body), len(small.body))
        self.assertEqual(http(server, "GET", "/assets/app.js", {"Accept-Encoding": "gzip", "If-None-Match": small.headers["etag"]}).status, 304)
        self.assertEqual(http(server, "GET", "/assets/app.js", {"If-None-Match": small.headers["etag"]}).status, 200, "another form")
        self.assertEqual(len(tags), 2)
        for header in ("gzip;q=0", "identity", "*;q=0"):
            self.assertNotIn("content-encoding", http(server, "GET", "/assets/app.js", {"Accept-Encoding": header}).headers, header)
        page = http(server, "GET", "/", {"Accept-Encoding": "gzip"})
        self.assertIn(b"<!doctype html>", gzip.decompress(page.body))

    def test_versions_never_change(self):
        page = http(server, "GET", "/")
        self.assertEqual(page.headers["cache-control"], "no-cache")
        links = re.findall(r'(?:href|src)="([^"#]+)"', page.text)
        self.assertTrue(links)
        for link in links:
            if link in ("docs/", "demo/"):
                continue  # a page, not a part of this one
            self.assertRegex(link, r"^assets/[0-9a-f]{12}/", "relative, so that the page may lie under a path")
            if link.endswith("/"):
                continue
            answer = http(server, "GET", "/" + link)
            self.assertEqual(answer.status, 200, link)
            self.assertEqual(answer.headers["cache-control"], "public, max-age=31536000, immutable")
            self.assertEqual(answer.body, http(server, "GET", "/assets/" + link.split("/", 2)[2]).body)
        self.assertEqual(http(server, "GET", "/assets/app.js").headers["cache-control"], "no-cache")
        self.assertEqual(http(server, "GET", "/assets/000000000000/app.js").status, 404)


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--tls-self-signed", "--tls-listen", "127.0.0.1:0", "--tokens", "on")
        cls.port = int(cls.server.line("https").rsplit(":", 1)[1].rstrip("/\n"))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_plain_http_where_tls_is_spoken_is_told_so(self):
        for method in ("GET", "POST", "OPTIONS", "DELETE", "BREW"):
            for path in ("/", "/ws", "/publish", "/healthz"):
                with Stream(self.server, ("127.0.0.1", self.port)) as stream:
                    stream.write(request_bytes(self.server, method, path, {"Host": f"127.0.0.1:{self.port}"}))
                    answer = stream.response()
                    self.assertEqual(answer.status, 400)
                    self.assertIn("TLS", answer.text)
                    self.assertTrue(stream.ended())
        with Stream(self.server, ("127.0.0.1", self.port)) as stream:
            stream.write(b"\x16nonsense that is no TLS\r\n\r\n")
            self.assertTrue(stream.ended())

    def test_the_cookie_belongs_to_this_host_alone(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http_client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=context)
        connection.request("DELETE", "/auth/session", headers={"Host": f"localhost:{self.port}"})
        cookie = connection.getresponse().getheader("Set-Cookie")
        connection.close()
        self.assertTrue(cookie.startswith(f"__Host-wavetape_session_{self.port}="), cookie)
        self.assertLessEqual({"Path=/", "Secure", "HttpOnly", "SameSite=Strict"}, set(cookie.split("; ")))


class Accounting(unittest.TestCase):
    def test_answers_of_http_are_no_messages(self):
        with Server() as own:
            token = own.admin_token()[0]
            for _ in range(7):
                http(own, "GET", "/healthz")
            with Peer(own, "/echo", checked=False) as peer:
                for i in range(5):
                    peer.send("x")
                    peer.message()

                def out():
                    page = http(own, "GET", "/metrics", {"Authorization": "Bearer " + token}).text
                    return sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith("wavetape_sent_messages_total"))

                # The peer may have the last one before the thread that sent it has counted it.
                eventually(lambda: out() >= 5)
                self.assertEqual(out(), 5)
                with Peer(own, "/ws", "wavetape.v1", checked=False, Authorization="Bearer " + token) as admin:
                    admin.send({"type": "subscribe", "id": 1, "channel": "sys.connections"})
                    for _ in range(20):
                        text = admin.message()[1].decode()
                        if '"/echo"' in text:
                            break
                    row = re.search(r'\{[^{}]*"/echo"[^{}]*\}', text)
                    self.assertIn('"messagesOut":5', row.group(0) if row else text)

    def test_an_empty_block_is_kind_1(self):
        with Peer(server, "/ws", "wavetape.v1") as peer:
            channel = "uplink." + peer.welcome["session"]
            peer.send(b"\0\0\0\0")
            peer.reply("ping")
            peer.subscribe(channel)
            peer.send(b"")
            while True:
                kind, payload = peer.message()
                if kind == 2 and len(payload) == 32:
                    break
            self.assertEqual(struct.unpack_from("<HBB", payload), (0x5457, 1, 1))


if __name__ == "__main__":
    unittest.main()
