// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceItem.h"

#include "plotting/AssignFinite.h"
#include "plotting/SampleFile.h"
#include "plotting/TraceNode.h"
#include "plotting/TraceScene.h"

#include <QElapsedTimer>
#include <QQuickWindow>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <optional>

namespace wavetape::plotting {

namespace {

constexpr double kMostSaved = 1 << 24;
constexpr int kRangeNotifyMs = 100;
constexpr int kBehindNotifyMs = 200;
constexpr double kMinWindow = 1e-6, kMaxWindow = 86400;

} // namespace

class TraceItem::Private {
public:
    explicit Private(TraceItem *item)
    {
        behindTimer.setInterval(kBehindNotifyMs);
        QObject::connect(&behindTimer, &QTimer::timeout, item, &TraceItem::behindChanged);
    }

    TraceScene scene;
    QElapsedTimer sinceNotify, sincePause;
    QTimer behindTimer;
    bool rangePending = false;
    QMetaObject::Connection tick, visibility;
};

TraceItem::TraceItem(QQuickItem *parent)
    : QQuickItem(parent)
    , d(std::make_unique<Private>(this))
{
    setFlag(ItemHasContents);
    setClip(true);
}

TraceItem::~TraceItem() = default;

QQmlListProperty<Trace> TraceItem::traces()
{
    using List = QQmlListProperty<Trace>;
    static const auto append = [](List *list, Trace *trace) {
        auto *item = static_cast<TraceItem *>(list->object);
        if (!trace)
            return;
        item->m_traces.push_back(trace);
        connect(trace, &Trace::changed, item, &TraceItem::changeView);
        connect(trace, &QObject::destroyed, item, [item, trace] {
            std::erase(item->m_traces, trace);
            item->d->scene.forget(trace);
            item->changeView();
        });
        item->changeView();
    };
    static const auto count = [](List *list) {
        return qsizetype(static_cast<TraceItem *>(list->object)->m_traces.size());
    };
    static const auto at = [](List *list, qsizetype index) {
        return static_cast<TraceItem *>(list->object)->m_traces.at(index);
    };
    static const auto clear = [](List *list) {
        auto *item = static_cast<TraceItem *>(list->object);
        for (Trace *trace : item->m_traces)
            trace->disconnect(item);
        item->m_traces.clear();
        item->d->scene.clear();
        item->changeView();
    };
    return List(this, nullptr, append, count, at, clear);
}

void TraceItem::changeView()
{
    polish();
    update();
}

// The clock runs for this item only while somebody can see it move.
void TraceItem::followVisibility()
{
    QQuickWindow *host = QQuickItem::window();
    const bool seen
        = isVisible() && host && host->isVisible() && host->visibility() != QWindow::Minimized;
    if (seen && !m_paused && !m_ticket) {
        m_ticket = FrameClock::instance().acquire();
        d->tick = connect(&FrameClock::instance(), &FrameClock::tick, this, &TraceItem::onTick);
        changeView();
    } else if ((!seen || m_paused) && m_ticket) {
        disconnect(d->tick);
        m_ticket.reset();
    }
}

void TraceItem::onTick()
{
    if (d->rangePending || d->scene.hasNewer(m_traces))
        changeView();
}

TraceWindow TraceItem::view() const
{
    return {m_window, m_offset, m_density, m_trigger ? std::optional(m_triggerLevel) : std::nullopt,
        m_triggerPosition};
}

const TraceScene::Built *TraceItem::builtAt(int trace) const
{
    if (trace < 0 || trace >= static_cast<int>(m_traces.size()))
        return nullptr;
    return d->scene.find(m_traces[trace]);
}

void TraceItem::updatePolish()
{
    const double ratio
        = QQuickItem::window() ? QQuickItem::window()->effectiveDevicePixelRatio() : 1;
    const auto now
        = d->scene.build(m_traces, view(), static_cast<int>(std::round(width() * ratio)));
    if (now.triggered != m_triggered) {
        m_triggered = now.triggered;
        emit triggeredChanged();
    }
    if (!(now.visible == m_visible) || now.samplesPerColumn != m_samplesPerPixel) {
        m_visible = now.visible;
        m_samplesPerPixel = now.samplesPerColumn;
        d->rangePending = true;
    }
    if (d->rangePending
        && (m_paused || !d->sinceNotify.isValid() || d->sinceNotify.elapsed() >= kRangeNotifyMs)) {
        d->rangePending = false;
        d->sinceNotify.start();
        emit visibleRangeChanged();
    }
}

QSGNode *TraceItem::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    auto *node = static_cast<TraceNode *>(old);
    if (node && !node->fits(QQuickItem::window(), m_density)) {
        delete node;
        node = nullptr;
    }
    if (!node)
        node = TraceNode::create(QQuickItem::window(), m_density);
    const double ratio = QQuickItem::window()->effectiveDevicePixelRatio();
    std::vector<TracePicture> pictures;
    for (const auto &b : d->scene.built()) {
        if (m_yMax != m_yMin)
            pictures.push_back({&b.columns, b.trace->color()});
    }
    node->show(
        {size(), ratio, m_yMax, m_yMin, m_lineWidth * ratio, itemTransform(nullptr, nullptr)},
        pictures);
    return node;
}

void TraceItem::itemChange(ItemChange change, const ItemChangeData &data)
{
    if (change == ItemSceneChange) {
        disconnect(d->visibility);
        if (data.window) {
            d->visibility = connect(
                data.window, &QWindow::visibilityChanged, this, &TraceItem::followVisibility);
        }
        followVisibility();
    } else if (change == ItemVisibleHasChanged) {
        followVisibility();
    } else if (change == ItemDevicePixelRatioHasChanged) {
        changeView();
    }
    QQuickItem::itemChange(change, data);
}

void TraceItem::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        changeView();
}

void TraceItem::setYMin(double value)
{
    if (assignFinite(m_yMin, value)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setYMax(double value)
{
    if (assignFinite(m_yMax, value)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setWindowSeconds(double seconds)
{
    if (assignFinite(m_window, std::clamp(seconds, kMinWindow, kMaxWindow))) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setOffset(double seconds)
{
    if (assignFinite(m_offset, std::clamp(seconds, 0.0, kMaxWindow))) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setLineWidth(double width)
{
    if (assignFinite(m_lineWidth, std::clamp(width, 0.5, 10.0))) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setDensity(bool on)
{
    if (m_density == on)
        return;
    m_density = on;
    changeView();
    emit viewChanged();
}

void TraceItem::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    if (paused) {
        d->scene.freeze(m_traces, view());
        d->sincePause.start();
        d->behindTimer.start();
    } else {
        d->behindTimer.stop();
        d->sincePause.invalidate();
        d->scene.thaw();
    }
    m_paused = paused;
    followVisibility();
    changeView();
    emit pausedChanged();
    emit behindChanged();
}

double TraceItem::behind() const
{
    return d->sincePause.isValid() ? static_cast<double>(d->sincePause.elapsed()) / 1000 : 0;
}

void TraceItem::setTrigger(bool on)
{
    if (m_trigger == on)
        return;
    m_trigger = on;
    changeView();
    emit viewChanged();
}

void TraceItem::setTriggerLevel(double level)
{
    if (assignFinite(m_triggerLevel, level)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setTriggerPosition(double position)
{
    if (assignFinite(m_triggerPosition, std::clamp(position, 0.0, 1.0))) {
        changeView();
        emit viewChanged();
    }
}

QVariantMap TraceItem::valueAt(double x, int trace) const
{
    const TraceScene::Built *b = builtAt(trace);
    if (!b || x < 0 || x > width() || width() <= 0)
        return {{QStringLiteral("valid"), false}};
    const double position
        = b->view.left() + x / width() * b->view.samplesPerColumn * b->view.columns;
    const double time = (x / width() - 1) * m_window - (m_trigger && m_triggered ? 0 : m_offset);
    MinMax range;
    if (b->view.samplesPerColumn >= TraceColumns::kDense) {
        const double from = std::max(position, static_cast<double>(b->ring->begin()));
        const double to
            = std::min(position + b->view.samplesPerColumn, static_cast<double>(b->ring->end()));
        if (to > from)
            range = b->ring->minMax(static_cast<uint64_t>(from), static_cast<uint64_t>(to));
    } else if (const double nearest = std::round(position); nearest >= 0) {
        float sample = 0;
        if (b->ring->read(static_cast<uint64_t>(nearest), std::span(&sample, 1)))
            range.add(sample);
    }
    if (range.empty())
        return {{QStringLiteral("valid"), false}};
    return {{QStringLiteral("valid"), true}, {QStringLiteral("time"), time},
        {QStringLiteral("value"), (static_cast<double>(range.min) + range.max) / 2},
        {QStringLiteral("min"), static_cast<double>(range.min)},
        {QStringLiteral("max"), static_cast<double>(range.max)}};
}

QString TraceItem::save(const QUrl &file, int trace) const
{
    const TraceScene::Built *b = builtAt(trace);
    if (!b)
        return saveSamples(file, {});
    const auto begin = static_cast<double>(b->ring->begin());
    const auto end = static_cast<double>(b->ring->end());
    const double to = std::clamp(std::ceil(b->view.right()), begin, end);
    const double from
        = std::max(std::clamp(std::ceil(b->view.left()), begin, end), to - kMostSaved);
    std::vector<float> samples(static_cast<std::size_t>(to - from));
    if (!b->ring->read(static_cast<uint64_t>(from), samples))
        return tr("The stream overwrote the samples while they were read: pause it first.");
    const double rate = b->ring->rateHz();
    return saveSamples(
        file, {samples, rate, b->ring->originUs() + std::llround(from / rate * 1e6)});
}

} // namespace wavetape::plotting
