// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceItem.h"

#include "plotting/SampleFile.h"
#include "plotting/TraceColumns.h"
#include "plotting/TraceNode.h"

#include <QElapsedTimer>
#include <QQuickWindow>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace wavetape::plotting {

namespace {

constexpr double kMicro = 1e-6;
constexpr double kStalledSeconds = 0.1; // a stream this late no longer holds the others back
constexpr double kTriggerSearchSeconds = 0.5;
constexpr uint64_t kFrozenSamples = uint64_t(1) << 22; // at least the window, if more
constexpr double kMostSaved = 1 << 24;
constexpr int kRangeNotifyMs = 100;
constexpr int kBehindNotifyMs = 200;
constexpr double kMinWindow = 1e-6, kMaxWindow = 86400;

} // namespace

class TraceItem::Private {
public:
    // One shown trace as built last: what cursors and export look at.
    struct Built {
        Trace *trace = nullptr;
        std::shared_ptr<SampleRing> ring;
        TraceView view;
        TraceColumns columns;
        uint64_t end = 0;
    };

    explicit Private(TraceItem *item)
        : q(item)
    {
        behindTimer.setInterval(kBehindNotifyMs);
        QObject::connect(&behindTimer, &QTimer::timeout, q, &TraceItem::behindChanged);
    }

    // Seconds from `base` to the newest moment that every live stream has reached.
    double newest() const
    {
        double earliest = INFINITY, latest = -INFINITY;
        for (const Built &b : built) {
            if (!b.ring)
                continue;
            const double at
                = secondsAt(b, static_cast<double>(std::min<uint64_t>(b.end, b.ring->end())));
            earliest = std::min(earliest, at);
            latest = std::max(latest, at);
        }
        return std::max(earliest, latest - kStalledSeconds);
    }

    double secondsAt(const Built &b, double sample) const
    {
        return static_cast<double>(b.ring->originUs() - baseUs) * kMicro
            + sample / b.ring->rateHz();
    }

    double sampleAt(const Built &b, double seconds) const
    {
        return (seconds - static_cast<double>(b.ring->originUs() - baseUs) * kMicro)
            * b.ring->rateHz();
    }

    void collect();
    void build();
    std::optional<double> findTrigger(double newest) const;
    void freeze();
    static std::shared_ptr<SampleRing> copyOf(const SampleRing &ring, uint64_t wanted);
    const Built *at(int trace) const;

    TraceItem *q;
    std::vector<Built> built;
    std::vector<std::pair<Trace *, std::shared_ptr<SampleRing>>> frozen;
    int64_t baseUs = 0;
    QElapsedTimer sinceNotify, sincePause;
    QTimer behindTimer;
    bool rangePending = false;
    QMetaObject::Connection tick, visibility;
};

// Takes the rings of this frame and what they held at its start.
void TraceItem::Private::collect()
{
    std::vector<Built> old;
    old.swap(built);
    for (Trace *trace : q->m_traces) {
        if (!trace->shown() || !trace->source())
            continue;
        std::shared_ptr<SampleRing> ring;
        if (q->m_paused) {
            for (const auto &[owner, copy] : frozen) {
                if (owner == trace)
                    ring = copy;
            }
        } else {
            ring = trace->source()->stream()->ring();
        }
        if (!ring || ring->end() == 0)
            continue;
        const auto same = std::find_if(
            old.begin(), old.end(), [trace](const Built &b) { return b.trace == trace; });
        Built b = same != old.end() ? std::move(*same) : Built {};
        b.trace = trace;
        b.end = ring->end();
        b.ring = std::move(ring);
        built.push_back(std::move(b));
    }
    if (!built.empty())
        baseUs = built.front().ring->originUs();
}

std::optional<double> TraceItem::Private::findTrigger(double newest) const
{
    const Built &b = built.front();
    const double gain = b.trace->gain();
    if (gain <= 0)
        return {};
    const auto level = static_cast<float>((q->m_triggerLevel - b.trace->offset()) / gain);
    const double latest = newest - (1 - q->m_triggerPosition) * q->m_window;
    const double earliest = latest - std::max(q->m_window, kTriggerSearchSeconds);
    const double end = std::min(sampleAt(b, latest), static_cast<double>(b.end));
    if (end < 2)
        return {};
    const auto to = static_cast<uint64_t>(end);
    const auto from = static_cast<uint64_t>(std::max(sampleAt(b, earliest), 1.0));
    const uint64_t edge = b.ring->lastRisingEdge(from, to, level);
    std::array<float, 2> around;
    if (edge >= to || !b.ring->read(edge - 1, around))
        return {};
    // Between two samples, else a sine would tremble by up to a sample.
    const double part = (level - around[0]) / (static_cast<double>(around[1]) - around[0]);
    return secondsAt(b, static_cast<double>(edge - 1) + std::clamp(part, 0.0, 1.0));
}

void TraceItem::Private::build()
{
    collect();
    const double ratio = q->window() ? q->window()->effectiveDevicePixelRatio() : 1;
    const int columns = static_cast<int>(std::round(q->width() * ratio));
    MinMax visible;
    bool triggered = false;
    double perPixel = 0;
    if (!built.empty() && columns > 0) {
        const double columnSeconds = q->m_window / columns;
        const double now = newest();
        double right = now - q->m_offset;
        const auto edge = q->m_trigger ? findTrigger(now) : std::optional<double> {};
        if (edge) {
            triggered = true;
            right = *edge + (1 - q->m_triggerPosition) * q->m_window;
        } else {
            // Columns begin at fixed moments, so that a column's extremes do not change while it
            // wanders to the left.
            right = std::floor(right / columnSeconds) * columnSeconds;
        }
        for (Built &b : built) {
            b.view.columns = columns;
            b.view.samplesPerColumn = columnSeconds * b.ring->rateHz();
            b.view.left = sampleAt(b, right) - b.view.samplesPerColumn * columns;
            b.view.gain = b.trace->gain();
            b.view.offset = b.trace->offset();
            b.columns.build(*b.ring, b.view, q->m_density);
            visible.add(b.columns.extremes());
        }
        perPixel = built.front().view.samplesPerColumn;
    }
    if (triggered != q->m_triggered) {
        q->m_triggered = triggered;
        emit q->triggeredChanged();
    }
    if (!(visible == q->m_visible) || perPixel != q->m_samplesPerPixel) {
        q->m_visible = visible;
        q->m_samplesPerPixel = perPixel;
        rangePending = true;
    }
    if (rangePending
        && (q->m_paused || !sinceNotify.isValid() || sinceNotify.elapsed() >= kRangeNotifyMs)) {
        rangePending = false;
        sinceNotify.start();
        emit q->visibleRangeChanged();
    }
}

std::shared_ptr<SampleRing> TraceItem::Private::copyOf(const SampleRing &ring, uint64_t wanted)
{
    const uint64_t end = ring.end();
    const uint64_t count = std::min({wanted, end, ring.capacity() * 7 / 8});
    auto copy = std::make_shared<SampleRing>(count, ring.rateHz());
    const uint64_t from = end - count;
    copy->setOriginUs(
        ring.originUs() + static_cast<int64_t>(static_cast<double>(from) / ring.rateHz() * 1e6));
    std::vector<float> chunk;
    for (uint64_t at = from; at < end; at += chunk.size()) {
        chunk.resize(std::min<uint64_t>(end - at, 65536));
        if (ring.read(at, chunk))
            copy->append(chunk);
        else
            copy->appendGap(chunk.size());
    }
    return copy;
}

void TraceItem::Private::freeze()
{
    frozen.clear();
    for (Trace *trace : q->m_traces) {
        const auto ring = trace->source() ? trace->source()->stream()->ring() : nullptr;
        if (!ring || ring->end() == 0)
            continue;
        const double window = (q->m_window * 2 + q->m_offset) * ring->rateHz();
        const auto wanted = static_cast<uint64_t>(
            std::clamp(window, double(kFrozenSamples), double(ring->capacity())));
        frozen.emplace_back(trace, copyOf(*ring, wanted));
    }
}

const TraceItem::Private::Built *TraceItem::Private::at(int trace) const
{
    if (trace < 0 || trace >= static_cast<int>(q->m_traces.size()))
        return nullptr;
    for (const Built &b : built) {
        if (b.trace == q->m_traces[trace] && b.view.columns > 0)
            return &b;
    }
    return nullptr;
}

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
            std::erase_if(item->d->built, [&](const auto &b) { return b.trace == trace; });
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
        item->d->built.clear();
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
    bool moved = d->rangePending;
    std::size_t known = 0;
    for (Trace *trace : m_traces) {
        if (!trace->shown() || !trace->source())
            continue;
        const auto ring = trace->source()->stream()->ring();
        if (!ring || ring->end() == 0)
            continue;
        ++known;
        const auto same = std::find_if(d->built.begin(), d->built.end(), [&](const auto &b) {
            return b.trace == trace && b.ring == ring && b.end == ring->end();
        });
        moved |= same == d->built.end();
    }
    if (moved || known != d->built.size())
        changeView();
}

void TraceItem::updatePolish()
{
    d->build();
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
    for (const auto &b : d->built) {
        if (m_yMax != m_yMin)
            pictures.push_back({&b.columns, b.trace->color()});
    }
    node->show({size(), ratio, m_yMax, m_yMin, m_lineWidth * ratio}, pictures);
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

namespace {

bool assign(double &member, double value)
{
    if (!std::isfinite(value) || member == value)
        return false;
    member = value;
    return true;
}

} // namespace

void TraceItem::setYMin(double value)
{
    if (assign(m_yMin, value)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setYMax(double value)
{
    if (assign(m_yMax, value)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setWindowSeconds(double seconds)
{
    if (assign(m_window, std::clamp(seconds, kMinWindow, kMaxWindow))) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setOffset(double seconds)
{
    if (assign(m_offset, std::clamp(seconds, 0.0, kMaxWindow))) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setLineWidth(double width)
{
    if (assign(m_lineWidth, std::clamp(width, 0.5, 10.0))) {
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
        d->freeze();
        d->sincePause.start();
        d->behindTimer.start();
    } else {
        d->behindTimer.stop();
        d->sincePause.invalidate();
        d->frozen.clear();
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
    if (assign(m_triggerLevel, level)) {
        changeView();
        emit viewChanged();
    }
}

void TraceItem::setTriggerPosition(double position)
{
    if (assign(m_triggerPosition, std::clamp(position, 0.0, 1.0))) {
        changeView();
        emit viewChanged();
    }
}

QVariantMap TraceItem::valueAt(double x, int trace) const
{
    const Private::Built *b = d->at(trace);
    if (!b || x < 0 || x > width() || width() <= 0)
        return {{QStringLiteral("valid"), false}};
    const double position = b->view.left + x / width() * b->view.samplesPerColumn * b->view.columns;
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
    const double a = range.min * b->view.gain + b->view.offset;
    const double c = range.max * b->view.gain + b->view.offset;
    return {{QStringLiteral("valid"), true}, {QStringLiteral("time"), time},
        {QStringLiteral("value"), (a + c) / 2}, {QStringLiteral("min"), std::min(a, c)},
        {QStringLiteral("max"), std::max(a, c)}};
}

QString TraceItem::save(const QUrl &file, int trace) const
{
    const Private::Built *b = d->at(trace);
    if (!b)
        return saveSamples(file, {});
    const auto begin = static_cast<double>(b->ring->begin());
    const auto end = static_cast<double>(b->ring->end());
    const double to = std::clamp(std::ceil(b->view.right()), begin, end);
    const double from = std::max(std::clamp(std::ceil(b->view.left), begin, end), to - kMostSaved);
    std::vector<float> samples(static_cast<std::size_t>(to - from));
    if (!b->ring->read(static_cast<uint64_t>(from), samples))
        return tr("The stream overwrote the samples while they were read: pause it first.");
    const double rate = b->ring->rateHz();
    return saveSamples(
        file, {samples, rate, b->ring->originUs() + std::llround(from / rate * 1e6)});
}

} // namespace wavetape::plotting
