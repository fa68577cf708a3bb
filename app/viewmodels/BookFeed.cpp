// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/BookFeed.h"

#include "viewmodels/Format.h"
#include "viewmodels/Watchlist.h"

#include <algorithm>

namespace wavetape::viewmodels {

using client::FeedMessage;

BookFeed::BookFeed(client::FeedClient &client, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
{
    m_flush.setInterval(100);
    m_flush.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &BookFeed::flush);
}

void BookFeed::setSymbol(const QString &symbol)
{
    m_subscription.reset();
    m_symbol = symbol;
    m_mirror.clear();
    m_proof = Unproved;
    m_checked = m_failed = m_deltas = 0;
    m_crc.clear();
    flush();
    if (!symbol.isEmpty())
        subscribe();
}

void BookFeed::subscribe()
{
    m_subscription = m_client.subscribe(QStringLiteral("book.") + m_symbol, {},
        [this](const std::vector<FeedMessage> &messages) { receive(messages); });
}

void BookFeed::receive(const std::vector<FeedMessage> &messages)
{
    bool hole = false;
    for (const FeedMessage &message : messages) {
        if (const auto *snapshot = message.as<client::BookSnapshot>()) {
            m_mirror.reset(*snapshot);
            hole = false;
            if (m_proof == Incomplete || m_proof == Wrong)
                m_proof = Unproved;
        } else if (const auto *delta = message.as<client::BookDelta>()) {
            const auto applied = m_mirror.apply(*delta);
            hole = hole || applied == BookMirror::Applied::Hole;
            if (applied != BookMirror::Applied::Done)
                continue;
            ++m_deltas;
            if (delta->crc) {
                const uint32_t ours = m_mirror.crc();
                m_crc = QString::number(ours, 16).rightJustified(8, u'0');
                const bool equal = ours == *delta->crc;
                m_proof = equal ? Proved : Wrong;
                ++(equal ? m_checked : m_failed);
            }
        }
    }
    if (hole) {
        m_proof = Incomplete;
        // A second subscribe brings a new snapshot.
        subscribe();
    }
    if (!m_flush.isActive())
        m_flush.start();
}

void BookFeed::setPaused(bool paused)
{
    m_paused = paused;
    flush();
}

void BookFeed::flush()
{
    if (m_paused && !m_symbol.isEmpty()) {
        Q_EMIT changed();
        return;
    }
    m_levels.clear();
    auto bid = m_mirror.bids().begin();
    auto ask = m_mirror.asks().begin();
    double bidSum = 0, askSum = 0;
    std::vector<plotting::DepthLevel> bids, asks;
    while (m_levels.size() < kLevels
        && (bid != m_mirror.bids().end() || ask != m_mirror.asks().end())) {
        Level level;
        if (bid != m_mirror.bids().end()) {
            level.bid = {bid->first, bid->second};
            bidSum += bid->second;
            bids.push_back({bid->first, bid->second});
            ++bid;
        }
        if (ask != m_mirror.asks().end()) {
            level.ask = {ask->first, ask->second};
            askSum += ask->second;
            asks.push_back({ask->first, ask->second});
            ++ask;
        }
        level.bidSum = bidSum;
        level.askSum = askSum;
        m_levels.push_back(level);
    }
    if (m_view)
        m_view->setLevels(std::move(bids), std::move(asks));
    const int now = int(m_levels.size());
    if (now > m_told) {
        beginInsertRows({}, m_told, now - 1);
        m_told = now;
        endInsertRows();
    } else if (now < m_told) {
        beginRemoveRows({}, now, m_told - 1);
        m_told = now;
        endRemoveRows();
    }
    if (now > 0)
        Q_EMIT dataChanged(index(0), index(now - 1));
    Q_EMIT changed();
}

void BookFeed::setView(plotting::DepthItem *view)
{
    if (view == m_view)
        return;
    m_view = view;
    flush();
    Q_EMIT viewChanged();
}

double BookFeed::spread() const
{
    return m_levels.empty() ? 0 : m_levels.front().ask.price - m_levels.front().bid.price;
}

double BookFeed::middle() const
{
    return m_levels.empty() ? 0 : (m_levels.front().ask.price + m_levels.front().bid.price) / 2;
}

double BookFeed::imbalance() const
{
    if (m_levels.empty())
        return 0.5;
    const double all = m_levels.back().bidSum + m_levels.back().askSum;
    return all > 0 ? m_levels.back().bidSum / all : 0.5;
}

int BookFeed::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_told;
}

QVariant BookFeed::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_levels.size())
        return {};
    const Level &level = m_levels[size_t(index.row())];
    const double deepest = std::max(m_levels.back().bidSum, m_levels.back().askSum);
    const auto price = [](const client::BookLevel &side) {
        return side.size > 0 ? Format::fixed(side.price, Watchlist::priceDecimals(side.price))
                             : QString();
    };
    const auto size = [](const client::BookLevel &side) {
        return side.size > 0 ? Format::count(side.size) : QString();
    };
    switch (role) {
    case BidPrice:
        return price(level.bid);
    case BidSize:
        return size(level.bid);
    case BidShare:
        return deepest > 0 ? level.bidSum / deepest : 0.0;
    case AskPrice:
        return price(level.ask);
    case AskSize:
        return size(level.ask);
    case AskShare:
        return deepest > 0 ? level.askSum / deepest : 0.0;
    default:
        return {};
    }
}

QHash<int, QByteArray> BookFeed::roleNames() const
{
    return {{BidPrice, "bidPrice"}, {BidSize, "bidSize"}, {BidShare, "bidShare"},
        {AskPrice, "askPrice"}, {AskSize, "askSize"}, {AskShare, "askShare"}};
}

} // namespace wavetape::viewmodels
