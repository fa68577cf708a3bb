# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark scripts share: building, starting servers on a core, and running wavetape-load on another."""
import json
import os
import re
import select
import statistics
import subprocess
import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent.parent
SERVER_CORE = "0"
LOAD_CORE = "1"


class Failure(Exception):
    """A measurement that could not be made; the text says why."""


def build(folder, targets):
    """Configures and builds a release of the given targets."""
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DWAVETAPE_APP=OFF",
                    "-DWAVETAPE_TESTS=OFF", "-DWAVETAPE_BENCH=ON"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", *targets], check=True)


class Server:
    """A server process pinned to the server's core; it says its port on standard output."""

    def __init__(self, command, environment=None, cores=SERVER_CORE, ready=r"(?:listening |http://127\.0\.0\.1:)(\d+)", timeout=15):
        self.process = subprocess.Popen(["taskset", "-c", cores, *map(str, command)], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, env={**os.environ, **(environment or {})})
        self.lines, self.unfinished = [], ""
        try:
            self.port = int(self.wait_for(ready, timeout))
        except BaseException:
            self.stop()
            raise

    def wait_for(self, pattern, timeout=15):
        """The first group of the pattern in what the server prints."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = next((m for m in (re.search(pattern, line) for line in self.lines) if m), None)
            if found:
                return found.group(1)
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                # Not readline(): it would hide a second line from select().
                data = os.read(self.process.stdout.fileno(), 65536)
                if not data:
                    raise Failure(f"the server ended with {self.process.wait()}")
                self.unfinished += data.decode()
                *whole, self.unfinished = self.unfinished.split("\n")
                self.lines += whole
        raise Failure("the server did not say where it listens")

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class SecureServer(Server):
    """The same with TLS: `port` is where it is spoken. The certificate is made in `folder` where it is not there yet."""

    def __init__(self, command, folder, **more):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        key, certificate = folder / "key.pem", folder / "cert.pem"
        if not certificate.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                            "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
        super().__init__([*command, "--tls-cert", certificate, "--tls-key", key, "--tls-listen", "127.0.0.1:0"], **more)
        self.port = int(self.wait_for(r"https://127\.0\.0\.1:(\d+)"))


class Load:
    """Runs wavetape-load."""

    def __init__(self, program):
        self.program = str(program)

    def command(self, server, mode, url, **options):
        words = [self.program, mode, url, "--json", "--cpu", LOAD_CORE, "--server-pid", str(server.pid)]
        for name, value in options.items():
            words.append("--" + name.replace("_", "-"))
            if value is not True:
                words.append(str(value))
        return words

    def __call__(self, server, mode, url, limit=180, **options):
        done = subprocess.run(self.command(server, mode, url, **options), capture_output=True, text=True, timeout=limit)
        if done.returncode != 0:
            raise Failure(done.stderr.strip() or f"wavetape-load ended with {done.returncode}")
        return json.loads(done.stdout)


def median(values):
    return statistics.median(values) if values else None


def machine():
    """One line about where the figures come from."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} × {model.group(1) if model else 'CPU'}, Linux {os.uname().release}, load average {os.getloadavg()[0]:.1f}"


def say(*words):
    print(*words, file=sys.stderr, flush=True)
