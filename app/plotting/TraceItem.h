// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/FrameClock.h"
#include "plotting/TraceScene.h"

#include <QQmlListProperty>
#include <QQuickItem>
#include <QUrl>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::plotting {

// Draws sample streams into its rectangle; lay it over a ChartView's plotArea. Time is relative:
// the right edge is "now" (or `offset` seconds ago), the left edge `window` seconds earlier, so
// that the chart's axis never changes. What it costs depends on its pixels, not on the sample rate.
// Runs on the FrameClock while it is visible; nothing is drawn when nothing has arrived.
class TraceItem : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    Q_CLASSINFO("DefaultProperty", "traces")
    Q_PROPERTY(QQmlListProperty<wavetape::plotting::Trace> traces READ traces CONSTANT)
    Q_PROPERTY(double yMin READ yMin WRITE setYMin NOTIFY viewChanged)
    Q_PROPERTY(double yMax READ yMax WRITE setYMax NOTIFY viewChanged)
    // Seconds from edge to edge.
    Q_PROPERTY(double window READ windowSeconds WRITE setWindowSeconds NOTIFY viewChanged)
    // Seconds that the right edge lies behind the newest sample: scroll back while data flows.
    Q_PROPERTY(double offset READ offset WRITE setOffset NOTIFY viewChanged)
    Q_PROPERTY(double lineWidth READ lineWidth WRITE setLineWidth NOTIFY viewChanged)
    // Shade by how often the signal was there, when many samples share a pixel column.
    Q_PROPERTY(bool density READ density WRITE setDensity NOTIFY viewChanged)
    // Freezes the picture; the streams go on. Zooming and cursors keep working on what is frozen.
    Q_PROPERTY(bool paused READ paused WRITE setPaused NOTIFY pausedChanged)
    Q_PROPERTY(double behind READ behind NOTIFY behindChanged) // seconds since the pause
    // Holds the latest rising edge of the first shown trace through `triggerLevel`, in the signal's
    // own unit, at `triggerPosition` (0 left, 1 right).
    Q_PROPERTY(bool trigger READ trigger WRITE setTrigger NOTIFY viewChanged)
    Q_PROPERTY(double triggerLevel READ triggerLevel WRITE setTriggerLevel NOTIFY viewChanged)
    Q_PROPERTY(
        double triggerPosition READ triggerPosition WRITE setTriggerPosition NOTIFY viewChanged)
    Q_PROPERTY(bool triggered READ triggered NOTIFY triggeredChanged)
    // Extremes of what is shown, for an AxisRange; updated while drawing, at most 10 times a
    // second.
    Q_PROPERTY(double visibleMin READ visibleMin NOTIFY visibleRangeChanged)
    Q_PROPERTY(double visibleMax READ visibleMax NOTIFY visibleRangeChanged)
    Q_PROPERTY(bool empty READ isEmpty NOTIFY visibleRangeChanged)
    Q_PROPERTY(double samplesPerPixel READ samplesPerPixel NOTIFY visibleRangeChanged)

public:
    explicit TraceItem(QQuickItem *parent = nullptr);
    ~TraceItem() override;

    QQmlListProperty<Trace> traces();
    const std::vector<Trace *> &traceList() const { return m_traces; }

    double yMin() const { return m_yMin; }
    void setYMin(double value);
    double yMax() const { return m_yMax; }
    void setYMax(double value);
    double windowSeconds() const { return m_window; }
    void setWindowSeconds(double seconds);
    double offset() const { return m_offset; }
    void setOffset(double seconds);
    double lineWidth() const { return m_lineWidth; }
    void setLineWidth(double width);
    bool density() const { return m_density; }
    void setDensity(bool on);
    bool paused() const { return m_paused; }
    void setPaused(bool paused);
    double behind() const;
    bool trigger() const { return m_trigger; }
    void setTrigger(bool on);
    double triggerLevel() const { return m_triggerLevel; }
    void setTriggerLevel(double level);
    double triggerPosition() const { return m_triggerPosition; }
    void setTriggerPosition(double position);
    bool triggered() const { return m_triggered; }
    double visibleMin() const { return m_visible.min; }
    double visibleMax() const { return m_visible.max; }
    bool isEmpty() const { return m_visible.empty(); }
    double samplesPerPixel() const { return m_samplesPerPixel; }

    // What lies under item coordinate x: {valid, time (s, <= 0), value, min, max}, in the signal's
    // own unit, wherever the trace's gain and offset put it. `value` is the
    // nearest sample's where there are fewer samples than pixels, else the middle of min and max.
    Q_INVOKABLE QVariantMap valueAt(double x, int trace = 0) const;
    // Writes the samples in view of one trace, at most 16 million: see saveSamples() for the forms.
    // "" or what went wrong.
    Q_INVOKABLE QString save(const QUrl &file, int trace = 0) const;

signals:
    void viewChanged();
    void pausedChanged();
    void behindChanged();
    void triggeredChanged();
    void visibleRangeChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void updatePolish() override;

private:
    class Private;
    void onTick();
    void followVisibility();
    void changeView();
    TraceWindow view() const;
    const TraceScene::Built *builtAt(int trace) const; // null where it is not in the picture

    std::vector<Trace *> m_traces;
    double m_yMin = -1, m_yMax = 1, m_window = 1, m_offset = 0, m_lineWidth = 1.25;
    double m_triggerLevel = 0, m_triggerPosition = 0.1, m_samplesPerPixel = 0;
    bool m_density = false, m_paused = false, m_trigger = false, m_triggered = false;
    MinMax m_visible;
    FrameClock::Ticket m_ticket;
    std::unique_ptr<Private> d;
};

} // namespace wavetape::plotting
