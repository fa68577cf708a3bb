// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// With no feed and no other client next to nothing is drawn: every page, once it has come to rest.
TestCase {
    id: test

    property Main window: null

    name: "Idle"

    Component {
        id: main

        Main {}
    }

    function initTestCase() {
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => Dashboard.link.live, 10000);
        tryVerify(() => Dashboard.stats.known, 10000);
        tryVerify(() => Dashboard.stats.quiet, 20000);
    }
    function cleanupTestCase() {
        window.destroy();
    }
    function test_drawsNextToNothing_data() {
        return window.pageNames.map(name => ({
                    tag: name
                }));
    }
    function test_drawsNextToNothing(data) {
        window.showPage(data.tag);
        // Waves are made for whoever listens: the oscilloscope is idle without a trace.
        if (data.tag === "streams")
            tryVerify(() => Dashboard.streams.used > 0, 10000);
        for (let i = 0; i < Dashboard.streams.capacity; ++i) {
            if (Dashboard.streams.traceAt(i).used)
                Dashboard.streams.toggle(Dashboard.streams.traceAt(i).channel);
        }
        // Settled: a window of two seconds is quiet. Whatever never comes to rest fails.
        let frames = 1000;
        for (let attempt = 0; attempt < 4 && frames > 3; ++attempt) {
            wait(500);
            probe.watchFrames(window);
            wait(2000);
            frames = probe.frames();
        }
        verify(frames <= 3, data.tag + ": " + frames + " frames in two seconds");
    }
}
