// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/BookFeed.h"

#include "viewmodels/Format.h"
#include "viewmodels/Watchlist.h"

#include <algorithm>

namespace wavetape::viewmodels {

using client::FeedMessage;

BookFeed::BookFeed(client::FeedClient &client, QObject *parent)
    : ReplacedListModel(parent)
    , m_client(client)
{
    connect(&m_flush, &BeatTimer::timeout, this, &BookFeed::flush);
}

void BookFeed::setSymbol(const QString &symbol)
{
    m_subscription.reset();
    m_symbol = symbol;
    m_mirror = {};
    m_proof = Unproved;
    m_crc.clear();
    flush();
    if (symbol.isEmpty())
        return;
    m_subscription = m_client.subscribe(QStringLiteral("book.") + symbol, {},
        [this](const std::vector<FeedMessage> &messages) { receive(messages); });
}

void BookFeed::receive(const std::vector<FeedMessage> &messages)
{
    using Result = client::BookMirror::Result;
    bool broken = false;
    for (const FeedMessage &message : messages) {
        if (const auto *snapshot = message.as<client::BookSnapshot>()) {
            broken = m_mirror.apply(*snapshot) == Result::Broken;
            if (!broken && m_proof != Proved)
                m_proof = Unproved;
        } else if (const auto *delta = message.as<client::BookDelta>()) {
            const Result result = m_mirror.apply(*delta);
            if (result == Result::Broken) {
                broken = true;
                m_proof = delta->crc ? Wrong : Incomplete;
            } else if (result == Result::Applied && delta->crc) {
                m_proof = Proved;
                m_crc = QString::number(*delta->crc, 16).rightJustified(8, u'0');
            }
        }
    }
    if (broken)
        m_client.resync(QStringLiteral("book.") + m_symbol);
    m_flush.arm();
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
    const auto bids = m_mirror.bids(kLevels);
    const auto asks = m_mirror.asks(kLevels);
    double bidSum = 0, askSum = 0;
    std::vector<plotting::DepthLevel> bidDepth, askDepth;
    for (size_t i = 0; i < std::max(bids.size(), asks.size()); ++i) {
        Level level;
        if (i < bids.size()) {
            level.bid = bids[i];
            bidSum += bids[i].size;
            bidDepth.push_back({bids[i].price, bids[i].size});
        }
        if (i < asks.size()) {
            level.ask = asks[i];
            askSum += asks[i].size;
            askDepth.push_back({asks[i].price, asks[i].size});
        }
        level.bidSum = bidSum;
        level.askSum = askSum;
        m_levels.push_back(level);
    }
    if (m_view)
        m_view->setLevels(std::move(bidDepth), std::move(askDepth));
    tellReplaced(int(m_levels.size()));
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

// What has one side alone, as around a halt, has neither spread nor middle.
bool BookFeed::isTwoSided() const
{
    return !m_levels.empty() && m_levels.front().bid.size > 0 && m_levels.front().ask.size > 0;
}

double BookFeed::spread() const
{
    return isTwoSided() ? m_levels.front().ask.price - m_levels.front().bid.price : 0;
}

double BookFeed::middle() const
{
    return isTwoSided() ? (m_levels.front().ask.price + m_levels.front().bid.price) / 2 : 0;
}

double BookFeed::lean() const
{
    if (!isTwoSided())
        return 0.5;
    const double bid = m_levels.front().bid.size;
    return bid / (bid + m_levels.front().ask.size);
}

double BookFeed::imbalance() const
{
    if (m_levels.empty())
        return 0.5;
    const double all = m_levels.back().bidSum + m_levels.back().askSum;
    return all > 0 ? m_levels.back().bidSum / all : 0.5;
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
    case Spoken:
        return tr("bid %1 size %2, ask %3 size %4")
            .arg(price(level.bid), size(level.bid), price(level.ask), size(level.ask));
    default:
        return {};
    }
}

QHash<int, QByteArray> BookFeed::roleNames() const
{
    return {{BidPrice, "bidPrice"}, {BidSize, "bidSize"}, {BidShare, "bidShare"},
        {AskPrice, "askPrice"}, {AskSize, "askSize"}, {AskShare, "askShare"}, {Spoken, "spoken"}};
}

} // namespace wavetape::viewmodels
