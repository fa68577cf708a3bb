# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Lab's transport panels count, held against Wireshark: dumpcap on loopback, tshark's `conv,tcp`; and the idle feed."""
import collections
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

DEADLINE = 60
OFTEN, IDLE = 0, 1  # TransportRack's feeds
Panel = collections.namedtuple("Panel", "up down events requests connections")
Stream = collections.namedtuple("Stream", "path up down")


def may_capture():
    if not shutil.which("tshark") or not shutil.which("dumpcap"):
        return "tshark and dumpcap are not installed"
    said = subprocess.run(["dumpcap", "-q", "-i", "lo", "-a", "duration:1", "-w", os.devnull], capture_output=True, text=True, check=False)
    return "" if said.returncode == 0 else "capturing on loopback is not permitted here"


class Server:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-panels-")
        # Comments and pings come at times that a test of seconds does not see.
        self.process = subprocess.Popen([os.environ["WAVETAPE_SERVER"], "--listen", "127.0.0.1:0", "--feed", "none"], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "XDG_RUNTIME_DIR": self.folder.name, "XDG_STATE_HOME": self.folder.name})
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[1])
                return self
        raise RuntimeError(f"the server ended with {self.process.wait()}")

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(DEADLINE) == 0
        self.process.stdout.close()
        self.folder.cleanup()

    def panels(self, feed, seconds):
        """A run of the four, begun: what it prints."""
        return subprocess.Popen([os.environ["WAVETAPE_PANELS"], f"ws://127.0.0.1:{self.port}/ws", str(feed), str(seconds)], stdout=subprocess.PIPE, text=True)


def figures(run):
    said, _ = run.communicate(timeout=DEADLINE)
    assert run.returncode == 0, run.returncode
    return {words[0]: Panel(*map(int, words[1:])) for words in map(str.split, said.splitlines())}


class Capture:
    def __init__(self, port, folder):
        self.port, self.file = port, os.path.join(folder, "capture")
        self.process = subprocess.Popen(["dumpcap", "-i", "lo", "-B", "16", "-f", f"tcp port {port}", "-w", self.file], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:  # "File: …" once it captures
            if line.startswith("File:"):
                return
        raise RuntimeError("dumpcap ended")

    def end(self):
        time.sleep(0.5)  # what the kernel has is not yet dumpcap's
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=DEADLINE)

    def tshark(self, *words):
        return subprocess.run(["tshark", "-n", "-r", self.file, "-d", f"tcp.port=={self.port},http", *words], capture_output=True, text=True, check=True).stdout

    def streams(self):
        """Each TCP connection: what it first asks for, and its payload both ways."""
        asked, payload = {}, collections.defaultdict(lambda: [0, 0])
        for line in self.fields("http.request", "tcp.stream", "http.request.uri", "http.request.line"):
            stream, target, lines = line
            path = target.split("?")[0]
            # The publisher's WebSocket is no panel; only theirs offers a protocol.
            asked.setdefault(stream, path if path != "/ws" or "wavetape.v1" in lines else "publisher")
        for stream, to, size, again in self.fields("tcp", "tcp.stream", "tcp.dstport", "tcp.len", "tcp.analysis.retransmission"):
            if not again:
                payload[stream][int(to) != self.port] += int(size)
        return [Stream(asked.get(stream, ""), *both) for stream, both in payload.items()]

    def fields(self, which, *names):
        said = self.tshark("-Y", which, "-T", "fields", *(word for name in names for word in ("-e", name)))
        return [line.split("\t") for line in said.splitlines()]

    def conversations(self):
        """{client's port: (bytes of all its frames as `conv,tcp` says, in steps of so many; the same by the frames themselves)}"""
        frames, found = collections.defaultdict(int), {}
        for source, to, size in self.fields("tcp", "tcp.srcport", "tcp.dstport", "frame.len"):
            frames[int(source) if int(to) == self.port else int(to)] += int(size)
        for line in self.tshark("-q", "-z", "conv,tcp").splitlines():
            if ports := re.match(r"\S+:(\d+)\s+<->\s+\S+:(\d+)\s", line):
                number, unit = re.findall(r"(\d+) (bytes|kB|MB)", line)[-1]
                step = {"bytes": 1, "kB": 1000, "MB": 1_000_000}[unit]
                port = next(int(p) for p in ports.groups() if int(p) != self.port)
                found[port] = (int(number) * step, step, frames[port])
        assert set(found) == set(frames), (found, frames)
        return found


class Panels(unittest.TestCase):
    def test_bytes_are_those_of_tshark(self):
        if why := may_capture():
            self.skipTest(why)
        with Server() as server, tempfile.TemporaryDirectory() as folder:
            capture = Capture(server.port, folder)
            run = server.panels(OFTEN, 4)
            counted = figures(run)
            capture.end()
            streams = capture.streams()
            self.assertEqual(set(counted), {"/ws", "/sse", "/longpoll", "/poll"})
            for port, (listed, step, seen) in capture.conversations().items():
                self.assertLess(abs(listed - seen), max(step, 2), port)
            for path, panel in counted.items():
                mine = [stream for stream in streams if stream.path == path]
                self.assertEqual(len(mine), panel.connections, path)
                for way in ("up", "down"):
                    seen, told = sum(getattr(stream, way) for stream in mine), getattr(panel, way)
                    print(f"{path} {way}: {told} counted, tshark {seen}", flush=True)
                    self.assertLess(abs(told / seen - 1), 0.01, (path, way, told, seen))

    def test_an_event_in_ten_seconds(self):
        with Server() as server:
            counted = figures(server.panels(IDLE, 13))
            for path, panel in counted.items():
                self.assertEqual(panel.events, 2, path)
                self.assertEqual(panel.connections, 1, path)
            each = {path: (panel.up + panel.down) / panel.events for path, panel in counted.items()}
            print({path: round(size) for path, size in each.items()}, flush=True)
            # A stream is silent meanwhile; a held poll asks once per event, a short one all the time.
            self.assertEqual([counted[path].requests for path in ("/ws", "/sse")], [1, 1])
            self.assertIn(counted["/longpoll"].requests, (2, 3))
            self.assertGreaterEqual(counted["/poll"].requests, 10)
            self.assertGreater(each["/poll"], 2 * each["/longpoll"])
            self.assertGreater(each["/poll"], 3 * each["/ws"])


if __name__ == "__main__":
    unittest.main()
