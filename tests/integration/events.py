# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers over HTTP: a stream of server-sent events, read as HTML 9.2.6 says, and polls."""
import json
import time
import urllib.parse

from wire import TIMEOUT, Response, Stream, request_bytes


class Event:
    def __init__(self, kind, data, last_id):
        self.kind, self.data, self.id = kind, data, last_id

    @property
    def json(self):
        return json.loads(self.data)

    def __repr__(self):
        return f"{self.kind} {self.id} {self.data[:200]}"


class Events(Stream):
    """An EventSource that a test steers. Each block is held to what a stream may contain."""

    def __init__(self, server, channels, last_id=None, path="/sse", address=None, **headers):
        super().__init__(server, address)
        self.body = b""
        self.chunked = True
        self.last_id = last_id or ""
        self.retry = None
        self.comments = []
        self.over = False
        self.lines = []
        more = {k.replace("_", "-"): v for k, v in headers.items()}
        if last_id:
            more["Last-Event-ID"] = last_id
        query = channels if "=" in channels else "channels=" + urllib.parse.quote(channels, safe=",.:")
        self.write(request_bytes(server, "GET", f"{path}?{query}", {"Accept": "text/event-stream", **more}))
        self.status, self.headers = self.head()
        self.chunked = self.headers.get("transfer-encoding") == "chunked"
        if "content-length" in self.headers:
            self.body = self.take(int(self.headers["content-length"]))
            self.over = True

    def _more(self, timeout):
        """Moves bytes of the body from the connection; False at its end."""
        if self.over:
            return False
        if not self.chunked:
            if not self.buffer and not self.fill(timeout):
                self.over = True
                return False
            self.body += self.buffer
            self.buffer = b""
            return True
        while b"\r\n" not in self.buffer:
            if not self.fill(timeout):
                raise EOFError("ended within the body")
        size, rest = self.buffer.split(b"\r\n", 1)
        length = int(size, 16)
        while len(rest) < length + 2:
            if not self.fill(timeout):
                raise EOFError("ended within a chunk")
            size, rest = self.buffer.split(b"\r\n", 1)
        assert rest[length:length + 2] == b"\r\n", rest[:length + 2]
        self.body += rest[:length]
        self.buffer = rest[length + 2:]
        self.over = length == 0
        return not self.over

    def event(self, timeout=TIMEOUT):
        """The next event that a browser would tell of; None at the end."""
        deadline = time.monotonic() + timeout
        while True:
            while b"\n" in self.body:
                line, self.body = self.body.split(b"\n", 1)
                assert b"\r" not in line, line
                if line:
                    self.lines.append(line.decode())
                    continue
                found = self._dispatch()
                if found:
                    return found
            if not self._more(deadline - time.monotonic()):
                return None

    def _dispatch(self):
        kind, data = "message", []
        for line in self.lines:
            name, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if name == "":
                self.comments.append(value)
            elif name == "data":
                data.append(value)
            elif name == "event":
                kind = value
            elif name == "id":
                self.last_id = value
            elif name == "retry":
                self.retry = int(value)
            else:
                raise AssertionError(f"no field of an event: {line!r}")
        self.lines = []
        return Event(kind, "\n".join(data), self.last_id) if data else None

    def message(self, timeout=TIMEOUT):
        """The JSON of the next event without a name of its own."""
        while True:
            event = self.event(timeout)
            if event is None:
                raise EOFError("the stream has ended")
            if event.kind == "message":
                return event

    def begun(self):
        """The first event: where it goes on from."""
        event = self.event()
        assert event.kind == "position", event
        assert event.json == {"resumedFrom": event.id}, event
        return event.id


class Poller(Stream):
    """Polls on one kept connection."""

    def __init__(self, server, address=None):
        super().__init__(server, address)
        self.server = server

    def ask(self, target, **headers):
        self.write(request_bytes(self.server, "GET", target, headers))

    def poll(self, channels, since=None, timeout=None, wait=TIMEOUT):
        query = {"channels": channels}
        if since:
            query["since"] = since
        if timeout:
            query["timeout"] = timeout
        self.ask("/longpoll?" + urllib.parse.urlencode(query, safe=",:~"))
        return self.response(wait)

    def answer(self, wait=TIMEOUT) -> Response:
        return self.response(wait)
