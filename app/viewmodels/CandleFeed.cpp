// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/CandleFeed.h"

namespace wavetape::viewmodels {

CandleFeed::CandleFeed(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&m_flush, &BeatTimer::timeout, this, &CandleFeed::flush);
}

void CandleFeed::setSource(const QString &symbol, const QString &interval)
{
    m_subscription.reset();
    m_bars.clear();
    m_pending.clear();
    m_newest = {};
    m_fresh = true;
    if (m_view)
        m_view->clear();
    Q_EMIT ticked();
    if (symbol.isEmpty())
        return;
    m_subscription = m_client.subscribe(QStringLiteral("candles.%1.%2").arg(symbol, interval), {},
        [this](const std::vector<client::FeedMessage> &messages) { receive(messages); });
}

void CandleFeed::keep(const client::Candle &candle)
{
    const plotting::CandleBar bar {candle.start, candle.open, candle.high, candle.low, candle.close,
        candle.volume, candle.auction};
    m_bars[bar.start] = bar;
    m_pending[bar.start] = bar;
    while (m_bars.size() > size_t(plotting::CandleItem::kMaxBars))
        m_bars.erase(m_bars.begin());
}

void CandleFeed::receive(const std::vector<client::FeedMessage> &messages)
{
    for (const auto &message : messages) {
        if (const auto *candles = message.as<client::CandleSnapshot>()) {
            for (const client::Candle &candle : *candles)
                keep(candle);
        } else if (const auto *candle = message.as<client::Candle>()) {
            keep(*candle);
        }
    }
    if (!m_bars.empty())
        m_newest = m_bars.rbegin()->second;
    m_flush.arm();
}

void CandleFeed::fillView()
{
    m_pending.clear();
    if (!m_view)
        return;
    std::vector<plotting::CandleBar> bars;
    bars.reserve(m_bars.size());
    for (const auto &[start, bar] : m_bars)
        bars.push_back(bar);
    m_view->setBars(std::move(bars));
}

void CandleFeed::flush()
{
    // Also a paused view shows the past of what it was turned to.
    const bool first = m_fresh && !m_bars.empty();
    if (m_view && (!m_paused || first)) {
        m_fresh = false;
        if (first || m_pending.size() > 4) {
            fillView();
        } else {
            for (const auto &[start, bar] : m_pending)
                m_view->upsert(bar);
            m_pending.clear();
        }
    }
    Q_EMIT ticked();
}

void CandleFeed::setView(plotting::CandleItem *view)
{
    if (view == m_view)
        return;
    m_view = view;
    fillView();
    Q_EMIT viewChanged();
}

void CandleFeed::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    if (paused) {
        m_pausedSince.start();
    } else {
        m_pausedSince.invalidate();
        fillView();
    }
    Q_EMIT pausedChanged();
    Q_EMIT ticked();
}

double CandleFeed::behindMs() const
{
    return m_pausedSince.isValid() ? double(m_pausedSince.elapsed()) : 0;
}

} // namespace wavetape::viewmodels
