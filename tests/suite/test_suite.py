# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import budget  # noqa: E402
from part import Outcome, Part, run_part  # noqa: E402
from parts import LANES, parts  # noqa: E402

REPORT = """<testsuite name="x" tests="4" failures="1" disabled="0" skipped="1"><testcase name="a" status="run"/>
<testcase name="b" status="fail"/><testcase name="c" status="run"/><testcase name="left-out" status="notrun"/></testsuite>"""


class Parts(unittest.TestCase):
    def test_each_needs_what_stands_before_it_and_has_a_budget(self):
        before = set()
        with_budget = {name for name, _, _ in budget.lines(os.path.join(os.path.dirname(__file__), "../budget.txt"))}
        for part in parts(2):
            self.assertIn(part.lane, LANES)
            self.assertLessEqual(set(part.needs), before, part.name)
            self.assertIn(part.name, with_budget)
            before.add(part.name)
        self.assertEqual(with_budget, before)


class Running(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def outcome(self, **part):
        return run_part(Part("x", **{"lane": "test", **part}), self.root, os.path.join(self.root, "log"))

    def test_each_check_counts(self):
        outcome = self.outcome(commands=[["true"], ["false"], ["true"]])
        self.assertEqual((outcome.passed, outcome.failed), (2, 1))

    def test_one_that_cannot_run_here_is_skipped_and_says_why(self):
        outcome = self.outcome(commands=[["sh", "-c", "echo making; echo skipped: no root; exit 77"], ["true"]])
        self.assertEqual((outcome.passed, outcome.failed, outcome.skipped, outcome.skips), (1, 0, 1, ["no root"]))

    def test_a_build_counts_only_where_it_fails(self):
        self.assertEqual(self.outcome(commands=[["true"], ["true"]], lane="build", is_build=True).passed, 0)
        outcome = self.outcome(commands=[["false"], ["touch", "later"]], lane="build", is_build=True)
        self.assertEqual((outcome.passed, outcome.failed), (0, 1))
        self.assertFalse(os.path.exists(os.path.join(self.root, "later")))

    def test_a_report_is_counted(self):
        with open(os.path.join(self.root, "made.xml"), "w", encoding="utf-8") as file:
            file.write(REPORT)
        outcome = self.outcome(commands=[["cp", "made.xml", "report.xml"]], report="report.xml")
        self.assertEqual((outcome.passed, outcome.failed, outcome.skipped, outcome.skips), (2, 1, 1, ["left-out"]))

    def test_no_report_is_a_failure(self):
        with open(os.path.join(self.root, "report.xml"), "w", encoding="utf-8") as file:
            file.write(REPORT)  # of the time before
        self.assertEqual(self.outcome(commands=[["true"]], report="report.xml").failed, 1)

    def again(self, output, *, passes, bad=1):
        """What comes of `bad` tests that printed `output` and are run again by themselves."""
        cases = "".join(f'<testcase name="b{i}" status="fail"><system-out>{output}</system-out></testcase>' for i in range(bad))
        for name, text in (("first.xml", f'<testsuite tests="{bad + 1}" failures="{bad}" disabled="0" skipped="0">{cases}'
                                         '<testcase name="a" status="run"/></testsuite>'),
                           ("second.xml", f'<testsuite><testcase name="b0" status="{"run" if passes else "fail"}"/></testsuite>')):
            with open(os.path.join(self.root, name), "w", encoding="utf-8") as file:
                file.write(text)
        outcome = self.outcome(commands=[["cp", "first.xml", "report.xml"]], report="report.xml",
                               again=("sh", "-c", 'cp second.xml report.xml; echo "$@" > asked', "sh"))
        asked = os.path.join(self.root, "asked")
        if os.path.exists(asked):
            with open(asked, encoding="utf-8") as file:
                self.assertEqual(file.read(), "-R ^(b0)$\n")
        return outcome.passed, outcome.failed, outcome.unsteady, os.path.exists(asked)

    def test_what_passes_by_itself_is_unsteady(self):
        self.assertEqual(self.again("too late", passes=True), (2, 0, ["b0"], True))

    def test_what_fails_twice_has_failed(self):
        self.assertEqual(self.again("too late", passes=False), (1, 1, [], True))

    def test_what_a_sanitizer_reports_is_not_tried_again(self):
        for output in ("WARNING: ThreadSanitizer: data race", "==1==ERROR: ThreadSanitizer: SEGV", "==1==ERROR: UndefinedBehaviorSanitizer: SEGV",
                       "==1==ERROR: AddressSanitizer: x", "a.cpp:1:2: runtime error: y", "SUMMARY: libFuzzer: timeout"):
            self.assertEqual(self.again(output, passes=True), (1, 1, [], False))

    def test_many_failures_are_not_tried_again(self):
        self.assertEqual(self.again("too late", passes=True, bad=4), (1, 4, [], False))

    def test_cpu_is_counted_of_what_a_command_starts(self):
        spin = "import time\nwhile time.process_time() < 0.3: pass"
        self.assertGreaterEqual(self.outcome(commands=[["sh", "-c", f"{sys.executable} -c '{spin}'; true"]]).cpu, 0.3)


class Budget(unittest.TestCase):
    def judged(self, wall, cpu, foreign_share=0.0, name="part one"):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("# a comment\npart one   100   200\npart two   -   200\n")
            file.flush()
            return budget.judge([(name, Outcome(wall=wall, cpu=cpu))], file.name, foreign_share)

    def test_half_as_much_again_is_too_much(self):
        self.assertEqual(self.judged(149, 299), [])
        self.assertEqual(self.judged(151, 299), ["part one took 151 s wall, its line says 100 s"])
        self.assertEqual(self.judged(149, 301), ["part one took 301 s CPU, its line says 200 s"])

    def test_wall_says_nothing_where_others_use_the_machine(self):
        self.assertEqual(self.judged(1000, 299, foreign_share=0.5), [])
        self.assertEqual(len(self.judged(1000, 301, foreign_share=0.5)), 1)

    def test_wall_says_nothing_of_what_takes_the_time_that_others_leave(self):
        self.assertEqual(self.judged(1000, 299, name="part two"), [])
        self.assertEqual(self.judged(1000, 301, name="part two"), ["part two took 301 s CPU, its line says 200 s"])

    def test_a_part_without_a_line(self):
        self.assertEqual(self.judged(1, 1, name="other"), ["other has no line in tests/budget.txt"])


if __name__ == "__main__":
    unittest.main()
