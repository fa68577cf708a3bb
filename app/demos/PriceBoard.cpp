// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/PriceBoard.h"

#include "viewmodels/Format.h"

#include <iterator>

namespace wavetape::demos {

using namespace Qt::StringLiterals;
using viewmodels::Format;

PriceBoard::PriceBoard(QObject *parent)
    : RatedDemo(u"ticker.*"_s, {}, parent)
{
}

void PriceBoard::clear()
{
    m_tickers.clear();
    m_came = m_saved = 0;
}

void PriceBoard::take(const client::FeedMessage &message)
{
    const auto *ticker = message.as<client::Ticker>();
    m_saved += double(message.conflated);
    if (!ticker || (!m_tickers.contains(ticker->symbol) && m_tickers.size() >= kMost))
        return;
    ++m_came;
    m_tickers[ticker->symbol] = *ticker;
    touch();
}

QString PriceBoard::figures() const
{
    return tr("%1 symbols · %2 prices came · %3 never sent")
        .arg(
            Format::count(double(m_tickers.size())), Format::count(m_came), Format::count(m_saved));
}

QVariant PriceBoard::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_tickers.size())
        return {};
    const client::Ticker &ticker = std::next(m_tickers.begin(), index.row())->second;
    switch (role) {
    case Symbol:
        return ticker.symbol;
    case Price:
        return Format::fixed(ticker.price, 2);
    case Change:
        return Format::percent(ticker.changePct);
    case Rises:
        return ticker.changePct >= 0;
    default:
        return {};
    }
}

QHash<int, QByteArray> PriceBoard::roleNames() const
{
    return {{Symbol, "symbol"}, {Price, "price"}, {Change, "change"}, {Rises, "rises"}};
}

} // namespace wavetape::demos
