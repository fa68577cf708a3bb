# SPDX-License-Identifier: GPL-3.0-or-later
"""How the program lives with what started it: a terminal, a shell, a service manager."""
import ctypes
import os
import pty
import select
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from wire import PROGRAM, TIMEOUT, Server, Stream, eventually, free_port, http

FLAGS = ["--feed", "none", "--log-level", "warn"]


def serves(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as peer:
            peer.sendall(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return peer.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=TIMEOUT)


class FrozenThread:
    """One thread of a process of ours, stopped while the others go on (ptrace(2))."""
    SEIZE, INTERRUPT, DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000

    def __init__(self, process, name):
        tasks = f"/proc/{process.pid}/task"
        self.id = eventually(lambda: next((int(task) for task in os.listdir(tasks) if self.called(f"{tasks}/{task}") == name), None))
        self.library = ctypes.CDLL(None, use_errno=True)
        self.library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.ask(self.SEIZE)
        self.ask(self.INTERRUPT)
        os.waitpid(self.id, self.WALL)

    @staticmethod
    def called(task):
        with open(f"{task}/comm", encoding="utf-8") as file:
            return file.read().strip()

    def ask(self, what):
        if self.library.ptrace(what, self.id, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace: " + os.strerror(ctypes.get_errno()))

    def thaw(self):
        self.ask(self.DETACH)


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wavetape-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.clean = {k: v for k, v in os.environ.items()
                      if not k.startswith(("WAVETAPE_", "XDG_", "STATE_DIR", "RUNTIME_DIR", "LISTEN_", "NOTIFY_", "WATCHDOG_"))}
        self.clean.update(HOME=self.folder)

    def at(self, name):
        return os.path.join(self.folder, name)

    def start(self, *flags, **more):
        more.setdefault("env", self.clean)
        process = subprocess.Popen([PROGRAM, *FLAGS, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True, **more)
        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def ends(self, process, code=0):
        out, err = process.communicate(timeout=TIMEOUT + 10)
        self.assertEqual(process.returncode, code, err.decode())
        self.assertNotIn(b"Sanitizer", err)
        return out.decode(), err.decode()


class Descriptors(Folder):
    def test_closed_ones_are_the_null_device(self):
        for closed in (">&-", "<&- >&- 2>&-"):
            port = free_port()
            process = subprocess.Popen(["sh", "-c", f'exec "$@" {closed}', "sh", PROGRAM, *FLAGS, "--listen", f"127.0.0.1:{port}"],
                                       env=self.clean, start_new_session=True)
            self.addCleanup(process.kill)
            eventually(lambda: serves(port))
            for number in (0, 1, 2) if "2" in closed else (1,):
                self.assertEqual(os.readlink(f"/proc/{process.pid}/fd/{number}"), "/dev/null")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(TIMEOUT + 10), 0)


class Terminal(Folder):
    """The program as the foreground job of a terminal of its own."""

    def in_terminal(self, command):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)  # nohup leaves a file
            os.execvpe(command[0], command, self.clean)
        self.addCleanup(self.reap, pid)
        return pid, terminal

    @staticmethod
    def reap(pid):
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    @staticmethod
    def said(terminal, until, patience=TIMEOUT):
        text, deadline = b"", time.monotonic() + patience
        while until not in text and select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            try:
                data = os.read(terminal, 4096)
            except OSError:
                break
            if not data:
                break
            text += data
        return text.decode(errors="replace")

    def test_it_ends_when_the_terminal_is_closed(self):
        port = free_port()
        pid, terminal = self.in_terminal([PROGRAM, *FLAGS, "--listen", f"127.0.0.1:{port}"])
        self.said(terminal, b"listening on")
        with socket.create_connection(("127.0.0.1", port)):
            os.close(terminal)
            def ended():
                done, status = os.waitpid(pid, os.WNOHANG)
                return done and (status,)
            self.assertEqual(eventually(ended), (0,))
        self.assertFalse(serves(port))

    def test_nohup_holds(self):
        port = free_port()
        pid, terminal = self.in_terminal(["nohup", PROGRAM, *FLAGS, "--listen", f"127.0.0.1:{port}"])
        eventually(lambda: serves(port))
        os.close(terminal)
        os.kill(pid, signal.SIGHUP)
        with Stream(None, ("127.0.0.1", port)) as stream:
            for _ in range(20):
                stream.write(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                self.assertEqual(stream.response().status, 200)
        os.kill(pid, signal.SIGTERM)
        self.assertEqual(os.waitpid(pid, 0)[1], 0)

    def test_an_encrypted_key_is_no_question(self):
        certificate, key = self.at("c.pem"), self.at("k.pem")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-passout", "pass:secret", "-keyout", key, "-out", certificate,
                "-days", "2", "-subj", "/CN=localhost")
        pid, terminal = self.in_terminal([PROGRAM, *FLAGS, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0",
                                          "--tls-cert", certificate, "--tls-key", key])
        text = self.said(terminal, b"never said")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 2, text)
        self.assertEqual(len(text.strip().splitlines()), 1, text)
        self.assertIn(f"cannot use the key {key}: the key is encrypted", text)
        os.close(terminal)

    def test_an_encrypted_certificate_and_public_key_neither(self):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.at("k.pem"), "-out", self.at("c.pem"),
                "-days", "2", "-subj", "/CN=localhost")
        secret = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
        for kind in ("CERTIFICATE", "PUBLIC KEY"):
            with open(self.at("e.pem"), "w", encoding="ascii") as file:
                file.write(f"-----BEGIN {kind}-----\n{secret}AAAA\n-----END {kind}-----\n")
            flags = ["--tls-cert", self.at("e.pem"), "--tls-key", self.at("k.pem")] if kind == "CERTIFICATE" \
                else ["--token-key", self.at("e.pem")]
            pid, terminal = self.in_terminal([PROGRAM, *FLAGS, "--listen", "127.0.0.1:0", *flags])
            text = self.said(terminal, b"never said")
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 2, text)
            self.assertNotIn("phrase:", text)
            os.close(terminal)


class Certificates(Folder):
    def test_a_file_that_is_not_there_is_named(self):
        for flags in (["--tls-cert", "/none/c.pem", "--tls-key", "/none/k.pem"], ["--token-key", "/none/c.pem"],
                      ["--token-secret", "/none/c.pem"], ["--users", "/none/c.pem"]):
            _, err = self.ends(self.start("--listen", "127.0.0.1:0", *flags), 2)
            self.assertIn("/none/c.pem: No such file or directory", err)

    def test_a_pipe_is_not_waited_for(self):
        os.mkfifo(self.at("pipe"), 0o600)
        for flags in (["--tls-cert", self.at("pipe"), "--tls-key", self.at("pipe")], ["--token-key", self.at("pipe")],
                      ["--token-secret", self.at("pipe")], ["--users", self.at("pipe")]):
            _, err = self.ends(self.start("--listen", "127.0.0.1:0", *flags), 2)
            self.assertIn(": not a regular file", err)

    def test_an_encrypted_key_on_reload_keeps_the_old(self):
        certificate, key = self.at("c.pem"), self.at("k.pem")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost")
        server = Server("--tls-listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
        self.addCleanup(server.stop)
        openssl("rsa", "-aes128", "-passout", "pass:secret", "-in", key, "-out", self.at("e.pem"))
        os.replace(self.at("e.pem"), key)
        server.process.send_signal(signal.SIGHUP)
        def said():
            with open(server.log.name, encoding="utf-8") as file:
                return "the certificate stays as it was: cannot use the key" in file.read()
        eventually(said)
        self.assertEqual(http(server, "GET", "/healthz").status, 200)


class Service(Folder):
    """systemd's variables, without systemd."""

    def test_its_state_folder_holds_the_certificate(self):
        port = free_port()
        for folder in ("state", "run"):
            os.mkdir(self.at(folder), 0o700)
        process = self.start("--listen", f"127.0.0.1:{port}", "--tls-listen", "127.0.0.1:0", "--tls-self-signed",
                             env={**self.clean, "HOME": "/", "STATE_DIRECTORY": self.at("state"), "RUNTIME_DIRECTORY": self.at("run")})
        eventually(lambda: serves(port))
        self.assertEqual(sorted(os.listdir(self.at("state/tls"))), ["certificate.pem", "key.pem"])
        # It is written once the port is known, which is when the first may connect.
        eventually(lambda: os.listdir(self.at("run")) == [f"{port}.token"])
        process.terminate()
        self.ends(process)
        self.assertEqual(os.listdir(self.at("run")), [])

    def test_a_home_folder_of_slash_is_none(self):
        _, err = self.ends(self.start("--listen", "127.0.0.1:0", "--tls-self-signed", env={**self.clean, "HOME": "/"}), 2)
        self.assertIn("STATE_DIRECTORY", err)

    def given(self, names, *sockets, flags=(), **more):
        """Starts with `sockets` as descriptors 3, 4, …; a shell puts its own id into LISTEN_PID and becomes the program."""
        script = 'export LISTEN_PID=$$; exec "$@"'
        moves = "".join(f" {3 + i}<&{100 + i}" for i in range(len(sockets)))
        for i, given in enumerate(sockets):
            os.dup2(given.fileno(), 100 + i)
        try:
            process = subprocess.Popen(["bash", "-c", script + moves, "sh", PROGRAM, *FLAGS, *flags], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, pass_fds=[100 + i for i in range(len(sockets))], start_new_session=True,
                                       env={**self.clean, "LISTEN_FDS": str(len(sockets)), "LISTEN_FDNAMES": names, **more})
        finally:
            for i in range(len(sockets)):
                os.close(100 + i)
        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def test_it_serves_the_sockets_it_is_given(self):
        with socket.create_server(("127.0.0.1", 0)) as plain, socket.create_server(("127.0.0.1", 0)) as secure:
            port, tls = plain.getsockname()[1], secure.getsockname()[1]
            process = self.given("http:tls", plain, secure, flags=["--tls-self-signed"])
            eventually(lambda: serves(port))
            with socket.create_connection(("127.0.0.1", tls)) as peer:
                peer.sendall(b"\x16\x03\x01")
            process.terminate()
            out, _ = self.ends(process)
            self.assertEqual(out.splitlines(), [f"wavetape-server listening on http://127.0.0.1:{port}/",
                                                f"wavetape-server listening on https://127.0.0.1:{tls}/"])
            # Whoever comes while it starts anew waits, and is served by the next one.
            with Stream(None, ("127.0.0.1", port)) as waiting:
                waiting.write(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                self.given("http", plain)
                self.assertEqual(waiting.response().status, 200)

    def test_given_sockets_obey_the_same_rules(self):
        with socket.create_server(("0.0.0.0", 0)) as everywhere, socket.create_server(("127.0.0.1", 0)) as here, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            for names, given, word in (("http", everywhere, "--insecure"), ("tls", here, "certificate"), ("http", datagrams, "no listening TCP")):
                _, err = self.ends(self.given(names, given), 2)
                self.assertIn(word, err)
                self.assertEqual(len(err.splitlines()), 1)

    def test_another_process_s_sockets_are_left_alone(self):
        port = free_port()
        self.start("--listen", f"127.0.0.1:{port}", env={**self.clean, "LISTEN_PID": "1", "LISTEN_FDS": "1"})
        eventually(lambda: serves(port))

    def manager(self, path):
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(told.close)
        told.bind(path)
        told.settimeout(TIMEOUT)
        return told

    def test_it_tells_how_it_is(self):
        for path in (self.at("notify"), "\0wavetape-test-" + str(os.getpid())):
            told = self.manager(path)
            process = self.start("--listen", "127.0.0.1:0",
                                 env={**self.clean, "NOTIFY_SOCKET": path.replace("\0", "@"), "WATCHDOG_USEC": "200000"})
            self.assertRegex(told.recv(4096), rb"^READY=1\nSTATUS=serving http://127\.0\.0\.1:\d+/$")
            self.assertEqual(told.recv(4096), b"WATCHDOG=1")
            process.send_signal(signal.SIGHUP)
            seen = [told.recv(4096)]
            while not seen[-1].startswith(b"READY=1"):
                seen.append(told.recv(4096))
            self.assertTrue(any(message.startswith(b"RELOADING=1\nMONOTONIC_USEC=") for message in seen), seen)
            process.terminate()
            while not told.recv(4096).startswith(b"STOPPING=1"):
                pass
            self.ends(process)

    def test_the_watchdog_is_not_fed_while_an_io_thread_hangs(self):
        told = self.manager(self.at("notify"))
        process = self.start("--listen", "127.0.0.1:0", "--threads", "2",
                             env={**self.clean, "NOTIFY_SOCKET": self.at("notify"), "WATCHDOG_USEC": "200000"})
        def reloads(times):
            """The main thread looks after the others after each, besides at every interval. Returns what it told meanwhile."""
            seen = []
            for _ in range(times):
                process.send_signal(signal.SIGHUP)
                seen.append(told.recv(4096))
                while not seen[-1].startswith(b"READY=1"):
                    seen.append(told.recv(4096))
            return seen
        self.assertTrue(told.recv(4096).startswith(b"READY=1"))
        try:
            frozen = FrozenThread(process, "io-1")
        except OSError as error:
            self.skipTest(str(error))
        try:
            # One may have been sent for the time before.
            self.assertLessEqual(reloads(20).count(b"WATCHDOG=1"), 2)
            self.assertNotIn(b"WATCHDOG=1", reloads(20))
        finally:
            frozen.thaw()
        while told.recv(4096) != b"WATCHDOG=1":
            pass
        process.terminate()
        while not told.recv(4096).startswith(b"STOPPING=1"):
            pass
        self.ends(process)

    def test_another_process_s_watchdog_is_left_alone(self):
        told = self.manager(self.at("notify"))
        process = self.start("--listen", "127.0.0.1:0", env={**self.clean, "NOTIFY_SOCKET": self.at("notify"), "WATCHDOG_USEC": "1000",
                                                              "WATCHDOG_PID": "1"})
        self.assertTrue(told.recv(4096).startswith(b"READY=1"))
        process.terminate()
        self.assertTrue(told.recv(4096).startswith(b"STOPPING=1"))
        self.ends(process)


if __name__ == "__main__":
    unittest.main()
