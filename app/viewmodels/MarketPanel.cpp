// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/MarketPanel.h"

#include "viewmodels/Format.h"

#include <cmath>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

MarketPanel::MarketPanel(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_watchlist(client)
    , m_candles(client)
    , m_book(client)
    , m_tape(client)
    , m_session(client)
    , m_news(client)
    , m_alarm(client)
{
    connect(&m_watchlist, &Watchlist::moved, this, [this] {
        if (m_symbol.isEmpty() && m_watchlist.total() > 0 && m_watchlist.filter().isEmpty())
            setSymbol(m_watchlist.keyAt(0));
        refreshTicker();
    });
    connect(&m_watchlist, &Watchlist::priced, &m_alarm, &PriceAlarm::observe);
}

QStringList MarketPanel::intervals() const
{
    return {u"1s"_s, u"5s"_s, u"1m"_s, u"5m"_s, u"1h"_s};
}

void MarketPanel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_watchlist.setActive(active);
    m_alarm.setAlone(!active);
    m_session.setActive(active);
    m_news.setActive(active);
    follow();
    Q_EMIT activeChanged();
}

void MarketPanel::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    m_candles.setPaused(paused);
    m_book.setPaused(paused);
    m_tape.setPaused(paused);
    Q_EMIT pausedChanged();
}

void MarketPanel::startOver()
{
    setPaused(false);
    m_watchlist.clear();
    m_session.clear();
    m_news.clear();
    m_alarm.clear();
    m_symbol.clear();
    follow();
    refreshTicker();
    Q_EMIT symbolChanged();
}

void MarketPanel::setSymbol(const QString &symbol)
{
    if (symbol == m_symbol || symbol.isEmpty())
        return;
    m_symbol = symbol;
    setPaused(false);
    follow();
    refreshTicker();
    Q_EMIT symbolChanged();
}

void MarketPanel::setInterval(int index)
{
    if (index == m_interval || index < 0 || index >= intervals().size())
        return;
    m_interval = index;
    if (m_active)
        m_candles.setSource(m_symbol, intervals().at(m_interval));
    Q_EMIT intervalChanged();
}

void MarketPanel::follow()
{
    const QString symbol = m_active ? m_symbol : QString();
    m_candles.setSource(symbol, intervals().at(m_interval));
    m_book.setSymbol(symbol);
    m_tape.setSymbol(symbol);
    m_session.setSymbol(m_symbol);
    m_alarm.setSymbol(m_symbol);
}

void MarketPanel::refreshTicker()
{
    const client::Ticker *ticker = m_watchlist.find(m_symbol);
    if (!ticker) {
        if (!m_ticker.isEmpty()) {
            m_ticker.clear();
            Q_EMIT tickerChanged();
        }
        return;
    }
    m_ticker = {{u"symbol"_s, ticker->symbol}, {u"price"_s, ticker->price}, {u"bid"_s, ticker->bid},
        {u"ask"_s, ticker->ask}, {u"open"_s, ticker->open}, {u"high"_s, ticker->high},
        {u"low"_s, ticker->low}, {u"volume"_s, ticker->volume}, {u"change"_s, ticker->change},
        {u"changeText"_s, Format::percent(ticker->changePct)},
        {u"direction"_s,
            std::abs(ticker->changePct) < 0.005 ? 0
                : ticker->changePct > 0         ? 1
                                                : -1},
        {u"decimals"_s, Watchlist::priceDecimals(ticker->price)}};
    Q_EMIT tickerChanged();
}

} // namespace wavetape::viewmodels
