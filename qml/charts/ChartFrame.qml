// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtCharts
import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme

// Plot area, grid and axis labels of every chart. The grid is Qt Charts'; the labels are our own text, in
// margins of fixed size, so that no label ever moves the plot. Series are added to `view`.
Item {
    id: frame

    property real xMin: 0
    property real xMax: 1
    property int xSteps: 5
    property real yMin: 0
    property real yMax: 1
    property int ySteps: 4
    property real leftMargin: 8
    property real rightMargin: 52
    property real topMargin: 8
    property real bottomMargin: 20
    property color ground: Theme.panel
    // What stands at each step, from the least value up.
    property var xLabels: []
    property var yLabels: []
    readonly property ChartView view: chart
    readonly property ChartScene scene: ChartScene {
        view: chart
    }
    readonly property ValuesAxis xAxis: horizontal
    readonly property ValuesAxis yAxis: vertical
    readonly property rect plot: Qt.rect(leftMargin, topMargin, Math.max(1, width - leftMargin - rightMargin),
        Math.max(1, height - topMargin - bottomMargin))

    ChartView {
        id: chart

        // The chart is its plot area and nothing else: only then does Qt Charts keep its background as large as
        // itself, and what is not painted over stays in its picture.
        x: frame.plot.x
        y: frame.plot.y
        width: frame.plot.width
        height: frame.plot.height
        plotArea: Qt.rect(0, 0, width, height)
        antialiasing: true
        backgroundColor: frame.ground
        plotAreaColor: frame.ground
        backgroundRoundness: 0
        dropShadowEnabled: false
        legend.visible: false
        margins {
            left: 0
            right: 0
            top: 0
            bottom: 0
        }

        LineSeries {
            axisX: ValuesAxis {
                id: horizontal

                min: frame.xMin
                max: frame.xMax
                tickCount: frame.xSteps + 1
                labelsVisible: false
                lineVisible: false
                gridLineColor: Theme.grid
            }
            axisY: ValuesAxis {
                id: vertical

                min: frame.yMin
                max: frame.yMax
                tickCount: frame.ySteps + 1
                labelsVisible: false
                lineVisible: false
                gridLineColor: Theme.grid
            }
        }
    }
    Repeater {
        model: frame.ySteps + 1

        Caption {
            required property int index
            readonly property real share: index / Math.max(1, frame.ySteps)
            // Where labels would touch, every second or third stays.
            readonly property int every: Math.max(1, Math.ceil(16 * frame.ySteps / frame.plot.height))

            x: frame.plot.x + frame.plot.width + 6
            y: frame.plot.y + frame.plot.height * (1 - share) - height / 2
            width: frame.rightMargin - 6
            visible: index % every === 0
            text: frame.yLabels[index] ?? ""
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
    Repeater {
        model: frame.xSteps + 1

        Caption {
            required property int index
            readonly property real share: index / Math.max(1, frame.xSteps)

            x: Math.max(0, Math.min(frame.width - implicitWidth, frame.plot.x + frame.plot.width * share - implicitWidth / 2))
            y: frame.plot.y + frame.plot.height + 4
            text: frame.xLabels[index] ?? ""
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
}
