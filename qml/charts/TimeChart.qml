// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtCharts
import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.ViewModels

// Lines of the last minutes. The time axis is relative: a minute, then two, then five, as the past grows. The value
// axis steps in 1, 2, 5.
Item {
    id: chart

    property string title
    property list<ChartTrace> traces
    property real spanSeconds: 300
    // Seconds that are shown of them.
    property real shownSeconds: Math.min(60, spanSeconds)
    property real minimumTop: 1
    property string unit
    // Above the plot, unless it stands elsewhere.
    property bool legend: true
    // While nothing happens charts need not follow each second, and one of them, in turn, takes the frame of the
    // other figures.
    property int turn: 0
    property int unseen: 0
    readonly property bool empty: {
        for (let i = 0; i < traces.length; ++i) {
            const trace = traces[i];
            if (trace.source && !trace.source.empty)
                return false;
        }
        return true;
    }
    readonly property ChartScene scene: frame.scene

    signal fed

    function inWords(value: real): string {
        return unit === "B" ? Format.bytes(value) : unit === "µs" ? Format.micros(value) : Format.si(value).replace(/\.0 $/, "").trim();
    }
    function refresh() {
        if (!visible)
            return;
        let top = minimumTop, past = 0;
        for (let i = 0; i < traces.length; ++i) {
            top = Math.max(top, traces[i].source ? traces[i].source.maximum : 0);
            past = Math.max(past, traces[i].source ? traces[i].source.length : 0);
        }
        shownSeconds = Math.min(spanSeconds, past <= 60 ? 60 : past <= 120 ? 120 : 300);
        range.observe(0, top * 1.02);
        fed();
    }

    Accessible.role: Accessible.Chart
    Accessible.name: title
    Accessible.description: spoken.text
    onVisibleChanged: refresh()
    Component.onCompleted: refresh()

    Spoken {
        id: spoken

        picture: chart
        onTriggered: {
            const parts = [];
            let past = 0;
            for (let i = 0; i < chart.traces.length; ++i) {
                const trace = chart.traces[i];
                if (!trace.source || trace.source.empty)
                    continue;
                past = Math.max(past, trace.source.length);
                parts.push(qsTr("%1 now %2, highest %3").arg(trace.name).arg(chart.inWords(trace.source.last)).arg(chart.inWords(trace.source.maximum)));
            }
            text = parts.length > 0 ? qsTr("%1; in the last %2").arg(parts.join("; ")).arg(Format.span(past * 1000)) : qsTr("No data yet");
        }
    }
    AxisRange {
        id: range

        include: 0
    }
    Connections {
        target: chart.traces.length > 0 ? chart.traces[0].source : null

        function onChanged() {
            if (!Dashboard.stats.quiet || ++chart.unseen % 4 === chart.turn % 4)
                ChartTurns.ask(chart);
        }
    }

    ChartLegend {
        anchors.right: parent.right
        anchors.rightMargin: frame.rightMargin
        visible: chart.legend
        traces: chart.traces
        z: 1
    }
    ChartFrame {
        id: frame

        anchors.fill: parent
        anchors.topMargin: chart.legend ? 16 : 0
        xMin: -chart.shownSeconds
        xMax: 0
        xSteps: chart.shownSeconds % 100 === 0 ? 5 : 4
        yMin: range.lower
        yMax: range.upper
        ySteps: Math.max(1, range.tickCount - 1)
        xLabels: {
            const labels = [];
            for (let i = 0; i < xSteps; ++i) {
                const ago = chart.shownSeconds * (1 - i / xSteps);
                labels.push(chart.shownSeconds >= 180 ? qsTr("-%1 min").arg(Math.round(ago / 60)) : qsTr("-%1 s").arg(Math.round(ago)));
            }
            labels.push(qsTr("now"));
            return labels;
        }
        yLabels: {
            const labels = [];
            for (const value of range.values)
                labels.push(Format.axis(value, range.step, range.upper, chart.unit));
            return labels;
        }
    }
    Instantiator {
        model: chart.traces

        delegate: TraceFeeder {
            id: feeder

            required property ChartTrace modelData
            readonly property Connections refresher: Connections {
                target: chart

                function onFed() {
                    feeder.feed();
                }
            }

            trace: modelData
            plot: frame
        }
    }
}
