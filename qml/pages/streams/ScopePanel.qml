// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// The oscilloscope: samples drawn by a TraceItem over a Qt Charts frame. Wheel zooms in time at the right
// edge, drag scrolls back, double click returns to now.
Panel {
    id: panel

    readonly property StreamRack rack: Dashboard.streams
    readonly property var windows: width > 780 ? [0.01, 0.05, 0.2, 1, 5, 15] : [0.01, 0.2, 1, 15]
    readonly property real leastWindow: 0.0005
    readonly property real mostWindow: 15
    property bool lanes: Dashboard.preferences.kept("streams/layout") === "lanes"
    readonly property bool lagging: rack.lost > 0
    property alias paused: scope.paused
    readonly property real seconds: scope.window
    property var usedSlots: []
    // The one that triggers.
    readonly property ScopeTrace lead: usedSlots.length > 0 ? scope.traces[usedSlots[0].number] as ScopeTrace : null

    function pickUsed() {
        const used = [];
        for (let i = 0; i < rack.capacity; ++i) {
            const slot = rack.traceAt(i);
            if (slot.used)
                used.push(slot);
        }
        usedSlots = used;
    }
    function timeText(seconds: real): string {
        if (seconds === 0)
            return qsTr("now");
        const size = Math.abs(seconds);
        return size < 0.001 ? qsTr("−%1 µs").arg(Format.fixed(size * 1e6, 0)) : size < 1 ? qsTr("−%1 ms").arg(Format.fixed(size * 1000, size < 0.01 ? 1 : 0)) : qsTr("−%1 s").arg(Format.fixed(size, size < 10 && scope.window < 5 ? 1 : 0));
    }
    function keptWindow(): real {
        const kept = Number(Dashboard.preferences.kept("streams/window", "1"));
        return kept >= leastWindow && kept <= mostWindow ? kept : 1;
    }
    function zoom(factor: real) {
        scope.window = Math.max(leastWindow, Math.min(mostWindow, scope.window * factor));
    }
    function moveTrigger(steps: int) {
        if (lead)
            scope.triggerLevel += steps * (scope.yMax - scope.yMin) / 50 / lead.gain;
    }
    function goLive() {
        scope.offset = 0;
        scope.paused = false;
    }

    title: qsTr("Oscilloscope")
    note: width > 900 ? qsTr("%1 · %2 samples per pixel").arg(Format.si(rack.totalHz, "S/s")).arg(Format.fixed(scope.samplesPerPixel, scope.samplesPerPixel < 10 ? 1 : 0)) : ""
    Component.onCompleted: pickUsed()
    // Not by the trace's own windowChanged(): that one tells of a QQuickWindow.
    onSecondsChanged: Dashboard.preferences.keep("streams/window", seconds)
    onLanesChanged: Dashboard.preferences.keep("streams/layout", lanes ? "lanes" : "")
    tools: [
        Badge {
            visible: scope.paused
            iconName: "pause"
            tint: Theme.warn
            text: qsTr("paused, %1 behind").arg(Format.span(scope.behind * 1000))
        },
        SegmentedControl {
            name: qsTr("Layout")
            model: [qsTr("Overlay"), qsTr("Lanes")]
            currentIndex: panel.lanes ? 1 : 0
            onActivated: index => panel.lanes = index === 1
        },
        SegmentedControl {
            name: qsTr("Window")
            model: panel.windows.map(seconds => Format.span(seconds * 1000).replace(/[.,]0/, ""))
            currentIndex: panel.windows.findIndex(seconds => Math.abs(seconds - scope.window) < 1e-9)
            onActivated: index => scope.window = panel.windows[index]
        },
        IconButton {
            iconName: "trigger"
            text: scope.trigger ? qsTr("Trigger: on, at %1").arg(Format.fixed(scope.triggerLevel, 2)) : qsTr("Trigger: hold the picture at a rising edge")
            shortcutText: "T"
            checked: scope.trigger
            onClicked: scope.trigger = !scope.trigger
        },
        IconButton {
            iconName: "density"
            text: scope.density ? qsTr("Density: on") : qsTr("Density: shade by how often the signal was there")
            checked: scope.density
            onClicked: scope.density = !scope.density
        },
        IconButton {
            iconName: "spectrum"
            text: Dashboard.preferences.spectrum ? qsTr("Hide the spectrum") : qsTr("Show the spectrum")
            shortcutText: "S"
            checked: Dashboard.preferences.spectrum
            onClicked: Dashboard.preferences.spectrum = !Dashboard.preferences.spectrum
        },
        IconButton {
            id: saveButton

            iconName: "save"
            text: qsTr("Save the samples in view")
            enabled: panel.usedSlots.length > 0 && !scope.empty
            onClicked: exportForm.open()
        },
        IconButton {
            iconName: scope.paused ? "play" : "pause"
            text: scope.paused ? qsTr("Go on") : qsTr("Pause")
            shortcutText: "P"
            checked: scope.paused
            onClicked: scope.paused = !scope.paused
        }
    ]

    Shortcut {
        enabled: panel.visible
        sequence: "P"
        onActivated: scope.paused = !scope.paused
    }
    Shortcut {
        enabled: panel.visible
        sequence: "T"
        onActivated: scope.trigger = !scope.trigger
    }
    Shortcut {
        enabled: panel.visible
        sequence: "S"
        onActivated: Dashboard.preferences.spectrum = !Dashboard.preferences.spectrum
    }
    ExportForm {
        id: exportForm

        parent: panel
        x: panel.width - width - Theme.m
        y: 44
        scope: scope
        usedSlots: panel.usedSlots
    }
    Connections {
        target: panel.rack

        function onUsedChanged() {
            panel.pickUsed();
            range.reset();
        }
        function onMeasured() {
            for (let i = 0; i < scope.traces.length; ++i)
                (scope.traces[i] as ScopeTrace).measure();
            if (!scope.empty && !panel.lanes)
                range.observe(scope.visibleMin, scope.visibleMax);
        }
    }
    AxisRange {
        id: range

        include: 0
    }
    Spoken {
        id: spoken

        picture: scope
        onTriggered: text = panel.usedSlots.map(slot => qsTr("%1 at %2, peak to peak %3, rms %4").arg(slot.label).arg(Format.si(slot.rateHz, "S/s")).arg(Format.fixed(slot.peakToPeak, 3)).arg(Format.fixed(slot.rms, 3))).concat(qsTr("%1 across").arg(Format.span(scope.window * 1000)), scope.paused ? qsTr("paused") : [], panel.lagging ? qsTr("%Ln block(s) lost", "", panel.rack.lost) : []).join("; ")
    }

    ChartFrame {
        id: frame

        anchors.fill: parent
        anchors.leftMargin: -4
        anchors.bottomMargin: -4
        xMin: -1
        xMax: 0
        xSteps: 10
        yMin: panel.lanes ? -1 : range.lower
        yMax: panel.lanes ? 1 : range.upper
        ySteps: panel.lanes ? Math.max(1, 2 * panel.usedSlots.length) : Math.max(1, range.tickCount - 1)
        xLabels: {
            const labels = [];
            for (let i = 0; i <= xSteps; ++i)
                labels.push(panel.timeText((i / xSteps - 1) * scope.window - (scope.trigger ? 0 : scope.offset)));
            return labels;
        }
        yLabels: {
            const labels = [];
            for (const value of panel.lanes ? [] : range.values)
                labels.push(Format.fixed(value, range.decimals));
            return labels;
        }
    }
    TraceItem {
        id: scope

        x: frame.x + frame.plot.x
        y: frame.y + frame.plot.y
        width: frame.plot.width
        height: frame.plot.height
        clip: true
        window: panel.keptWindow()
        yMin: frame.yMin
        yMax: frame.yMax
        triggerPosition: 0.1
        opacity: paused ? 0.8 : 1
        activeFocusOnTab: true
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Oscilloscope: %1").arg(panel.usedSlots.map(slot => slot.label).join(", "))
        Accessible.description: spoken.text
        Keys.onLeftPressed: offset = Math.min(15, offset + window * 0.1)
        Keys.onRightPressed: offset = Math.max(0, offset - window * 0.1)
        Keys.onUpPressed: panel.moveTrigger(1)
        Keys.onDownPressed: panel.moveTrigger(-1)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Plus)
                panel.zoom(1 / 1.5);
            else if (event.key === Qt.Key_Minus)
                panel.zoom(1.5);
            else if (event.key === Qt.Key_Home)
                panel.goLive();
            else
                return;
            event.accepted = true;
        }

        data: FocusRing {
            anchors.margins: 0
        }

        ScopeTrace {
            signalSlot: panel.rack.traceAt(0)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
        ScopeTrace {
            signalSlot: panel.rack.traceAt(1)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
        ScopeTrace {
            signalSlot: panel.rack.traceAt(2)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
        ScopeTrace {
            signalSlot: panel.rack.traceAt(3)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
        ScopeTrace {
            signalSlot: panel.rack.traceAt(4)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
        ScopeTrace {
            signalSlot: panel.rack.traceAt(5)
            lanes: panel.lanes
            laneCount: panel.usedSlots.length
            lane: panel.usedSlots.indexOf(signalSlot)
        }
    }
    Item {
        id: overlay

        anchors.fill: scope

        FocusRing {
            control: scope
        }
        // Names of the lanes.
        Repeater {
            model: panel.lanes ? panel.usedSlots : []

            Badge {
                required property int index
                required property StreamSlot modelData

                x: 6
                y: overlay.height * (index / Math.max(1, panel.usedSlots.length)) + 6
                text: modelData.label
                tint: Theme.traces[modelData.number]
            }
        }
        // Trigger level, to be dragged.
        Item {
            visible: scope.trigger && panel.lead !== null
            y: overlay.height * (1 - (scope.triggerLevel * (panel.lead?.gain ?? 1) + (panel.lead?.offset ?? 0) - scope.yMin) / Math.max(1e-9, scope.yMax - scope.yMin))
            width: overlay.width

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.fade(Theme.warn, 0.6)
            }
            Rectangle {
                id: handle

                x: -2
                y: -9
                width: 26
                height: 18
                radius: 3
                color: Theme.warn

                Label {
                    anchors.centerIn: parent
                    text: "T"
                    color: Theme.dark ? "#1a1300" : "#ffffff"
                    font.bold: true
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                DragHandler {
                    target: null
                    onCentroidChanged: if (active) {
                        const at = overlay.mapFromItem(handle, centroid.position.x, centroid.position.y).y;
                        const drawn = scope.yMax - (scope.yMax - scope.yMin) * Math.max(0, Math.min(1, at / overlay.height));
                        scope.triggerLevel = (drawn - panel.lead.offset) / panel.lead.gain;
                    }
                }
            }
        }
        Badge {
            anchors.left: parent.left
            anchors.bottom: parent.bottom
            anchors.margins: 6
            visible: panel.lagging
            iconName: "drop"
            tint: Theme.down
            text: qsTr("%Ln block(s) lost", "", panel.rack.lost)
        }
        Badge {
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: 6
            visible: scope.trigger
            text: scope.triggered ? qsTr("triggered") : qsTr("waiting for an edge")
            tint: scope.triggered ? Theme.up : Theme.warn
        }
        ScopeReadings {
            anchors.fill: parent
            visible: pointer.hovered
            scope: scope
            usedSlots: panel.usedSlots
            at: pointer.point.position.x
            level: pointer.point.position.y
            timeText: panel.timeText((at / Math.max(1, width) - 1) * scope.window - (scope.trigger ? 0 : scope.offset))
        }
        HoverHandler {
            id: pointer
        }
        WheelHandler {
            onWheel: event => panel.zoom(event.angleDelta.y > 0 ? 1 / 1.25 : 1.25)
        }
        DragHandler {
            id: drag

            property real from: 0

            target: null
            onActiveChanged: from = scope.offset
            onTranslationChanged: if (active)
                scope.offset = Math.max(0, Math.min(15, from + translation.x / Math.max(1, scope.width) * scope.window))
        }
        TapHandler {
            onTapped: scope.forceActiveFocus(Qt.MouseFocusReason)
            onDoubleTapped: panel.goLive()
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.usedSlots.length === 0
        iconName: "streams"
        title: qsTr("No signal chosen")
        detail: qsTr("Choose up to %1 signals at the right.").arg(panel.rack.capacity)
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.usedSlots.length > 0 && scope.empty && !scope.paused
        iconName: "clock"
        title: qsTr("Waiting for samples")
        detail: panel.usedSlots.length > 0 && panel.usedSlots[0].refusal.length > 0 ? panel.usedSlots[0].refusal : qsTr("Waves are made only while someone listens: the first block is on its way.")
    }
}
