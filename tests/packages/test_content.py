# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes tests/packages/run run again: other bytes, names or dependencies, and nothing else."""
import importlib.machinery
import importlib.util
import os
import tempfile
import unittest

loader = importlib.machinery.SourceFileLoader("packages_run", os.path.join(os.path.dirname(os.path.abspath(__file__)), "run"))
run = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(run)


class Content(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, value in (("ROOT", folder.name), ("RECORD", os.path.join(folder.name, "tests/packages/passed"))):
            self.addCleanup(setattr, run, name, getattr(run, name))
            setattr(run, name, value)
        self.write("CMakeLists.txt", "find_package(ZLIB REQUIRED)\n")
        self.write("server/CMakeLists.txt", "add_library(x x.cpp)\n")
        self.write("qml/Page.qml", "import QtQuick\nItem {}\n")
        self.write("installer/debian/control", "Source: wavetape\n")
        self.write("tests/packages/run", "")
        self.before = run.content()

    def write(self, name, text):
        path = os.path.join(run.ROOT, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_neither_times_nor_modes_nor_what_programs_leave(self):
        os.utime(os.path.join(run.ROOT, "installer/debian/control"), (1, 1))
        os.chmod(os.path.join(run.ROOT, "installer/debian/control"), 0o600)
        self.write("tests/packages/passed", self.before)
        self.write("tests/packages/__pycache__/fresh.pyc", "x")
        self.write("server/CMakeLists.txt", "add_library(x x.cpp y.cpp)\n")
        self.write("qml/Page.qml", "import QtQuick\nItem { id: other }\n")
        self.assertEqual(run.content(), self.before)

    def test_bytes_names_and_dependencies(self):
        for name, text in (("installer/debian/control", "Source: other\n"), ("installer/new", ""), ("tests/packages/new", ""),
                           ("CMakeLists.txt", "find_package(ZLIB REQUIRED)\nfind_package(ICU)\n"),
                           ("qml/Page.qml", "import QtQuick\nimport QtQuick.Shapes\n")):
            before = run.content()
            self.write(name, text)
            self.assertNotEqual(run.content(), before, name)


if __name__ == "__main__":
    unittest.main()
