// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/SessionFeed.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"
#include "viewmodels/Watchlist.h"

#include <QJsonArray>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

SessionFeed::SessionFeed(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

void SessionFeed::setActive(bool active)
{
    if (!active) {
        m_statusSubscription.reset();
        m_indexSubscription.reset();
        return;
    }
    m_statusSubscription = m_client.subscribe(
        u"status"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (const auto *value = message.as<QJsonValue>())
                    applyStatus(*value);
            }
        });
    m_indexSubscription = m_client.subscribe(
        u"index.ALL"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (const auto *value = message.as<QJsonValue>())
                    applyIndex(value->toObject());
            }
        });
}

void SessionFeed::setSymbol(const QString &symbol)
{
    m_symbol = symbol;
    Q_EMIT changed();
}

void SessionFeed::clear()
{
    m_symbols.clear();
    m_level = m_time = 0;
    judge();
}

SessionFeed::Status SessionFeed::read(const QJsonObject &object)
{
    Status status;
    const QString told = textOf(object, "status"_L1, 16);
    status.reason = textOf(object, "reason"_L1, 64);
    status.until = numberOr(object, "until"_L1);
    if (told == "open"_L1)
        status.phase = Trading;
    else if (told == "halted"_L1)
        status.phase = Halted;
    else if (told == "closed"_L1)
        status.phase = status.reason.endsWith("auction"_L1) ? Auction : Closed;
    return status;
}

void SessionFeed::applyStatus(const QJsonValue &value)
{
    QJsonArray rows = value.toArray();
    if (value.isObject())
        rows.append(value);
    for (const QJsonValue row : std::as_const(rows)) {
        const QJsonObject object = row.toObject();
        const QString symbol = textOf(object, "symbol"_L1, 16);
        const bool known = m_symbols.contains(symbol);
        if (!symbol.isEmpty() && (known || m_symbols.size() < qsizetype(Watchlist::kLimit)))
            m_symbols[symbol] = read(object);
    }
    judge();
}

void SessionFeed::applyIndex(const QJsonObject &index)
{
    m_level = numberOr(index, "level"_L1);
    m_changePct = numberOr(index, "changePct"_L1);
    m_advancing = int(std::clamp(numberOr(index, "advancing"_L1), 0.0, 1e6));
    m_declining = int(std::clamp(numberOr(index, "declining"_L1), 0.0, 1e6));
    m_time = numberOr(index, "time"_L1);
    Q_EMIT changed();
}

// What most symbols do is what the market does; the halted among the others rest by themselves.
void SessionFeed::judge()
{
    std::vector<std::pair<Status, int>> kinds;
    for (const Status &status : std::as_const(m_symbols)) {
        const auto same = std::find_if(
            kinds.begin(), kinds.end(), [&](const auto &kind) { return kind.first == status; });
        if (same != kinds.end())
            ++same->second;
        else if (kinds.size() < 16)
            kinds.emplace_back(status, 1);
    }
    const auto most = std::max_element(kinds.begin(), kinds.end(),
        [](const auto &a, const auto &b) { return a.second < b.second; });
    m_market = most == kinds.end() ? Status {} : most->first;
    m_resting = 0;
    if (m_market.phase == Trading) {
        m_resting = int(std::count_if(m_symbols.cbegin(), m_symbols.cend(),
            [](const Status &status) { return status.phase == Halted; }));
    }
    Q_EMIT changed();
}

QString SessionFeed::reasonText(const Status &status)
{
    // The server's words are for programs; unknown ones are shown as they are.
    static const QHash<QString, const char *> texts {
        {u"continuous trading"_s, QT_TR_NOOP("Trading")},
        {u"opening auction"_s, QT_TR_NOOP("Opening auction")},
        {u"closing auction"_s, QT_TR_NOOP("Closing auction")},
        {u"night"_s, QT_TR_NOOP("Closed for the night")},
        {u"price left its band"_s, QT_TR_NOOP("Halted: the price left its band")},
        {u"market fell by 7 %"_s, QT_TR_NOOP("Halted: the market fell by 7 %")},
        {u"market fell by 13 %"_s, QT_TR_NOOP("Halted: the market fell by 13 %")},
    };
    const auto known = texts.constFind(status.reason);
    return known == texts.cend() ? status.reason : tr(*known);
}

QString SessionFeed::phaseText() const
{
    return m_market.phase == Unknown ? tr("No session") : reasonText(m_market);
}

QString SessionFeed::clockText() const
{
    return m_time > 0 ? Format::clock(m_time) : QString();
}

QString SessionFeed::remainingOf(const Status &status) const
{
    return status.until > 0 && m_time > 0 ? Format::elapsed(std::max(0.0, status.until - m_time))
                                          : QString();
}

SessionFeed::Phase SessionFeed::symbolPhase() const
{
    return m_symbols.value(m_symbol).phase;
}

QString SessionFeed::symbolText() const
{
    const Status status = m_symbols.value(m_symbol);
    if (status.phase == Unknown || status.phase == Trading)
        return {};
    const QString left = remainingOf(status);
    return left.isEmpty() ? reasonText(status) : tr("%1, %2 left").arg(reasonText(status), left);
}

} // namespace wavetape::viewmodels
