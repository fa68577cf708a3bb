// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// More comes than the window, its link or a reader in its Lab takes: that it is said, and that it ends.
TestCase {
    id: test

    property Main window: null

    name: "Overload"

    Component {
        id: main

        Main {}
    }

    function init() {
        Dashboard.preferences.width = 1400;
        Dashboard.preferences.height = 900;
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 20000);
        tryVerify(() => Dashboard.link.live, 20000);
    }
    function cleanup() {
        smallInbox.close();
        Dashboard.detail.connection = "";
        window.showPage("reference");
        wait(100); // rows that a list has let go of are deleted before the window is
        window.destroy();
        window = null;
        if (Dashboard.link.node === "fast")
            otherServer.leave();
        tryVerify(() => Dashboard.link.live && Dashboard.link.node !== "fast", 20000);
    }
    function show(name: string) {
        window.showPage(name);
        tryVerify(() => Dashboard.stats.known, 20000);
    }
    // What is seen and begins with these words, else "".
    function said(words: string): string {
        return probe.names(window).find(name => name.startsWith(words)) ?? "";
    }

    function test_aWindowThatLosesSaysSo() {
        const banner = () => said("More comes than this window can take");
        const lost = () => Number((/ ([\d,]+) messages/.exec(banner()) ?? ["", "0"])[1].replace(/,/g, ""));
        show("overview");
        tryVerify(() => !Dashboard.link.losing, 20000);
        compare(banner(), "");
        smallInbox.open();
        tryVerify(() => lost() > 0, 20000);
        const first = lost();
        compare(first, Dashboard.link.lostLately);
        tryVerify(() => lost() > first, 20000);
        compare(lost(), Dashboard.link.lostLately);
        show("server");
        verify(lost() > first);
        smallInbox.close();
        tryVerify(() => banner() === "", 30000);
        compare(Dashboard.link.lostLately, 0);
    }
    // A rate for one symbol leaves out what a slow link would.
    function test_theMarketSaysWhatIsConflated() {
        const mark = () => said("conflated ");
        show("connections");
        tryVerify(() => {
            for (let row = 0; row < Dashboard.connections.count; ++row) {
                Dashboard.detail.connection = Dashboard.connections.keyAt(row);
                if (Dashboard.detail.own)
                    return true;
            }
            return false;
        }, 20000);
        show("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24 && !Dashboard.market.candles.empty && !Dashboard.market.book.empty, 20000);
        tryVerify(() => mark() === "", 30000);
        wait(1500); // panels that were still empty have filled
        const before = probe.places(window).join("\n");
        const symbol = Dashboard.market.watchlist.keyAt(0);
        Dashboard.detail.setPolicy("ticker." + symbol, "conflate", 1);
        tryVerify(() => mark() !== "", 20000);
        verify(/^conflated [\d.]*[1-9]/.test(mark()), mark());
        compare(probe.places(window).join("\n"), before);
        Dashboard.detail.setPolicy("ticker." + symbol, "conflate", 0);
        tryVerify(() => mark() === "", 30000);
        compare(probe.places(window).join("\n"), before);
    }
    // The Lab ends an unbounded queue although nobody looks at it.
    function test_anUnboundedQueueEndsUnseen() {
        verify(otherServer.visitFast());
        tryVerify(() => Dashboard.link.live && Dashboard.link.node === "fast", 20000);
        show("lab");
        window.showExample("unbounded");
        tryVerify(() => said("An unbounded queue holds") !== "", 20000);
        show("overview");
        // What a server says of its queues has the other servers of this process in it.
        const queued = () => Dashboard.stats.now.queuedBytes;
        let least = queued(), most = least;
        tryVerify(() => {
            least = Math.min(least, queued());
            most = Math.max(most, queued());
            return most - least > 30e6 && most - queued() > 30e6 || most - least > 300e6;
        }, 90000);
        verify(most - least < 300e6, most - least);
        show("lab");
        verify(said("The unbounded reader was taken away at ") !== "");
    }
}
