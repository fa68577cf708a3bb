# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted proxies: what they say of their clients is taken, what anybody else says is not."""
import socket
import struct
import unittest

from events import Events
from wire import Peer, Server, Stream, http, request_bytes

TRUSTED = ("--trusted-proxy", "127.0.0.0/8")


def addresses(server, wanted=""):
    """The addresses of the rows but our own, as soon as there is one that begins as wanted."""
    token, _ = server.admin_token()
    with Peer(server, "/ws", "wavetape.v1", Authorization=f"Bearer {token}") as admin:
        admin.subscribe("sys.connections")
        found = {}

        def seen(m):
            for row in (m.get("data") or {}).get("rows", []):
                if row["transport"] == "sse":
                    found[row["id"]] = row["address"]
            return any(address.startswith(wanted) for address in found.values())
        admin.until(seen)
        return sorted(found.values())


def header(client, command=1, family=0x11):
    """PROXY protocol, version 2."""
    source = socket.inet_pton(socket.AF_INET if family == 0x11 else socket.AF_INET6, client)
    body = source + bytes(len(source)) + struct.pack(">HH", 4711, 80) + b"\x04\x00\x01x"
    return b"\r\n\r\n\x00\r\nQUIT\n" + bytes([0x20 | command, family]) + struct.pack(">H", len(body)) + body


class Headers(unittest.TestCase):
    def test_from_a_trusted_proxy_they_are_taken(self):
        for headers, wanted in (({"X-Forwarded-For": "203.0.113.7"}, "203.0.113.7:0"),
                                ({"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 127.0.0.2"}, "203.0.113.7:0"),
                                ({"X-Forwarded-For": "not an address, 203.0.113.7"}, "203.0.113.7:0"),
                                ({"Forwarded": 'for=198.51.100.1, for="[2001:db8::7]:99";proto=https'}, "[2001:db8::7]:99"),
                                ({"Forwarded": "for=_hidden"}, "127.0.0.1"), ({"X-Forwarded-For": "rubbish"}, "127.0.0.1")):
            with self.subTest(headers), Server(*TRUSTED) as server:
                more = {k.replace("-", "_"): v for k, v in headers.items()}
                with Events(server, "chat.a", **more) as stream:
                    stream.begun()
                    self.assertTrue(addresses(server)[0].startswith(wanted), wanted)

    def test_from_anybody_else_they_are_ignored(self):
        with Server() as server:
            for headers in ({"X_Forwarded_For": "203.0.113.7"}, {"Forwarded": "for=203.0.113.7"},
                            {"Forwarded": 'for="', "X_Forwarded_For": ","}):
                with Events(server, "chat.a", **headers) as stream:
                    stream.begun()
                    self.assertTrue(addresses(server)[0].startswith("127.0.0.1:"))
            # Nor do they make another Host of it.
            self.assertEqual(http(server, "GET", "/channels", {"Host": "evil.example", "X-Forwarded-For": "127.0.0.1",
                                                              "X-Forwarded-Host": "localhost"}).status, 403)

    def test_both_kinds_or_one_that_cannot_be_read_are_refused(self):
        with Server(*TRUSTED) as server:
            for headers in ({"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.8"}, {"Forwarded": 'for="203.0.113.7'},
                            {"Forwarded": "for"}, {"Forwarded": "for=a b"}):
                answer = http(server, "GET", "/channels", headers)
                self.assertEqual((answer.status, "orwarded" in answer.text), (400, True), headers)

    def test_host_origin_and_cookies_are_those_of_the_client(self):
        with Server(*TRUSTED, "--allow-host", "desk.example", "--allow-origin", "https://desk.example") as server:
            through = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "desk.example"}
            self.assertEqual(http(server, "GET", "/channels", through).status, 200)
            self.assertEqual(http(server, "GET", "/channels", {**through, "X-Forwarded-Host": "evil.example"}).status, 403)
            self.assertEqual(http(server, "GET", "/channels", {**through, "Origin": "https://desk.example"}).status, 200)
            self.assertIn("protocol: wss", http(server, "GET", "/asyncapi.yaml", through).text)
            page = http(server, "GET", "/", through).headers["content-security-policy"]
            self.assertIn("wss://desk.example", page)

    def test_each_client_has_limits_of_its_own(self):
        with Server(*TRUSTED, LIMITS_CONNECTIONS_PER_ADDRESS=2, LIMITS_UNFINISHED_PER_ADDRESS=2) as server:
            streams = []
            for client in range(10):
                for _ in range(2):
                    streams.append(Events(server, "chat.a", X_Forwarded_For=f"203.0.113.{client}"))
            self.assertTrue(all(s.begun() for s in streams))
            with Events(server, "chat.a", X_Forwarded_For="203.0.113.3") as beyond:
                self.assertIsNone(beyond.event())
                self.assertIn("Too many connections", beyond.comments[0])
            for stream in streams:
                stream.close()
            # A kept connection may speak for one after the other.
            with Stream(server) as kept:
                for client in range(5):
                    kept.write(request_bytes(server, "GET", "/channels", {"X-Forwarded-For": f"203.0.113.{client + 20}"}))
                    self.assertEqual(kept.response().status, 200)


class ProxyProtocol(unittest.TestCase):
    def test_it_is_read_where_it_is_spoken(self):
        with Server(*TRUSTED, listen=("127.0.0.1:0?proxy", "127.0.0.1:0")) as server:
            for client, family, shown in (("203.0.113.9", 0x11, "203.0.113.9:4711"), ("2001:db8::9", 0x21, "[2001:db8::9]:4711")):
                with Stream(server) as stream:
                    bytes_ = header(client, family=family) + request_bytes(server, "GET", "/sse?channels=chat.a")
                    for at in range(0, len(bytes_), 7):  # in pieces
                        stream.write(bytes_[at:at + 7])
                    self.assertEqual(stream.head()[0], 200)
                    admin = type("At", (), {"port": server.ports[1], "host": f"127.0.0.1:{server.ports[1]}",
                                            "admin_token": server.admin_token})()
                    self.assertIn(shown, addresses(admin, shown))
            with Stream(server) as stream:  # the proxy's own look at us
                stream.write(header("203.0.113.9", command=0) + request_bytes(server, "GET", "/healthz"))
                self.assertEqual(stream.response().status, 200)
            for wrong in (b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n\x00\r\nQUIT\n\x31\x11\x00\x0c" + bytes(12),
                          b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x02ab", b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\xff\xff" + bytes(99)):
                with Stream(server) as stream:
                    stream.write(wrong)
                    self.assertTrue(stream.ended(), wrong)

    def test_anybody_else_speaks_http_there(self):
        with Server(listen=("127.0.0.1:0?proxy",)) as server:
            self.assertEqual(http(server, "GET", "/healthz").status, 200)
            with Stream(server) as stream:
                stream.write(header("203.0.113.9") + request_bytes(server, "GET", "/healthz"))
                self.assertEqual(stream.response().status, 400)


if __name__ == "__main__":
    unittest.main()
