// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.Theme
import Wavetape.ViewModels

// What the window is like for whoever has no mouse, other languages, or wants nothing to move.
TestCase {
    id: test

    property Main window: null

    name: "Feel"

    Component {
        id: main

        Main {}
    }

    function open(width: int, height: int) {
        Dashboard.preferences.width = width;
        Dashboard.preferences.height = height;
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 20000);
        tryVerify(() => Dashboard.link.live, 20000);
        tryCompare(window, "width", width);
    }
    function cleanup() {
        if (window) {
            // Rows that a list has let go of are deleted before the window is: Qt 6.4 does not survive it after.
            window.showPage(window.pageNames.indexOf("reference"));
            wait(100);
            window.destroy();
        }
        window = null;
        probe.setPseudoLocale(false);
        Dashboard.preferences.reducedMotion = false;
    }
    function eachPage() {
        return ["overview", "market", "streams", "connections", "inspector", "lab", "server", "reference"].map(name => ({
                    tag: name
                }));
    }
    function show(name: string) {
        window.showPage(window.pageNames.indexOf(name));
        tryVerify(() => Dashboard.stats.known, 20000);
        wait(300);
    }

    function keys(): list<string> {
        const all = [];
        for (let row = 0; row < Dashboard.connections.count; ++row)
            all.push(Dashboard.connections.keyAt(row));
        return all;
    }

    function test_tabComesToEverything_data() {
        return eachPage();
    }
    function test_tabComesToEverything(data) {
        open(1400, 900);
        show(data.tag);
        window.requestActivate();
        const wanted = probe.tabStops(window);
        verify(wanted.length > 8, wanted.join("; "));
        const reached = [];
        const hidden = [];
        for (let i = 0; i < 2 * wanted.length + 20; ++i) {
            keyClick(Qt.Key_Tab);
            const at = probe.focused(window);
            if (reached.length > wanted.length / 2 && at === reached[0])
                break;
            if (reached.includes(at))
                continue;
            reached.push(at);
            if (!probe.focusShows(window))
                hidden.push(at);
        }
        // Rows of a list that is fed come and go meanwhile; what stays must be reached.
        const stays = probe.tabStops(window);
        compare(wanted.filter(stop => stays.includes(stop) && !reached.includes(stop)).join("\n"), "");
        compare(hidden.join("\n"), "", "the focus shows");
    }
    function test_otherLanguagesHaveRoom_data() {
        return eachPage();
    }
    function test_otherLanguagesHaveRoom(data) {
        probe.setPseudoLocale(true);
        open(1024, 640);
        show(data.tag);
        compare(probe.untranslated(window).join("\n"), "");
        // A text that has just changed has its place with the next frame.
        tryVerify(() => probe.clipped(window).length === 0, 5000, probe.clipped(window).join("\n"));
    }
    function test_reducedMotionStopsWhatMoves() {
        Dashboard.preferences.reducedMotion = true;
        open(1024, 640);
        show("market");
        compare(Theme.fast, 0);
        compare(Theme.flash, 0);
    }
    function test_framesOfAVisitor() {
        open(1400, 900);
        show("connections");
        tryVerify(() => Dashboard.connections.total > 0, 20000);
        const known = keys();
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channel":"ticker.AAPL"}']);
        tryVerify(() => keys().length > known.length, 20000);
        Dashboard.detail.connection = keys().find(key => !known.includes(key));
        tryVerify(() => Dashboard.detail.subscriptions.length === 1, 20000);
        verify(!Dashboard.detail.frames.watching);
        Dashboard.detail.watchFrames(true);
        tryVerify(() => Dashboard.detail.frames.count > 2, 20000);
        Dashboard.detail.setPolicy("ticker.AAPL", "conflate", 5);
        tryVerify(() => Dashboard.detail.subscriptions[0].rate === 5, 20000);
        Dashboard.detail.watchFrames(false);
        verify(!Dashboard.detail.frames.watching);
        probe.dismissVisitors();
        tryVerify(() => Dashboard.detail.ended, 20000);
        window.showPage(0);
        Dashboard.detail.connection = "";
    }
    function test_attachingIsChecked() {
        for (const wrong of ["", "nonsense address", "ftp://127.0.0.1/", "ws://", "ws://127.0.0.1/?token=x", "ws://a:b@127.0.0.1/"])
            verify(Dashboard.link.attachTo(wrong, "").length > 0, wrong);
    }
}
