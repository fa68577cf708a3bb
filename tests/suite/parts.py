# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./test.sh is made of. Within a lane parts run in this order; the lanes run beside each other."""
from part import Part

LANES = ("build", "test")
RELEASE_TESTS = (r"^(conformance|integration|interop-(node|python|gorilla)|survival-0[13]|scenarios|security-ceiling|unit-feeds|unit-market-report"
                 r"|market-)")


def build(name, preset, *targets, needs=()):
    commands = [] if needs else [["cmake", "--preset", preset]]
    return Part(name, "build", commands + [["cmake", "--build", "--preset", preset, "--parallel", "{jobs}",
                                            *(["--target", *targets] if targets else [])]], needs, is_build=True)


def test(name, preset, needs, *choice):
    report = f"build/{preset}/{name}.xml"
    # Most tests wait most of the time: twice as many as there are cores. Those that start much say so with PROCESSORS.
    ctest = ["ctest", "--preset", preset, "--timeout", "300", "--no-tests=error", "--output-on-failure", "--output-junit", f"{name}.xml"]
    return Part(name, "test", [[*ctest, "-j", "{tests}", *choice]], (needs,), report, again=tuple(ctest))


def parts(jobs):
    table = [
        Part("lint", "test", [["python3", "-B", "tests/suite/test_suite.py"], ["python3", "-B", "tests/packages/test_content.py"],
                              ["tests/lint/format"], ["tests/lint/translation"], ["tests/lint/spelling"], ["tests/lint/shell"], ["tests/lint/locks"]]),
        build("build asan server", "asan", "server-tests"),
        test("asan server", "asan", "build asan server", "-LE", "window"),
        build("build asan window", "asan", needs=("build asan server",)),
        test("asan window", "asan", "build asan window", "-L", "window"),
        build("build tsan", "tsan"),
        test("tsan", "tsan", "build tsan"),
        build("build release", "release-tests"),
        test("release", "release-tests", "build release", "-R", RELEASE_TESTS),
        build("build fuzz", "fuzz"),
        test("fuzz", "fuzz", "build fuzz"),
        Part("tidy", "build", [["tests/lint/tidy", "--jobs", "{jobs}"]], ("build asan window",)),
        Part("packages", "build", [["tests/packages/run", "--if-changed"]]),
    ]
    here = {"jobs": str(jobs), "tests": str(2 * jobs)}
    for part in table:
        part.commands = [[word.replace("{jobs}", here["jobs"]).replace("{tests}", here["tests"]) for word in words]
                         for words in part.commands]
    return table
