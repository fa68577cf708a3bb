// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// How often a reader wants it, and what that comes to.
RowLayout {
    id: bar

    // {rate, text}
    required property var rates
    property double rate: 0
    property string figures
    property string mark

    signal chosen(double rate)

    spacing: Theme.s
    Layout.fillHeight: false

    Caption {
        text: qsTr("Read at")
    }
    SegmentedControl {
        name: qsTr("Read at")
        model: bar.rates.map(one => one.text)
        currentIndex: Math.max(0, bar.rates.findIndex(one => one.rate === bar.rate))
        onActivated: index => bar.chosen(bar.rates[index].rate)
    }
    Badge {
        visible: bar.mark.length > 0
        text: bar.mark
        tint: Theme.warn
    }
    Caption {
        text: bar.figures
        horizontalAlignment: Text.AlignRight
        Layout.fillWidth: true
    }
}
