// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// A titled TimeChart that says so while it has nothing to draw.
Panel {
    id: panel

    property alias traces: chart.traces
    property alias minimumTop: chart.minimumTop
    property alias unit: chart.unit
    property alias turn: chart.turn
    // What its first line is called where it is watched (Dashboard.alerts).
    property string watched
    // What is wrong with what the chart shows; "": nothing.
    property string alert
    // Explained beside the title.
    property alias word: help.word
    // Where title and legend do not fit beside each other the legend stands in the chart.
    readonly property bool narrow: width < 440

    signal picked(real ago)

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredWidth: 1
    Layout.preferredHeight: 1

    tools: [
        ChartLegend {
            visible: !panel.narrow
            traces: chart.traces
            Layout.rightMargin: Theme.xs
        },
        WordHelp {
            id: help
        }
    ]

    TimeChart {
        id: chart

        title: panel.title
        anchors.fill: parent
        anchors.topMargin: panel.narrow ? -4 : -10
        legend: panel.narrow
        alertable: panel.watched.length > 0
        threshold: Dashboard.alerts.revision >= 0 ? Dashboard.alerts.at(panel.watched) : NaN
        onThresholdWanted: value => Dashboard.alerts.place(panel.watched, value)
        onPicked: ago => panel.picked(ago)
        anchors.leftMargin: -4
        anchors.bottomMargin: -6
    }
    Badge {
        x: 4
        y: panel.narrow ? 18 : 0
        visible: panel.alert.length > 0
        iconName: "warning"
        tint: Theme.down
        text: panel.alert
    }
    StateOverlay {
        anchors.fill: parent
        visible: chart.empty
        title: qsTr("No data yet")
        detail: qsTr("The first figures come within a second.")
    }
}
