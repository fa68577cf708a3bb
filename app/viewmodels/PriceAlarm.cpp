// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/PriceAlarm.h"

#include "viewmodels/Format.h"
#include "viewmodels/Watchlist.h"

#include <cmath>

namespace wavetape::viewmodels {

PriceAlarm::PriceAlarm(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    // Not at once: a price that rings came by a subscription that then ends.
    connect(this, &PriceAlarm::changed, this, &PriceAlarm::listen, Qt::QueuedConnection);
}

void PriceAlarm::setAlone(bool alone)
{
    m_alone = alone;
    listen();
}

void PriceAlarm::listen()
{
    std::erase_if(
        m_feeds, [this](const auto &feed) { return !m_alone || !m_lines.contains(feed.first); });
    if (!m_alone)
        return;
    for (auto line = m_lines.begin(); line != m_lines.end(); ++line) {
        if (m_feeds.contains(line.key()))
            continue;
        m_feeds.emplace(line.key(),
            m_client.subscribe(QStringLiteral("ticker.") + line.key(), {},
                [this](const std::vector<client::FeedMessage> &messages) {
                    for (const auto &message : messages) {
                        if (const auto *ticker = message.as<client::Ticker>())
                            observe(ticker->symbol, ticker->price);
                    }
                }));
    }
}

void PriceAlarm::setSymbol(const QString &symbol)
{
    m_symbol = symbol;
    Q_EMIT changed();
}

void PriceAlarm::clear()
{
    m_lines.clear();
    m_rung.clear();
    Q_EMIT changed();
}

void PriceAlarm::place(double price)
{
    if (m_symbol.isEmpty())
        return;
    if (std::isfinite(price) && price > 0)
        m_lines[m_symbol] = {price, 0};
    else
        m_lines.remove(m_symbol);
    Q_EMIT changed();
}

void PriceAlarm::remove()
{
    m_lines.remove(m_symbol);
    Q_EMIT changed();
}

void PriceAlarm::silence()
{
    m_rung.clear();
    Q_EMIT changed();
}

void PriceAlarm::observe(const QString &symbol, double price)
{
    const auto line = m_lines.find(symbol);
    if (line == m_lines.end() || !(price > 0))
        return;
    const int side = price > line->price ? 1 : price < line->price ? -1 : 0;
    if (line->side == 0 && side != 0) {
        line->side = side;
        return;
    }
    if (side == line->side)
        return;
    m_rung = (line->side < 0 ? tr("%1 rose to %2") : tr("%1 fell to %2"))
                 .arg(symbol, Format::fixed(price, Watchlist::priceDecimals(price)));
    m_lines.erase(line);
    Q_EMIT changed();
    Q_EMIT rang(symbol, m_rung);
}

} // namespace wavetape::viewmodels
