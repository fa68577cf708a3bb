// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.ViewModels

// One line of a TimeChart.
QtObject {
    property TimeSeries source: null
    property string name
    property color color
    property bool filled: false
    // Its newest value in words, for the legend.
    property string valueText
}
