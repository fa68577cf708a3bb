// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Pages.Lab
import Wavetape.ViewModels

TestCase {
    id: test

    property Window window: null
    property LabPage page: null

    name: "Lab"

    Component {
        id: frame

        Window {
            property alias page: lab

            width: 1300
            height: 800
            visible: true

            LabPage {
                id: lab

                anchors.fill: parent
            }
        }
    }

    function initTestCase() {
        tryVerify(() => Dashboard.link.live, 10000);
        window = frame.createObject(null) as Window;
        page = window["page"];
        tryVerify(() => window.visible, 5000);
    }
    function cleanupTestCase() {
        window.destroy();
    }
    // What is on the screen in words, by the accessibility tree.
    function test_experiments_data() {
        return [
            {
                tag: "backpressure",
                row: "64 kbit/s reader of wave.sine1, conflate"
            },
            {
                tag: "transports",
                row: "connections 1"
            },
            {
                tag: "idle feed",
                row: "requests 2"
            },
            {
                tag: "header forgotten",
                row: "Tab 7: waits for a connection"
            },
            {
                tag: "chaos",
                row: "Latency 200 ms, on: lab-*"
            },
            {
                tag: "storm",
                row: "The most attempts within 100 ms: "
            },
            {
                tag: "scenarios",
                row: "Held. Every expectation held"
            },
            {
                tag: "failing",
                row: "Failed. ok: share of reconnects within 100 ms below 0.3"
            },
            {
                tag: "close codes",
                row: "1003 unsupported data"
            },
            {
                tag: "handshake",
                row: "403"
            },
            {
                tag: "heartbeat",
                row: "sweep: due after 6.0 s, given up after "
            }
        ];
    }
    function test_experiments(data) {
        page.showExample(data.tag);
        tryVerify(() => probe.names(window).some(name => name.includes(data.row)), 60000);
        compare(probe.nameless(window).join("\n"), "");
        window.width = 916;
        window.height = 570;
        wait(100);
        compare(probe.nameless(window).join("\n"), "");
        window.width = 1300;
        window.height = 800;
        wait(50);
    }
}
