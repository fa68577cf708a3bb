// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// A symbol with figures that no honest market has: the page keeps its shape, whatever the window's size.
TestCase {
    id: test

    property Main window: null

    name: "Wild"

    Component {
        id: main

        Main {}
    }

    function initTestCase() {
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => Dashboard.link.live, 10000);
        window.showPage("market");
        tryVerify(() => Dashboard.market.watchlist.count === 24, 20000);
        Dashboard.market.paused = true;
    }
    function cleanupTestCase() {
        Dashboard.market.paused = false;
        Dashboard.market.symbol = "AAPL";
        wildMarket.forget();
        tryVerify(() => Dashboard.market.watchlist.count === 24, 20000);
        window.showPage("reference");
        wait(100);
        window.destroy();
        window = null;
    }
    function test_figures_data() {
        const all = [];
        for (const [width, height] of [[800, 500], [1024, 640], [1400, 900]]) {
            for (const [words, figure, shown] of [["vast", 1e308, "+1.00E+308 %"], ["vast below zero", -1e308, "−1.00E+308 %"], ["none", NaN, "–"],
                    ["endless", Infinity, "–"], ["zero below zero", -0, "0.00 %"], ["tiny", 1e-320, "0.00 %"]])
                all.push({ tag: width + " " + words, width: width, height: height, figure: figure, shown: shown });
        }
        return all;
    }
    function test_figures(data) {
        window.width = data.width;
        window.height = data.height;
        // Where everything is for a symbol as it should be.
        wildMarket.tick("WILD", 100);
        Dashboard.market.symbol = "WILD";
        tryVerify(() => Dashboard.market.ticker.symbol === "WILD" && Dashboard.market.ticker.changeText === "+100.00 %", 5000);
        wait(60);
        const before = probe.places(window);
        wildMarket.tick("WILD", data.figure);
        tryVerify(() => Dashboard.market.ticker.changeText === data.shown, 5000);
        wait(60);
        compare(probe.places(window).join("\n"), before.join("\n"));
        compare(probe.clipped(window).join("\n"), "");
        compare(probe.overdrawn(window).join("\n"), "");
        // As a row of the watchlist, too.
        verify(probe.names(window).some(name => name.startsWith("WILD")));
    }
}
