# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases, and what they run against: servers in several settings, or the client program that connects to us."""
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from wire import PING, PONG, Conversation, Inflate, Mismatch, accept_key, new_key

GROUPS = ["framing", "control frames", "reserved bits", "opcodes", "fragmentation", "UTF-8", "close", "limits",
          "deflate", "handshake", "timeouts", "memory", "concurrency"]
BOTH = ("server", "client")
SERVER = ("server",)
CLIENT = ("client",)

# How the servers are started; a case names one. Deadlines are in ms.
SETTINGS = {
    "plain": ([], {}),
    "deflate": (["--deflate", "on"], {}),
    "small": (["--max-message", "65536", "--max-fragments", "16"], {}),
    "big": (["--max-message", "16M", "--max-fragments", "131072"], {}),
    "big-deflate": (["--max-message", "16M", "--max-fragments", "131072", "--deflate", "on"], {}),
    "short": ([], {"deadlines": {"handshake": 600, "ping": 500, "pong": 500, "close": 500, "keep_alive": 600}}),
    "limited": (["--limits", "on"], {"limits": {"messages_per_second": 20, "message_burst": 40,
                                                "connections_per_address": 20, "handshakes_per_second": 1000,
                                                "handshake_burst": 1000, "unfinished_per_address": 10}}),
    "memory": ([], {}),
    "memory-deflate": (["--deflate", "on"], {}),
}
SMALL_MESSAGE, SMALL_FRAGMENTS = 65536, 16

cases = []


class Case:
    def __init__(self, group, name, subject, setting, plain_only, alone, function):
        self.group, self.name, self.subject = group, name, subject
        self.setting, self.plain_only, self.alone, self.function = setting, plain_only, alone, function


def case(group, name, subjects=BOTH, setting="plain", plain_only=False, alone=False):
    """Registers a function of a Context as one case per subject. `plain_only`: means nothing over TLS. `alone`: measures,
    so nothing else runs beside it."""
    assert group in GROUPS, group

    def register(function):
        for subject in subjects:
            cases.append(Case(group, name, subject, setting, plain_only, alone, function))
        return function
    return register


class Server:
    """One wavetape-server process."""

    LINE = re.compile(r"listening on (https?)://[^ ]*:(\d+)/")

    def __init__(self, program, setting, certificate, folder):
        flags, config = SETTINGS[setting]
        command = [program, "--listen", "127.0.0.1:0", "--feed", "none"]
        if "--limits" not in flags:
            command += ["--limits", "off"]
        if certificate:
            command += ["--tls-listen", "127.0.0.1:0", "--tls-cert", certificate[0], "--tls-key", certificate[1]]
        if config:
            path = os.path.join(folder, f"{setting}.toml")
            with open(path, "w", encoding="utf-8") as file:
                for section, values in config.items():
                    file.write(f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()))
            command += ["--config", path]
        self.setting, self.wanted = setting, "https" if certificate else "http"
        self.errors = open(os.path.join(folder, f"{setting}.log"), "w+b")
        environment = dict(os.environ, XDG_RUNTIME_DIR=folder, XDG_STATE_HOME=folder)
        if setting.startswith("memory"):
            # AddressSanitizer holds freed memory back; here it would be counted as the server's.
            environment["ASAN_OPTIONS"] = ":".join(filter(None, [
                environment.get("ASAN_OPTIONS"), "quarantine_size_mb=0", "thread_local_quarantine_size_kb=0",
                "allocator_release_to_os_interval_ms=0", "detect_stack_use_after_return=0"]))
        self.process = subprocess.Popen(command + flags, stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        env=environment)
        self.port = None
        found = threading.Event()

        def read():
            for line in self.process.stdout:
                match = self.LINE.search(line)
                if match and match.group(1) == self.wanted:
                    self.port = int(match.group(2))
                    found.set()
            found.set()
        self.reader = threading.Thread(target=read, daemon=True)
        self.reader.start()
        if not found.wait(15) or self.port is None:
            self.process.kill()
            self.process.wait()
            raise Mismatch(f"the server did not start with {' '.join(command[1:] + flags)}: {self.log()}")

    def log(self):
        self.errors.seek(0)
        return self.errors.read()[-400:].decode(errors="replace").strip()

    def memory(self):
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise Mismatch("the server is gone")

    def stop(self):
        """Returns what was wrong about its end, if anything."""
        if self.process.poll() is not None:
            return f"the server ({self.setting}) ended by itself with {self.process.returncode}: {self.log()}"
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return f"the server ({self.setting}) did not stop within 15 s"
        return None if code == 0 else f"the server ({self.setting}) ended with {code}: {self.log()}"


class Bench:
    """What all cases share."""

    def __init__(self, server_program, client_program, tls, timeout):
        self.server_program, self.client_program = server_program, client_program
        self.timeout = timeout
        self.folder = tempfile.mkdtemp(prefix="wavetape-conformance-")
        self.certificate = self.make_certificate() if tls else None
        self.lock = threading.Lock()
        self.servers = {}

    def make_certificate(self):
        paths = os.path.join(self.folder, "cert.pem"), os.path.join(self.folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", paths[1], "-out", paths[0]], check=True, capture_output=True)
        return paths

    def own_server(self, setting):
        """A server that no other case uses; the caller stops it."""
        return Server(self.server_program, setting, self.certificate, self.folder)

    def server(self, setting):
        with self.lock:
            known = self.servers.get(setting)
            if known is None:
                try:
                    known = self.own_server(setting)
                except (Mismatch, OSError) as error:
                    self.servers[setting] = error
                    raise Mismatch(str(error)) from error
                self.servers[setting] = known
        if isinstance(known, Exception):
            raise Mismatch(f"the server ({setting}) did not start: see above")
        return known

    def stop(self):
        problems = [server.stop() for server in self.servers.values() if isinstance(server, Server)]
        shutil.rmtree(self.folder, ignore_errors=True)
        return [problem for problem in problems if problem]


class Response:
    """An HTTP response head."""

    def __init__(self, head, rest):
        lines = head.decode("latin-1").split("\r\n")
        self.line, self.rest = lines[0], rest
        parts = lines[0].split(" ", 2)
        self.status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
        self.fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if ":" in line]

    def get(self, name):
        return ", ".join(value for key, value in self.fields if key.lower() == name.lower())


class Context:
    """What one case works with; closes everything at its end."""

    def __init__(self, bench, case):
        self.bench, self.case, self.subject = bench, case, case.subject
        self.timeout = bench.timeout
        self.open_things = []
        self.own = None

    @property
    def server(self):
        return self.own or self.bench.server(self.case.setting)

    def start_server(self):
        """From now on this case has a server of its own."""
        self.own = self.bench.own_server(self.case.setting)
        return self.own

    # Against the server ------------------------------------------------------------------------------------------

    def tcp(self, receive_buffer=None, plain=False):
        """A connected socket, through TLS where that is asked for."""
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.settimeout(self.timeout)
        sock.connect(("127.0.0.1", self.server.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.bench.certificate and not plain:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            sock = context.wrap_socket(sock, server_hostname="localhost", suppress_ragged_eofs=True)
        self.open_things.append(sock)
        return sock

    def request_head(self, path="/echo", key=None, headers=(), remove=(), method="GET", version="HTTP/1.1"):
        """An upgrade request; `headers` replace or add, `remove` leaves some out."""
        fields = [("Host", f"127.0.0.1:{self.server.port}"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
                  ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", key or new_key())]
        replaced = {name.lower() for name, _ in headers} | {name.lower() for name in remove}
        fields = [field for field in fields if field[0].lower() not in replaced] + list(headers)
        return f"{method} {path} {version}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields) + "\r\n"

    def read_response(self, sock, timeout=None):
        deadline = time.monotonic() + (timeout or self.timeout)
        data = b""
        while b"\r\n\r\n" not in data:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Mismatch(f"no whole response came, only {data[:80]!r}")
            sock.settimeout(left)
            try:
                more = sock.recv(65536)
            except TimeoutError:
                continue
            except OSError as error:
                raise Mismatch(f"the connection broke before a response: {error}")
            if not more:
                raise Mismatch(f"the connection ended without a response, after {data[:80]!r}")
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        return Response(head, rest)

    def open_server(self, path="/echo", headers=(), receive_buffer=None, early=b"", timeout=None):
        sock = self.tcp(receive_buffer)
        key = new_key()
        sock.sendall(self.request_head(path, key, headers).encode("latin-1") + early)
        response = self.read_response(sock)
        if response.status != 101:
            raise Mismatch(f"the handshake was answered {response.line!r}")
        if response.get("Sec-WebSocket-Accept") != accept_key(key):
            raise Mismatch("wrong Sec-WebSocket-Accept")
        conversation = Conversation(sock, "server", timeout or self.timeout, response.rest)
        conversation.response = response
        first = conversation.read()
        if first is None or first.opcode != PING:
            raise Mismatch(f"expected the first ping at once, got {first}")
        if not early:  # else it would stand inside what was begun
            conversation.send_anyway(conversation.encode(PONG, first.payload))
        return conversation

    # Against the client ------------------------------------------------------------------------------------------

    def start_client(self, arguments=()):
        """Starts the client and takes its connection: (socket, request, process)."""
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(self.timeout)
        self.open_things.append(listener)
        process = subprocess.Popen([self.bench.client_program, str(listener.getsockname()[1]), *arguments],
                                   stdout=subprocess.PIPE, text=True)
        self.open_things.append(process)
        sock, _ = listener.accept()
        self.open_things.append(sock)
        sock.settimeout(self.timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = self.read_response(sock)
        return sock, request, process

    def client_outcome(self, process):
        """What the client says at its end."""
        try:
            text, _ = process.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise Mismatch("the client did not end")
        if process.returncode != 0:
            raise Mismatch(f"the client ended with {process.returncode}")
        return json.loads(text)

    def open_client(self, arguments=(), extensions="", early=b""):
        sock, request, process = self.start_client(arguments)
        head = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {accept_key(request.get('Sec-WebSocket-Key'))}\r\n")
        if extensions:
            head += f"Sec-WebSocket-Extensions: {extensions}\r\n"
        sock.sendall(head.encode() + b"\r\n" + early)
        conversation = Conversation(sock, "client", self.timeout)
        conversation.process = process
        conversation.response = request
        return conversation

    # Either ------------------------------------------------------------------------------------------------------

    def open(self):
        if self.subject == "server":
            return self.open_server()
        arguments = []
        if self.case.setting == "small":
            arguments = ["--max-message", str(SMALL_MESSAGE), "--max-fragments", str(SMALL_FRAGMENTS)]
        elif self.case.setting.startswith("big"):
            arguments = ["--max-message", str(16 << 20), "--max-fragments", "131072"]
        return self.open_client(arguments)

    def open_deflate(self, parameters="", offer=None):
        """With permessage-deflate. `parameters` are what the server's answer holds."""
        answer = "permessage-deflate" + ("; " + parameters if parameters else "")
        if self.subject == "server":
            conversation = self.open_server(headers=[("Sec-WebSocket-Extensions", offer or answer)])
            got = conversation.response.get("Sec-WebSocket-Extensions")
            if sorted(part.strip() for part in got.split(";")) != sorted(part.strip() for part in answer.split(";")):
                raise Mismatch(f"the server answered the offer with {got!r}, not {answer!r}")
        else:
            offer = offer or "permessage-deflate; client_max_window_bits"
            conversation = self.open_client(["--deflate", offer], answer)
        own = "server" if self.subject == "server" else "client"
        bits = re.search(own + r"_max_window_bits=(\d+)", answer)
        conversation.inflate = Inflate(int(bits.group(1)) if bits else 15,
                                       own + "_no_context_takeover" not in answer)
        return conversation

    def close_all(self):
        for thing in self.open_things:
            try:
                if isinstance(thing, subprocess.Popen):
                    if thing.poll() is None:
                        thing.kill()
                    thing.communicate()
                else:
                    thing.close()
            except OSError:
                pass
        if self.own and self.own.process.poll() is None:
            self.own.process.kill()
            self.own.process.wait()


def expect(condition, sentence):
    if not condition:
        raise Mismatch(sentence)
