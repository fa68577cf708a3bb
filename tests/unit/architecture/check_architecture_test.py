#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants each kind of forbidden line in a small tree and sees that the check names it, and only it."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_architecture  # noqa: E402

HEADER = "// SPDX-License-Identifier: GPL-3.0-or-later\n"

ALLOWED = {
    "server/net/Connection.cpp": '#include "net/Connection.h"\n#include "protocol/Reply.h"\n#include <uv.h>\n',
    "server/protocol/Command.cpp": "#include <simdjson.h>\n",
    "server/net/Connection.h": "",
    "server/Server.h": "",
    "server/Server.cpp": '#include "Server.h"\n#include "http/Routes.h"\n#include "feeds/Feed.h"\n',
    "server/scenario/ScenarioRunner.cpp": '#include "Server.h"\n#include "websocket/Frame.h"\n',
    "server/sessions/ChannelSession.cpp": '#include "net/Connection.h"\n#include "delivery/Recovery.h"\n',
    "server/delivery/FanOut.cpp": '#include "channels/ChannelHub.h"\n',
    "server/dialects/yjs/Room.cpp": '#include "documents/Document.h"\n',
    "server/recording/McapWriter.cpp": "#include <zstd.h>\n#include <zlib.h>\n",
    "server/cluster/SharedBroker.cpp": '#include <hiredis/hiredis.h>\n#include "delivery/Subscriber.h"\n',
    "server/feeds/market/Book.cpp": '#include "feeds/market/Book.h"\n#include "channels/ChannelHub.h"\n#include "Book.h"\n',
    "app/Application.cpp": '#include "Server.h"\n#include <QObject>\n',
    "app/client/FeedClient.cpp": '#include "protocol/BinaryHeader.h"\n#include <QWebSocket>\n',
    "qml/pages/market/MarketPage.qml": "import QtQuick\nimport Wavetape.Charts\nimport Wavetape.Controls\n",
    "qml/controls/Chip.qml": "import Wavetape.Theme\n",
}
FORBIDDEN = {
    "server/http/Lower.cpp": "    c = std::tolower(c);\n",
    "server/feeds/Text.cpp": '    std::snprintf(text, sizeof text, "%.2f", price);\n',
    "server/net/A.cpp": '#include <QObject>\n',
    "server/net/B.cpp": '#include <QtCore/QString>\n',
    "server/net/C.cpp": '#include "http/Routes.h"\n',
    "server/net/D.cpp": '#include "net/../http/Routes.h"\n',
    "server/protocol/E.h": '#include "channels/Channel.h"\n',
    "server/websocket/F.cpp": '#include "protocol/ErrorCode.h"\n',
    "server/feeds/market/G.cpp": '#include "net/Session.h"\n',
    "server/net/H.cpp": "#  include <simdjson.h>\n",
    "server/oddments/I.cpp": '#include "protocol/ErrorCode.h"\n',
    "server/J.cpp": "#include <qglobal.h>\n",
    "server/net/S.cpp": '#include "sessions/ChannelSession.h"\n',
    "server/delivery/T.cpp": '#include "net/Connection.h"\n',
    "server/channels/U.cpp": '#include "delivery/Outlet.h"\n',
    "server/dialects/binance/V.cpp": '#include "documents/Document.h"\n',
    "server/http/W.cpp": '#include "Server.h"\n',
    "server/net/X.cpp": "#include <zstd.h>\n",
    "server/net/Y.cpp": "#include <hiredis/hiredis.h>\n",
    "app/client/K.cpp": '#include "net/Session.h"\n',
    "app/plotting/L.cpp": '#include "client/FeedClient.h"\n',
    "app/viewmodels/M.cpp": '#include "protocol/Reply.h"\n',
    "qml/theme/N.qml": "import Wavetape.Controls\n",
    "qml/controls/O.qml": "import Wavetape.Charts\n",
    "qml/charts/P.qml": "import Wavetape.Pages.Market\n",
    "qml/pages/market/Q.qml": "import Wavetape.Pages.Overview\n",
    "qml/pages/market/R.qml": "import Wavetape.Shell\n",
}


class CheckArchitecture(unittest.TestCase):
    def problems(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return list(check_architecture.problems_of(root))

    def test_the_plan_passes(self):
        self.assertEqual(self.problems({path: HEADER + text for path, text in ALLOWED.items()}), [])

    def test_each_forbidden_line_is_named(self):
        for path, text in FORBIDDEN.items():
            with self.subTest(path):
                found = self.problems({**{p: HEADER + t for p, t in ALLOWED.items()}, path: HEADER + text})
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(path + ":2: "), found)

    def test_circles_are_named(self):
        def files(**includes):
            return {f"server/net/{path}": HEADER + "".join(f'#include "net/{target}.h"\n' for target in targets)
                    for path, targets in ((p.replace("_", "."), t) for p, t in includes.items())}

        # A .cpp closes a circle as well as a header does.
        three = files(A_h=["B"], B_h=[], B_cpp=["B", "C"], C_h=["A"])
        found = self.problems(three)
        self.assertEqual(len(found), 1, found)
        self.assertIn("a circle of 3 files: server/net/A, server/net/B, server/net/C", found[0])
        self.assertTrue(found[0].startswith("server/net/A.h:2: "), found)
        self.assertEqual(self.problems(files(A_h=["B"], B_h=["C"], C_h=[], C_cpp=["C"])), [])
        # An owner and what it owns may know each other, a third may not come between.
        pair = files(IoThread_h=[], IoThread_cpp=["IoThread", "Connection"], Connection_h=["IoThread"])
        self.assertEqual(self.problems(pair), [])
        third = files(IoThread_h=["D"], IoThread_cpp=["Connection"], Connection_h=["IoThread"], D_h=["Connection"])
        self.assertEqual(len(self.problems(third)), 1)

    def test_a_missing_licence_line_is_named(self):
        for path in ("server/net/A.cpp", "qml/theme/Theme.qml", "tests/x.py", "a/CMakeLists.txt", "run.sh", ".ci/run"):
            with self.subTest(path):
                self.assertEqual(len(self.problems({path: "x\n"})), 1)
        self.assertEqual(self.problems({"a/readme.md": "x\n", "run.sh": "#!/bin/sh\n# " + HEADER[3:]}), [])

    def test_what_is_copied_into_other_programs_is_mit(self):
        mit = HEADER.replace("GPL-3.0-or-later", "MIT")
        for folder in ("client", "snippets", "examples"):
            with self.subTest(folder):
                path = f"resources/{folder}/a.js"
                self.assertEqual(self.problems({path: mit, f"resources/{folder}/LICENSE": "x\n"}), [])
                self.assertEqual(len(self.problems({path: mit})), 1)
                self.assertEqual(len(self.problems({path: HEADER, f"resources/{folder}/LICENSE": "x\n"})), 1)
        self.assertEqual(len(self.problems({"resources/web/a.js": mit})), 1)


if __name__ == "__main__":
    unittest.main()
