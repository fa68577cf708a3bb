// SPDX-License-Identifier: GPL-3.0-or-later
import QtCharts
import QtQuick
import Wavetape.Plotting
import Wavetape.Theme

// Makes the Qt Charts series of one ChartTrace in a ChartFrame and hands it its points.
QtObject {
    id: maker

    property ChartTrace trace: null
    property ChartFrame plot: null
    property LineSeries line: null
    property AreaSeries area: null
    readonly property color tint: trace ? trace.color : Theme.accent
    readonly property SeriesFeeder feeder: SeriesFeeder {
        series: maker.line
        capacity: 600
    }

    function feed() {
        if (trace && trace.source)
            feeder.setPoints(trace.source.points());
    }
    function paint() {
        if (!line)
            return;
        line.color = tint;
        line.width = 1.6;
        if (area) {
            area.color = Theme.fade(tint, 0.13);
            area.borderWidth = 0;
            area.borderColor = "transparent";
        }
    }

    onTintChanged: paint()
    Component.onCompleted: {
        line = plot.view.createSeries(ChartView.SeriesTypeLine, trace.name, plot.xAxis, plot.yAxis) as LineSeries;
        if (trace.filled) {
            area = plot.view.createSeries(ChartView.SeriesTypeArea, "", plot.xAxis, plot.yAxis) as AreaSeries;
            area.upperSeries = line;
        }
        paint();
        feed();
    }
}
