# SPDX-License-Identifier: GPL-3.0-or-later
"""One part of the suite: commands that run one after another, what they cost and what came of them."""
import dataclasses
import os
import re
import subprocess
import time
import xml.etree.ElementTree

LOWEST = 19
MOST_AGAIN = 3  # where more have failed, it is not the machine
SANITIZER = re.compile(r"(?:ERROR|FATAL|WARNING): \w+Sanitizer|runtime error:|libFuzzer:")
LEFT_OUT = 77  # what a check ends with that cannot or need not run here; its last line says why


@dataclasses.dataclass
class Part:
    name: str
    lane: str
    commands: list  # each a list of words, run at the root of the project
    needs: tuple = ()
    report: str = ""  # of ctest, relative to the root: its tests are counted. Without one each command is a check that is counted
    is_build: bool = False  # counted only where it fails
    again: tuple = ()  # words that let ctest run, into the same report, only what `-R` says; none: what has failed has failed


@dataclasses.dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    wall: float = 0
    cpu: float = 0
    problem: str = ""
    skips: list = dataclasses.field(default_factory=list)
    unsteady: list = dataclasses.field(default_factory=list)  # names of tests that failed beside others and passed alone

    def line(self):
        unsteady = f", {len(self.unsteady)} of them unsteady" if self.unsteady else ""
        return self.problem or f"{self.passed} passed{unsteady}, {self.failed} failed, {self.wall:.0f} s, of which {self.cpu:.0f} s CPU"


def lowest_priority():
    """The compiler takes what the tests leave."""
    os.nice(LOWEST)


def run_command(words, root, log, background):
    """Returns (exit code, CPU seconds of it and of all it waited for)."""
    log.write(("$ " + " ".join(words) + "\n").encode())
    log.flush()
    # wait4 instead of Popen.wait: it tells what this one child used.
    child = subprocess.Popen(words, cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                             preexec_fn=lowest_priority if background else None)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_utime + usage.ru_stime


def count(outcome, report):
    """Adds what a JUnit report of ctest holds."""
    suite = xml.etree.ElementTree.parse(report).getroot()
    bad = int(suite.get("failures"))
    skipped = int(suite.get("skipped")) + int(suite.get("disabled"))
    outcome.failed += bad
    outcome.skipped += skipped
    outcome.passed += int(suite.get("tests")) - bad - skipped
    outcome.skips += [case.get("name") for case in suite.iter("testcase") if case.get("status") in ("notrun", "disabled")]


def worth_another_try(report):
    """Names of the tests that may have failed for want of time: few, and none that a sanitizer reports on. That is a finding at once."""
    suite = xml.etree.ElementTree.parse(report).getroot()
    bad = [case for case in suite.iter("testcase") if case.get("status") == "fail"]
    return [case.get("name") for case in bad if not SANITIZER.search("".join(case.itertext()))] if len(bad) <= MOST_AGAIN else []


def try_again(outcome, part, root, log):
    """Whoever waits for other programs fails now and then where the machine is slow: alone it must pass. It is told all the same."""
    report = os.path.join(root, part.report)
    names = worth_another_try(report)
    if not names:
        return
    os.remove(report)
    _, cpu = run_command([*part.again, "-R", f"^({'|'.join(names)})$"], root, log, False)
    outcome.cpu += cpu
    if os.path.exists(report):
        cases = xml.etree.ElementTree.parse(report).getroot().iter("testcase")
        outcome.unsteady = [case.get("name") for case in cases if case.get("status") == "run" and case.get("name") in names]
        outcome.passed += len(outcome.unsteady)
        outcome.failed -= len(outcome.unsteady)


def last_line(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return ([""] + [line.strip() for line in file if line.strip()])[-1]


def run_part(part, root, log_path):
    outcome = Outcome()
    started = time.monotonic()
    report = os.path.join(root, part.report) if part.report else ""
    if report and os.path.exists(report):
        os.remove(report)
    with open(log_path, "wb") as log:
        for words in part.commands:
            code, cpu = run_command(words, root, log, part.lane == "build")
            outcome.cpu += cpu
            if code == LEFT_OUT and not report and not part.is_build:
                outcome.skipped += 1
                outcome.skips.append(last_line(log_path).removeprefix("skipped: "))
            elif code != 0 and not report:
                outcome.failed += 1
                outcome.problem = f"{' '.join(words[:4])} ended with {code}"
                if part.is_build:
                    break
            elif not report and not part.is_build:
                outcome.passed += 1
    if report:
        if os.path.exists(report):
            count(outcome, report)
            if outcome.failed and part.again:
                with open(log_path, "ab") as log:
                    try_again(outcome, part, root, log)
        else:
            outcome.failed += 1
            outcome.problem = "ctest left no report"
    outcome.wall = time.monotonic() - started
    return outcome
