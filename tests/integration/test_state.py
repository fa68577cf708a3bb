# SPDX-License-Identifier: GPL-3.0-or-later
"""--state: what outlives a restart, what a kill leaves behind, and what is said where it cannot be kept."""
import json
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from events import Events, Poller
from wire import PROGRAM, TIMEOUT, Peer, Server, eventually, http, publish


def kill(server):
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server.process.stdout.close()
    server.log.close()
    server.folder.cleanup()


class Kept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wavetape-state-")
        self.addCleanup(folder.cleanup)
        self.folder = os.path.join(folder.name, "state")
        self.file = os.path.join(self.folder, "channels.state")

    def server(self, **settings):
        return Server("--state", self.folder, **settings)

    def refused(self, *flags, prefix=()):
        """What the program says where it does not start."""
        done = subprocess.run([*prefix, PROGRAM, "--feed", "none", "--listen", "127.0.0.1:0", "--state", self.folder, *flags],
                              capture_output=True, text=True, timeout=TIMEOUT + 20, check=False)
        self.assertEqual(done.returncode, 2, done)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        return lines[0]


class Restart(Kept):
    def test_everybody_is_back_with_exactly_what_was_missed(self):
        with self.server(feed="calm") as first:
            symbol = next(r["channel"] for r in http(first, "GET", "/channels").json if r["channel"].startswith("trades."))
            with Peer(first, "/ws", "wavetape.v1") as peer, Events(first, "chat.a,chat.b") as stream, Poller(first) as poller:
                ack = peer.subscribe("chat.a")
                position = stream.begun()
                since = poller.poll("chat.a,chat.none", timeout=1).json["since"]
                for n in range(1, 4):
                    publish(first, "chat.a", n)
                    self.assertEqual(stream.message().json["seq"], n)
                    position = stream.last_id
                    self.assertEqual(peer.until(lambda m: m.get("channel") == "chat.a" and "seq" in m)["seq"], n)
            # Nobody is there, and of what comes now everybody has missed all.
            publish(first, "chat.a", 4)
            kept = publish(first, "chat.b", 1, key="once")
            before = {r["channel"]: r for r in http(first, "GET", "/channels").json}
        with self.server(feed="calm") as second:
            after = {r["channel"]: r for r in http(second, "GET", "/channels").json}
            for name in ("chat.a", "chat.b"):
                self.assertEqual((after[name]["epoch"], after[name]["seq"]), (before[name]["epoch"], before[name]["seq"]))
            self.assertEqual(after[symbol]["epoch"], before[symbol]["epoch"])
            self.assertGreaterEqual(after[symbol]["seq"], before[symbol]["seq"])
            with Peer(second, "/ws", "wavetape.v1") as peer:
                again = peer.subscribe("chat.a", since={"epoch": ack["epoch"], "seq": 3})
                self.assertEqual((again["recovered"], again["replayed"], again["seq"]), (True, 1, 4))
                self.assertEqual(peer.json()["data"], 4)
            with Events(second, "chat.a,chat.b", position) as stream:
                self.assertEqual(stream.begun(), position)
                got = [stream.message().json for _ in range(2)]
                self.assertEqual(sorted((m["channel"], m["seq"]) for m in got), [("chat.a", 4), ("chat.b", 1)])
                publish(second, "chat.a", 5)
                self.assertEqual(stream.message().json["seq"], 5)
            publish(second, "chat.none", 1)  # the poller waited for it before it existed
            with Poller(second) as poller:
                answer = poller.poll("chat.a,chat.none", since)
                self.assertEqual([(m["channel"], m["seq"]) for m in answer.json["messages"]],
                                 [("chat.a", n) for n in range(1, 6)] + [("chat.none", 1)])
            self.assertEqual(publish(second, "chat.b", 2, key="once")["seq"], kept["seq"])

    def test_while_it_publishes_nothing_is_lost_over_restarts(self):
        got, position = [], None
        sent = 0
        for _ in range(3):
            with self.server() as server:
                with Events(server, "chat.run", position) as stream:
                    stream.begun()
                    for _ in range(20):
                        sent += 1
                        publish(server, "chat.run", sent)
                    for _ in range(10):  # half of it
                        got.append(stream.message().json["data"])
                    position = stream.last_id
        with self.server() as server, Events(server, "chat.run", position) as stream:
            while len(got) < sent:
                got.append(stream.message().json["data"])
        self.assertEqual(got, list(range(1, sent + 1)))

    def test_a_kill_begins_anew_and_loses_a_second_at_most(self):
        first = self.server()
        with Events(first, "chat.killed") as stream:
            stream.begun()
            for n in range(1, 11):
                publish(first, "chat.killed", n)
                stream.message()
            position = stream.last_id
        time.sleep(1)  # what is older than this must not be lost
        kill(first)
        with self.server() as second:
            row = next(r for r in http(second, "GET", "/channels").json if r["channel"] == "chat.killed")
            self.assertNotEqual(row["epoch"], position.split(":")[0])
            with Events(second, "chat.killed", position) as stream:
                self.assertEqual(stream.begun(), f"{row['epoch']}:10")
                lagged = stream.message().json
                self.assertEqual((lagged["type"], lagged["from"], lagged["to"], lagged["reason"]), ("lagged", 1, 10, "history"))
            page = http(second, "GET", "/history/chat.killed").json["publications"]
            self.assertEqual([p["data"] for p in page], list(range(1, 11)))
            self.assertEqual(publish(second, "chat.killed", 11)["seq"], 11)

    def test_killed_at_any_time_it_starts_again(self):
        for _ in range(4):
            server = self.server()
            stop = threading.Event()

            def feed(to=server, until=stop):
                n = 0
                while not until.is_set():
                    try:
                        publish(to, f"chat.{n % 50}", "x" * 2000)
                    except (OSError, EOFError):
                        return
                    n += 1
            thread = threading.Thread(target=feed)
            thread.start()
            eventually(lambda: os.path.getsize(self.file) > 20_000)
            kill(server)
            stop.set()
            thread.join()
        self.server().stop()


class Trouble(Kept):
    def test_no_credential_is_kept_and_nobody_else_reads(self):
        with self.server() as server:
            token = server.admin_token()[0]
            publish(server, "chat.a", 1)
        with open(self.file, "rb") as file:
            self.assertNotIn(token.encode(), file.read())
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.folder).st_mode & 0o777, 0o700)
        self.assertEqual(sorted(os.listdir(self.folder)), ["channels.state", "documents"])
        self.assertEqual(os.stat(os.path.join(self.folder, "documents")).st_mode & 0o777, 0o700)

    def test_what_is_wrong_is_said_in_one_sentence_and_left_alone(self):
        self.server().stop()
        with open(self.file, "rb") as file:
            whole = file.read()
        for bytes_, sentence in ((b"root:x:0:0\n", "no state file"), (whole[:-1] + bytes([whole[-1] ^ 1]), "damaged at byte"),
                                 (whole + b"\0" * 9, "damaged at byte")):
            with open(self.file, "wb") as file:
                file.write(bytes_)
            line = self.refused()
            self.assertIn(sentence, line)
            self.assertIn(self.file, line)
            with open(self.file, "rb") as file:
                self.assertEqual(file.read(), bytes_)
        os.remove(self.file)
        os.chmod(self.folder, 0o777)
        self.assertIn("others may write in the folder", self.refused())
        os.chmod(self.folder, 0o700)
        with self.server():
            self.assertIn("another server keeps its own there", self.refused())

    def test_a_folder_that_cannot_be_written(self):
        self.folder = "/proc/wavetape"
        self.assertIn("/proc/wavetape", self.refused())
        self.folder = "/dev/null/x"
        self.assertIn("/dev/null/x", self.refused())

    def test_a_full_disk_is_told_and_stops_nobody(self):
        limit = 60_000  # of any file of the process
        previous = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, previous[1]))
        try:
            server = self.server(feed="none")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, previous)
            signal.signal(signal.SIGXFSZ, handler)
        with Peer(server, f"/ws?token={server.admin_token()[0]}", "wavetape.v1") as admin:
            admin.subscribe("sys.events")
            for n in range(50):
                publish(server, "chat.big", "x" * 4000)
            told = admin.until(lambda m: "the state cannot be" in json.dumps(m))
            self.assertIn("File too large", json.dumps(told))
            self.assertEqual(publish(server, "chat.big", "still")["seq"], 51)
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(TIMEOUT + 10), 1)
        server.log.seek(0)
        self.assertIn("the state cannot be written to " + self.file, server.log.read())
        server.log.close()
        server.process.stdout.close()
        server.folder.cleanup()
        # What stands there is whole, and of a life that did not end in order.
        self.server().stop()


if __name__ == "__main__":
    unittest.main()
