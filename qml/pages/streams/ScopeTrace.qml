// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// One trace of the scope: as it is, or scaled into a lane of its own.
Trace {
    id: trace

    property StreamSlot signalSlot: null
    property bool lanes: false
    property int lane: 0
    property int laneCount: 1
    readonly property AxisRange laneRange: AxisRange {
        include: 0
    }
    readonly property real laneHeight: 2 / Math.max(1, laneCount)

    function measure() {
        if (lanes && signalSlot && signalSlot.peak > 0)
            laneRange.observe(-signalSlot.peak, signalSlot.peak);
    }

    source: signalSlot ? signalSlot.source : null
    shown: signalSlot !== null && signalSlot.used
    color: signalSlot ? Theme.traces[signalSlot.number] : Theme.dim
    gain: (signalSlot?.scale ?? 1) * (lanes ? 0.43 * laneHeight / Math.max(1e-9, laneRange.upper) : 1)
    offset: lanes ? 1 - laneHeight * (lane + 0.5) : 0
}
