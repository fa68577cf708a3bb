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
    PageList {
        id: pages
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
        probe.setPseudoLocale(false);
        probe.listen(false);
        Dashboard.preferences.reducedMotion = false;
        // Who still leaves would be taken for one of the next function's.
        probe.dismissVisitors();
        for (let look = 0; look < 200 && Dashboard.stats.now.connections > 1; ++look)
            wait(50);
    }
    function eachPage() {
        return pages.names.map(name => ({
                    tag: name
                }));
    }
    function show(name: string) {
        window.showPage(name);
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
    // `steady`: its rows do not flow.
    function test_keysChoose_data() {
        return [
            { tag: "Events", page: "overview" },
            { tag: "Watchlist", page: "market", steady: true },
            { tag: "Signals", page: "streams", steady: true },
            { tag: "Connections", page: "connections" },
            { tag: "Ended connections", page: "connections" },
            { tag: "Frames, newest first", page: "connections", steady: true },
            { tag: "Lines of the log", page: "inspector" },
            { tag: "Kept messages", page: "inspector", steady: true },
            { tag: "Readers", page: "lab", steady: true },
            { tag: "Close codes", page: "lab", tab: 4, steady: true },
            { tag: "Presets", page: "lab", tab: 5, steady: true },
            { tag: "Topics", page: "reference", steady: true },
            { tag: "Close codes", page: "reference", tab: 1, steady: true }
        ].map(list => Object.assign({ tab: 0, steady: false }, list, { tag: list.page + ", " + list.tag, list: list.tag }));
    }
    function keyOf(list: var): var {
        return list.log ? list.log.current : list.currentKey;
    }
    // The frames of the visitor that came last, until there are more of them than fit.
    function collectFrames(known: list<string>) {
        tryVerify(() => keys().some(key => !known.includes(key)), 20000); // others may leave
        Dashboard.detail.connection = keys().find(key => !known.includes(key));
        tryVerify(() => Dashboard.detail.subscriptions.length > 0, 20000);
        Dashboard.detail.watchFrames(true);
        tryVerify(() => Dashboard.detail.frames.count > 20, 30000);
        Dashboard.detail.watchFrames(false);
    }
    function test_keysChoose(data) {
        open(data.list === "Readers" ? 1024 : 1400, data.list === "Readers" ? 640 : 900);
        // Some come and go, so that every list has rows.
        probe.visit(Dashboard.link.url, []);
        probe.visit(Dashboard.link.url, []);
        tryVerify(() => Dashboard.stats.known && Dashboard.stats.now.connections >= 3, 20000);
        if (data.list === "Ended connections") {
            probe.dismissVisitors();
            tryVerify(() => Dashboard.ended.count >= 2, 20000);
        }
        show(data.page);
        window.requestActivate();
        if (data.page === "inspector") {
            window.showExample("");
        } else if (data.list === "Readers") {
            window.showExample("backpressure");
        } else if (data.list.startsWith("Frames")) {
            tryVerify(() => Dashboard.connections.count >= 3, 20000);
            const known = keys();
            probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channels":["ticker.AAPL","book.AAPL"]}']);
            collectFrames(known);
        } else if (data.tab > 0) {
            verify(probe.reach(window, data.page === "lab" ? "Experiment" : "Topics"));
            for (let i = 0; i < data.tab; ++i)
                keyClick(data.page === "lab" ? Qt.Key_Right : Qt.Key_Down);
        }
        tryVerify(() => probe.reach(window, data.list) !== null, 20000);
        const list = probe.reach(window, data.list);
        tryVerify(() => list.log ? list.log.total > 8 : (list.count ?? list.model.count) > 1, 20000);
        tryVerify(() => list.activeFocus, 5000);
        keyClick(Qt.Key_Home);
        const first = keyOf(list);
        tryVerify(() => probe.chosenInView(list).length > 0, 5000);
        keyClick(Qt.Key_Down);
        const second = keyOf(list);
        verify(second !== first, "down chooses another");
        tryVerify(() => probe.chosenInView(list).length > 0, 5000);
        keyClick(Qt.Key_End);
        tryVerify(() => probe.chosenInView(list).length > 0, 5000);
        const last = keyOf(list);
        keyClick(Qt.Key_PageUp);
        verify(keyOf(list) !== last, "page up chooses another");
        tryVerify(() => probe.chosenInView(list).length > 0, 5000);
        keyClick(Qt.Key_PageDown);
        tryVerify(() => probe.chosenInView(list).length > 0, 5000);
        if (data.steady) {
            compare(keyOf(list), last);
            keyClick(Qt.Key_Home);
            compare(keyOf(list), first);
            keyClick(Qt.Key_Down);
            compare(keyOf(list), second);
            keyClick(Qt.Key_Up);
            compare(keyOf(list), first);
        }
        probe.dismissVisitors();
        Dashboard.detail.connection = "";
    }
    // What is only read is scrolled; paused, so that nothing comes meanwhile and moves it.
    function test_keysScroll_data() {
        return [
            { tag: "Trades of %1", width: 1400, ready: () => Dashboard.market.tape.count > 30 },
            { tag: "Order book of %1", width: 1400, ready: () => !Dashboard.market.book.empty }
        ];
    }
    function test_keysScroll(data) {
        open(data.width, 640);
        show("market");
        window.requestActivate();
        tryVerify(data.ready, 30000);
        const list = probe.reach(window, data.tag.arg(Dashboard.market.symbol));
        verify(list);
        tryVerify(() => list.contentHeight > list.height + 4, 10000, "%1 in %2".arg(list.contentHeight).arg(list.height));
        keyClick(Qt.Key_P);
        verify(Dashboard.market.paused);
        const bottom = list.contentHeight - list.height;
        for (const [key, at] of [[Qt.Key_Home, 0], [Qt.Key_Down, Math.min(40, bottom)], [Qt.Key_Up, 0],
                [Qt.Key_PageDown, Math.min(list.height, bottom)], [Qt.Key_End, bottom],
                [Qt.Key_PageUp, Math.max(0, bottom - list.height)], [Qt.Key_End, bottom], [Qt.Key_Home, 0]]) {
            keyClick(key);
            fuzzyCompare(list.contentY - list.originY, at, 1, "after key %1".arg(key));
        }
        keyClick(Qt.Key_P);
        verify(!Dashboard.market.paused);
    }
    function test_keysOpen() {
        open(1400, 900);
        show("streams");
        window.requestActivate();
        tryVerify(() => Dashboard.streams.used > 0, 20000);
        verify(probe.reach(window, "Signals"));
        keyClick(Qt.Key_End);
        const used = Dashboard.streams.used;
        keyClick(Qt.Key_Space);
        verify(Dashboard.streams.used !== used);
        keyClick(Qt.Key_Return);
        compare(Dashboard.streams.used, used);
        show("lab");
        verify(probe.reach(window, "Experiment"));
        for (let i = 0; i < 4; ++i)
            keyClick(Qt.Key_Right);
        const gallery = probe.reach(window, "Close codes");
        keyClick(Qt.Key_Home);
        tryVerify(() => probe.chosenInView(gallery).includes("not provoked yet"), 5000);
        keyClick(Qt.Key_Return);
        tryVerify(() => probe.chosenInView(gallery).length > 0 && !probe.chosenInView(gallery).includes("not provoked yet"), 20000);
        verify(probe.reach(window, "Experiment"));
        keyClick(Qt.Key_Right);
        verify(probe.reach(window, "Presets"));
        keyClick(Qt.Key_Home);
        tryVerify(() => probe.names(window).some(name => name.includes("Nothing was sent yet")), 5000);
        keyClick(Qt.Key_Return);
        tryVerify(() => !probe.names(window).some(name => name.includes("Nothing was sent yet")), 20000);
    }
    function test_connectionsAreSortedByKeys() {
        open(1400, 900);
        show("connections");
        window.requestActivate();
        const table = Dashboard.connections;
        verify(probe.reach(window, "Connections"));
        const before = table.sortKey;
        keyClick(Qt.Key_Left);
        verify(table.sortKey !== before);
        keyClick(Qt.Key_Right);
        compare(table.sortKey, before);
        const descending = table.descending;
        keyClick(Qt.Key_R);
        compare(table.descending, !descending);
        keyClick(Qt.Key_R);
        compare(table.sortKey, before);
        compare(table.descending, descending);
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
    // Each panel by its title: where it begins and how wide it is.
    function panels(item: Item): list<string> {
        if (!item.visible)
            return [];
        const here = item.titleShown !== undefined && item.title.length > 0 ? [item.title + " " + Math.round(item.mapToItem(null, 0, 0).x) + "+" + Math.round(item.width)] : [];
        return here.concat(...Array.from(item.children).map(child => panels(child)));
    }
    // Once nothing moves any more.
    function settledPanels(): string {
        let seen = "";
        for (let look = 0; look < 30; ++look) {
            const now = panels(window.contentItem).join("\n");
            if (now === seen)
                break;
            seen = now;
            wait(400);
        }
        return seen;
    }
    function test_roomComesBack_data() {
        // Without a cluster its page has no panels.
        const names = pages.names.filter(name => name !== "cluster" && name !== "lab");
        return names.concat(["lab/backpressure", "lab/transports", "lab/chaos", "lab/scenarios"]).map(name => ({
                    tag: name
                }));
    }
    function test_roomComesBack(data) {
        open(1400, 900);
        show(data.tag);
        const before = settledPanels();
        window.width = 800;
        verify(settledPanels() !== before);
        window.width = 1400;
        compare(settledPanels(), before);
    }
    function test_picturesSpeak_data() {
        return [
            { tag: "overview", least: 12 },
            { tag: "market", least: 2 },
            { tag: "streams", least: 3 },
            { tag: "connections", least: 2 },
            { tag: "lab", least: 2 }
        ];
    }
    function test_picturesSpeak(data) {
        open(1400, 900);
        probe.listen(true);
        Dashboard.preferences.spectrum = true;
        show(data.tag);
        if (data.tag === "connections") {
            tryVerify(() => Dashboard.connections.count > 0, 20000);
            // The eldest, which is this window: others come and go.
            Dashboard.detail.connection = Dashboard.connections.keyAt(Dashboard.connections.count - 1);
        } else if (data.tag === "lab") {
            window.showExample("backpressure");
        }
        // A sentence with figures in each: "out now 1.2 k, highest 3.4 k, in the last 12.0 s".
        const sentences = () => probe.pictures(window).map(text => text.replace(/.* \| /, ""));
        const mute = () => probe.pictures(window).filter(text => !/ \| .*\d/.test(text));
        tryVerify(() => sentences().length >= data.least && mute().length === 0, 20000, mute().join("\n"));
        const first = sentences().join("\n");
        tryVerify(() => sentences().join("\n") !== first, 20000, "they follow what is shown");
        // They are made for a listener only.
        probe.listen(false);
        const last = sentences().join("\n");
        wait(1500);
        compare(sentences().join("\n"), last);
        Dashboard.preferences.spectrum = false;
        Dashboard.detail.connection = "";
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
        tryVerify(() => keys().some(key => !known.includes(key)), 20000); // others may leave
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
        window.showPage("overview");
        Dashboard.detail.connection = "";
    }
    function test_attachingIsChecked() {
        for (const wrong of ["", "nonsense address", "ftp://127.0.0.1/", "ws://", "ws://127.0.0.1/?token=x", "ws://a:b@127.0.0.1/"])
            verify(Dashboard.link.attachTo(wrong, "").length > 0, wrong);
    }
}
