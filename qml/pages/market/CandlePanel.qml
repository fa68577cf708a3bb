// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// Candles with volume: wheel zooms, drag scrolls back, double click returns, the pointer reads values; the
// wheel over the prices stretches them until they are to fit again.
Panel {
    id: panel

    readonly property MarketPanel market: Dashboard.market
    readonly property CandleFeed candles: market.candles
    readonly property var ticker: market.ticker
    readonly property int decimals: ticker.decimals ?? 2
    // Bars between two times that are written: whole half minutes, quarters, hours.
    readonly property int markEvery: {
        const wanted = bars.shown / Math.max(2, Math.floor(bars.width / 110));
        const round = { "1s": [1, 2, 5, 10, 15, 30, 60, 120], "1m": [1, 2, 5, 10, 15, 30, 60, 120] }[market.intervals[market.interval]] ?? [1, 2, 3, 6, 12, 24, 48, 120];
        return round.find(step => step >= wanted) ?? 120;
    }
    property var marks: []
    property bool stretched: false
    property bool profiled: true
    property var cursor: ({ valid: false })

    function refreshMarks() {
        marks = bars.timeMarks(markEvery);
        auctions.refresh();
    }
    function observe() {
        // What is looked back at fits; live, the range shrinks with patience.
        if (market.paused || bars.back > 0)
            range.reset();
        if (bars.count > 0 && !stretched)
            range.observe(bars.visibleLow, bars.visibleHigh);
        refreshMarks();
    }
    function fit() {
        stretched = false;
        range.reset();
        observe();
    }
    // By `factor`, around the middle of what is seen.
    function stretch(factor: real) {
        const middle = (bars.yMin + bars.yMax) / 2;
        const half = Math.max(middle * 1e-5, Math.min(middle, (bars.yMax - bars.yMin) / 2 * factor));
        stretched = true;
        range.reset();
        range.observe(middle - half, middle + half);
    }
    function goLive() {
        market.paused = false;
        bars.back = 0;
        fit();
    }
    // Moves the alarm by a fiftieth of what is seen; with Shift, or without an alarm, stretches the prices.
    function lift(direction: int, stretching: bool) {
        if (market.alarm.set && !stretching)
            market.alarm.place(market.alarm.price + direction * (bars.yMax - bars.yMin) / 50);
        else
            stretch(direction > 0 ? 0.87 : 1.15);
    }
    // At `price`, or where it is seen above the last one.
    function toggleAlarm(price: var) {
        if (market.alarm.set)
            market.alarm.remove();
        else
            market.alarm.place(price ?? candles.close + (bars.yMax - candles.close) / 2);
    }
    function timeText(start: real): string {
        const interval = market.intervals[market.interval];
        return interval === "1s" || interval === "5s" ? Format.clock(start) : Format.clock(start).slice(0, 5);
    }

    title: qsTr("Candles")
    tools: [
        Badge {
            visible: panel.market.paused
            text: qsTr("paused, %1 behind").arg(Format.span(panel.candles.behindMs))
            tint: Theme.warn
            iconName: "pause"
        },
        SegmentedControl {
            name: qsTr("Interval")
            model: panel.market.intervals
            currentIndex: panel.market.interval
            onActivated: index => panel.market.interval = index
        },
        IconButton {
            iconName: "bell"
            text: panel.market.alarm.set ? qsTr("Remove the alarm") : qsTr("Alarm at a price")
            checked: panel.market.alarm.set
            enabled: !panel.candles.empty
            onClicked: panel.toggleAlarm(undefined)
        },
        IconButton {
            iconName: "profile"
            text: qsTr("Volume by price")
            checked: panel.profiled
            onClicked: panel.profiled = !panel.profiled
        },
        IconButton {
            iconName: panel.market.paused ? "play" : "pause"
            text: panel.market.paused ? qsTr("Go on") : qsTr("Pause")
            shortcutText: "P"
            checked: panel.market.paused
            onClicked: panel.market.paused = !panel.market.paused
        }
    ]

    AxisRange {
        id: range
    }
    Spoken {
        id: spoken

        picture: bars
        onTriggered: text = panel.candles.empty ? qsTr("No data yet") : qsTr("Last %1; newest candle open %2, high %3, low %4, volume %5; in view from %6 to %7").arg(Format.fixed(panel.candles.close, panel.decimals)).arg(Format.fixed(panel.candles.open, panel.decimals)).arg(Format.fixed(panel.candles.high, panel.decimals)).arg(Format.fixed(panel.candles.low, panel.decimals)).arg(Format.si(panel.candles.volume).trim()).arg(Format.fixed(bars.visibleLow, panel.decimals)).arg(Format.fixed(bars.visibleHigh, panel.decimals))
    }
    Connections {
        target: panel.market

        function onSymbolChanged() {
            bars.back = 0;
            panel.fit();
        }
        function onIntervalChanged() {
            bars.back = 0;
            panel.fit();
        }
    }

    Item {
        id: plot

        anchors {
            fill: parent
            topMargin: 10
            rightMargin: 58
            bottomMargin: 12
        }

        Repeater {
            model: range.values

            Item {
                id: tick

                required property var modelData
                readonly property real at: bars.yOf(modelData) + 0 * (bars.yMin + bars.yMax + bars.height)

                y: Math.round(at)
                width: plot.width
                visible: at >= 0 && at <= bars.height

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.grid
                }
                Caption {
                    x: plot.width + 8
                    y: -height / 2
                    text: Format.fixed(tick.modelData, Math.max(panel.decimals > 2 ? 4 : 2, range.decimals))
                    font.pixelSize: Theme.captionSize - 1
                    Accessible.ignored: true
                }
            }
        }
        Repeater {
            model: panel.marks.length

            Item {
                id: mark

                required property int index
                readonly property var place: panel.marks[index] ?? {}

                x: Math.round(place.x ?? 0)
                height: plot.height

                Rectangle {
                    width: 1
                    height: parent.height
                    color: Theme.grid
                }
                Caption {
                    x: Math.max(-mark.x, Math.min(plot.width - mark.x - width, -width / 2))
                    y: plot.height + 3
                    text: panel.timeText(mark.place.start ?? 0)
                    font.pixelSize: Theme.captionSize - 1
                    Accessible.ignored: true
                }
            }
        }
        CandleItem {
            id: bars

            anchors.fill: parent
            shown: Math.round(Math.max(40, Math.min(160, width / 8)))
            upColor: Theme.up
            downColor: Theme.down
            profile: panel.profiled
            profileColor: Theme.accent
            yMin: range.lower
            yMax: range.upper
            opacity: panel.market.paused ? 0.85 : 1
            activeFocusOnTab: true
            Accessible.role: Accessible.Chart
            Accessible.name: qsTr("Candles of %1").arg(panel.market.symbol)
            Accessible.description: spoken.text
            onBarsChanged: panel.observe()
            onViewChanged: panel.observe()
            onWidthChanged: panel.refreshMarks()
            Component.onCompleted: panel.candles.view = bars
            Component.onDestruction: if (panel.candles.view === bars)
                panel.candles.view = null
            Keys.onLeftPressed: back = Math.min(Math.max(0, count - 10), back + 5)
            Keys.onRightPressed: back = Math.max(0, back - 5)
            Keys.onPressed: event => {
                if (event.key === Qt.Key_Plus)
                    shown = Math.max(10, Math.round(shown / 1.2));
                else if (event.key === Qt.Key_Minus)
                    shown = Math.min(500, Math.round(shown * 1.2));
                else if (event.key === Qt.Key_Home)
                    panel.goLive();
                else if (event.key === Qt.Key_F)
                    panel.fit();
                else if (event.key === Qt.Key_A)
                    panel.toggleAlarm(pointer.hovered ? priceAt(pointer.point.position.y) : undefined);
                else if (event.key === Qt.Key_Up || event.key === Qt.Key_Down)
                    panel.lift(event.key === Qt.Key_Up ? 1 : -1, event.modifiers & Qt.ShiftModifier);
                else
                    return;
                event.accepted = true;
            }

            FocusRing {}
        }
        // The last price, where it stands.
        Rectangle {
            readonly property real at: bars.yOf(panel.candles.close) + 0 * (bars.yMin + bars.yMax + bars.height)
            readonly property bool rising: panel.candles.close >= panel.candles.open

            visible: !panel.candles.empty && at >= 0 && at <= bars.height && !panel.market.paused
            y: Math.round(at)
            width: plot.width
            height: 1
            color: Theme.fade(rising ? Theme.up : Theme.down, 0.5)

            PriceTag {
                x: plot.width + 2
                color: parent.rising ? Theme.up : Theme.down
                ink: Theme.accentInk
                text: Format.fixed(panel.candles.close, panel.decimals)
            }
        }
        AuctionMarks {
            id: auctions

            anchors.fill: parent
            bars: bars
        }
        AlarmLine {
            width: parent.width
            bars: bars
            decimals: panel.decimals
        }
        // Crosshair.
        Item {
            anchors.fill: parent
            visible: pointer.hovered && panel.cursor.valid

            Rectangle {
                x: Math.round(panel.cursor.x ?? 0)
                width: 1
                height: parent.height
                color: Theme.dim
                opacity: 0.7
            }
            Rectangle {
                y: Math.round(pointer.point.position.y)
                width: parent.width
                height: 1
                color: Theme.dim
                opacity: 0.7

                PriceTag {
                    x: plot.width + 2
                    color: Theme.borderStrong
                    text: pointer.hovered ? Format.fixed(bars.priceAt(pointer.point.position.y), panel.decimals) : ""
                }
            }
        }
        Rectangle {
            visible: pointer.hovered && panel.cursor.valid
            width: readout.implicitWidth + 16
            height: 22
            radius: Theme.smallRadius
            color: Theme.raised
            border.color: Theme.border

            Label {
                id: readout

                x: 8
                height: parent.height
                text: panel.cursor.valid ? qsTr("%1   O %2  H %3  L %4  C %5  V %6").arg(panel.timeText(panel.cursor.start)).arg(Format.fixed(panel.cursor.open, panel.decimals)).arg(Format.fixed(panel.cursor.high, panel.decimals)).arg(Format.fixed(panel.cursor.low, panel.decimals)).arg(Format.fixed(panel.cursor.close, panel.decimals)).arg(Format.si(panel.cursor.volume)) : ""
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
        HoverHandler {
            id: pointer

            cursorShape: Qt.CrossCursor
            onPointChanged: panel.cursor = bars.candleAt(point.position.x)
        }
        WheelHandler {
            onWheel: event => bars.shown = Math.max(10, Math.min(500, Math.round(bars.shown * (event.angleDelta.y > 0 ? 0.87 : 1.15))))
        }
        DragHandler {
            id: drag

            property int from: 0

            target: null
            onActiveChanged: from = bars.back
            onTranslationChanged: if (active)
                bars.back = Math.max(0, Math.min(Math.max(0, bars.count - 10), from + Math.round(translation.x * bars.shown / Math.max(1, bars.width))))
        }
        TapHandler {
            onDoubleTapped: {
                panel.goLive();
                bars.shown = Math.round(Math.max(40, Math.min(160, bars.width / 8)));
            }
        }
        // The prices beside it.
        Item {
            x: plot.width
            width: 58
            height: parent.height

            HoverHandler {
                cursorShape: Qt.SizeVerCursor
            }
            WheelHandler {
                onWheel: event => panel.stretch(event.angleDelta.y > 0 ? 0.87 : 1.15)
            }
            TapHandler {
                onDoubleTapped: panel.fit()
            }
        }
        Row {
            anchors.right: parent.right
            anchors.rightMargin: 6
            y: 2
            spacing: 4

            PushButton {
                visible: panel.market.alarm.rung.length > 0
                height: 24
                primary: true
                iconName: "bell"
                text: panel.market.alarm.rung
                onClicked: panel.market.alarm.silence()
            }
            PushButton {
                visible: panel.stretched
                height: 24
                text: qsTr("Fit")
                onClicked: panel.fit()
            }
            PushButton {
                visible: bars.back > 0 || panel.market.paused
                height: 24
                text: qsTr("Back to live")
                onClicked: panel.goLive()
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.candles.empty
        iconName: "market"
        title: qsTr("No candles yet")
        detail: qsTr("A candle is made of trades: the first one comes with the first trade.")
    }
}
