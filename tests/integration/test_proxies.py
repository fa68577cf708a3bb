# SPDX-License-Identifier: GPL-3.0-or-later
"""Unmodified proxies in between: nginx with the page under `location /tape/`, and with its buffers; tinyproxy, as companies have them."""
import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest
from urllib.parse import urljoin, urlsplit

from events import Events
from wire import PING, TEXT, Peer, Server, Stream, eventually, frame, free_port, http, publish, request_bytes, upgrade_headers

PATH = os.environ.get("PATH", "") + ":/usr/sbin"
NGINX = shutil.which("nginx", path=PATH)
TINYPROXY = shutil.which("tinyproxy", path=PATH)
CONFIG = """
daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{
        listen 127.0.0.1:{port};
        location /tape/ {{
            proxy_pass http://127.0.0.1:{upstream}/;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $http_connection;
        }}
    }}
}}
"""
# As nginx is by default (buffers of 4 KiB, HTTP/1.0 upstream), and with what a stream says of itself unheard.
BUFFERS = """
            proxy_pass http://127.0.0.1:{upstream}/;
            proxy_set_header Host $http_host;
            proxy_buffer_size 4k;
            proxy_buffers 8 4k;"""
FORGOTTEN = "proxy_ignore_headers X-Accel-Buffering;"
# What a page or one of its modules fetches.
LINKS = (r'\b(?:href|src)="([^"#]+)"', r'\bfrom\s+[\'"](\.[^\'"]+)[\'"]', r'\bimport\([\'"](\.[^\'"]+)[\'"]\)', r'url\([\'"]?([^)\'"]+)')


class Proxy:
    """A proxy's process; stands in for a Server where a client connects. `command` and `config` may name {folder},
    {port}, {config} and {upstream}."""

    def __init__(self, command, config, upstream=0):
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-proxy-")
        names = {"folder": self.folder.name, "port": self.port, "upstream": upstream, "config": os.path.join(self.folder.name, "conf")}
        with open(names["config"], "w", encoding="ascii") as file:
            file.write(config.format(**names))
        self.process = subprocess.Popen([part.format(**names) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self.listens)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


@unittest.skipUnless(NGINX, "without nginx")
class Subpath(unittest.TestCase):
    def setUp(self):
        self.server = Server(feed="calm")
        self.addCleanup(self.server.stop)
        user = "user root;" if os.getuid() == 0 else ""
        self.proxy = Proxy([NGINX, "-p", "{folder}", "-c", "{config}", "-g", user], CONFIG, self.server.port)
        self.addCleanup(self.proxy.stop)

    def test_every_link_of_the_page_stays_below(self):
        base = f"http://{self.proxy.host}/tape/"
        waiting, seen = [base], set()
        while waiting:
            url = waiting.pop()
            if url in seen:
                continue
            seen.add(url)
            self.assertTrue(url.startswith(base), url)
            parts = urlsplit(url)
            answer = http(self.proxy, "GET", parts.path + ("?" + parts.query if parts.query else ""))
            self.assertEqual(answer.status, 200, url)
            if not answer.headers["content-type"].startswith(("text/html", "text/css", "text/javascript", "application/javascript")):
                continue
            for pattern in LINKS:
                for link in re.findall(pattern, answer.text):
                    target = urljoin(url, link)
                    # What ends with a slash is a folder that names are appended to.
                    if urlsplit(target).netloc == self.proxy.host and not target.endswith("/"):
                        waiting.append(target)
        self.assertGreater(len(seen), 5, sorted(seen))

    def test_the_page_s_socket(self):
        # `new URL('ws', document.baseURI)`
        with Peer(self.proxy, "/tape/ws", "wavetape.v1", Origin=f"http://{self.proxy.host}") as peer:
            peer.subscribe("ticker.*")
            peer.until(lambda m: str(m.get("channel", "")).startswith("ticker.") and "data" in m)


@unittest.skipUnless(NGINX, "without nginx")
class Buffers(unittest.TestCase):
    """What the Lab's relay does as well (app/lab/MiddleBox)."""

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.stop)

    def through(self, more=""):
        user = "user root;" if os.getuid() == 0 else ""
        plain = re.search(r"(?s)location /tape/ \{\{.*?\}\}", CONFIG)[0]
        config = CONFIG.replace(plain, "location / {{" + BUFFERS + more + "}}")
        proxy = Proxy([NGINX, "-p", "{folder}", "-c", "{config}", "-g", user], config, self.server.port)
        self.addCleanup(proxy.stop)
        return proxy

    def test_a_stream_that_says_so_is_passed_on_at_once(self):
        with Events(self.through(), "chat.buffers") as stream:
            stream.begun()
            for n in range(5):  # each before the next is published
                publish(self.server, "chat.buffers", n)
                self.assertEqual(stream.message().json["data"], n)

    def test_without_its_header_it_comes_by_the_buffer(self):
        proxy = self.through(FORGOTTEN)
        with Stream(proxy) as stream, Peer(self.server, "/ws") as keeper:
            keeper.subscribe("chat.buffers")
            stream.write(request_bytes(proxy, "GET", "/sse?channels=chat.buffers", {}))
            eventually(lambda: 'wavetape_connections{transport="sse"} 1' in http(self.server, "GET", "/metrics").text)
            sent = 0
            while sent < 100:
                sent += 1
                publish(self.server, "chat.buffers", "x" * 300)
                if select.select([stream.socket], [], [], 0.05)[0]:
                    break
            self.assertGreater(sent, 4096 // 700, "not even the answer's head")
            self.assertLess(sent, 100)
            while b'"seq":2,' not in stream.buffer:  # what was late comes with it
                self.assertTrue(stream.fill(10))


@unittest.skipUnless(TINYPROXY, "without tinyproxy")
class ForwardProxy(unittest.TestCase):
    def setUp(self):
        self.server = Server("--tls-self-signed", "--tls-listen", "127.0.0.1:0")
        self.addCleanup(self.server.stop)
        self.tls_port = int(self.server.line("https").rsplit(":", 1)[1].rstrip("/\n"))
        self.proxy = Proxy([TINYPROXY, "-d", "-c", "{config}"], "Port {port}\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\n")
        self.addCleanup(self.proxy.stop)

    def tunnel(self, port):
        stream = Stream(self.proxy)
        stream.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        while b"\r\n\r\n" not in stream.buffer:
            self.assertTrue(stream.fill(10), stream.buffer)
        self.assertRegex(stream.buffer, rb"^HTTP/1\.[01] 200 ")
        stream.buffer = b""
        self.addCleanup(stream.close)
        return stream

    def echoes(self, stream, port):
        """A handshake and a message through what is a byte stream by now."""
        host = {"Host": f"127.0.0.1:{port}"}
        stream.write(request_bytes(self.server, "GET", "/echo", {**upgrade_headers(), **host}))
        self.assertEqual(stream.response().status, 101)
        stream.write(frame(TEXT, b"through"))
        first = stream.take(2)
        if first[0] & 15 == PING:  # the first heartbeat
            stream.take(first[1])
            first = stream.take(2)
        self.assertEqual(first + stream.take(7), b"\x81\x07through")

    def test_wss_passes(self):
        stream = self.tunnel(self.tls_port)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        stream.socket = context.wrap_socket(stream.socket)
        self.echoes(stream, self.tls_port)

    def test_ws_in_a_tunnel_passes(self):
        self.echoes(self.tunnel(self.server.port), self.server.port)

    def test_ws_as_a_plain_request_is_refused_with_what_to_do(self):
        # The proxy takes Upgrade for its own and leaves it out (RFC 9110 7.6.1): what comes is no handshake.
        with Stream(self.proxy) as stream:
            stream.write(request_bytes(self.server, "GET", f"http://{self.server.host}/echo", upgrade_headers()))
            stream.ended()
            self.assertRegex(stream.buffer, rb"^HTTP/1\.[01] 426 ")
            self.assertIn(b"WebSocket", stream.buffer)


if __name__ == "__main__":
    unittest.main()
