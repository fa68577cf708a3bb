# SPDX-License-Identifier: GPL-3.0-or-later
"""Handshakes: RFC 6455 sections 4.1, 4.2 and 9.1, RFC 9110, RFC 9112."""
import socket
import time
from base64 import b64decode

from harness import CLIENT, SERVER, case, expect
from wire import TEXT, accept_key, frame, new_key

SENTENCE_STATUSES = (400, 403, 404, 405, 408, 426, 431)


def ask(t, head, pieces=None):
    """Sends a request head; returns the response, having checked that a refusal is a whole answer."""
    sock = t.tcp()
    data = head.encode("latin-1") if isinstance(head, str) else head
    if pieces:
        for at in range(0, len(data), pieces):
            sock.sendall(data[at:at + pieces])
    else:
        sock.sendall(data)
    response = t.read_response(sock)
    if response.status in SENTENCE_STATUSES:
        length = response.get("Content-Length")
        expect(length.isdigit() and int(length) > 10, f"{response.status} without a sentence")
        body = response.rest
        while len(body) < int(length):
            more = sock.recv(65536)
            expect(more, "the body was cut short")
            body += more
    return response


def accepted(name, **change):
    @case("handshake", name, SERVER)
    def _(t):
        key = new_key()
        response = ask(t, t.request_head(key=key, **change))
        expect(response.status == 101, f"answered {response.line!r}")
        expect(response.line.startswith("HTTP/1.1 101 "), f"the status line is {response.line!r}")
        expect(response.get("Upgrade").lower() == "websocket", "no Upgrade: websocket")
        expect(response.get("Connection").lower() == "upgrade", "no Connection: Upgrade")
        expect(response.get("Sec-WebSocket-Accept") == accept_key(key), "wrong Sec-WebSocket-Accept")


def refused(name, *statuses, **change):
    @case("handshake", name, SERVER)
    def _(t):
        response = ask(t, t.request_head(**change))
        expect(response.status in statuses, f"answered {response.line!r}, not {statuses}")
        if response.status == 426:
            expect(response.get("Sec-WebSocket-Version") == "13", "426 without Sec-WebSocket-Version: 13")
            expect(response.get("Upgrade").lower() == "websocket", "426 without Upgrade: websocket")
            expect("upgrade" in response.get("Connection").lower(), "426 without Connection: Upgrade")
        if response.status == 405:
            expect("GET" in response.get("Allow"), "405 without Allow")


accepted("the plain request")
accepted("Upgrade: WebSocket in capitals", headers=[("Upgrade", "WebSocket")])
accepted("Upgrade: WEBSOCKET", headers=[("Upgrade", "WEBSOCKET")])
accepted("several Upgrade tokens", headers=[("Upgrade", "h2c, websocket")])
accepted("Connection: keep-alive, Upgrade", headers=[("Connection", "keep-alive, Upgrade")])
accepted("Connection: upgrade in small letters", headers=[("Connection", "upgrade")])
accepted("Connection in two lines", headers=[("Connection", "keep-alive"), ("Connection", "Upgrade")])
accepted("Connection with empty list elements", headers=[("Connection", ", ,Upgrade,")])
accepted("header names in capitals", headers=[("UPGRADE", "websocket"), ("CONNECTION", "Upgrade")])
accepted("header names in small letters",
         headers=[("upgrade", "websocket"), ("connection", "upgrade"), ("sec-websocket-version", "13")])
accepted("no space after the colon", headers=[("X-First", "1")], remove=())
accepted("tabs and spaces around values", headers=[("Upgrade", "\t websocket \t"), ("Sec-WebSocket-Version", "  13  ")])
accepted("a query", path="/echo?a=b&c=%20d")
accepted("unknown headers", headers=[("X-Anything", "value"), ("Cookie", "a=b; c=d")])
accepted("Sec-WebSocket-Extensions that nobody knows", headers=[("Sec-WebSocket-Extensions", "foo; bar=baz, qux")])
accepted("a header of 8 KiB", headers=[("X-Long", "l" * 8000)])
accepted("Origin of loopback", headers=[("Origin", "http://localhost:3000")])
accepted("Host localhost", headers=[("Host", "localhost")])
accepted("Host in capitals", headers=[("Host", "LOCALHOST")])
accepted("bytes above 127 in a header value", headers=[("X-Name", "Gr\xfc\xdfe")])

refused("no Upgrade", 426, 400, remove=["Upgrade"])
refused("Upgrade: h2c", 426, 400, headers=[("Upgrade", "h2c")])
refused("Upgrade: websockets", 426, 400, headers=[("Upgrade", "websockets")])
refused("no Connection", 400, 426, remove=["Connection"])
refused("Connection: keep-alive", 400, 426, headers=[("Connection", "keep-alive")])
refused("Connection: not-upgrade", 400, 426, headers=[("Connection", "not-upgrade")])
refused("no key", 400, remove=["Sec-WebSocket-Key"])
for key in ("", "short", "AAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB==", "AAAAAAAAAAAAAAAAAAAA==",
            "AAAAAAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAA?AAAAAAAAAAA==", "dGhlIHNhbXBsZSBub25jZQ"):
    refused(f"key {key!r}", 400, headers=[("Sec-WebSocket-Key", key)])
refused("two keys", 400, headers=[("Sec-WebSocket-Key", new_key()), ("Sec-WebSocket-Key", new_key())])
refused("no version", 426, 400, remove=["Sec-WebSocket-Version"])
for version in ("0", "7", "8", "12", "14", "25", "013", "13.0", "abc", "-13", "1 3"):
    refused(f"version {version}", 426, 400, headers=[("Sec-WebSocket-Version", version)])
refused("two versions", 400, 426, headers=[("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "8")])
refused("version 13 twice", 400, 426, headers=[("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "13")])
for method in ("POST", "PUT", "DELETE", "CONNECT", "get", "BREW"):
    refused(f"method {method}", 405, 400, 501, method=method)
refused("method OPTIONS", 405, 400, 501, 204, method="OPTIONS")  # 204 with Allow says what it has instead
refused("HTTP/1.0", 400, 426, 505, version="HTTP/1.0")
refused("HTTP/2.0", 400, 505, version="HTTP/2.0")
refused("HTTP/0.9", 400, 505, version="HTTP/0.9")
refused("HTP/1.1", 400, 505, version="HTP/1.1")
refused("an unknown path", 404, path="/no/such/path")
refused("no Host", 400, remove=["Host"])
refused("two Hosts", 400, headers=[("Host", "127.0.0.1"), ("Host", "127.0.0.1")])
refused("an empty Host", 400, 403, headers=[("Host", "")])
refused("a foreign Host", 403, 400, 421, headers=[("Host", "evil.example")])
refused("Host with a path", 400, 403, headers=[("Host", "127.0.0.1/x")])
refused("a foreign Origin", 403, headers=[("Origin", "https://evil.example")])
refused("Origin null", 403, headers=[("Origin", "null")])
refused("an Origin that only begins well", 403, headers=[("Origin", "http://localhost.evil.example")])
refused("two Origins", 403, 400, headers=[("Origin", "http://localhost"), ("Origin", "https://evil.example")])
for protocols in ("a b", "a;b", "two, two", "\"quoted\"", "sp ace, ok"):
    refused(f"subprotocols {protocols}", 400, headers=[("Sec-WebSocket-Protocol", protocols)])
for extensions in ("foo;", "foo;;bar", "foo; =1", "foo; a=", 'foo; a="', 'foo; a="b c"', "foo bar", ";foo", "foo=1"):
    refused(f"extensions {extensions}", 400, headers=[("Sec-WebSocket-Extensions", extensions)])
refused("a space before the colon", 400, headers=[("X-Bad ", "1")])
refused("a folded header", 400, headers=[("X-Fold", "a\r\n b")])
refused("a NUL in a header", 400, headers=[("X-Nul", "a\0b")])
refused("a bare CR in a header", 400, headers=[("X-Cr", "a\rb")])
refused("a header name with a slash", 400, headers=[("X/Bad", "1")])
refused("an empty header name", 400, headers=[("", "1")])
refused("a header of 40 KiB", 431, 400, headers=[("X-Long", "l" * 40000)])
refused("a target of 40 KiB", 431, 414, 400, path="/" + "p" * 40000)
refused("a thousand headers", 431, 400, headers=[(f"X-{i}", "v" * 20) for i in range(1000)])
refused("a target without a slash", 400, 404, path="echo")
refused("a target with a fragment", 400, 404, path="/echo#part")
refused("a target with a NUL", 400, 404, path="/echo%00")
refused("both lengths", 400, headers=[("Content-Length", "5"), ("Transfer-Encoding", "chunked")])
refused("two different lengths", 400, headers=[("Content-Length", "5"), ("Content-Length", "6")])


accepted("Host with another port", headers=[("Host", "localhost:1")])
accepted("a path with an escaped letter", path="/%65cho")
accepted("90 headers", headers=[(f"X-{i}", "v") for i in range(90)])
accepted("an empty Sec-WebSocket-Extensions", headers=[("Sec-WebSocket-Extensions", "")])
accepted("Content-Length: 0", headers=[("Content-Length", "0")])
refused("Upgrade: websocket/13", 426, 400, headers=[("Upgrade", "websocket/13")])
refused("a Host that ends with a dot", 403, 400, headers=[("Host", "localhost.")])
refused("an absolute-form target of a foreign host", 403, 400, path="http://evil.example/echo")
refused("an Origin of a file", 403, headers=[("Origin", "file://")])
refused("a path that only begins well", 404, path="/echo2")
refused("a path in capitals", 404, path="/ECHO")


@case("handshake", "a request after an ordinary one on the same connection", SERVER)
def _(t):
    sock = t.tcp()
    sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    response = t.read_response(sock)
    expect(response.status == 200, f"answered {response.line!r}")
    length = int(response.get("Content-Length"))
    while len(response.rest) < length:
        response.rest += sock.recv(4096)
    key = new_key()
    sock.sendall(t.request_head(key=key).encode())
    response = t.read_response(sock)
    expect(response.status == 101 and response.get("Sec-WebSocket-Accept") == accept_key(key), response.line)


@case("handshake", "a body before the first frame is not taken for one", SERVER)
def _(t):
    sock = t.tcp()
    sock.sendall(t.request_head(headers=[("Content-Length", "5")]).encode() + b"hello" + frame(TEXT, b"x", mask=b"abcd"))
    response = t.read_response(sock)
    if response.status == 101:
        while len(response.rest) < 13:
            response.rest += sock.recv(4096)
        expect(response.rest[:2] == b"\x89\x08" and response.rest[10:] == b"\x81\x01x", f"the answer was {response.rest!r}")
    else:
        expect(response.status == 400, f"answered {response.line!r}")


@case("handshake", "an ordinary GET on a WebSocket path", SERVER)
def _(t):
    response = ask(t, f"GET /echo HTTP/1.1\r\nHost: 127.0.0.1:{t.server.port}\r\n\r\n")
    expect(response.status == 426, f"answered {response.line!r}")
    expect(response.get("Sec-WebSocket-Version") == "13", "426 without Sec-WebSocket-Version")


@case("handshake", "an absolute-form target", SERVER)
def _(t):
    response = ask(t, t.request_head(path=f"http://127.0.0.1:{t.server.port}/echo"))
    expect(response.status == 101, f"answered {response.line!r}")


for name, text in (("an empty line first", "\r\n"), ("two empty lines first", "\r\n\r\n")):
    @case("handshake", name, SERVER)
    def _(t, text=text):
        response = ask(t, text + t.request_head())
        expect(response.status in (101, 400), f"answered {response.line!r}")

for name, data in (("garbage", b"\x16\x03\x01\x02\x00garbage\r\n\r\n"), ("a request line alone", b"GET\r\n\r\n"),
                   ("a request line with too many words", b"GET /echo HTTP/1.1 more\r\nHost: x\r\n\r\n"),
                   ("line feeds alone", b"GET /echo HTTP/1.1\nHost: localhost\n\n")):
    @case("handshake", f"{name} is answered 400", SERVER)
    def _(t, data=data):
        response = ask(t, data)
        expect(response.status in (400, 426, 505), f"answered {response.line!r}")

for size in (1, 2, 7, 40):
    @case("handshake", f"a request in pieces of {size} bytes", SERVER)
    def _(t, size=size):
        response = ask(t, t.request_head(), size)
        expect(response.status == 101, f"answered {response.line!r}")


@case("handshake", "a frame in the same segment as the request", SERVER)
def _(t):
    c = t.open_server(early=frame(TEXT, b"early", mask=b"abcd"))
    c.expect_message(TEXT, "early")
    c.finish()


@case("handshake", "half a frame in the same segment as the request", SERVER)
def _(t):
    data = frame(TEXT, b"split over the handshake", mask=b"abcd")
    c = t.open_server(early=data[:9])
    c.send(data[9:])
    c.expect_message(TEXT, "split over the handshake")
    c.finish()


@case("handshake", "a wrong frame in the same segment as the request", SERVER)
def _(t):
    c = t.open_server(early=frame(3, b"", mask=b"abcd"))
    c.expect_failure(1002)


@case("handshake", "unknown subprotocols alone: none is answered", SERVER)
def _(t):
    c = t.open_server(headers=[("Sec-WebSocket-Protocol", "chat, superchat")])
    expect(c.response.get("Sec-WebSocket-Protocol") == "", "a subprotocol was answered")
    c.echoes(TEXT, "fine")
    c.finish()


@case("handshake", "wavetape.v1 on a channel endpoint is answered", SERVER)
def _(t):
    c = t.open_server("/ws", headers=[("Sec-WebSocket-Protocol", "other, wavetape.v1")])
    expect(c.response.get("Sec-WebSocket-Protocol") == "wavetape.v1", "it was not answered")


@case("handshake", "subprotocols in two header lines", SERVER)
def _(t):
    c = t.open_server("/ws", headers=[("Sec-WebSocket-Protocol", "other"), ("Sec-WebSocket-Protocol", "wavetape.v1")])
    expect(c.response.get("Sec-WebSocket-Protocol") == "wavetape.v1", "it was not answered")


@case("handshake", "the answer has no subprotocol, extension or body that was not asked for", SERVER)
def _(t):
    c = t.open_server()
    for name in ("Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"):
        expect(c.response.get(name) == "", f"{name} was there")
    c.finish()


@case("handshake", "a refused request, then a good one on a new connection", SERVER)
def _(t):
    expect(ask(t, t.request_head(remove=["Sec-WebSocket-Key"])).status == 400, "not refused")
    c = t.open_server()
    c.echoes(TEXT, "fine")
    c.finish()


# The client's side ---------------------------------------------------------------------------------------------------

LINES = {"status": "HTTP/1.1 101 Switching Protocols", "upgrade": "Upgrade: websocket", "connection": "Connection: Upgrade"}


def answer(t, arguments=(), more=(), accept=None, pieces=None, **change):
    """Answers the client with lines changed (None leaves one out); returns what the client says at its end."""
    sock, request, process = t.start_client(arguments)
    lines = dict(LINES, **change)
    text = [lines[name] for name in ("status", "upgrade", "connection") if lines[name] is not None]
    key = accept_key(request.get("Sec-WebSocket-Key"))
    if accept is None:
        text.append(f"Sec-WebSocket-Accept: {key}")
    else:
        text += [line.replace("KEY", key) for line in accept]
    data = ("\r\n".join(text + list(more)) + "\r\n\r\n").encode()
    for at in range(0, len(data), pieces or len(data)):
        sock.sendall(data[at:at + (pieces or len(data))])
        if pieces:
            time.sleep(0.0005)
    return sock, request, process


def client_takes(name, **answered):
    @case("handshake", f"{name} is taken", CLIENT)
    def _(t):
        sock, _, process = answer(t, **answered)
        sock.sendall(b"\x88\x02\x03\xe8")
        sock.shutdown(socket.SHUT_WR)
        outcome = t.client_outcome(process)
        expect(outcome["handshake"] == "ok" and outcome.get("close") == 1000, f"the client said {outcome}")


def client_refuses(name, **answered):
    @case("handshake", f"{name} is refused", CLIENT)
    def _(t):
        sock, _, process = answer(t, **answered)
        sock.settimeout(t.timeout)
        try:
            rest = sock.recv(100)
        except ConnectionResetError:
            rest = b""
        expect(rest == b"", "the client sent frames")
        outcome = t.client_outcome(process)
        expect(outcome["handshake"] != "ok", f"the client took it: {outcome}")


client_takes("a plain answer")
client_takes("an answer byte by byte", pieces=1)
client_takes("an answer without a reason phrase", status="HTTP/1.1 101 ")
client_takes("an answer with other case and spaces", upgrade="uPGRADE:   WebSocket", connection="CONNECTION:upgrade  ")
client_takes("an answer with more Connection tokens", connection="Connection: keep-alive, Upgrade")
client_takes("an answer with unknown headers", more=["X-Unknown: 1", "Server: hostile"])
client_takes("a subprotocol that was offered", arguments=["--protocols", "a, b"], more=["Sec-WebSocket-Protocol: b"])
client_takes("no subprotocol where some were offered", arguments=["--protocols", "a, b"])

for status in ("HTTP/1.1 200 OK", "HTTP/1.1 301 Moved Permanently", "HTTP/1.1 401 Unauthorized", "HTTP/1.1 403 Forbidden",
               "HTTP/1.1 503 Service Unavailable", "HTTP/1.0 101 Switching Protocols", "HTTP/1.1 1011 x", "ICY 101 OK",
               "HTTP/2 101"):
    client_refuses(f"status line {status}", status=status, more=["Location: /elsewhere"])
client_refuses("no Upgrade", upgrade=None)
client_refuses("Upgrade: h2c", upgrade="Upgrade: h2c")
client_refuses("no Connection", connection=None)
client_refuses("Connection: keep-alive", connection="Connection: keep-alive")
client_refuses("no Sec-WebSocket-Accept", accept=[])
client_refuses("a wrong Sec-WebSocket-Accept", accept=["Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
client_refuses("Sec-WebSocket-Accept of a fixed key", accept=["Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
client_refuses("Sec-WebSocket-Accept twice", accept=["Sec-WebSocket-Accept: KEY"] * 2)
client_refuses("an empty Sec-WebSocket-Accept", accept=["Sec-WebSocket-Accept: "])
client_refuses("a subprotocol that was not offered", more=["Sec-WebSocket-Protocol: chat"])
client_refuses("another subprotocol than offered", arguments=["--protocols", "a, b"], more=["Sec-WebSocket-Protocol: c"])
client_refuses("two subprotocols", arguments=["--protocols", "a, b"], more=["Sec-WebSocket-Protocol: a, b"])
client_refuses("an extension that was not offered", more=["Sec-WebSocket-Extensions: foo"])
client_refuses("a header without a colon", more=["no colon here"])
client_refuses("a space before the colon", more=["X-Bad : 1"])
client_refuses("a head without end", more=["X-Long: " + "l" * 40000])


@case("handshake", "the client's request is right", CLIENT)
def _(t):
    sock, request, process = t.start_client(["--protocols", "a, b"])
    expect(request.line == "GET /echo HTTP/1.1", f"the request line is {request.line!r}")
    expect(len(b64decode(request.get("Sec-WebSocket-Key"), validate=True)) == 16, "the key is not 16 bytes")
    expect(request.get("Sec-WebSocket-Version") == "13", "wrong version")
    expect(request.get("Host").startswith("127.0.0.1:"), "wrong Host")
    expect(request.get("Upgrade").lower() == "websocket", "no Upgrade")
    expect(request.get("Connection").lower() == "upgrade", "no Connection: Upgrade")
    expect(request.get("Sec-WebSocket-Protocol") == "a, b", "wrong subprotocols")
    sock.close()
    expect(t.client_outcome(process)["handshake"] != "ok", "the client took a closed connection for an answer")


@case("handshake", "the client takes a fresh key each time", CLIENT)
def _(t):
    keys = {t.start_client()[1].get("Sec-WebSocket-Key") for _ in range(5)}
    expect(len(keys) == 5, "a key came twice")


@case("handshake", "frames in the same segment as the answer", CLIENT)
def _(t):
    c = t.open_client(early=b"\x81\x05early\x89\x00")
    c.expect_message(TEXT, "early")
    c.expect_pong()
    c.finish()


@case("handshake", "a wrong frame in the same segment as the answer", CLIENT)
def _(t):
    c = t.open_client(early=b"\x83\x00")
    c.expect_failure(1002)
