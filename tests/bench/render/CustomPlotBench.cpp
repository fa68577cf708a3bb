// SPDX-License-Identifier: GPL-3.0-or-later
#include "CustomPlotBench.h"

#include "Signal.h"

#include <qcustomplot.h>

#include <QCoreApplication>

#include <algorithm>

Cost measureCustomPlot(double rateHz, double seconds, int frames)
{
    QCustomPlot plot;
    plot.resize(1400, 900);
    plot.setNotAntialiasedElements(QCP::aeAll);
    plot.setNoAntialiasingOnDrag(true);
    plot.setPlottingHint(QCP::phFastPolylines, true);
    QCPGraph *graph = plot.addGraph();
    graph->setPen(QPen(QColor(0x4c, 0xc2, 0xff), 0));
    graph->setAdaptiveSampling(true);
    plot.yAxis->setRange(-2, 2);
    plot.show();

    Signal signal;
    double now = 0, due = 0;
    const auto append = [&](std::size_t count) {
        const auto samples = signal.next(count);
        QVector<QCPGraphData> data;
        data.reserve(static_cast<qsizetype>(samples.size()));
        for (const float sample : samples) {
            data.append(QCPGraphData(now, sample));
            now += 1 / rateHz;
        }
        graph->data()->add(data, true);
    };
    for (double left = rateHz; left > 0; left -= 500000)
        append(static_cast<std::size_t>(std::min(left, 500000.0)));

    const auto feed = [&] {
        due += rateHz / 60;
        const auto count = static_cast<std::size_t>(due);
        due -= static_cast<double>(count);
        append(count);
        graph->data()->removeBefore(now - 1);
    };
    const auto show = [&] {
        plot.xAxis->setRange(now - 1, now);
        plot.replot(QCustomPlot::rpImmediateRefresh);
        QCoreApplication::processEvents();
    };
    return measure(feed, show, seconds, frames);
}
