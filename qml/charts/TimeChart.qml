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

    property string title
    property list<ChartTrace> traces
    property real spanSeconds: 300
    // Seconds that are shown of them.
    property real shownSeconds: Math.min(60, spanSeconds)
    property real minimumTop: 1
    property string unit
    // Moments that are told in the plot (ChartMarks).
    property var marks: []
    // A value that is watched, as a line; NaN: none. `alertable`: it may be set here.
    property real threshold: NaN
    property bool alertable: false
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

    // A press, or Enter under the cross-hair: `ago` seconds before now.
    signal picked(real ago)
    signal fed
    // The threshold is to be there; NaN: nowhere.
    signal thresholdWanted(real value)

    function inWords(value: real): string {
        return unit === "B" ? Format.bytes(value) : unit === "µs" ? Format.micros(value) : Format.si(value).replace(/[.,]0 $/, "").trim();
    }
    // The lines as a table: seconds before now, then a value per line.
    function asCsv(): string {
        const names = Array.from(traces, trace => trace.name);
        names.unshift(qsTr("seconds"));
        const rows = Array.from(traces[0]?.source?.points() ?? [], point => {
            const row = Array.from(traces, trace => trace.source?.valueAt(-point.x) ?? NaN);
            row.unshift(point.x);
            return row;
        });
        rows.unshift(names);
        return Clipboard.csv(rows);
    }
    // Calls back with the chart as it is seen, on its ground.
    function take(done: var) {
        ground.visible = true;
        if (!grabToImage(result => {
            ground.visible = false;
            done(result);
        }))
            ground.visible = false;
    }
    // A round value (two digits) near that height of the plot, or half above what is there.
    function rounded(value: real): real {
        const unit = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))) - 1);
        return Math.max(unit, Math.round(value / unit) * unit);
    }
    function toggleAlert() {
        thresholdWanted(isNaN(threshold) ? rounded(Math.max(minimumTop, 1.5 * (traces[0]?.source?.last ?? 0))) : NaN);
    }
    function moveAlert(event: var, direction: int) {
        event.accepted = alertable && !isNaN(threshold);
        if (event.accepted)
            thresholdWanted(Math.max(range.step / 10, threshold + direction * range.step / 4));
    }
    function showMenu(x: real, y: real) {
        const value = range.upper * (1 - (y - area.y) / Math.max(1, area.height));
        const alert = !alertable ? [] : [
            {
                text: isNaN(threshold) ? qsTr("Tell me above %1").arg(inWords(rounded(value))) : qsTr("Tell me no more above %1").arg(inWords(threshold)),
                hint: "A",
                act: () => thresholdWanted(isNaN(threshold) ? rounded(value) : NaN)
            }
        ];
        menu.openAt([
            {
                text: qsTr("Copy as picture"),
                act: () => take(result => Clipboard.copyPicture(result.image))
            },
            {
                text: qsTr("Save as PNG"),
                act: () => take(result => {
                        const path = Clipboard.newFile(title, "png");
                        saved.text = result.saveToFile(path) ? qsTr("saved as %1").arg(path) : qsTr("%1 could not be written").arg(path);
                    })
            },
            {
                text: qsTr("Copy the values as CSV"),
                act: () => Clipboard.copy(asCsv())
            }
        ].concat(alert), x, y);
    }
    function point(ago: real) {
        ChartCursor.ago = Math.max(0, Math.min(shownSeconds, ago));
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

    activeFocusOnTab: true
    onActiveFocusChanged: if (!activeFocus && !pointer.hovered)
        ChartCursor.ago = NaN
    Keys.onLeftPressed: point((ChartCursor.shown ? ChartCursor.ago : 0) + shownSeconds / 60)
    Keys.onRightPressed: point((ChartCursor.shown ? ChartCursor.ago : 0) - shownSeconds / 60)
    Keys.onEscapePressed: event => {
        event.accepted = ChartCursor.shown;
        ChartCursor.ago = NaN;
    }
    Keys.onUpPressed: event => moveAlert(event, 1)
    Keys.onDownPressed: event => moveAlert(event, -1)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_A && event.modifiers === Qt.NoModifier && alertable) {
            toggleAlert();
            event.accepted = true;
        }
    }
    Keys.onMenuPressed: showMenu(40, 40)
    Keys.onReturnPressed: picked(ChartCursor.shown ? ChartCursor.ago : 0)
    Keys.onEnterPressed: picked(ChartCursor.shown ? ChartCursor.ago : 0)
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

    Rectangle {
        id: ground

        anchors.fill: parent
        visible: false
        color: Theme.panel
    }
    ContextMenu {
        id: menu

        parent: chart
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
                labels.push(chart.shownSeconds >= 180 ? qsTr("−%1 min").arg(Math.round(ago / 60)) : qsTr("−%1 s").arg(Math.round(ago)));
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
    FocusRing {
        control: chart
    }
    // The cross-hair and what the lines have there; the same moment in every chart of the page.
    Item {
        id: area

        x: frame.x + frame.plot.x
        y: frame.y + frame.plot.y
        width: frame.plot.width
        height: frame.plot.height

        HoverHandler {
            id: pointer

            onPointChanged: if (hovered)
                chart.point((1 - point.position.x / Math.max(1, area.width)) * chart.shownSeconds)
            onHoveredChanged: if (!hovered)
                ChartCursor.ago = NaN
        }
        TapHandler {
            acceptedButtons: Qt.RightButton
            onTapped: eventPoint => chart.showMenu(eventPoint.position.x, eventPoint.position.y)
        }
        TapHandler {
            onTapped: eventPoint => chart.picked((1 - eventPoint.position.x / Math.max(1, area.width)) * chart.shownSeconds)
        }
        ChartMarks {
            anchors.fill: parent
            threshold: chart.threshold
            thresholdText: isNaN(chart.threshold) ? "" : qsTr("told above %1").arg(chart.inWords(chart.threshold))
            highest: range.upper
            model: chart.marks
            shownSeconds: chart.shownSeconds
        }
        Rectangle {
            id: hair

            visible: ChartCursor.shown && ChartCursor.ago <= chart.shownSeconds && !chart.empty
            x: Math.round(area.width * (1 - ChartCursor.ago / chart.shownSeconds))
            width: 1
            height: area.height
            color: Theme.dim
        }
        Rectangle {
            visible: hair.visible
            x: hair.x > area.width / 2 ? hair.x - width - 6 : hair.x + 6
            y: 2
            width: readings.width + 12
            height: readings.height + 8
            radius: Theme.smallRadius
            color: Theme.raised
            border.color: Theme.border

            Column {
                id: readings

                x: 6
                y: 4

                Caption {
                    text: ChartCursor.shown ? qsTr("%1 ago").arg(Format.span(ChartCursor.ago * 1000)) : ""
                }
                Repeater {
                    model: hair.visible ? chart.traces : []

                    Label {
                        required property ChartTrace modelData
                        // Read again as the line moves on.
                        readonly property real value: modelData.source ? valueAfter(modelData.source.last) : NaN

                        function valueAfter(last: real): real {
                            return modelData.source.valueAt(ChartCursor.ago);
                        }

                        text: qsTr("%1 %2").arg(modelData.name).arg(isNaN(value) ? "–" : chart.inWords(value))
                        color: modelData.color
                        font.pixelSize: Theme.captionSize
                    }
                }
            }
        }
    }
    Badge {
        id: saved

        visible: text.length > 0
        width: Math.min(implicitWidth, chart.width - 16)
        anchors.horizontalCenter: parent.horizontalCenter
        y: 20
        tint: Theme.accent
        onTextChanged: if (text.length > 0)
            savedTimer.restart()

        Timer {
            id: savedTimer

            interval: 6000
            onTriggered: saved.text = ""
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
