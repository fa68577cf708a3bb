// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtCharts
import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// Lines of the last minutes. The time axis is relative: a minute, then two, then five, as the past grows. The value
// axis steps in 1, 2, 5.
Item {
    id: chart

    property list<ChartTrace> traces
    property real spanSeconds: 300
    // Seconds that are shown of them.
    property real shownSeconds: Math.min(60, spanSeconds)
    property real minimumTop: 1
    property string unit
    // Charts of a page repaint one after the other, not in one frame.
    property int turn: 0
    readonly property bool empty: {
        for (let i = 0; i < traces.length; ++i) {
            const trace = traces[i];
            if (trace.source && !trace.source.empty)
                return false;
        }
        return true;
    }

    signal fed

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
    Accessible.name: {
        const parts = [];
        for (let i = 0; i < traces.length; ++i)
            parts.push(traces[i].name + " " + traces[i].valueText);
        return parts.join(", ");
    }
    onVisibleChanged: refresh()
    Component.onCompleted: refresh()

    AxisRange {
        id: range

        include: 0
    }
    Timer {
        id: turnTimer

        interval: 20 + chart.turn * 40
        onTriggered: chart.refresh()
    }
    Connections {
        target: chart.traces.length > 0 ? chart.traces[0].source : null

        function onChanged() {
            turnTimer.start();
        }
    }

    Row {
        id: legend

        anchors.right: parent.right
        anchors.rightMargin: frame.rightMargin
        height: 16
        spacing: Theme.m
        z: 1

        Repeater {
            model: chart.traces

            Row {
                id: entry

                required property ChartTrace modelData

                spacing: 5

                Rectangle {
                    width: 10
                    height: 3
                    radius: 1.5
                    color: entry.modelData.color
                    anchors.verticalCenter: parent.verticalCenter
                }
                Caption {
                    text: entry.modelData.name
                    Accessible.ignored: true
                }
                Label {
                    text: entry.modelData.valueText
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
    }
    ChartFrame {
        id: frame

        anchors.fill: parent
        anchors.topMargin: 16
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
