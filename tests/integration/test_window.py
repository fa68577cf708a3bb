# SPDX-License-Identifier: GPL-3.0-or-later
"""The program `wavetape` where no window can be opened, and in surroundings that are foreign to it."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.request

from wire import TIMEOUT

WINDOW = os.environ.get("WAVETAPE_WINDOW_PROGRAM", "wavetape")


class Window(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wavetape-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        # Nothing of a session: no display, no language, no runtime folder. What a sanitizer is told stays.
        self.clean = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.clean.update(PATH="/usr/bin:/bin", HOME=self.folder)

    def start(self, **environment):
        process = subprocess.Popen([WINDOW, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={**self.clean, **environment}, start_new_session=True)
        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def test_without_a_display_one_line_says_what_there_is(self):
        runtime = {"XDG_RUNTIME_DIR": self.folder}
        for surroundings, cause in (({}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
                                    ({"DISPLAY": ":64999"}, "could not connect to display :64999"),
                                    ({"DISPLAY": ":64999", "LC_ALL": "C"}, "could not connect to display :64999"),
                                    ({"WAYLAND_DISPLAY": "none", **runtime}, "display"),
                                    ({"QT_QPA_PLATFORM": "nonsense"}, "nonsense")):
            with self.subTest(surroundings):
                process = self.start(**surroundings)
                out, err = process.communicate(timeout=TIMEOUT + 10)
                self.assertEqual((process.returncode, out, err.count("\n")), (2, "", 1), err)
                self.assertTrue(err.startswith("wavetape: no window can be opened here: "), err)
                self.assertIn(cause, err)
                self.assertIn("wavetape-server", err)

    def test_it_serves_in_every_language(self):
        """The window takes over the user's locale: nothing that is read or told may depend on it."""
        if shutil.which("localedef"):
            subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", os.path.join(self.folder, "tr_TR.UTF-8")], capture_output=True, timeout=TIMEOUT)
        for surroundings in ({}, {"LANG": "xx_YY.UTF-8"}, {"LOCPATH": self.folder, "LC_ALL": "tr_TR.UTF-8"}):
            with self.subTest(surroundings):
                process = self.start(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", XDG_RUNTIME_DIR=self.folder, **surroundings)
                url = re.fullmatch(r"wavetape listening on (http://127\.0\.0\.1:\d+/)\n", process.stdout.readline()).group(1)
                for kind in ("APPLICATION/JSON", "application/json"):
                    request = urllib.request.Request(url + "publish", b'{"channel":"chat.i","data":0.5}', {"Content-Type": kind})
                    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                        self.assertEqual(json.load(answer)["channel"], "chat.i")
                process.terminate()
                _, err = process.communicate(timeout=TIMEOUT + 10)
                self.assertEqual((process.returncode, err), (0, ""))


if __name__ == "__main__":
    unittest.main()
