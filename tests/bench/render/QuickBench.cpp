// SPDX-License-Identifier: GPL-3.0-or-later
#include "QuickBench.h"

#include "Signal.h"
#include "plotting/FrameClock.h"
#include "plotting/TraceColumns.h"
#include "plotting/TraceItem.h"

#include <QEventLoop>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QXYSeries>

#include <cmath>
#include <memory>

using namespace wavetape::plotting;

namespace {

constexpr int kWidth = 1400, kHeight = 900;
constexpr double kFrameRate = 60;

const char *const kScene = R"(
import QtQuick
import QtCharts
import Wavetape.Plotting

Item {
    property alias series: line
    property alias plotArea: chart.plotArea
    ChartView {
        id: chart
        anchors.fill: parent
        antialiasing: false
        animationOptions: ChartView.NoAnimation
        backgroundColor: "#151b23"
        backgroundRoundness: 0
        legend.visible: false
        margins { left: 8; right: 8; top: 8; bottom: 8 }
        ValueAxis { id: xAxis; min: -1; max: 0; color: "#252d38"; gridLineColor: "#222a35"; labelsColor: "#8b98a8" }
        ValueAxis { id: yAxis; min: -2; max: 2; color: "#252d38"; gridLineColor: "#222a35"; labelsColor: "#8b98a8" }
        LineSeries { id: line; axisX: xAxis; axisY: yAxis; color: "#4cc2ff"; width: 1 }
    }
    Rectangle {
        id: beat
        objectName: "beat"
        visible: false
        x: chart.plotArea.x; y: chart.plotArea.y; width: chart.plotArea.width; height: chart.plotArea.height
    }
    TraceItem {
        objectName: "trace"
        visible: false
        x: chart.plotArea.x; y: chart.plotArea.y; width: chart.plotArea.width; height: chart.plotArea.height
        yMin: -2; yMax: 2; window: 1
        Trace { color: "#4cc2ff" }
    }
}
)";

// Displays a frame: returns when it has been swapped.
void showFrame(QQuickWindow &window)
{
    QEventLoop loop;
    QObject::connect(
        &window, &QQuickWindow::frameSwapped, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    window.update();
    loop.exec();
}

} // namespace

Cost measureQuick(Drawing drawing, double rateHz, double seconds, int frames)
{
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    QQuickWindow window;
    window.resize(kWidth, kHeight);
    QQmlComponent component(&engine);
    component.setData(kScene, QUrl());
    std::unique_ptr<QQuickItem> root(qobject_cast<QQuickItem *>(component.create()));
    if (!root)
        qFatal("%s", qPrintable(component.errorString()));
    for (QQuickItem *item : root->childItems())
        item->setAcceptHoverEvents(false); // as in the program
    root->setParentItem(window.contentItem());
    root->setSize(window.size());
    window.show();
    showFrame(window);

    Signal signal;
    TraceSource source(std::make_shared<SampleStream>(1.5, std::size_t(1) << 25));
    source.stream()->begin(rateHz);
    for (double left = rateHz; left > 0; left -= 500000)
        source.stream()->append(signal.next(static_cast<std::size_t>(std::min(left, 500000.0))), 0);

    double due = 0;
    const auto feed = [&] {
        due += rateHz / kFrameRate;
        const auto count = static_cast<std::size_t>(due);
        due -= static_cast<double>(count);
        source.stream()->append(signal.next(count), 0);
    };

    if (drawing == Drawing::Trace || drawing == Drawing::TraceDensity) {
        auto *trace = root->findChild<TraceItem *>(QStringLiteral("trace"));
        trace->traceList().front()->setSource(&source);
        trace->setDensity(drawing == Drawing::TraceDensity);
        trace->setVisible(true);
        // The measurement is the clock here.
        QObject::disconnect(&FrameClock::instance(), nullptr, trace, nullptr);
        return measure(
            feed,
            [&] {
                emit trace->viewChanged();
                trace->polish();
                trace->update();
                showFrame(window);
            },
            seconds, frames);
    }
    if (drawing == Drawing::FrameOnly) {
        auto *beat = root->findChild<QQuickItem *>(QStringLiteral("beat"));
        bool on = false;
        beat->setProperty("color", QStringLiteral("#00000000"));
        beat->setVisible(true);
        return measure(
            feed,
            [&] {
                on = !on;
                beat->setProperty(
                    "color", on ? QStringLiteral("#01000000") : QStringLiteral("#02000000"));
                showFrame(window);
            },
            seconds, frames);
    }

    auto *series = qvariant_cast<QXYSeries *>(root->property("series"));
    const int columnCount = static_cast<int>(root->property("plotArea").toRectF().width());
    TraceColumns columns;
    std::vector<float> samples;
    QList<QPointF> points;
    const auto show = [&] {
        const auto ring = source.stream()->ring();
        points.clear();
        if (drawing == Drawing::SeriesRaw || rateHz < 2.0 * columnCount) {
            samples.resize(static_cast<std::size_t>(rateHz));
            if (ring->read(ring->end() - samples.size(), samples)) {
                for (std::size_t i = 0; i < samples.size(); ++i)
                    points.append({static_cast<double>(i) / rateHz - 1, samples[i]});
            }
        } else {
            const double perColumn = rateHz / columnCount;
            const double right
                = std::floor(static_cast<double>(ring->end()) / perColumn) * perColumn;
            columns.build(*ring, {right - rateHz, perColumn, columnCount}, false);
            for (int i = 0; i < columnCount; ++i) {
                const MinMax &column = columns.columns()[i];
                if (column.empty())
                    continue;
                const double x = static_cast<double>(i) / columnCount - 1;
                points.append({x, column.min});
                points.append({x, column.max});
            }
        }
        series->replace(points);
        showFrame(window);
    };
    return measure(feed, show, seconds, frames);
}
