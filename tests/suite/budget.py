# SPDX-License-Identifier: GPL-3.0-or-later
"""What each part may cost. tests/budget.txt has a line per part: its name, wall seconds, CPU seconds, as measured with an empty
compiler cache on two cores. A part that takes more than half as much again fails. The wall time of what takes the time that others
leave says nothing: `-`."""
import os
import re

ROOM = 1.5
LEAST = 20  # seconds; below, half as much again is noise
QUIET = 0.1  # of the machine's time; where others use more, wall time says nothing about us


class Machine:
    """How much of the machine others use meanwhile."""

    def __init__(self):
        self.begun = self._times()

    @staticmethod
    def _times():
        """(busy, all) CPU seconds since the machine started."""
        try:
            with open("/proc/stat", encoding="ascii") as file:
                fields = [int(field) for field in file.readline().split()[1:9]]
        except OSError:
            return 0, 0
        tick = os.sysconf("SC_CLK_TCK")
        return (sum(fields) - fields[3] - fields[4]) / tick, sum(fields) / tick

    def foreign_share(self, results):
        busy, total = (now - then for now, then in zip(self._times(), self.begun))
        own = sum(outcome.cpu for _, outcome in results)
        return max(0, busy - own) / total if total else 0


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if match := re.match(r"([a-z ]+?)\s+(\d+|-)\s+(\d+)\s*$", line):
                yield match[1], float("inf") if match[2] == "-" else int(match[2]), int(match[3])


def judge(results, path, foreign_share):
    """What is over its line by half, a sentence each."""
    budget = {name: {"wall": wall, "CPU": cpu} for name, wall, cpu in lines(path)}
    problems = []
    for name, outcome in results:
        if name not in budget:
            problems.append(f"{name} has no line in tests/budget.txt")
            continue
        for kind, took in (("wall", outcome.wall), ("CPU", outcome.cpu)):
            allowed = ROOM * max(LEAST, budget[name][kind])
            if took > allowed and not (kind == "wall" and foreign_share > QUIET):
                problems.append(f"{name} took {took:.0f} s {kind}, its line says {budget[name][kind]} s")
    return problems
