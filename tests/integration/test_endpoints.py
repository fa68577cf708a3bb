# SPDX-License-Identifier: GPL-3.0-or-later
"""Each path, each status code, and who is let in."""
import json
import unittest

import schema
from wire import Peer, Server, Stream, frame, http, raw, request_bytes, upgrade, upgrade_headers

CHANNEL_ENDPOINTS = ("/", "/ws", "/socket", "/chat", "/realtime")
EVIL_ORIGINS = ("https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
                "http://evil.example/localhost", "http://localhost@evil.example", "http://evillocalhost", "localhost",
                "http://", "file://", "http://127.0.0.2.example:80", "http://[::1].evil.example", "http://localhost:80:80")
GOOD_ORIGINS = ("http://localhost", "http://localhost:5173", "https://127.0.0.1:8443", "http://[::1]:3000")


def setUpModule():
    global server
    server = Server(feed="calm")


def tearDownModule():
    server.stop()


class Endpoints(unittest.TestCase):
    def refused(self, answer, status):
        """An error answer: one plain sentence, nothing reflected as markup, no store."""
        self.assertEqual(answer.status, status, answer)
        self.assertTrue(answer.text.strip(), answer)
        self.assertLess(len(answer.text), 400, answer)
        self.assertNotIn("<", answer.text)
        self.assertTrue(answer.headers.get("content-type", "").startswith("text/plain"), answer)
        self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_channel_endpoints_are_alike(self):
        for path in CHANNEL_ENDPOINTS:
            with self.subTest(path), Peer(server, path) as plain, Peer(server, path, "wavetape.v1") as v1:
                self.assertNotIn("sec-websocket-protocol", plain.answer.headers)
                self.assertNotIn("sec-websocket-extensions", plain.answer.headers)
                self.assertEqual(plain.answer.headers["upgrade"].lower(), "websocket")
                self.assertEqual(plain.answer.headers["connection"].lower(), "upgrade")
                self.assertEqual(plain.reply("ping", t=1)["t"], 1)
                self.assertEqual(v1.reply("ping", t=1)["t"], 1)

    def test_subprotocols(self):
        for offer, chosen in (("wavetape.v1", "wavetape.v1"), ("foo, wavetape.v1", "wavetape.v1"), ("graphql-ws", None),
                              ("wavetape.v2", None), ("WAVETAPE.V1", None), ("foo,bar", None)):
            with self.subTest(offer):
                answer = upgrade(server, "/ws", offer)
                self.assertEqual(answer.status, 101)
                self.assertEqual(answer.headers.get("sec-websocket-protocol"), chosen)

    def test_get_without_upgrade(self):
        for path in CHANNEL_ENDPOINTS[1:] + ("/ws/ticker.AAPL", "/echo", "/echo/text", "/broadcast"):
            with self.subTest(path):
                answer = http(server, "GET", path)
                self.refused(answer, 426)
                self.assertEqual(answer.headers["upgrade"].lower(), "websocket")
                self.assertIn("upgrade", answer.headers["connection"].lower())
                self.assertEqual(answer.headers["sec-websocket-version"], "13")

    def test_other_versions(self):
        for version in ("8", "12", "14", "0", None, "13, 8"):
            with self.subTest(version):
                answer = upgrade(server, "/ws", Sec_WebSocket_Version=version)
                self.assertIn(answer.status, (426,) if version != "13, 8" else (400, 426), answer)
                if answer.status == 426:
                    self.assertEqual(answer.headers["sec-websocket-version"], "13")

    def test_bad_handshakes(self):
        for name, change in {
            "no key": {"Sec_WebSocket_Key": None}, "short key": {"Sec_WebSocket_Key": "dGhlIHNhbXBsZQ=="},
            "long key": {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQxx"}, "no base64": {"Sec_WebSocket_Key": "!" * 22 + "=="},
            "empty key": {"Sec_WebSocket_Key": ""},
        }.items():
            with self.subTest(name):
                self.refused(upgrade(server, "/ws", **change), 400)
        for name, change in {"no connection token": {"Connection": "keep-alive"}, "other upgrade": {"Upgrade": "h2c"}}.items():
            with self.subTest(name):
                self.assertIn(upgrade(server, "/ws", **change).status, (400, 426))
        self.assertEqual(upgrade(server, "/ws", Connection="keep-alive, Upgrade", Upgrade="WebSocket").status, 101)

    def test_a_post_is_no_handshake(self):
        answer = http(server, "POST", "/ws", upgrade_headers())
        self.assertEqual(answer.status, 405, answer)
        self.assertIn("GET", answer.headers["allow"])

    def test_malformed_requests(self):
        host = f"Host: {server.host}\r\n"
        for name, data in {
            "garbage": "\x16\x03\x01\x02\r\n\r\n", "no version": f"GET /ws\r\n{host}\r\n", "no host": "GET / HTTP/1.1\r\n\r\n", "two hosts": f"GET / HTTP/1.1\r\n{host}{host}\r\n",
            "blank before colon": f"GET / HTTP/1.1\r\n{host}A : b\r\n\r\n", "folded": f"GET / HTTP/1.1\r\n{host}A: b\r\n c\r\n\r\n",
            "NUL": f"GET / HTTP/1.1\r\n{host}A: b\0c\r\n\r\n", "two lengths": f"POST /publish HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "length and chunked": f"POST /publish HTTP/1.1\r\n{host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "negative length": f"POST /publish HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n",
            "upgrade with a body": f"GET /ws HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nContent-Length: -\r\n\r\n",
        }.items():
            with self.subTest(name):
                self.assertEqual(raw(server, data.encode("latin-1")).status, 400)

    def test_other_http(self):
        self.assertIn(raw(server, f"GET / HTTP/2.0\r\nHost: {server.host}\r\n\r\n".encode()).status, (400, 505))
        self.assertIn(raw(server, b"GET / HTTP/1.1\r\nHost:\r\n\r\n").status, (400, 403))

    def test_header_block_too_large(self):
        big = request_bytes(server, "GET", "/ws", {"X-Fill": "a" * 20_000})
        self.refused(raw(server, big), 431)
        many = request_bytes(server, "GET", "/ws", {f"X-{i}": "a" * 20 for i in range(1000)})
        self.refused(raw(server, many), 431)
        with Stream(server) as endless:
            endless.write(b"GET /" + b"a" * 20_000)
            self.assertIn(endless.response().status, (400, 414, 431))

    def test_byte_by_byte(self):
        with Stream(server) as slow:
            for byte in request_bytes(server, "GET", "/healthz"):
                slow.write(bytes([byte]))
            self.assertEqual(slow.response().status, 200)

    def test_keep_alive_and_pipelining(self):
        with Stream(server) as stream:
            stream.write(request_bytes(server, "GET", "/healthz") * 3)
            self.assertEqual([stream.response().status for _ in range(3)], [200, 200, 200])
            stream.write(request_bytes(server, "GET", "/healthz", {"Connection": "close"}))
            self.assertEqual(stream.response().status, 200)
            self.assertTrue(stream.ended())

    def test_unknown_paths(self):
        for path in ("/nope", "/ws2", "/assets/nope.js", "/assets/../CMakeLists.txt", "/assets/%2e%2e/x", "//", "/echo/binary",
                     "/../etc/passwd", "/%00"):
            with self.subTest(path):
                self.assertIn(http(server, "GET", path).status, (400, 404))
                self.assertIn(upgrade(server, path).status, (400, 404))
        self.refused(http(server, "GET", "/nope"), 404)

    def test_methods(self):
        for path in ("/", "/channels", "/healthz", "/snapshot/ticker.AAPL"):
            with self.subTest(path):
                answer = http(server, "PUT", path)
                self.refused(answer, 405)
                self.assertIn("GET", answer.headers["allow"])
        answer = http(server, "GET", "/publish")
        self.refused(answer, 405)
        self.assertIn("POST", answer.headers["allow"])
        self.refused(http(server, "BREW", "/"), 501)

    def test_socket_io_polls_are_told_what_to_do(self):
        answer = http(server, "GET", "/socket.io/?EIO=4&transport=polling")
        self.assertEqual(answer.status, 400)
        self.assertIn("transports", answer.text)
        self.assertEqual(upgrade(server, "/socket.io/?EIO=4&transport=websocket").status, 101)

    def test_hosts(self):
        port = server.port
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}", "localhost"):
            with self.subTest(host):
                self.assertEqual(upgrade(server, "/ws", Host=host).status, 101)
                self.assertEqual(http(server, "GET", "/channels", {"Host": host}).status, 200)
        for host in ("evil.example", f"evil.example:{port}", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2"):
            with self.subTest(host):
                for path in ("/", "/channels", "/healthz", "/nope"):
                    self.assertEqual(http(server, "GET", path, {"Host": host}).status, 403, path)
                self.refused(upgrade(server, "/ws", Host=host), 403)
                # DNS rebinding: the page's origin is the name that now points here
                self.refused(upgrade(server, "/ws", Host=host, Origin=f"http://{host}"), 403)

    def test_origins(self):
        for origin in GOOD_ORIGINS:
            with self.subTest(origin):
                self.assertEqual(upgrade(server, "/ws", Origin=origin).status, 101)
                answer = http(server, "GET", "/channels", {"Origin": origin})
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.headers.get("access-control-allow-origin"), origin)
                self.assertIn("origin", answer.headers.get("vary", "").lower())
        for origin in EVIL_ORIGINS:
            with self.subTest(origin):
                for path in CHANNEL_ENDPOINTS + ("/ws/ticker.AAPL", "/stream?streams=ticker.AAPL", "/echo", "/broadcast"):
                    self.assertEqual(upgrade(server, path, Origin=origin).status, 403, path)
                body = b'{"channel":"updates","data":1}'
                posted = http(server, "POST", "/publish", {"Origin": origin, "Content-Type": "application/json"}, body)
                self.refused(posted, 403)
                self.assertNotIn("access-control-allow-origin", http(server, "GET", "/channels", {"Origin": origin}).headers)

    def test_cross_site_fetches(self):
        for path in ("/channels", "/snapshot/ticker.AAPL"):
            self.refused(http(server, "GET", path, {"Sec-Fetch-Site": "cross-site"}), 403)
            for site in ("same-origin", "same-site", "none"):
                self.assertEqual(http(server, "GET", path, {"Sec-Fetch-Site": site}).status, 200)
        self.refused(http(server, "POST", "/publish", {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"},
                          b'{"channel":"updates","data":1}'), 403)

    def test_page_and_assets(self):
        page = http(server, "GET", "/")
        self.assertEqual(page.status, 200)
        self.assertTrue(page.headers["content-type"].startswith("text/html"))
        policy = page.headers["content-security-policy"]
        self.assertNotIn("unsafe", policy)
        self.assertIn("default-src", policy)
        self.assertEqual(page.headers["x-content-type-options"], "nosniff")
        self.assertEqual(page.headers["referrer-policy"], "no-referrer")
        script = http(server, "GET", "/assets/app.js")
        self.assertEqual(script.status, 200)
        self.assertTrue(script.headers["content-type"].startswith("text/javascript"))
        self.assertEqual(http(server, "GET", "/assets/app.js?v=1").body, script.body)
        again = http(server, "GET", "/assets/app.js", {"If-None-Match": script.headers["etag"]})
        self.assertEqual(again.status, 304)
        head = http(server, "HEAD", "/")
        self.assertEqual(head.status, 200)

    def test_operations(self):
        for path in ("/healthz", "/readyz", "/version"):
            self.assertEqual(http(server, "GET", path).status, 200, path)
        self.assertIn("0.1", http(server, "GET", "/version").text)
        self.assertTrue(http(server, "GET", "/asyncapi.yaml").text.startswith("# SPDX"))

    def test_symbols_and_candles(self):
        rows = http(server, "GET", "/symbols").json
        self.assertEqual(set(rows[0]), {"symbol", "name", "sector", "decimals", "tick", "lot", "currency", "status", "simulated"})
        self.assertEqual(http(server, "GET", "/version").json["marketModel"], 2)
        path = "/candles/" + rows[0]["symbol"]
        candles = http(server, "GET", path + "?interval=1h").json
        self.assertGreater(len(candles), 100)
        starts = [candle["start"] for candle in candles]
        self.assertEqual(starts, sorted(starts))
        some = http(server, "GET", f"{path}?interval=1h&start={starts[10]}&end={starts[20]}&limit=5").json
        self.assertEqual([candle["start"] for candle in some], starts[10:15])
        some = http(server, "GET", f"{path}?interval=1h&end={starts[20]}&limit=5").json
        self.assertEqual([candle["start"] for candle in some], starts[16:21])
        for query in ("?interval=2m", "?start=2&end=1", "?limit=0", "?limit=1001", "?start=x", "?colour=red", "?limit=1&limit=2"):
            self.assertEqual(http(server, "GET", path + query).status, 400, query)
        self.assertEqual(http(server, "GET", "/candles/NOBODY").status, 404)
        self.assertEqual(http(server, "GET", "/symbols?limit=1").status, 400)

    def test_channels_and_snapshots(self):
        rows = http(server, "GET", "/channels").json
        for row in rows:
            schema.require("channelRow", row)
        names = [row["channel"] for row in rows]
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse([n for n in names if n.startswith("sys.")], "sys.* needs the admin token")
        self.assertIn("wave.sine1", names)
        self.assertEqual({r["kind"] for r in rows if r["channel"].startswith("wave.")}, {"binary"})
        ticker = next(n for n in names if n.startswith("ticker."))
        snapshot = http(server, "GET", "/snapshot/" + ticker).json
        schema.require("message.snapshot", snapshot)
        schema.require("data.ticker", snapshot["data"])
        self.assertEqual(http(server, "GET", "/snapshot/chat.nobody").status, 404)
        self.assertEqual(http(server, "GET", "/snapshot/a%20b").status, 400)
        self.assertIn(http(server, "GET", "/snapshot/sys.stats").status, (401, 403, 404))

    def test_later_minor_versions_are_read_as_1_1(self):
        for minor in (2, 9):
            answer = raw(server, f"GET /healthz HTTP/1.{minor}\r\nHost: {server.host}\r\n\r\n".encode())
            self.assertEqual((answer.status, answer.headers["connection"]), (200, "keep-alive"))
        self.assertEqual(raw(server, f"GET /healthz HTTP/1.10\r\nHost: {server.host}\r\n\r\n".encode()).status, 400)

    def test_options_of_the_whole_server(self):
        answer = http(server, "OPTIONS", "*")
        self.assertEqual(answer.status, 204)
        self.assertIn("GET", answer.headers["allow"])
        self.assertEqual(http(server, "OPTIONS", "*", {"Host": "evil.example"}).status, 403)
        self.assertEqual(http(server, "GET", "*").status, 400)

    def test_expect_continue(self):
        body = b'{"channel":"chat.expect","data":1}'
        kind = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        with Stream(server) as stream:
            for _ in range(2):
                stream.write(request_bytes(server, "POST", "/publish", {**kind, "Expect": "100-Continue"}))
                self.assertEqual(stream.head(), (100, {}))
                stream.write(body)
                self.assertEqual(stream.response().status, 200)
            stream.write(request_bytes(server, "POST", "/publish", {**kind, "Expect": "100-continue"}, body))
            self.assertEqual(stream.response().status, 200)  # the body came with it: nobody waits
        self.assertEqual(raw(server, request_bytes(server, "POST", "/publish", {**kind, "Expect": "200-maybe"})).status, 417)
        self.assertEqual(raw(server, request_bytes(server, "POST", "/publish", {**kind, "Content-Length": "9999999999", "Expect": "100-continue"})).status, 413)

    def test_post_publish(self):
        kind = {"Content-Type": "application/json"}
        post = lambda body, headers=kind: http(server, "POST", "/publish", headers, body)  # noqa: E731
        with Peer(server) as peer:
            peer.subscribe("updates")
            answer = post(b'{"channel":"updates","data":{"x": 1.50}}')
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(answer.json["channel"], "updates")
            live = peer.json()
            self.assertEqual((live["data"], live["seq"]), ({"x": 1.5}, answer.json["seq"]))
        self.assertEqual(post(b'{"channel":"updates","data":1}', {"Content-Type": "application/json; charset=utf-8"}).status, 200)
        for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"},
                        {"Content-Type": "application/jsonx"}):
            self.refused(post(b'{"channel":"updates","data":1}', headers), 415)
        for body in (b"", b"{", b"[]", b'{"channel":"updates"}', b'{"data":1}', b'{"channel":"a b","data":1}',
                     b'{"channel":"updates","data":tru}', b'{"channel":"updates","data":"\xff"}', b'{"channel":"a.*","data":1}'):
            with self.subTest(body):
                self.assertEqual(post(body).status, 400)
        for channel in ("ticker.AAPL", "sys.stats", "wave.x", "presence.x", "uplink.x", "book.X", "index.ALL", "alerts"):
            with self.subTest(channel):
                self.assertEqual(post(json.dumps({"channel": channel, "data": 1}).encode()).status, 403)

    def test_a_chunked_body(self):
        head = f"POST /publish HTTP/1.1\r\nHost: {server.host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        body = b'{"channel":"updates","data":1}'
        answer = raw(server, head.encode() + b"5\r\n" + body[:5] + b"\r\n" + b"%x\r\n" % (len(body) - 5) + body[5:] + b"\r\n0\r\n\r\n")
        self.assertEqual(answer.status, 200)
        for piece in (1, 7):
            sent = head.encode() + b"1E;name=\"value\"\r\n" + body + b"\r\n000\r\nTrailer: x\r\n\r\n"
            with Stream(server) as stream:
                for at in range(0, len(sent), piece):
                    stream.write(sent[at:at + piece])
                stream.write(request_bytes(server, "GET", "/healthz"))
                self.assertEqual([stream.response().status for _ in range(2)], [200, 200])
        for wrong in (b"zz\r\n", b"\r\n", b"5\n" + body, b"5\r\nabcdefg\r\n", b"5\r\nabcde0\r\n", b"0" * 17 + b"\r\n", b"-5\r\n", b"1d garbage\r\n", b"5;a b\r\n", b"0\r\ntrailer\r\n\r\n",
                      b"0\r\nhello\r\n0\r\n\rtoken\r\n\r\n", b"0\r\nbad\x01: x\r\n\r\n", b"1;" + b"x" * 20_000, b"0\r\n" + b"a: b\r\n" * 5000):
            self.assertEqual(raw(server, head.encode() + wrong).status, 400, wrong[:40])
        for large in (b"100001\r\n", b"FFFFFFFFFFFFFFFF\r\n"):
            self.assertEqual(raw(server, head.encode() + large).status, 413, large)
        for encoding in ("gzip", "identity", "chunked, gzip", "chunked, chunked"):
            self.assertEqual(raw(server, head.replace("chunked", encoding).encode()).status, 400, encoding)
        self.assertEqual(raw(server, head.replace("chunked", "gzip, chunked").encode()).status, 501)

    def test_a_preflight(self):
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        answer = http(server, "OPTIONS", "/publish", {"Origin": "http://localhost:5173", **asked})
        self.assertIn(answer.status, (200, 204))
        self.assertEqual(answer.headers["access-control-allow-origin"], "http://localhost:5173")
        self.assertNotIn("access-control-allow-credentials", answer.headers)
        answer = http(server, "OPTIONS", "/publish", {"Origin": "https://evil.example", **asked})
        self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_a_wrong_token_is_401(self):
        for change in ({"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Basic abc"}):
            self.refused(upgrade(server, "/ws", **change), 401)
        self.refused(upgrade(server, "/ws?token=wrong"), 401)
        self.refused(upgrade(server, "/ws", "wavetape.v1, wavetape.token.d3Jvbmc"), 401)

    def test_frames_right_behind_the_handshake(self):
        with Stream(server) as stream:
            stream.write(request_bytes(server, "GET", "/echo", upgrade_headers()) + frame(1, b"early"))
            self.assertEqual(stream.head()[0], 101)
            self.assertEqual(stream.take(10)[:2], b"\x89\x08")  # our own first ping
            self.assertEqual(stream.take(7), b"\x81\x05early")

    def test_a_large_body_is_refused(self):
        headers = {"Content-Type": "application/json", "Content-Length": str(1 << 40)}
        self.assertEqual(raw(server, request_bytes(server, "POST", "/publish", headers)).status, 413)


class SlowHandshake(unittest.TestCase):
    def test_an_unfinished_request_is_answered_408(self):
        with Server(DEADLINES_HANDSHAKE=300) as quick:
            with Stream(quick) as stream:
                stream.write(b"GET /ws HTTP/1.1\r\nHost: ")
                self.assertEqual(stream.response().status, 408)
                self.assertTrue(stream.ended())
            with Stream(quick) as silent:
                self.assertTrue(silent.ended())
            with Stream(quick) as dripping:
                try:
                    for _ in range(100):
                        dripping.write(b"G")
                        if dripping.ended(0.02):
                            break
                except OSError:
                    pass
                else:
                    self.assertTrue(dripping.ended(0.1))


if __name__ == "__main__":
    unittest.main()
