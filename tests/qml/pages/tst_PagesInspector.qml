// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Pages.Inspector
import Wavetape.ViewModels

TestCase {
    id: test

    property Window window: null
    property InspectorPage page: null
    readonly property InspectorSession session: page ? page.inspected : null

    name: "Inspector"

    Component {
        id: frame

        Window {
            property alias page: inspector

            width: 1300
            height: 800
            visible: true

            InspectorPage {
                id: inspector

                anchors.fill: parent
            }
        }
    }

    function initTestCase() {
        tryVerify(() => Dashboard.link.live, 10000);
        window = frame.createObject(null) as Window;
        page = window["page"];
        tryVerify(() => window.visible, 5000);
        window.requestActivate();
    }
    function cleanupTestCase() {
        window.destroy();
    }
    function address(path: string): string {
        return page.ownAddress.replace(/\/ws$/, path);
    }
    function connectTo(path: string) {
        session.url = address(path);
        session.open();
        tryCompare(session, "readyState", 1, 10000);
    }

    // The latest line that is so: heartbeats stand between.
    function selectLast(isSo) {
        for (let at = session.log.held - 1; at >= 0; --at) {
            session.log.current = at;
            if (isSo())
                return true;
        }
        return false;
    }

    function test_1_echoShowsBothWaysAndTheFrame() {
        connectTo("/echo");
        session.send(InspectorSession.Text, "{\"a\": [1, 2]}");
        tryVerify(() => selectLast(() => session.frame.json !== ""), 5000);
        compare(session.frame.json, "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
        verify(session.frame.fields.length > 6);
        // Where the caret is, by keys; that place of every line, in a column.
        verify(probe.reach(window, "Payload"));
        keyClick(Qt.Key_Home, Qt.ControlModifier);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_End);
        tryVerify(() => probe.names(window).includes("$.a[0]"), 5000);
        verify(probe.reach(window, "Copy the value"));
        keyClick(Qt.Key_Return);
        compare(Clipboard.text, "1");
        verify(probe.reach(window, "Watch as column"));
        keyClick(Qt.Key_Return);
        compare(session.log.column, "$.a[0]");
        tryVerify(() => probe.names(window).some(name => name.endsWith(", $.a[0] 1")), 5000);
        verify(probe.reach(window, "Lines of the log"));
        keyClick(Qt.Key_Escape);
        compare(session.log.column, "");
        compare(session.frame.headerBits[0].bytes, "81");
        // Another against it: the menu is worked by keys.
        const first = session.log.current;
        session.compareWith(first);
        session.variables = "value = 7";
        session.send(InspectorSession.Text, "{\"a\": [1, {{value}}]}");
        tryVerify(() => selectLast(() => session.log.current !== first && session.frame.json.includes("7")), 5000);
        tryVerify(() => probe.names(window).some(name => name.startsWith("−") && name.includes("2")), 5000);
        verify(probe.names(window).some(name => name.startsWith("+") && name.includes("7")));
        session.compareWith(-1);
        compare(session.frame.comparedTitle, "");
        session.send(InspectorSession.Floats, "1.5, 2.7, 3.14");
        tryVerify(() => selectLast(() => session.frame.floats.length === 3), 5000);
        // What a map of MessagePack says; a file that is no schema is named.
        session.send(InspectorSession.Hex, "82 a1 61 01 a1 62 c3");
        tryVerify(() => selectLast(() => session.frame.decodedAs === "MessagePack"), 5000);
        compare(session.frame.decoded, "{\n  \"a\": 1,\n  \"b\": true\n}");
        tryVerify(() => probe.names(window).includes("Decoded payload"), 5000);
        session.frame.loadSchema("/nothing.proto");
        tryVerify(() => probe.names(window).some(name => name.includes("nothing.proto")), 5000);
        session.send(InspectorSession.Hex, "zz");
        verify(session.problem.length > 0);
    }
    function test_2_filtersWhileItRuns() {
        session.log.text = "nothing like this";
        tryCompare(session.log, "total", 0, 5000);
        session.log.text = "";
        tryVerify(() => session.log.total >= 7, 5000);
        session.log.only = LogView.Outgoing;
        tryVerify(() => session.log.total >= 4 && session.log.total < session.log.held, 5000);
        session.log.only = LogView.Everything;
    }
    function test_3_reservedCodesAreRefusedAndOthersClose() {
        for (const code of [1005, 1006, 1015, 999]) {
            session.close(code, "");
            verify(session.problem.length > 0, code);
            compare(session.readyState, 1);
        }
        session.close(4000, "done");
        tryCompare(session, "readyState", 3, 10000);
        compare(session.closeCode, 4000);
    }
    function test_3b_recentAddressesAreOffered() {
        verify(session.recent.length > 0);
        const latest = session.recent[0];
        compare(latest, address("/echo"));
        session.url = "";
        verify(probe.reach(window, "Address"));
        keyClick(Qt.Key_Down);
        tryVerify(() => probe.names(window).includes(latest), 5000);
        wait(50);
        keyClick(Qt.Key_Return);
        tryCompare(session, "readyState", 1, 10000);
        compare(session.url, latest);
        session.close(1000, "");
        tryCompare(session, "readyState", 3, 10000);
    }
    function test_4_aRefusalIsShown() {
        session.url = address("/nowhere");
        session.open();
        tryCompare(session, "status", 404, 10000);
        verify(session.body.length > 0);
        compare(session.ending, "HTTP 404");
    }
    function test_5_everyControlHasAName_data() {
        return [0, 1, 2, 3].map(side => ({
                    tag: "side " + side,
                    side: side
                }));
    }
    function test_5_everyControlHasAName(data) {
        page.shown.side = data.side;
        page.shown.optionsShown = data.side % 2 === 1;
        wait(50);
        compare(probe.nameless(window).join("\n"), "");
        page.shown.side = 0;
    }
    // Its client is the tab's own connection, which goes on behind it.
    function test_8_aFaultProxyIsInspected() {
        const client = session;
        page.showPlace("proxy");
        const proxy = page.shown.proxy;
        verify(proxy);
        tryCompare(proxy, "state", ProxySession.Ready, 10000);
        tryVerify(() => probe.names(window).some(name => name.startsWith("No fault proxy runs yet")), 5000);
        compare(probe.nameless(window).join("\n"), "");
        proxy.start("nowhere", "");
        tryVerify(() => proxy.outcome.includes("An upstream is an address"), 5000);
        compare(proxy.proxies.length, 0);
        proxy.start(" WSS://" + otherServer.behind() + "/ws", "");
        verify(proxy.outcome.includes("TLS"), proxy.outcome);
        proxy.start("ws://" + otherServer.behind() + "/ws", "");
        tryVerify(() => proxy.address.length > 0 && proxy.tells, 5000);
        compare(proxy.upstream, otherServer.behind());
        compare(proxy.outcome, "");
        tryVerify(() => probe.names(window).some(name => name.startsWith("Nothing has passed yet")), 5000);
        compare(probe.nameless(window).join("\n"), "");

        client.url = proxy.address + "/echo";
        client.open();
        tryCompare(client, "readyState", 1, 10000);
        tryCompare(proxy, "shown", "inspected-1", 5000);
        const passed = (line, out) => {
            for (let at = proxy.log.held - 1; at >= 0; --at) {
                const told = JSON.parse(proxy.lineAs(at, "line"));
                if (told.text === line && (told.direction === "out") === out)
                    return true;
            }
            return false;
        };
        client.send(InspectorSession.Text, "{\"a\":1}");
        tryVerify(() => passed("{\"a\":1}", true) && passed("{\"a\":1}", false), 10000);
        client.send(InspectorSession.Text, "{\"token\":\"abc\"}");
        tryVerify(() => passed("{\"token\":\"abc\"}", false), 5000);
        verify(!passed("{\"token\":\"abc\"}", true), "what a client proves itself by is not told");

        // By keys: hold what the client says, change it, send it on; the server answers what is written there.
        verify(probe.reach(window, "Hold the next of a client's"));
        keyClick(Qt.Key_Space);
        tryCompare(proxy, "holdsUp", true, 5000);
        client.send(InspectorSession.Text, "first");
        tryVerify(() => proxy.held.length === 1, 5000);
        compare(proxy.held[0].payload, "first");
        tryCompare(proxy, "holdsUp", false, 5000);
        verify(!passed("first", true), "it has not passed yet");
        verify(probe.reach(window, "Held message"));
        keyClick(Qt.Key_End);
        keyClick(Qt.Key_X);
        const changed = probe.reach(window, "Send on what is written");
        verify(changed.width >= changed.implicitWidth, "its words stand in it");
        keyClick(Qt.Key_Return);
        tryVerify(() => passed("firstx", true) && passed("firstx", false), 5000);
        tryVerify(() => proxy.held.length === 0, 5000);

        // What the server says is left out.
        proxy.hold(false, true);
        tryCompare(proxy, "holdsDown", true, 5000);
        client.send(InspectorSession.Text, "unheard");
        tryVerify(() => proxy.held.length === 1 && !proxy.held[0].up, 5000);
        verify(probe.reach(window, "Leave it out"));
        keyClick(Qt.Key_Return);
        tryVerify(() => proxy.held.length === 0, 5000);
        client.send(InspectorSession.Text, "heard");
        tryVerify(() => passed("heard", false), 5000);
        verify(!passed("unheard", false));

        // As a scenario, by the Inspector's own writer.
        const file = otherServer.file("proxied.toml");
        proxy.exportLog(file);
        tryVerify(() => proxy.exported.includes("proxied.toml"), 5000);
        compare(proxy.exported, "wavetape-server scenario " + file + " --against ws://" + otherServer.behind());

        // It is no more, and its client notices.
        proxy.stop();
        tryVerify(() => proxy.proxies.length === 0 && proxy.proxy === "", 5000);
        tryVerify(() => client.readyState !== 1, 10000);
        client.close(1000, "");

        // A server that makes none, and none at all.
        const states = new Set();
        const note = () => states.add(proxy.state);
        proxy.changed.connect(note);
        verify(otherServer.visitFast());
        tryCompare(proxy, "state", ProxySession.Unsupported, 10000);
        tryVerify(() => probe.names(window).some(name => name.startsWith("This server makes no proxies")), 5000);
        otherServer.leave();
        tryCompare(proxy, "state", ProxySession.Ready, 10000);
        verify(states.has(ProxySession.Away));
        proxy.changed.disconnect(note);
        page.showPlace("");
        verify(!page.shown.proxied);
    }
    function test_7_connectionsHaveTabs() {
        connectTo("/echo");
        const first = session;
        window.requestActivate();
        tryVerify(() => window.active, 5000);
        page.add();
        tryVerify(() => session && session !== first, 5000);
        connectTo("/ws");
        compare(first.readyState, 1);
        verify(probe.reach(window, "Connection tabs"));
        keyClick(Qt.Key_Left);
        compare(session, first);
        session.send(InspectorSession.Text, "still here");
        tryVerify(() => session.log.held > 0, 5000);
        keyClick(Qt.Key_Right);
        verify(session !== first);
        keyClick(Qt.Key_W, Qt.ControlModifier);
        tryVerify(() => session === first, 5000);
        tryVerify(() => probe.reach(window, "Connection tabs") === null, 5000);
        compare(session.readyState, 1);
        session.close(1000, "");
        tryCompare(session, "readyState", 3, 10000);
    }
    function test_6_everythingIsReachedByKeyboard() {
        connectTo("/echo");
        page.shown.optionsShown = true;
        const seen = new Set();
        for (let i = 0; i < 120; ++i) {
            keyClick(Qt.Key_Tab);
            if (window.activeFocusItem)
                seen.add(window.activeFocusItem.Accessible.name);
        }
        for (const name of ["Address", "Subprotocols", "Close", "Headers", "Token", "HTTP proxy", "Offer permessage-deflate", "Lines of the log", "Filter", "Find",
            "Export or import", "Message", "Send", "Ping", "Close code", "Written as", "Payload as", "Details of"])
            verify(seen.has(name), name + " is not among " + [...seen].join(", "));
        session.close(1000, "");
    }
}
