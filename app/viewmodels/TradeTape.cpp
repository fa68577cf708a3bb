// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/TradeTape.h"

#include "viewmodels/Format.h"
#include "viewmodels/Watchlist.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace wavetape::viewmodels {

TradeTape::Row::Row(const client::Trade &trade)
    : time(trade.time)
    , size(trade.size)
    , buy(trade.buy)
    , auction(trade.auction)
    , timeText(Format::clock(trade.time))
    , priceText(Format::fixed(trade.price, Watchlist::priceDecimals(trade.price)))
    , sizeText(Format::count(trade.size))
    , spoken((auction ? tr("auction of %1 at %2")
              : buy   ? tr("bought %1 at %2")
                      : tr("sold %1 at %2"))
                 .arg(sizeText, priceText))
{
}

TradeTape::TradeTape(client::FeedClient &client, QObject *parent)
    : ReplacedListModel(parent)
    , m_client(client)
{
    connect(&m_flush, &BeatTimer::timeout, this, &TradeTape::flush);
}

void TradeTape::setSymbol(const QString &symbol)
{
    m_subscription.reset();
    m_trades.clear();
    m_lost = 0;
    flush();
    if (symbol.isEmpty())
        return;
    m_subscription = m_client.subscribe(QStringLiteral("trades.") + symbol, {},
        [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (message.kind == client::FeedMessage::Kind::Lagged && message.to >= message.from)
                    m_lost += double(message.to - message.from + 1);
                if (const auto *trade = message.as<client::Trade>())
                    add(*trade);
            }
            if (!m_paused)
                m_flush.arm();
        });
}

void TradeTape::add(const client::Trade &trade)
{
    m_trades.emplace_front(trade);
    if (m_trades.size() > kLimit)
        m_trades.pop_back();
}

void TradeTape::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        m_flush.stop();
    else
        flush();
}

void TradeTape::flush()
{
    m_shown = m_trades;
    m_largest = 0;
    double all = 0, bought = 0;
    std::vector<double> sizes;
    sizes.reserve(m_shown.size());
    for (const Row &row : m_shown) {
        if (row.auction)
            continue; // nobody took, and its size would hide all others'
        m_largest = std::max(m_largest, row.size);
        all += row.size;
        bought += row.buy ? row.size : 0;
        sizes.push_back(row.size);
    }
    m_bought = all > 0 ? bought / all : 0.5;
    m_block = std::numeric_limits<double>::infinity();
    if (!sizes.empty()) {
        const auto middle = sizes.begin() + qsizetype(sizes.size() / 2);
        std::nth_element(sizes.begin(), middle, sizes.end());
        m_block = std::max(kBlock * *middle, kBlock * kLot);
    }
    tellReplaced(int(m_shown.size()));
    Q_EMIT changed();
}

double TradeTape::perSecond() const
{
    if (m_shown.size() < 2)
        return 0;
    const double newest = m_shown.front().time;
    const size_t recent = size_t(std::count_if(
        m_shown.begin(), m_shown.end(), [&](const Row &row) { return row.time > newest - 5000; }));
    const double oldest = m_shown[recent - 1].time;
    return newest > oldest ? double(recent - 1) * 1000 / (newest - oldest) : 0;
}

int TradeTape::weightOf(const Row &row) const
{
    return row.size >= m_block ? 1 : row.size < kLot ? -1 : 0;
}

QString TradeTape::conditionOf(const Row &row) const
{
    if (row.auction)
        return tr("auction");
    const int weight = weightOf(row);
    return weight > 0 ? tr("block") : weight < 0 ? tr("odd") : QString();
}

QVariant TradeTape::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_shown.size())
        return {};
    const Row &row = m_shown[size_t(index.row())];
    switch (role) {
    case TimeText:
        return row.timeText;
    case PriceText:
        return row.priceText;
    case SizeText:
        return row.sizeText;
    case Buy:
        return row.buy;
    case Share:
        return m_largest > 0 ? std::min(1.0, row.size / m_largest) : 0.0;
    case Weight:
        return weightOf(row);
    case Condition:
        return conditionOf(row);
    case Spoken:
        return row.spoken;
    default:
        return {};
    }
}

QHash<int, QByteArray> TradeTape::roleNames() const
{
    return {{TimeText, "timeText"}, {PriceText, "priceText"}, {SizeText, "sizeText"}, {Buy, "buy"},
        {Share, "share"}, {Weight, "weight"}, {Condition, "condition"}, {Spoken, "spoken"}};
}

} // namespace wavetape::viewmodels
