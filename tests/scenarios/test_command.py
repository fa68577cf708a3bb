# SPDX-License-Identifier: GPL-3.0-or-later
"""The command itself: exit codes, the four ways in which a run is not valid, what it writes, a target of somebody else's."""
import json
import os
import re
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import urllib.request
import xml.etree.ElementTree

import program

BASE = """title = "A feed is delivered"
[[clients]]
name = "reader"
count = 3
subscribe = ["chat.lobby"]
[[steps]]
at = "300ms"
publish = { channel = "chat.lobby", rate = 100, for = "1s" }
[[expect]]
client = "reader"
metric = "reach"
equals = 1.0
"""
TIMED = BASE + """[[expect]]
client = "reader"
metric = "delivery.p99"
below = "400ms"
"""


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-scenario-")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def file(self, text, name="a.toml"):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)


class Target:
    """A server of its own process."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="wavetape-target-")
        self.process = subprocess.Popen([program.PROGRAM, "--listen", "127.0.0.1:0", "--feed", "none", "--log-level", "off"],
                                        stdout=subprocess.PIPE, text=True, env=program.surroundings(XDG_RUNTIME_DIR=self.folder.name))
        self.url = "ws" + self.process.stdout.readline().split(" on http")[1].strip()

    def run(self, *arguments, **more):
        """A run against it, which has begun: all three readers are there."""
        process = program.start("--against", self.url, *arguments, **more)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with urllib.request.urlopen(self.url.replace("ws:", "http:") + "metrics", timeout=10) as answer:
                if int(re.search(rb"\nwavetape_subscriptions (\d+)", answer.read())[1]) >= 3:
                    break
            time.sleep(0.02)
        return process

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


class ExitCodes(Folder):
    def test_held_failed_and_wrong(self):
        code, out, _ = program.run(self.file(BASE))
        self.assertEqual(code, 0, out)
        self.assertIn("held: reader: reach 1 (300 of 300)", out)
        code, out, _ = program.run(self.file(BASE.replace("1.0", "0.5")))
        self.assertEqual(code, 1, out)
        self.assertIn("FAILED: reader: reach 0.5 (300 of 300)", out)
        wrong = self.file(BASE.replace("count", "cuont"))
        code, out, err = program.run(wrong)
        self.assertEqual((code, out), (2, ""))
        self.assertTrue(err.startswith(f"wavetape-server scenario: {wrong}:4: clients.cuont: no such key"), err)
        self.assertEqual(program.run()[0], 2)
        self.assertEqual(program.run(self.path("none.toml"))[0], 2)
        self.assertEqual(program.run("--against", "gopher://x", self.file(BASE))[0], 2)

    def test_a_twin_needs_its_defence_off(self):
        text = BASE + '[twin]\nwhy = "w"\nfails = "f"\ndisarm = "origin-policy"\n'
        code, _, err = program.run("--twin", self.file(text))
        self.assertEqual(code, 2)
        self.assertIn("wants the defence origin-policy off", err)

    def test_interrupted_with_what_there_was(self):
        server = Target()
        self.addCleanup(server.stop)
        process = server.run("--junit", self.path("j.xml"), self.file(BASE.replace('"1s"', '"30s"')))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130)
        self.assertIn(": interrupted", out)
        self.assertEqual(len(xml.etree.ElementTree.parse(self.path("j.xml")).findall(".//testcase/error")), 1)

    def test_repeat_tells_how_often_it_held(self):
        code, out, _ = program.run("--repeat", "2", self.file(BASE))
        self.assertEqual(code, 0, out)
        self.assertIn("held 2 of 2 runs", out)


class NotValid(Folder):
    """Exit 3: such a run proves nothing, whatever was seen."""

    def expect_not_valid(self, result, why):
        code, out, err = result
        self.assertEqual(code, 3, out + err)
        self.assertIn(": not valid: ", out)
        self.assertIn(why, out)

    def test_a_starved_generator(self):
        server = Target()
        self.addCleanup(server.stop)
        process = server.run(self.file(TIMED))
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.6)
        process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=20)
        self.expect_not_valid((process.returncode, out, err), "the run's own loop was late by")

    def test_a_clock_that_jumped(self):
        offset = self.path("offset")

        def set_clock(seconds):
            with open(offset, "r+b") as file:  # never empty: it is mapped
                file.write(struct.pack("q", int(seconds * 1e9)))

        with open(offset, "wb") as file:
            file.write(bytes(8))
        server = Target()
        self.addCleanup(server.stop)
        process = server.run(self.file(BASE), LD_PRELOAD=os.environ["WAVETAPE_CLOCK_SHIM_LIBRARY"], CLOCK_SHIM_OFFSET=offset)
        set_clock(3600)
        out, err = process.communicate(timeout=20)
        self.expect_not_valid((process.returncode, out, err), "the machine's clock jumped by 3600")

    def test_a_target_that_never_was(self):
        self.expect_not_valid(program.run("--against", "ws://127.0.0.1:1/", self.file(BASE)), "could not be reached")

    def test_a_target_that_is_gone_at_the_end(self):
        server = Target()
        self.addCleanup(server.stop)
        process = server.run(self.file(BASE))
        server.stop()
        out, err = process.communicate(timeout=20)
        self.expect_not_valid((process.returncode, out, err), "is gone")

    def test_nodes_without_a_redis(self):
        result = program.run(self.file("nodes = 2\n" + BASE), PATH=self.folder.name)
        self.expect_not_valid(result, "there is no program redis-server here")

    def test_an_expectation_that_nothing_could_fail(self):
        text = BASE.replace('channel = "chat.lobby", rate', 'channel = "chat.other", rate')
        text = text.replace('metric = "reach"\nequals = 1.0', 'count = "unexplained_gaps"\nequals = 0')
        self.expect_not_valid(program.run(self.file(text)), "was not put to the test")


class Late(Folder):
    def test_who_comes_in_the_middle_of_a_raw_feed_is_owed_nothing_of_before(self):
        text = """title = "t"
[[clients]]
name = "reader"
count = 200
ramp = "900ms"
dialect = "raw"
[[steps]]
publish = { path = "/broadcast", rate = 1000, for = "1s" }
[[expect]]
metric = "reach"
equals = 1.0
[[expect]]
count = "duplicates"
equals = 0
[[expect]]
count = "disorder"
equals = 0
[server.limits]
enabled = false
"""
        code, out, err = program.settled(self.file(text))
        self.assertEqual(code, 0, out + err)


class Killed(Folder):
    TEXT = """title = "t"
[[clients]]
name = "reader"
subscribe = ["chat.lobby"]
[[steps]]
at = "200ms"
END = true
[[expect]]
close = 1000
"""

    def test_a_killed_server_resets_its_connections_a_stopped_one_ends_them(self):
        for word, how in (("kill", "reset (1006)"), ("stop", "fin (1006)")):
            code, out, err = program.settled(self.file(self.TEXT.replace("END", word)))
            self.assertEqual(code, 1, out + err)
            self.assertIn(f"the first other is closed, {how}", out)


class Faults(Folder):
    """`fault` and `heal` on the own server, and on a door in front of another one."""

    TEXT = BASE.replace("equals = 1.0", "below = 1.0") + """[[expect]]
count = "unexplained_gaps"
at_least = 3
[[expect]]
client = "reader"
count = "lost"
equals = 6
[[steps]]
at = "500ms"
fault = { type = "msg_gap", n = 2, WHOM when = { count = 1 } }
[[steps]]
at = "1s"
heal = true
"""

    def test_on_its_own_server(self):
        text = self.TEXT.replace("WHOM", 'match = { client = "reader", channel = "chat.lobby" },')
        code, out, err = program.settled(self.file(text))
        self.assertEqual(code, 0, out + err)

    def test_before_another_one(self):
        server = Target()
        self.addCleanup(server.stop)
        code, out, err = program.settled("--against", server.url, self.file(self.TEXT.replace("WHOM", "")))
        self.assertEqual(code, 0, out + err)

    def test_one_that_could_never_happen_is_no_valid_run(self):
        text = self.TEXT.replace("WHOM", "") + '[[steps]]\nfault = { type = "msg_gap", stream = "upstream" }\n'
        code, out, err = program.run(self.file(text))
        self.assertIn(code, (2, 3), out + err)


class Outputs(Folder):
    def test_junit_json_and_the_same_against_another_process(self):
        server = Target()
        self.addCleanup(server.stop)
        junit, report = self.path("j.xml"), self.path("r.json")
        text = BASE.replace("equals = 1.0", "equals = 0.5") + '[[expect]]\ncount = "duplicates"\nequals = 0\n'
        code, out, _ = program.run("--against", server.url, "--junit", junit, "--json", report, "--seed", "7", self.file(text))
        self.assertEqual(code, 1, out)
        suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
        self.assertEqual([suite.get(k) for k in ("name", "tests", "failures", "errors")], ["A feed is delivered", "2", "1", "0"])
        with open(report, encoding="utf-8") as file:
            run = json.load(file)[0]
        reader = run["clients"][0]
        self.assertEqual((run["seed"], run["judgement"], run["accepted"]), (7, "failed", 100))
        self.assertEqual((reader["expected"], reader["received"], reader["lost"], reader["duplicates"]), (300, 300, 0, 0))
        self.assertEqual(reader["deliveryMicros"]["count"], 300)
        self.assertEqual(sum(second["messages"] for second in reader["seconds"]), 300)

    def test_a_foreign_parser_reads_the_junit(self):
        try:
            import junitparser
        except ImportError:
            self.skipTest("python3-junitparser is not installed")
        junit = self.path("j.xml")
        program.run("--junit", junit, "--repeat", "2", self.file(BASE.replace("1.0", "0.5").replace("A feed", "A <feed> & \\\"more\\\"")))
        suites = list(junitparser.JUnitXml.fromfile(junit))
        self.assertEqual([suite.name for suite in suites], [f'A <feed> & "more" is delivered (run {n})' for n in (1, 2)])
        case = next(iter(suites[0]))
        self.assertIsInstance(case.result[0], junitparser.Failure)
        self.assertEqual(case.result[0].message, "300 of 300")


if __name__ == "__main__":
    unittest.main()
