# SPDX-License-Identifier: GPL-3.0-or-later
"""The program `wavetape-server`: flags, files, exit codes, signals."""
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from wire import PROGRAM, TIMEOUT, Peer, Server, Stream, http

V1 = "wavetape.v1"


def run(*flags, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WAVETAPE_")}
    return subprocess.run([PROGRAM, *flags], capture_output=True, text=True, timeout=TIMEOUT, env={**clean, **environment})


class Flags(unittest.TestCase):
    def fails(self, done, *words):
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "")
        lines = [line for line in done.stderr.splitlines() if line]
        self.assertEqual(len(lines), 1, done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_help_version_print_config(self):
        for flag, word in (("--help", "--listen"), ("--version", "0.1"), ("--print-config", "[limits]")):
            done = run(flag)
            self.assertEqual((done.returncode, done.stderr), (0, ""), done)
            self.assertIn(word, done.stdout)

    def test_bad_flags(self):
        for flags, word in ((["--nope"], "--nope"), (["--threads", "12abc"], "0 to 64"), (["--symbols", "501"], "1 to 500"),
                            (["--feed", "wild"], "calm, day, open, crash, dead, none"), (["--listen", "127.0.0.1"], "HOST:PORT"),
                            (["--max-message", "1T"], "--max-message"), (["extra"], "extra"), (["--threads"], "--threads"),
                            (["--config", "/none/such"], "/none/such"), (["--limits", "5"], "on or off")):
            with self.subTest(flags):
                self.fails(run(*flags), word)
        self.fails(run(WAVETAPE_THREADS="x"), "WAVETAPE_THREADS")

    def test_bad_flags_of_the_market_report(self):
        for flags, word in ((["--profile", "wild"], "calm, day, open, crash, dead"), (["--symbols", "0"], "1 to 500"),
                            (["--symbols", "501"], "1 to 500"), (["--hours", "0"], "1 to 240"), (["--hours", "1e9"], "1 to 240"),
                            (["--hours", "-3"], "1 to 240"), (["--hours", "nan"], "1 to 240"), (["--seeds", "5..1"], "1..5"),
                            (["--seeds", "1..99"], "at most 16"), (["--dump", "/none/such"], "/none/such"), (["--json", "x"], "'x'"),
                            (["--profile"], "wants a value")):
            with self.subTest(flags):
                self.fails(run("market-report", *flags), word)

    def test_bad_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write("[limits]\nmessage_bytes = 5\n")
            file.flush()
            self.fails(run("--config", file.name), f"{file.name}:2", "limits.message_bytes", "1024")

    def test_not_beyond_loopback(self):
        self.fails(run("--listen", "0.0.0.0:0"), "--insecure")

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.fails(run("--listen", f"127.0.0.1:{port}", "--feed", "none"), str(port))
        with Server() as first:
            self.fails(run("--listen", first.host, "--feed", "none"), str(first.port))
            self.assertEqual(http(first, "GET", "/healthz").status, 200)

    def test_an_optional_address_may_be_missing(self):
        with Server() as first:
            with Server("--listen", first.host + "?") as second:
                self.assertEqual(http(second, "GET", "/healthz").status, 200)

    def test_file_and_environment_reach_the_server(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write('node = "from-file"\n[limits]\nmessages_per_second = 7\nmessage_burst = 9\n')
            file.flush()
            with Server("--config", file.name, LIMITS_MESSAGE_BURST=11) as server, Peer(server, "/ws", V1) as peer:
                self.assertEqual(peer.welcome["node"], "from-file")
                self.assertEqual(peer.welcome["limits"]["messagesPerSecond"], 7)
                self.assertEqual(peer.welcome["limits"]["burst"], 11)

    def test_limits_off_is_said_loudly(self):
        server = Server("--limits", "off")
        server.log.seek(0)
        log = server.log.read()
        server.stop()
        self.assertRegex(log, re.compile("limits", re.I))


class Listening(unittest.TestCase):
    def test_one_line_each_ipv4_first(self):
        with Server(listen=("[::1]:0", "127.0.0.1:0")) as server:
            self.assertRegex(server.lines[0], r"^wavetape-server listening on http://127\.0\.0\.1:\d+/\n$")
            self.assertRegex(server.lines[1], r"^wavetape-server listening on http://\[::1\]:\d+/\n$")
            with socket.create_connection(("::1", server.ports[1]), TIMEOUT) as six:
                six.sendall(f"GET /healthz HTTP/1.1\r\nHost: [::1]:{server.ports[1]}\r\nConnection: close\r\n\r\n".encode())
                self.assertIn(b"200", six.recv(100))

    def test_allow_host_and_origin(self):
        with Server("--allow-host", "desk.example", "--allow-origin", "https://dash.example") as server:
            self.assertEqual(http(server, "GET", "/healthz", {"Host": f"desk.example:{server.port}"}).status, 200)
            self.assertEqual(http(server, "GET", "/healthz", {"Host": "other.example"}).status, 403)
            Peer(server, "/ws", Origin="https://dash.example").close()
            answer = http(server, "GET", "/channels", {"Origin": "https://dash.example"})
            self.assertEqual(answer.headers.get("access-control-allow-origin"), "https://dash.example")
            for origin in ("http://dash.example", "https://dash.example:444", "https://dash.example.evil.example"):
                with self.assertRaises(AssertionError):
                    Peer(server, "/ws", Origin=origin)


class Stopping(unittest.TestCase):
    def test_closing_then_1012(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = Server(DEADLINES_DRAIN_SPREAD=200, DEADLINES_CLOSE=300)
            plain, v1, echo = Peer(server), Peer(server, "/ws", V1), Peer(server, "/echo", checked=False)
            stream = Stream(server)
            server.process.send_signal(number)
            for peer in (plain, v1):
                close = peer.closed()
                self.assertEqual(close.code, 1012)
                closing = close.messages[-1]
                self.assertEqual((closing["type"], closing["code"], closing["retry"]), ("closing", 1012, True))
                self.assertGreaterEqual(closing["afterMs"], 0)
            self.assertEqual(echo.closed().code, 1012)
            self.assertEqual(server.stop(), 0)
            for peer in (plain, v1, echo, stream):
                peer.close()

    def test_stopped_readers_do_not_hold_it_up(self):
        server = Server("--limits", "off", feed="calm", symbols=24, DEADLINES_DRAIN_SPREAD=200, DEADLINES_CLOSE=300)
        peers = [Peer(server) for _ in range(30)]
        for peer in peers:
            peer.send({"type": "subscribe", "channel": "book.*"})
        time.sleep(1)
        started = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - started, 5)
        for peer in peers:
            peer.close()

    def test_a_second_signal_is_quick(self):
        server = Server(DEADLINES_DRAIN_SPREAD=20_000, DEADLINES_CLOSE=20_000)
        peer = Peer(server)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        started = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(5)
        self.assertLess(time.monotonic() - started, 1.5)
        peer.close()
        server.stop()

    def test_the_port_is_free_at_once(self):
        first = Server()
        with Peer(first) as peer:
            peer.reply("ping")
        port = first.port
        first.stop()
        with Server(listen=(f"127.0.0.1:{port}",)) as second:
            self.assertEqual(second.port, port)

    def test_the_token_file_goes_with_it(self):
        server = Server()
        path = os.path.join(server.folder.name, "wavetape", f"{server.port}.token")
        self.assertTrue(os.path.exists(path))
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(TIMEOUT)
        self.assertFalse(os.path.exists(path))
        server.stop()


if __name__ == "__main__":
    unittest.main()
