# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario in resources/config/scenarios holds; its twin fails, with exit 1 and the sentence that the file names."""
import concurrent.futures
import os
import shutil
import unittest

import program

JOBS = 8


def both(path):
    twin = program.read(path)["twin"]
    off = {"DISARM": twin["disarm"]} if "disarm" in twin else {}
    return program.settled(path), program.settled("--twin", path, **off), twin


class Shipped(unittest.TestCase):
    def test_each_holds_and_its_twin_fails(self):
        self.assertGreaterEqual(len(program.SHIPPED), 25)
        shipped = [path for path in program.SHIPPED if shutil.which("redis-server") or "nodes" not in program.read(path)]
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for path, result in zip(shipped, pool.map(both, shipped)):
                (code, out, err), (twin_code, twin_out, twin_err), twin = result
                with self.subTest(os.path.basename(path)):
                    self.assertEqual(code, 0, out + err)
                    self.assertNotIn("FAILED", out)
                with self.subTest(os.path.basename(path) + " twin"):
                    self.assertEqual(twin_code, 1, twin_out + twin_err)
                    failed = [line for line in twin_out.splitlines() if line.startswith("  FAILED: ")]
                    self.assertTrue(any(twin["fails"] in line for line in failed), twin_out)

    def test_no_two_tell_the_same(self):
        titles = [program.read(path)["title"] for path in program.SHIPPED]
        self.assertEqual(len(titles), len(set(titles)))


if __name__ == "__main__":
    unittest.main()
