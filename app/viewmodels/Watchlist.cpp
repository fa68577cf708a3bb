// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/Watchlist.h"

#include "viewmodels/Format.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {

// Steps, not a fade: each frame of a fade would repaint the row, these come with its numbers.
constexpr double kGlows[] {0, 0.45, 1};

constexpr int kRatingMs = 500;
constexpr int kCaughtUpMs = 2000; // without anything left out

int glowAfter(qint64 ms)
{
    return ms < 150 ? 2 : ms < 250 ? 1 : 0;
}

} // namespace

Watchlist::Watchlist(client::FeedClient &client, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
{
    m_clock.start();
    connect(&m_flush, &BeatTimer::timeout, this, &Watchlist::flush);
    m_rating.setInterval(kRatingMs);
    connect(&m_rating, &QTimer::timeout, this, &Watchlist::rateConflated);
}

void Watchlist::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active) {
        m_subscription = m_client.subscribe(
            u"ticker.*"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
                uint64_t conflated = 0;
                for (const auto &message : messages) {
                    conflated += message.conflated;
                    if (const auto *ticker = message.as<client::Ticker>())
                        apply(*ticker);
                }
                if (conflated > 0)
                    noteConflated(conflated);
                if (m_grown)
                    arrange();
                m_flush.arm();
            });
    } else {
        m_subscription.reset();
        setConflatedPerSecond(0);
    }
    Q_EMIT activeChanged();
}

void Watchlist::noteConflated(uint64_t publications)
{
    m_conflated += double(publications);
    m_sinceConflated.start();
    if (!m_rating.isActive()) {
        m_sinceRating.start();
        m_rating.start();
    }
}

void Watchlist::rateConflated()
{
    const double seconds = std::max(0.001, double(m_sinceRating.restart()) / 1000);
    if (m_conflated > 0)
        setConflatedPerSecond(std::exchange(m_conflated, 0) / seconds);
    else if (m_sinceConflated.hasExpired(kCaughtUpMs))
        setConflatedPerSecond(0);
}

void Watchlist::setConflatedPerSecond(double rate)
{
    if (rate == 0) {
        m_rating.stop();
        m_conflated = 0;
    }
    if (std::exchange(m_conflatedPerSecond, rate) != rate)
        Q_EMIT conflatedPerSecondChanged();
}

int Watchlist::priceDecimals(double price)
{
    return price < 1 ? 4 : 2;
}

void Watchlist::apply(const client::Ticker &ticker)
{
    const QString symbol = ticker.symbol.left(16);
    Q_EMIT priced(symbol, ticker.price);
    auto it = m_index.constFind(symbol);
    if (it == m_index.cend()) {
        if (m_rows.size() >= kLimit || symbol.isEmpty())
            return;
        const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), symbol,
            [](const Row &row, const QString &name) { return row.ticker.symbol < name; });
        Row row;
        row.ticker = ticker;
        row.ticker.symbol = symbol;
        row.spark = {ticker.price};
        row.sparkTime = ticker.time;
        m_rows.insert(place, std::move(row));
        m_index.clear();
        for (size_t i = 0; i < m_rows.size(); ++i)
            m_index.insert(m_rows[i].ticker.symbol, int(i));
        m_grown = true; // five hundred of them are one new list, not five hundred
        return;
    }
    Row &row = m_rows[size_t(*it)];
    if (ticker.price != row.ticker.price) {
        row.tickDirection = ticker.price > row.ticker.price ? 1 : -1;
        row.moved = true;
    }
    row.ticker = ticker;
    row.ticker.symbol = symbol;
    // The line steps on twice a second; in between its end follows the price.
    if (ticker.time - row.sparkTime >= kSparkStepMs) {
        row.sparkTime = ticker.time;
        row.spark.append(ticker.price);
        if (row.spark.size() > kSparkPoints)
            row.spark.removeFirst();
    } else {
        row.spark.last() = ticker.price;
    }
    row.dirty = true;
}

void Watchlist::flush()
{
    if (m_grown)
        arrange();
    const qint64 now = m_clock.elapsed();
    for (size_t i = 0; i < m_shown.size(); ++i) {
        Row &row = m_rows[size_t(m_shown[i])];
        if (row.moved && now - row.litMs >= kDarkMs)
            row.litMs = now;
        const int glow = glowAfter(now - row.litMs);
        if (glow > 0)
            m_flush.arm();
        const bool glows = std::exchange(row.glow, glow) != glow;
        row.moved = false;
        if (std::exchange(row.dirty, false))
            Q_EMIT dataChanged(index(int(i)), index(int(i)));
        else if (glows)
            Q_EMIT dataChanged(index(int(i)), index(int(i)), {Glow});
    }
    Q_EMIT moved();
}

void Watchlist::clear()
{
    m_rows.clear();
    m_index.clear();
    arrange();
}

void Watchlist::arrange()
{
    m_grown = false;
    beginResetModel();
    m_shown.clear();
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_filter.isEmpty() || m_rows[i].ticker.symbol.contains(m_filter, Qt::CaseInsensitive))
            m_shown.push_back(int(i));
    }
    endResetModel();
    Q_EMIT countChanged();
}

void Watchlist::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    Q_EMIT filterChanged();
    arrange();
}

QString Watchlist::keyAt(int row) const
{
    return row >= 0 && size_t(row) < m_shown.size()
        ? m_rows[size_t(m_shown[size_t(row)])].ticker.symbol
        : QString();
}

int Watchlist::indexOfKey(const QString &symbol) const
{
    const auto it = std::find_if(m_shown.begin(), m_shown.end(),
        [&](int row) { return m_rows[size_t(row)].ticker.symbol == symbol; });
    return it == m_shown.end() ? -1 : int(it - m_shown.begin());
}

const client::Ticker *Watchlist::find(const QString &symbol) const
{
    const auto it = m_index.constFind(symbol);
    return it == m_index.cend() ? nullptr : &m_rows[size_t(*it)].ticker;
}

int Watchlist::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant Watchlist::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_shown.size())
        return {};
    const Row &row = m_rows[size_t(m_shown[size_t(index.row())])];
    const double change = row.ticker.changePct;
    switch (role) {
    case Symbol:
        return row.ticker.symbol;
    case Price:
        return row.ticker.price;
    case PriceText:
        return Format::fixed(row.ticker.price, priceDecimals(row.ticker.price));
    case ChangeText:
        return Format::percent(change);
    case Direction:
        return std::abs(change) < 0.005 ? 0 : change > 0 ? 1 : -1;
    case TickDirection:
        return row.tickDirection;
    case Glow:
        return kGlows[row.glow];
    case Spark:
        return QVariant::fromValue(row.spark);
    case StatusText:
        return row.ticker.status == client::Trading::Halted ? tr("halted")
            : row.ticker.status == client::Trading::Closed  ? tr("closed")
                                                            : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> Watchlist::roleNames() const
{
    return {{Symbol, "symbol"}, {Price, "price"}, {PriceText, "priceText"},
        {ChangeText, "changeText"}, {Direction, "direction"}, {TickDirection, "tickDirection"},
        {Glow, "glow"}, {Spark, "spark"}, {StatusText, "statusText"}};
}

} // namespace wavetape::viewmodels
