// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Controls
import Wavetape.Shell
import Wavetape.Theme
import Wavetape.ViewModels

// What users take for granted, by keyboard and pointer.
TestCase {
    id: test

    property Main window: null

    name: "Expected"

    Component {
        id: main

        Main {}
    }
    PageList {
        id: pages
    }

    function open(width: int, height: int) {
        Dashboard.preferences.width = width;
        Dashboard.preferences.height = height;
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 20000);
        tryVerify(() => Dashboard.link.live && Dashboard.stats.known, 20000);
        tryCompare(window, "width", width);
        window.requestActivate();
        tryCompare(window, "active", true, 20000);
    }
    // The last window goes before the engine does.
    function cleanupTestCase() {
        wait(50);
    }
    function cleanup() {
        if (window) {
            // Rows that a list has let go of are deleted before the window is: Qt 6.4 does not survive it after.
            window.showPage("reference");
            wait(100);
            window.destroy();
        }
        window = null;
        ownSettings.hide();
        probe.dismissVisitors();
        Dashboard.detail.connection = "";
    }
    function seen(text: string): bool {
        return probe.names(window).some(name => name.includes(text));
    }
    function type(text: string) {
        for (const letter of text)
            keyClick(letter);
    }
    function inWindow(item: var): bool {
        const at = item.mapToItem(null, 0, 0);
        return at.x + item.width > 0 && at.y + item.height > 0 && at.x < window.width && at.y < window.height;
    }

    function test_copyARowByKey() {
        open(1400, 900);
        window.showPage("connections");
        tryVerify(() => probe.reach(window, "Connections") !== null && Dashboard.connections.count > 0, 20000);
        // Who was there for another test is gone: its row could end between the keys.
        tryVerify(() => Dashboard.connections.others === 0, 20000);
        verify(probe.reach(window, "Connections"));
        keyClick(Qt.Key_Home);
        const chosen = Dashboard.detail.connection;
        verify(chosen.length > 0);
        Clipboard.copy("before");
        keyClick(Qt.Key_C, Qt.ControlModifier);
        verify(Clipboard.text.includes(chosen), Clipboard.text);
        // The menu offers other forms; Down and Enter take the second.
        keyClick(Qt.Key_Menu);
        tryVerify(() => seen("Copy as JSON"), 5000);
        wait(50);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => Clipboard.text.startsWith("{"), 5000);
        compare(JSON.parse(Clipboard.text).key, chosen);
    }
    function test_copyByPointer() {
        open(1400, 900);
        window.showPage("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24, 20000);
        const list = probe.reach(window, "Watchlist");
        verify(list);
        Clipboard.copy("before");
        mouseClick(list, 60, 40, Qt.RightButton);
        tryVerify(() => seen("Copy the table as CSV"), 5000);
        wait(50);
        keyClick(Qt.Key_End);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => Clipboard.text.includes("\r\n"), 5000);
        compare(Clipboard.text.trim().split("\r\n").length, 25);
    }
    function test_chartsShareACrosshair() {
        open(1400, 900);
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channels":["ticker.*","trades.*"]}']);
        window.showPage("overview");
        tryVerify(() => Dashboard.stats.messagesOut.length > 4, 30000);
        const chart = probe.reach(window, "Messages per second");
        verify(chart);
        verify(!seen(" ago"));
        keyClick(Qt.Key_Left);
        keyClick(Qt.Key_Left);
        tryVerify(() => probe.names(window).filter(name => name.endsWith(" ago")).length === 4, 5000);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !seen(" ago"), 5000);
        mouseMove(chart, chart.width / 2, chart.height / 2);
        tryVerify(() => probe.names(window).filter(name => name.endsWith(" ago")).length === 4, 5000);
        mouseMove(chart, chart.width / 2, -30);
        tryVerify(() => !seen(" ago"), 5000);
    }
    function test_aSpikeLeadsToItsConnection() {
        open(1400, 900);
        window.showPage("overview");
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channels":["ticker.*","trades.*"]}']);
        tryVerify(() => Dashboard.loads.culprit(LoadHistory.MessagesOut, 0).length > 0, 30000);
        const chart = probe.reach(window, "Messages per second");
        keyClick(Qt.Key_Return);
        tryVerify(() => window.pageNames[window.current] === "connections", 5000);
        tryVerify(() => Dashboard.detail.chosen && !Dashboard.detail.own, 5000);
    }
    function test_aChartIsExported() {
        open(1400, 900);
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channels":["ticker.*"]}']);
        window.showPage("overview");
        tryVerify(() => Dashboard.stats.messagesOut.length > 2, 30000);
        const chart = probe.reach(window, "Messages per second");
        verify(chart);
        Clipboard.copy("before");
        keyClick(Qt.Key_Menu);
        tryVerify(() => seen("Save as PNG"), 5000);
        wait(50);
        keyClick(Qt.Key_Return);
        tryVerify(() => Clipboard.hasPicture(), 5000);
        mouseClick(chart, chart.width / 2, chart.height / 2, Qt.RightButton);
        tryVerify(() => seen("Copy the values as CSV"), 5000);
        wait(50);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => Clipboard.text.startsWith("seconds,out,in\r\n"), 5000, Clipboard.text);
        verify(Clipboard.text.trim().split("\r\n").length > 2);
    }
    function test_aThresholdIsALineAndAnEvent() {
        open(1400, 900);
        window.showPage("overview");
        tryVerify(() => probe.reach(window, "Connections") !== null && !Dashboard.stats.connections.empty, 20000);
        keyClick(Qt.Key_A);
        tryVerify(() => seen("told above "), 5000);
        const before = Dashboard.alerts.at("connections");
        keyClick(Qt.Key_Up);
        verify(Dashboard.alerts.at("connections") > before);
        Dashboard.alerts.place("connections", 0.5);
        probe.visit(Dashboard.link.url, []);
        tryVerify(() => seen("Connections above "), 20000);
        keyClick(Qt.Key_A);
        tryVerify(() => !seen("told above "), 5000);
        verify(isNaN(Dashboard.alerts.at("connections")));
    }
    function test_wallMode() {
        open(1400, 900);
        window.showPage("overview");
        tryVerify(() => probe.reach(window, "Messages per second") !== null, 20000);
        keyClick(Qt.Key_F11);
        tryVerify(() => window.visibility === Window.FullScreen && !seen("Pages"), 5000);
        keyClick(Qt.Key_F11);
        tryVerify(() => window.visibility === Window.Windowed && seen("Pages"), 5000);
    }
    function test_findInTheInspector() {
        open(1400, 900);
        window.showPage("inspector");
        window.showExample("");
        const log = probe.reach(window, "Lines of the log").log;
        tryVerify(() => log.total > 20, 30000);
        for (const head of ["Time", "Kind", "Bytes", "Content"])
            verify(seen(head), head);
        log.follow = false;
        log.top = 0;
        tryVerify(() => seen("Connection 1 to "), 5000, probe.names(window).join("\n"));
        log.follow = true;
        verify(probe.reach(window, "Find"));
        type("subscribe");
        tryVerify(() => log.hits > 1, 10000);
        keyClick(Qt.Key_Return);
        compare(log.follow, false);
        const first = log.current;
        verify(first >= 0);
        keyClick(Qt.Key_Return);
        verify(log.current !== first);
        keyClick(Qt.Key_Return, Qt.ShiftModifier);
        compare(log.current, first);
        tryVerify(() => seen(" of " + log.hits), 5000);
        probe.reach(window, "Lines of the log");
        keyClick(Qt.Key_C, Qt.ControlModifier);
        verify(Clipboard.text.includes("subscribe"), Clipboard.text);
    }
    function test_helpIsAKeyAway() {
        open(1400, 900);
        window.showPage("overview");
        verify(seen("Find and do anything"));
        keyClick("?");
        tryVerify(() => seen("Keys and words"), 5000);
        verify(seen("Conflated"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !seen("Keys and words"), 5000);
        tryVerify(() => seen("What this means: Bytes that wait in the queues"), 5000);
    }
    function test_paletteFinds_data() {
        return [
            { tag: "a tab", typed: "handshake", page: "lab" },
            { tag: "snippets", typed: "snippets", page: "reference" },
            { tag: "a demo", typed: "auction", page: "demos" },
            { tag: "a symbol", typed: "show msft", page: "market" }
        ];
    }
    function test_paletteFinds(data) {
        open(1400, 900);
        window.showPage("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24, 20000);
        window.showPage("overview");
        keyClick(Qt.Key_K, Qt.ControlModifier);
        tryVerify(() => window.activeFocusItem instanceof TextInput, 5000);
        type("zzz");
        tryVerify(() => seen("Nothing is called that"), 5000);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !seen("Nothing is called that"), 5000);
        keyClick(Qt.Key_K, Qt.ControlModifier);
        tryVerify(() => window.activeFocusItem instanceof TextInput, 5000);
        type(data.typed);
        keyClick(Qt.Key_Return);
        tryVerify(() => window.pageNames[window.current] === data.page, 5000);
    }
    function test_smallWindowReachesEverything_data() {
        return pages.names.map(name => ({
                    tag: name
                }));
    }
    // What the keyboard comes to is brought into view.
    function test_smallWindowReachesEverything(data) {
        open(800, 500);
        window.showPage(data.tag);
        wait(300);
        const reached = [];
        for (let i = 0; i < 160; ++i) {
            keyClick(Qt.Key_Tab);
            const at = probe.focused(window);
            if (reached.includes(at))
                break;
            reached.push(at);
            tryVerify(() => inWindow(window.activeFocusItem), 2000, at);
        }
        verify(reached.length > 8, reached.join("; "));
        tryVerify(() => probe.clipped(window).length === 0, 5000, probe.clipped(window).join("\n"));
    }
    function test_withoutTheFeedWhatWorksIsNotDimmed() {
        open(1400, 900);
        compare(pages.entries.filter(entry => !entry.needsServer).map(entry => entry.name).join(" "), "inspector lab server reference recordings");
    }
    function test_eachTraceHasAScale() {
        open(1400, 900);
        window.showPage("streams");
        tryVerify(() => Dashboard.streams.used > 0 && probe.reach(window, "Signals") !== null, 20000);
        keyClick(Qt.Key_Home);
        const list = probe.reach(window, "Signals");
        if (!Dashboard.streams.shown.includes(list.currentKey))
            keyClick(Qt.Key_Space);
        keyClick(Qt.Key_Plus);
        tryVerify(() => seen(list.currentKey + ", drawn 2 times as high"), 5000);
        keyClick(Qt.Key_Minus);
        tryVerify(() => !seen("times as high"), 5000);
    }
    function test_deepLinks() {
        open(1400, 900);
        window.showPage("reference/snippets");
        tryVerify(() => seen("Program in "), 5000);
        window.showPage("lab/handshake");
        tryVerify(() => seen("Nothing was sent yet"), 5000);
        window.showPage("market/MSFT/1m");
        tryCompare(Dashboard.market, "symbol", "MSFT");
        compare(Dashboard.market.intervals[Dashboard.market.interval], "1m");
        window.showPage("streams/wave.noise,wave.chirp,not.a.signal");
        compare(Dashboard.streams.shown.join(), "wave.noise,wave.chirp");
        Dashboard.streams.shown = ["wave.sine1", "wave.ecg"];
        ownSettings.show();
        window.showPage("server/limits.poll");
        tryVerify(() => seen("limits.polls_per_address"), 5000);
        verify(!seen("limits.fragments"));
        compare(probe.reach(window, "Find a setting").text, "limits.poll");
        window.showPage("inspector/ws://127.0.0.1:1/ws");
        compare(probe.reach(window, "Address").text, "ws://127.0.0.1:1/ws");
        window.showPage("lab/handshake");
        window.showPage("nowhere");
        compare(window.pageNames[window.current], "lab");
    }
    // As many as the server shows, each with its own address.
    function test_demosAreListed() {
        open(1400, 900);
        const before = Dashboard.link.browserUrl;
        Dashboard.link.browserUrl = Dashboard.link.url.replace(/^ws/, "http").replace(/\/ws.*$/, "/");
        const base = Dashboard.link.browserUrl + "demo/";
        const page = new XMLHttpRequest();
        page.open("GET", base);
        page.send();
        tryVerify(() => page.readyState === XMLHttpRequest.DONE, 10000);
        compare(page.status, 200);
        const link = /<h2><a href="([a-z]+)">([^<]+)<\/a>/g;
        let count = 0;
        for (let served = link.exec(page.responseText); served; served = link.exec(page.responseText)) {
            const [, name, title] = served;
            window.showPage("demos/" + name);
            tryVerify(() => seen("Open " + title + " in a browser"), 5000, title);
            verify(probe.reach(window, "Copy the address of " + title), title);
            keyClick(Qt.Key_Space);
            tryVerify(() => Clipboard.text === base + name, 5000, title + ": " + Clipboard.text);
            ++count;
        }
        compare(count, 8);
        Dashboard.link.browserUrl = before;
    }
    function test_theChartIsWorkedByKeys() {
        open(1400, 900);
        window.showPage("market");
        const market = Dashboard.market;
        tryVerify(() => !market.candles.empty && market.ticker.symbol === market.symbol, 20000);
        verify(probe.reach(window, "Candles of " + market.symbol));
        keyClick(Qt.Key_A);
        verify(market.alarm.set);
        const price = market.alarm.price;
        verify(price > 0);
        keyClick(Qt.Key_Up);
        verify(market.alarm.price > price);
        keyClick(Qt.Key_A);
        verify(!market.alarm.set);
        verify(!seen("Fit"));
        keyClick(Qt.Key_Up);
        tryVerify(() => seen("Fit"), 5000);
        keyClick(Qt.Key_F);
        tryVerify(() => !seen("Fit"), 5000);
        // There is nothing to look back at until the past has come.
        tryVerify(() => {
            keyClick(Qt.Key_Left);
            return seen("Back to live");
        }, 20000);
        keyClick(Qt.Key_Home);
        tryVerify(() => !seen("Back to live"), 5000);
    }
    function test_theMarketHasASession() {
        open(1400, 900);
        window.showPage("market");
        const session = Dashboard.market.session;
        tryCompare(session, "phase", SessionFeed.Trading, 20000);
        tryVerify(() => session.indexKnown && session.advancing + session.declining > 0, 20000);
        tryVerify(() => seen("Market time " + session.clockText), 20000);
        compare(session.resting, 0);
        compare(session.symbolText, "");
    }
    function test_theMarketIsMeasured() {
        open(1400, 900);
        window.showPage("market/report");
        tryVerify(() => seen("Not measured yet"), 5000);
        verify(!Dashboard.market.active);
        verify(probe.reach(window, "Profile"));
        for (let i = 0; i < 4; ++i)
            keyClick(Qt.Key_Right); // a holiday is soon lived through
        verify(probe.reach(window, "Simulated time"));
        keyClick(Qt.Key_Left);
        verify(probe.reach(window, "Measure"));
        keyClick(Qt.Key_Return);
        tryVerify(() => seen("within their bands"), 240000);
        verify(seen("trades per symbol and minute: "));
        window.showPage("market/AAPL/1m");
        verify(Dashboard.market.active);
    }
    // By the filter, so that the list is short.
    function showSettings(filter: string) {
        ownSettings.show();
        Dashboard.settings.filter = filter;
        window.showPage("server");
    }
    function test_whoMayComeIsAListAndIsTried() {
        open(1400, 900);
        showSettings("access.origins");
        tryVerify(() => probe.reach(window, "One more of access.origins") !== null, 5000);
        type("https://a.example");
        keyClick(Qt.Key_Return);
        type("nonsense");
        keyClick(Qt.Key_Return);
        tryVerify(() => seen("Remove https://a.example") && seen("Remove nonsense"), 5000);
        compare(Dashboard.settings.edited, 1);
        const remove = probe.reach(window, "Remove nonsense");
        mouseClick(remove);
        tryVerify(() => !seen("Remove nonsense"), 5000);
        // As the server is, not as it would be: nothing was applied.
        verify(probe.reach(window, "One more of access.origins"));
        type("https://a.example");
        verify(probe.reach(window, "Try it: a handshake as the server is now"));
        keyClick(Qt.Key_Return);
        tryVerify(() => seen("https://a.example: refused, 403"), 20000);
    }
    function test_aLimitSlidesAndCounts() {
        open(1400, 900);
        showSettings("limits.message_bytes");
        tryVerify(() => probe.reach(window, "Slide limits.message_bytes") !== null, 5000);
        keyClick(Qt.Key_Right);
        tryCompare(Dashboard.settings, "edited", 1);
        tryVerify(() => probe.reach(window, "limits.message_bytes")?.text === "2097152", 5000);
        const slider = probe.reach(window, "Slide limits.message_bytes");
        keyClick(Qt.Key_Left);
        tryCompare(Dashboard.settings, "edited", 0);
        mouseClick(slider, 2, slider.height / 2);
        tryCompare(Dashboard.settings, "edited", 1);
        verify(!seen(", refused "));
        probe.visit(Dashboard.link.url, ["x".repeat(1100000)]);
        tryVerify(() => seen("limits.message_bytes: 1048576, refused "), 20000);
    }
    // A reader that stands still loses nearly all: it is red, and in the list of events; one that keeps up is green.
    function test_whoLosesIsRed() {
        open(1400, 900);
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channel":"ticker.AAPL"}']);
        window.showPage("lab/backpressure");
        tryVerify(() => probe.reach(window, "The usual four") !== null, 20000);
        keyClick(Qt.Key_Return);
        for (const page of ["lab/backpressure", "connections"]) {
            window.showPage(page);
            // Where the machine is slow, one that keeps up is behind for a moment, too.
            tryVerify(() => probe.inkOf(window, "losing").valid && probe.inkOf(window, "open").valid, 60000, page);
            compare(probe.inkOf(window, "losing"), Theme.down, page);
            compare(probe.inkOf(window, "open"), Theme.up, page);
        }
        verify(!probe.inkOf(window, "behind").valid || probe.inkOf(window, "behind") === Theme.warn);
        verify(seen(" too slow"));
        window.showPage("lab/backpressure");
        verify(probe.reach(window, "Remove all"));
        keyClick(Qt.Key_Return);
        window.showPage("connections");
        tryVerify(() => !probe.inkOf(window, "losing").valid, 60000);
    }
    function test_whoEndedKeepsHow() {
        open(1400, 900);
        window.showPage("connections");
        tryVerify(() => Dashboard.connections.count > 0, 20000);
        tryVerify(() => Dashboard.connections.others === 0, 20000);
        const before = Dashboard.ended.keyAt(0); // its count has a bound
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channel":"ticker.AAPL"}']);
        tryVerify(() => Dashboard.connections.others > 0, 20000);
        probe.dismissVisitors();
        tryVerify(() => Dashboard.ended.keyAt(0) > before, 20000);
        verify(probe.reach(window, "Ended connections"));
        keyClick(Qt.Key_Home);
        tryVerify(() => Dashboard.detail.chosen && Dashboard.detail.ended, 10000);
        tryVerify(() => seen("Close code: "), 5000);
        verify(seen("Closed by: "));
        verify(/Phases: opening [\d.]+ .*, data [\d.]+ .*, closing [\d.]+ /.test(probe.names(window).join("\n")), probe.names(window).join("\n"));
        verify(seen("readyState 3 CLOSED"));
    }
}
