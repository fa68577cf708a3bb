// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.Theme
import Wavetape.ViewModels

TestCase {
    id: test

    property Main window: null

    function page(name: string): int {
        return window.pageNames.indexOf(name);
    }

    name: "Pages"

    Component {
        id: main

        Main {}
    }

    function initTestCase() {
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 5000);
        tryVerify(() => Dashboard.link.live, 10000);
    }
    function cleanupTestCase() {
        window.destroy();
    }

    function test_overviewFills() {
        window.showPage("overview");
        tryVerify(() => Dashboard.stats.known, 5000);
        tryVerify(() => Dashboard.stats.now.connections >= 1, 5000);
        tryVerify(() => Dashboard.stats.messagesOut.recent.length >= 2, 5000);
    }
    function test_chartsTakeTurns() {
        window.showPage("overview");
        tryVerify(() => Dashboard.stats.known, 5000);
        Dashboard.market.active = true; // a client with something to do: else the charts rest
        tryVerify(() => !Dashboard.stats.quiet, 10000);
        probe.watchFrames(window); // until what was new on the page has been painted
        tryVerify(() => probe.chartsPainted() >= 16, 30000);
        probe.watchFrames(window);
        tryVerify(() => probe.chartsPainted() >= 16, 30000);
        Dashboard.market.active = false;
        compare(probe.chartsPerFrame(), 1); // without turns it is all four
    }
    function test_marketFills() {
        window.showPage("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24, 5000);
        tryVerify(() => Dashboard.market.symbol.length > 0, 5000);
        tryVerify(() => !Dashboard.market.candles.empty, 5000);
        tryVerify(() => Dashboard.market.tape.count > 0, 10000);
        tryVerify(() => !Dashboard.market.book.empty, 5000);
        tryCompare(Dashboard.market.book, "proof", BookFeed.Proved, 15000);
        compare(Dashboard.market.book.failed, 0);
    }
    function test_marketFollowsTheChoice() {
        window.showPage("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24, 5000);
        const other = Dashboard.market.watchlist.keyAt(5);
        Dashboard.market.symbol = other;
        tryVerify(() => Dashboard.market.ticker.symbol === other, 5000);
        tryVerify(() => Dashboard.market.tape.count > 0, 10000);
        Dashboard.market.interval = 1;
        tryVerify(() => !Dashboard.market.candles.empty, 8000);
        Dashboard.market.interval = 0;
    }
    function test_pauseFreezesAndCounts() {
        window.showPage("market");
        tryVerify(() => !Dashboard.market.candles.empty, 5000);
        Dashboard.market.paused = true;
        tryVerify(() => Dashboard.market.candles.behindMs > 300, 3000);
        Dashboard.market.paused = false;
        compare(Dashboard.market.candles.behindMs, 0);
    }
    function test_hiddenPagesAreNotFed() {
        window.showPage("market");
        verify(Dashboard.market.active);
        window.showPage("overview");
        verify(!Dashboard.market.active);
        verify(!Dashboard.streams.active);
        verify(!Dashboard.connections.active);
    }
    function test_streamsFill() {
        window.showPage("streams");
        tryVerify(() => Dashboard.streams.count >= 6, 5000);
        tryVerify(() => Dashboard.streams.used >= 2, 5000);
        tryVerify(() => Dashboard.streams.traceAt(0).rateHz === 48000, 8000);
        tryVerify(() => Dashboard.streams.traceAt(0).peakToPeak > 0.5, 8000);
        compare(Dashboard.streams.lost, 0);
    }
    function test_connectionsListTheWindowItself() {
        window.showPage("connections");
        tryVerify(() => Dashboard.connections.count >= 1, 5000);
        Dashboard.detail.connection = Dashboard.connections.keyAt(0);
        tryVerify(() => Dashboard.detail.own, 5000);
        tryVerify(() => Dashboard.detail.subscriptions.length > 0, 6000);
        Dashboard.detail.ping();
        tryVerify(() => Dashboard.detail.outcome.length > 0, 5000);
        verify(Dashboard.detail.outcomeGood, Dashboard.detail.outcome);
        Dashboard.connections.filter = "nobody has this";
        compare(Dashboard.connections.count, 0);
        Dashboard.connections.filter = "";
        tryVerify(() => Dashboard.connections.count >= 1, 3000);
        Dashboard.detail.connection = "";
    }
    function test_paletteFindsByTyping() {
        window.showPage("overview");
        window.requestActivate();
        window.showPalette(true);
        tryVerify(() => window.activeFocusItem instanceof TextInput, 2000);
        for (const key of [Qt.Key_G, Qt.Key_O, Qt.Key_Space, Qt.Key_S, Qt.Key_T, Qt.Key_R])
            keyClick(key);
        keyClick(Qt.Key_Return);
        tryCompare(window, "current", page("streams"), 2000);
    }
    function test_spectrumShows() {
        window.showPage("streams");
        Dashboard.preferences.spectrum = true;
        tryVerify(() => Dashboard.streams.used >= 2, 5000);
        tryVerify(() => probe.named(window) > 20);
        wait(300);
        Dashboard.preferences.spectrum = false;
    }
    function test_reservedCodesAreNotSendable() {
        for (const code of [1004, 1005, 1006, 1015, 999, 5000, 2000])
            verify(!Dashboard.detail.isSendableCode(code), code);
        for (const code of [1000, 1001, 1008, 1012, 1013, 3000, 4999])
            verify(Dashboard.detail.isSendableCode(code), code);
    }
    function test_everyControlHasAName_data() {
        return window.pageNames.map(name => ({
                    tag: name
                }));
    }
    function test_everyControlHasAName(data) {
        window.showPage(data.tag);
        wait(100);
        verify(probe.named(window) > 20);
        compare(probe.nameless(window).join("\n"), "");
    }
    function test_nothingMovesUnderLoad_data() {
        return [
            {
                tag: "overview"
            },
            {
                tag: "market"
            },
            {
                tag: "streams"
            },
            {
                tag: "connections"
            }
        ];
    }
    function test_nothingMovesUnderLoad(data) {
        window.showPage(data.tag);
        tryVerify(() => Dashboard.stats.known, 5000);
        tryVerify(() => data.tag !== "streams" || Dashboard.streams.used >= 2, 5000);
        wait(1500); // panels that were still empty have filled
        const before = probe.places(window);
        verify(before.length > 8, before.join("; "));
        for (let sample = 0; sample < 6; ++sample) {
            wait(200);
            compare(probe.places(window).join("\n"), before.join("\n"));
        }
    }
    function test_markupIsText_data() {
        return test_everyControlHasAName_data();
    }
    // Whatever others wrote (names, agents, reasons, chat), each text that could show it shows it as typed.
    function test_markupIsText(data) {
        window.showPage(data.tag);
        wait(300);
        verify(probe.plainTexts(window) > 10);
        compare(probe.obeyingMarkup(window).join("; "), "");
    }
    function test_smallestWindow_data() {
        return test_everyControlHasAName_data();
    }
    function test_smallestWindow(data) {
        window.width = 1024;
        window.height = 640;
        window.showPage(data.tag);
        wait(100);
        compare(window.width, 1024);
        window.width = 1400;
        window.height = 900;
        wait(50);
    }
    function test_contrast_data() {
        return [
            {
                tag: "dark",
                mode: Theme.Dark
            },
            {
                tag: "light",
                mode: Theme.Light
            }
        ];
    }
    function test_contrast(data) {
        Dashboard.preferences.themeMode = data.mode;
        const inks = ["text", "dim", "accent", "up", "down", "warn", "violet", "pink", "orange"];
        for (const ink of inks) {
            for (const ground of ["page", "panel", "rail", "raised", "hover", "selected"]) {
                const ratio = probe.contrast(Theme[ink], Theme[ground]);
                verify(ratio >= 4.5, ink + " on " + ground + ": " + ratio.toFixed(2));
            }
        }
        verify(probe.contrast(Theme.accentInk, Theme.accent) >= 4.5);
        Dashboard.preferences.themeMode = Theme.Dark;
    }
    function test_zzNothingWasComplainedOf() {
        compare(probe.warnings, 0);
    }
}
