// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// How full something is, 0 … 1; beyond `warnAt` it takes the colour of warning, beyond `badAt` of harm.
Rectangle {
    id: meter

    property real fraction: 0
    property real warnAt: 0.25
    property real badAt: 0.9
    readonly property real shown: Math.max(0, Math.min(1, fraction))

    implicitWidth: 60
    implicitHeight: 5
    radius: height / 2
    color: Theme.track
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("%1 percent").arg(Math.round(shown * 100))

    Rectangle {
        width: meter.shown > 0 ? Math.max(meter.height, meter.width * meter.shown) : 0
        height: meter.height
        radius: meter.radius
        color: meter.shown >= meter.badAt ? Theme.down : meter.shown >= meter.warnAt ? Theme.warn : Theme.up
    }
}
