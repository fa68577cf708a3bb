// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// What a signal is made of: the newest spectrum as a line, the last ten seconds of it as a waterfall.
Panel {
    id: panel

    property var usedSlots: []
    property int chosen: 0
    property int known: 0
    property alias paused: analysis.paused
    readonly property StreamSlot slot: usedSlots[Math.min(chosen, usedSlots.length - 1)] ?? null
    // Decades (0), or evenly spread: all of it (1), a tenth (2), a hundredth (3).
    property int span: 0
    readonly property bool decades: span === 0
    readonly property real halfRate: analysis.rateHz / 2
    readonly property real topHz: halfRate / Math.pow(10, Math.max(0, span - 1))
    // 0 dB is a sine of amplitude 1. The scale grows at once to what is there, by tens, and shrinks once it has been
    // lower for two seconds.
    property real topLevel: 0
    property int lower: 0
    readonly property real leastLevel: topLevel - 100
    // Where a frequency is written below both pictures.
    readonly property var marks: {
        const found = [];
        if (!(topHz > 1))
            return found;
        if (decades) {
            for (let hertz = 1; hertz <= topHz; hertz *= 10)
                found.push({ text: hertzText(hertz), share: Math.log(hertz) / Math.log(topHz) });
        } else {
            const step = hertzStep.step;
            for (let i = 0; i * step <= topHz; ++i)
                found.push({ text: hertzText(i * step), share: i * step / topHz });
        }
        return found;
    }
    readonly property color tint: slot ? Theme.traces[slot.number] : Theme.accent
    readonly property bool wide: width > 760
    // Where there is room for one picture only: which.
    property bool asWaterfall: false
    readonly property bool lineShown: wide || !asWaterfall
    readonly property bool waterfallShown: wide || asWaterfall

    function hertzText(hertz: real): string {
        return hertz === 0 ? "0" : Format.si(hertz, "Hz").replace(/([.,]\d*?)0+ /, "$1 ").replace(/[.,] /, " ");
    }
    function levelText(level: real): string {
        return Format.fixed(Math.abs(level) < 0.05 ? 0 : level, 1);
    }

    function fitLevels(peak: real) {
        const wanted = Math.max(-60, Math.ceil((peak + 1) / 10) * 10);
        if (!isFinite(wanted))
            return;
        lower = wanted < topLevel ? lower + 1 : 0;
        if (wanted > topLevel || lower > 40) {
            topLevel = wanted;
            lower = 0;
        }
    }

    title: qsTr("Spectrum")
    // A signal that was just added is the one that is looked at.
    onUsedSlotsChanged: {
        if (usedSlots.length > known)
            chosen = usedSlots.length - 1;
        known = usedSlots.length;
    }
    note: analysis.empty || !wide ? "" : (width > 1120 ? qsTr("highest %1 at %2 dB (0 dB: a sine of amplitude 1) · %3 per bin") : qsTr("highest %1 at %2 dB · %3 per bin")).arg(hertzText(analysis.peakHz)).arg(levelText(analysis.peakLevel)).arg(Format.si(analysis.resolution, "Hz"))
    titleShown: panel.wide
    tools: [
        SegmentedControl {
            visible: !panel.wide
            name: qsTr("Picture")
            model: [qsTr("Line"), qsTr("Waterfall")]
            currentIndex: panel.asWaterfall ? 1 : 0
            onActivated: index => panel.asWaterfall = index === 1
        },
        SegmentedControl {
            visible: panel.wide && panel.usedSlots.length > 1
            name: qsTr("Signal of the spectrum")
            model: panel.usedSlots.map(slot => slot.label)
            currentIndex: Math.min(panel.chosen, panel.usedSlots.length - 1)
            onActivated: index => panel.chosen = index
        },
        PushButton {
            visible: !panel.wide && panel.usedSlots.length > 1
            iconName: "chevron-down"
            text: panel.slot?.label ?? ""
            Accessible.name: qsTr("Signal of the spectrum: %1").arg(text)
            onClicked: signalMenu.openAt(panel.usedSlots.map((slot, index) => ({
                        text: slot.label,
                        act: () => panel.chosen = index
                    })), panel.body.width / 3, -4)
        },
        SegmentedControl {
            name: qsTr("Frequencies")
            model: [qsTr("decades"), panel.hertzText(panel.halfRate), panel.hertzText(panel.halfRate / 10), panel.hertzText(panel.halfRate / 100)]
            currentIndex: panel.span
            onActivated: index => panel.span = index
        },
        SegmentedControl {
            readonly property var sizes: [4096, 16384, 65536]

            name: qsTr("Samples per spectrum")
            model: ["4 k", "16 k", "64 k"]
            currentIndex: sizes.indexOf(analysis.size)
            onActivated: index => analysis.size = sizes[index]
        }
    ]

    ContextMenu {
        id: signalMenu

        parent: panel.body
    }
    Spectrum {
        id: analysis

        source: panel.slot ? panel.slot.source : null
        // Long enough for slow waves: at 48 kS/s 0.7 Hz per bin.
        size: 65536
        onUpdated: panel.fitLevels(peakLevel)
        onSourceChanged: panel.lower = 40
    }
    AxisRange {
        id: hertzStep

        readonly property real top: panel.topHz

        include: 0
        onTopChanged: {
            reset();
            observe(0, top);
        }
    }
    Spoken {
        id: spoken

        picture: line
        onTriggered: text = analysis.empty ? qsTr("No data yet") : qsTr("Strongest at %1 with %2 dB, of 0 to %3").arg(panel.hertzText(analysis.peakHz)).arg(panel.levelText(analysis.peakLevel)).arg(panel.hertzText(panel.topHz))
    }
    ChartFrame {
        id: frame

        anchors.fill: parent
        anchors.leftMargin: -4
        anchors.bottomMargin: -4
        anchors.rightMargin: panel.wide ? parent.width * 0.42 : 0
        visible: panel.lineShown
        xSteps: 1
        yMin: panel.leastLevel
        yMax: panel.topLevel
        ySteps: 5
        yLabels: {
            const labels = [];
            for (let step = 0; step <= ySteps; ++step)
                labels.push(qsTr("%1 dB").arg(panel.leastLevel + 20 * step).replace("-", "−"));
            return labels;
        }
    }
    Repeater {
        model: panel.marks

        Rectangle {
            required property var modelData

            visible: panel.lineShown
            x: Math.round(line.x + line.width * modelData.share)
            y: line.y
            width: 1
            height: line.height
            color: Theme.grid
        }
    }
    FrequencyMarks {
        visible: panel.lineShown
        x: line.x
        y: line.y + line.height + 4
        width: line.width
        marks: panel.marks
    }
    SpectrumItem {
        id: line

        visible: panel.lineShown
        x: frame.x + frame.plot.x
        y: frame.y + frame.plot.y
        width: frame.plot.width
        height: frame.plot.height
        spectrum: analysis
        color: panel.tint
        yMin: frame.yMin
        yMax: frame.yMax
        fMax: panel.topHz
        logarithmic: panel.decades
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Spectrum of %1").arg(panel.slot ? panel.slot.label : "")
        Accessible.description: spoken.text

        Rectangle {
            visible: pointer.hovered
            x: Math.round(pointer.point.position.x)
            width: 1
            height: parent.height
            color: Theme.dim
        }
        Badge {
            readonly property var under: pointer.hovered ? line.levelAt(pointer.point.position.x) : ({ valid: false })

            visible: under.valid
            x: pointer.point.position.x > line.width / 2 ? pointer.point.position.x - width - 8 : pointer.point.position.x + 8
            y: 6
            text: under.valid ? qsTr("%1, %2 dB").arg(panel.hertzText(under.hertz)).arg(panel.levelText(under.level)) : ""
            tint: panel.tint
        }
        HoverHandler {
            id: pointer
        }
    }
    WaterfallItem {
        id: waterfall

        visible: panel.waterfallShown
        anchors.left: panel.wide ? frame.right : parent.left
        anchors.leftMargin: panel.wide ? Theme.s : 0
        anchors.right: parent.right
        y: line.y
        height: line.height
        spectrum: analysis
        floorLevel: panel.leastLevel
        topLevel: panel.topLevel - 6
        fMax: panel.topHz
        logarithmic: panel.decades
        silent: Theme.page
        low: Qt.tint(Theme.page, Theme.fade(Theme.accent, 0.35))
        high: Theme.accent
        full: Theme.warn
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Waterfall of %1").arg(panel.slot ? panel.slot.label : "")
        Accessible.description: qsTr("The last %1 of the spectrum. %2").arg(Format.span(seconds * 1000)).arg(spoken.text)

        Caption {
            anchors.right: parent.right
            anchors.rightMargin: 6
            y: 4
            text: qsTr("now")
            color: Theme.text
        }
        Caption {
            anchors.right: parent.right
            anchors.rightMargin: 6
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 4
            text: qsTr("−%1").arg(Format.span(waterfall.seconds * 1000))
            color: Theme.text
        }
    }
    FrequencyMarks {
        visible: panel.waterfallShown
        x: waterfall.x
        y: waterfall.y + waterfall.height + 4
        width: waterfall.width
        marks: panel.marks
    }
    StateOverlay {
        anchors.fill: parent
        visible: analysis.empty
        iconName: "spectrum"
        title: qsTr("Waiting for samples")
    }
}
