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
    // All of it, a tenth, a hundredth.
    property int zoom: 0
    readonly property real halfRate: analysis.rateHz / 2
    readonly property real topHz: halfRate / Math.pow(10, zoom)
    readonly property color tint: slot ? Theme.traces[slot.number] : Theme.accent
    readonly property bool wide: width > 760

    function hertzText(hertz: real): string {
        return hertz === 0 ? "0" : Format.si(hertz, "Hz").replace(/\.0+ /, " ");
    }
    function hertzLabels(steps: int): var {
        const labels = [];
        for (let i = 0; i <= steps; ++i)
            labels.push(hertzText(topHz * i / steps));
        return labels;
    }

    title: qsTr("Spectrum")
    // A signal that was just added is the one that is looked at.
    onUsedSlotsChanged: {
        if (usedSlots.length > known)
            chosen = usedSlots.length - 1;
        known = usedSlots.length;
    }
    note: analysis.empty ? "" : qsTr("highest %1 at %2 dB · %3 per bin").arg(hertzText(analysis.peakHz)).arg(Format.fixed(analysis.peakLevel, 1)).arg(Format.si(analysis.resolution, "Hz"))
    tools: [
        SegmentedControl {
            name: qsTr("Signal of the spectrum")
            model: panel.usedSlots.map(slot => slot.label)
            currentIndex: Math.min(panel.chosen, panel.usedSlots.length - 1)
            onActivated: index => panel.chosen = index
        },
        SegmentedControl {
            name: qsTr("Highest frequency")
            model: [panel.hertzText(panel.halfRate), panel.hertzText(panel.halfRate / 10), panel.hertzText(panel.halfRate / 100)]
            currentIndex: panel.zoom
            onActivated: index => panel.zoom = index
        },
        SegmentedControl {
            readonly property var sizes: [1024, 4096, 16384]

            visible: panel.wide && panel.width > 860
            name: qsTr("Samples per spectrum")
            model: ["1 k", "4 k", "16 k"]
            currentIndex: sizes.indexOf(analysis.size)
            onActivated: index => analysis.size = sizes[index]
        }
    ]

    Spectrum {
        id: analysis

        source: panel.slot ? panel.slot.source : null
    }
    ChartFrame {
        id: frame

        anchors.fill: parent
        anchors.leftMargin: -4
        anchors.bottomMargin: -4
        anchors.rightMargin: panel.wide ? parent.width * 0.42 : 0
        xSteps: panel.wide ? 4 : 3
        xLabels: panel.hertzLabels(xSteps)
        yMin: -120
        yMax: 0
        ySteps: 4
        yLabels: ["-120 dB", "-90 dB", "-60 dB", "-30 dB", "0 dB"]
    }
    SpectrumItem {
        id: line

        x: frame.x + frame.plot.x
        y: frame.y + frame.plot.y
        width: frame.plot.width
        height: frame.plot.height
        spectrum: analysis
        color: panel.tint
        yMin: frame.yMin
        yMax: frame.yMax
        fMax: panel.topHz
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Spectrum of %1: %2").arg(panel.slot ? panel.slot.label : "").arg(panel.note)

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
            text: under.valid ? qsTr("%1, %2 dB").arg(panel.hertzText(under.hertz)).arg(Format.fixed(under.level, 1)) : ""
            tint: panel.tint
        }
        HoverHandler {
            id: pointer
        }
    }
    WaterfallItem {
        id: waterfall

        visible: panel.wide
        anchors.left: frame.right
        anchors.leftMargin: Theme.s
        anchors.right: parent.right
        y: line.y
        height: line.height
        spectrum: analysis
        floorLevel: -110
        topLevel: -10
        fMax: panel.topHz
        silent: Theme.page
        low: Theme.fade(Theme.accent, 0.45)
        high: Theme.accent
        full: Theme.warn
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Waterfall: the last %1 of the spectrum").arg(Format.span(seconds * 1000))

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
            text: qsTr("-%1").arg(Format.span(waterfall.seconds * 1000))
            color: Theme.text
        }
    }
    Repeater {
        model: panel.wide ? panel.hertzLabels(2) : []

        Caption {
            required property int index
            required property string modelData

            x: waterfall.x + (waterfall.width - implicitWidth) * index / 2
            y: waterfall.y + waterfall.height + 4
            text: modelData
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: analysis.empty
        iconName: "spectrum"
        title: qsTr("Waiting for samples")
    }
}
