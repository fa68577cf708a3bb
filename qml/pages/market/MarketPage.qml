// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The simulated market: watchlist, the chosen symbol's candles, depth, book and tape.
Page {
    id: page

    readonly property bool low: height < 680
    // Where there is room for one of book, depth and trades.
    readonly property var sides: ["book", "depth", "trades", "news"]
    property int side: Math.max(0, sides.indexOf(Dashboard.preferences.kept("market/side")))
    // The market report instead of the market.
    property bool reporting: false

    leastHeight: !narrow ? 480 : reporting ? 800 : 940

    // "AAPL" or "AAPL/1m", or "report".
    function showPlace(name: string) {
        reporting = name === "report";
        if (reporting)
            return;
        const [symbol, interval] = name.split("/");
        Dashboard.market.symbol = symbol;
        if (Dashboard.market.intervals.includes(interval))
            Dashboard.market.interval = Dashboard.market.intervals.indexOf(interval);
    }

    function keepPlace() {
        Dashboard.preferences.keep("market/shown", Dashboard.market.symbol + "/" + Dashboard.market.intervals[Dashboard.market.interval]);
    }

    onSideChanged: Dashboard.preferences.keep("market/side", sides[side])

    // "report": a short one is made. Else the market.
    function showExample(name: string) {
        reporting = name === "report";
        if (reporting)
            (report.item as ReportView)?.showExample();
    }

    Component.onCompleted: {
        const place = Dashboard.preferences.kept("market/shown");
        if (/^[A-Z0-9.]+\/\w+$/.test(place))
            showPlace(place);
    }

    Connections {
        target: Dashboard.market

        function onSymbolChanged() {
            page.keepPlace();
        }
        function onIntervalChanged() {
            page.keepPlace();
        }
    }
    Binding {
        target: Dashboard.market
        property: "active"
        value: page.visible && !page.reporting
    }
    Shortcut {
        enabled: page.visible && !page.reporting
        sequence: "P"
        onActivated: Dashboard.market.paused = !Dashboard.market.paused
    }

    Component {
        id: depth

        DepthPanel {}
    }
    Component {
        id: news

        NewsPanel {}
    }
    ReplayStrip {
        id: replay

        width: parent.width
    }
    SessionStrip {
        id: strip

        y: replay.visible ? replay.height + Theme.m : 0
        width: parent.width
        reporting: page.reporting
        // Where there is no room for a panel of its own, it stands where the book does.
        newsOffered: page.compact && !page.reporting
        newsShown: page.side === 3
        onNewsToggled: page.side = page.side === 3 ? 0 : 3
        onReportToggled: page.reporting = !page.reporting
    }
    // Made when it is first looked at; a measurement goes on behind the market.
    Loader {
        id: report

        anchors.fill: parent
        anchors.topMargin: strip.y + strip.height + Theme.m
        visible: page.reporting
        active: false
        onVisibleChanged: active = active || visible
        sourceComponent: ReportView {}
    }
    PageGrid {
        anchors.fill: parent
        visible: !page.reporting
        anchors.topMargin: strip.y + strip.height + Theme.m
        columns: page.narrow ? 2 : 3
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        WatchlistPanel {
            Layout.fillHeight: true
            Layout.fillWidth: false
            Layout.preferredWidth: page.narrow ? 236 : page.compact ? 276 : 322
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: 56
                bodyMargin: 4

                SymbolHeader {
                    anchors.fill: parent
                    anchors.leftMargin: Theme.m
                    anchors.rightMargin: Theme.m
                }
            }
            CandlePanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: page.narrow ? 300 : 160
            }
            RowLayout {
                visible: !page.compact
                spacing: Theme.m
                Layout.fillHeight: false
                Layout.preferredHeight: page.low ? 150 : 210

                Loader {
                    active: !page.compact
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    sourceComponent: depth
                }
                Loader {
                    active: !page.compact
                    Layout.fillHeight: true
                    Layout.preferredWidth: Math.min(320, page.width * 0.25)
                    sourceComponent: news
                }
            }
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillHeight: true
            Layout.fillWidth: page.narrow
            Layout.columnSpan: page.narrow ? 2 : 1
            Layout.preferredWidth: page.compact ? 236 : 286
            Layout.preferredHeight: page.narrow ? 260 : -1

            SegmentedControl {
                visible: page.compact
                name: qsTr("At the side")
                model: [qsTr("Book"), qsTr("Depth"), qsTr("Sales")]
                currentIndex: page.side
                onActivated: index => page.side = index
                Layout.fillHeight: false
            }
            BookLadder {
                visible: !page.compact || page.side === 0
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 38 + 30 + 18 + 20 * 19 + 6
                Layout.maximumHeight: 38 + 30 + 18 + 20 * 19 + 6
            }
            // What the book leaves stays below it.
            Item {
                visible: page.compact && page.side === 0
                Layout.fillHeight: true
            }
            Loader {
                active: page.compact && page.side === 1
                visible: active
                Layout.fillWidth: true
                Layout.fillHeight: true
                sourceComponent: depth
            }
            Loader {
                active: page.compact && page.side === 3
                visible: active
                Layout.fillWidth: true
                Layout.fillHeight: true
                sourceComponent: news
            }
            TradeList {
                visible: !page.compact || page.side === 2
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: 140
            }
        }
    }
}
