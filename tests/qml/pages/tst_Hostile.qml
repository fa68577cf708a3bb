// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// Fifty texts as names and last words of clients: the window shows them as typed, on one line, and fetches nothing.
TestCase {
    id: test

    readonly property int batch: 10
    property Main window: null

    name: "Hostile"

    Component {
        id: main

        Main {}
    }

    function initTestCase() {
        window = main.createObject(null) as Main;
        verify(window);
        window.height = 1600; // a batch fits
        tryVerify(() => Dashboard.link.live, 10000);
    }
    function cleanupTestCase() {
        // The next one finds the window alone again.
        window.showPage("connections");
        tryVerify(() => Dashboard.connections.count === 1, 20000);
        window.destroy();
    }

    function test_textsAreShownAsTyped() {
        verify(hostile.texts >= 50);
        let names = 0;
        for (let first = 0; first < hostile.texts; first += batch) {
            window.showPage("connections");
            hostile.come(Dashboard.link.url, first, batch);
            tryVerify(() => hostile.settled(), 10000);
            const agents = hostile.agents();
            names += agents.length;
            tryVerify(() => hostile.unseen(window, agents).length === 0, 20000, hostile.unseen(window, agents).join("\n"));
            window.showPage("overview");
            const reasons = hostile.leave();
            verify(reasons.length > 0);
            tryVerify(() => hostile.unseen(window, reasons).length === 0, 20000, hostile.unseen(window, reasons).join("\n"));
        }
        verify(names > 25);
        compare(fetches.count, 0);
    }
}
