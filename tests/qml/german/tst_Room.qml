// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// German words are longer: every page and each of its parts, as small as a window commonly is and as large. None of
// the texts is left in English, cut short, or drawn over another.
TestCase {
    id: test

    property Main window: null

    name: "GermanRoom"

    Component {
        id: main

        Main {}
    }
    PageList {
        id: pages
    }

    // `example`: what the page shows of itself; `tabs`: a control of which each choice is looked at, by its context and
    // name; `left`: words of the server that are words of the window elsewhere.
    readonly property var stops: [
        { place: "overview" },
        { place: "market/AAPL/1m", tabs: ["MarketPage", "At the side"] },
        { place: "market/report", left: ["open"] },
        { place: "streams/wave.sine1,wave.ecg" },
        { place: "streams/spectrum", tabs: ["SpectrumPanel", "Picture"] },
        { place: "connections" },
        { place: "inspector", example: "", tabs: ["InspectorTab", "Details of"], left: ["binary"] },
        { place: "inspector/proxy" },
        { place: "lab/backpressure", example: "backpressure" },
        { place: "lab/transports", example: "transports", tabs: ["TransportsTab", "Part"] },
        { place: "lab/chaos", example: "chaos" },
        { place: "lab/scenarios", example: "" },
        { place: "lab/close codes", example: "" },
        { place: "lab/handshake", example: "" },
        { place: "lab/heartbeat", example: "" },
        { place: "server" },
        { place: "recordings", example: "" },
        ...Array.from(pages.demoTabs.all).map(demo => ({
                    place: "demos/" + demo.name,
                    left: ["Ticker", "Chat", "Name"]
                })),
        ...pages.referenceTexts.places.map(topic => ({
                    place: "reference/" + topic.name,
                    left: ["closing", "Node"]
                }))
    ]

    function initTestCase() {
        ownSettings.show();
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 20000);
        tryVerify(() => Dashboard.link.live && Dashboard.stats.known, 20000);
        window.requestActivate();
        // One that has much to tell, for lists and details.
        probe.visit(Dashboard.link.url, ['{"type":"subscribe","id":1,"channels":["ticker.*","trades.AAPL"]}']);
        tryVerify(() => Dashboard.stats.others > 0, 20000);
    }
    function cleanupTestCase() {
        Dashboard.preferences.spectrum = false;
        ownSettings.hide();
        probe.dismissVisitors();
        // Rows that a list has let go of are deleted before the window is: Qt 6.4 does not survive it after.
        window.showPage("reference");
        wait(100);
        window.destroy();
        wait(50);
    }
    function faults(left: list<string>): string {
        return [...translated.left(window).filter(text => !left.includes(text)).map(text => "left: " + text), ...translated.cut(window).map(text => "cut: " + text),
            ...probe.overdrawn(window).map(text => "drawn over: " + text), ...probe.clipped(window)].join("\n");
    }
    // A text that has just changed has its place with the next frame.
    function look(left: list<string>, tab: string) {
        wait(40);
        tryVerify(() => faults(left) === "", 3000, tab + "\n" + faults(left));
    }

    function test_room_data() {
        const all = [];
        for (const [width, height] of [[1024, 640], [1400, 900]])
            all.push(...stops.map(stop => Object.assign({ example: null, tabs: [], left: [] }, stop, { tag: width + " " + stop.place, width: width, height: height })));
        return all;
    }
    function test_room(data) {
        window.width = data.width;
        window.height = data.height;
        Dashboard.preferences.spectrum = data.place === "streams/spectrum";
        window.showPage(data.place);
        if (data.example !== null)
            window.showExample(data.example);
        if (data.place === "connections") {
            tryVerify(() => Dashboard.connections.count > 1, 20000);
            Dashboard.detail.connection = Dashboard.connections.keyAt(0);
            tryVerify(() => Dashboard.detail.subscriptions.length > 0, 20000);
        }
        look(data.left, "");
        if (data.tabs.length === 0)
            return;
        const name = qsTranslate(...data.tabs);
        const control = probe.reach(window, name);
        // Some parts have a place of their own in a larger window.
        for (let i = 0; control && i < control.model.length; ++i) {
            control.activated(i);
            look(data.left, control.model[i]);
        }
        if (control)
            control.activated(0);
    }
    // A book that is new is one that nobody has proved yet: for two seconds, and longer where the machine is slow.
    function test_bookWithoutProof() {
        window.width = 1024;
        window.height = 640;
        window.showPage("market/AAPL/1m");
        const name = qsTranslate("MarketPage", "At the side");
        tryVerify(() => probe.reach(window, name) !== null);
        probe.reach(window, name).activated(1);
        for (const symbol of ["MSFT", "AAPL"]) {
            window.showPage("market/" + symbol + "/1m");
            compare(Dashboard.market.book.proof, BookFeed.Unproved);
            wait(40);
            tryVerify(() => translated.cut(window).length === 0, 1000, translated.cut(window).join("\n"));
        }
    }
}
