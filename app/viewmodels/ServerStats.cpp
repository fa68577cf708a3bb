// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ServerStats.h"

#include "viewmodels/JsonRead.h"
#include "viewmodels/TransportName.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPlainNumbers = {"uptimeMs"_L1, "connections"_L1, "accepted"_L1, "opened"_L1,
    "closed"_L1, "handshakesRefused"_L1, "messagesOut"_L1, "messagesIn"_L1, "bytesOut"_L1,
    "bytesIn"_L1, "messagesOutPerSecond"_L1, "messagesInPerSecond"_L1, "bytesOutPerSecond"_L1,
    "bytesInPerSecond"_L1, "queuedBytes"_L1, "residentBytes"_L1, "dropped"_L1, "conflated"_L1,
    "lagged"_L1, "unexplainedGaps"_L1, "loopStallP99"_L1, "channels"_L1, "subscriptions"_L1,
    "rssBytes"_L1, "cpuSeconds"_L1, "threads"_L1};

constexpr double kQuietPerSecond = 8; // what this window itself is told

QVariantList histogram(const QJsonObject &counts, std::initializer_list<QLatin1StringView> sizes)
{
    double sum = 0;
    for (const auto size : sizes)
        sum += numberOr(counts, size);
    QVariantList rows;
    for (const auto size : sizes) {
        const double count = numberOr(counts, size);
        rows.append(QVariantMap {{u"bytes"_s, QString(size).toInt()}, {u"count"_s, count},
            {u"share"_s, sum > 0 ? count / sum : 0.0}});
    }
    return rows;
}

// Those that stay: a plain request is no stream.
QVariantList splitOf(const QJsonObject &totals)
{
    static constexpr std::array kStreams {"websocket"_L1, "sse"_L1, "longpoll"_L1};
    double sum = 0;
    for (const auto name : kStreams)
        sum += numberOr(totals.value(name).toObject(), "messagesOut"_L1);
    QVariantList rows;
    for (const auto name : kStreams) {
        const QJsonObject one = totals.value(name).toObject();
        const double count = numberOr(one, "messagesOut"_L1);
        rows.append(QVariantMap {{u"label"_s, transportName(name)},
            {u"connections"_s, numberOr(one, "connections"_L1)}, {u"count"_s, count},
            {u"share"_s, sum > 0 ? count / sum : 0.0}});
    }
    return rows;
}

} // namespace

ServerStats::ServerStats(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_subscription = client.subscribe(
        u"sys.stats"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (const auto *value = message.as<QJsonValue>(); value && value->isObject())
                    apply(value->toObject());
            }
        });
}

bool ServerStats::isQuiet() const
{
    return m_known && m_others <= 0 && m_messagesOut.last() <= kQuietPerSecond;
}

void ServerStats::restart()
{
    for (TimeSeries *series : {&m_connections, &m_messagesOut, &m_messagesIn, &m_bytesOut,
             &m_bytesIn, &m_queuedBytes, &m_residentBytes, &m_latencyP50, &m_latencyP99,
             &m_droppedPerSecond, &m_conflatedPerSecond, &m_subscriptions})
        series->clear();
    m_known = false;
    m_ownSoFar = m_othersSoFar = m_others = 0;
    m_session.clear();
}

void ServerStats::apply(const QJsonObject &stats)
{
    const double time = numberOr(stats, "time"_L1) / 1000;
    const double uptime = numberOr(stats, "uptimeMs"_L1);
    if (m_known && uptime + 1000 < m_lastUptime)
        restart(); // another server: its numbers do not continue ours
    if (m_known && uptime <= m_lastUptime)
        return; // the snapshot repeats what was published
    if (m_known && time <= m_lastTime)
        restart(); // the server's clock was set back

    for (const auto key : kPlainNumbers)
        m_now.insert(key, numberOr(stats, key));
    const QJsonObject latency = stats.value("publishLatency"_L1).toObject();
    m_now.insert(u"latencyP50"_s, numberOr(latency, "p50"_L1));
    m_now.insert(u"latencyP99"_s, numberOr(latency, "p99"_L1));
    m_now.insert(u"latencyMax"_s, numberOr(latency, "max"_L1));

    const QJsonObject headers = stats.value("headers"_L1).toObject();
    m_headersOut = histogram(headers.value("out"_L1).toObject(), {"2"_L1, "4"_L1, "10"_L1});
    m_headersIn = histogram(headers.value("in"_L1).toObject(), {"6"_L1, "8"_L1, "14"_L1});

    m_transports = splitOf(stats.value("transports"_L1).toObject());

    m_closes.clear();
    const QJsonObject closes = stats.value("closes"_L1).toObject();
    for (auto it = closes.begin(); it != closes.end() && m_closes.size() < 64; ++it)
        m_closes.append(
            QVariantMap {{u"code"_s, it.key().left(8)}, {u"count"_s, it.value().toDouble()}});
    std::sort(m_closes.begin(), m_closes.end(), [](const QVariant &a, const QVariant &b) {
        return a.toMap().value(u"count"_s).toDouble() > b.toMap().value(u"count"_s).toDouble();
    });

    m_refusedBy.clear();
    const QJsonObject refused = stats.value("refusedBy"_L1).toObject();
    for (auto it = refused.begin(); it != refused.end() && m_refusedBy.size() < 64; ++it)
        m_refusedBy.insert(u"limits."_s + it.key().left(64), it.value().toDouble());

    m_feeds.clear();
    const QJsonArray feeds = stats.value("feeds"_L1).toArray();
    for (qsizetype i = 0; i < feeds.size() && i < 32; ++i) {
        const QJsonObject feed = feeds.at(i).toObject();
        m_feeds.append(QVariantMap {{u"name"_s, textOf(feed, "name"_L1, 32)},
            {u"messages"_s, numberOr(feed, "messages"_L1)},
            {u"lagMs"_s, numberOr(feed, "lagMs"_L1)}, {u"state"_s, textOf(feed, "state"_L1, 16)}});
    }

    const double dropped = numberOr(stats, "dropped"_L1);
    const double conflated = numberOr(stats, "conflated"_L1);
    if (m_known) {
        const double seconds = std::max(0.1, time - m_lastTime);
        m_droppedPerSecond.append(time, std::max(0.0, dropped - m_lastDropped) / seconds);
        m_conflatedPerSecond.append(time, std::max(0.0, conflated - m_lastConflated) / seconds);
    }
    if (m_client.session() != m_session) {
        m_session = m_client.session();
        ++m_ownSoFar; // one after another
    }
    const double open = numberOr(stats, "connections"_L1);
    m_others = std::max(0.0, open - 1);
    m_othersSoFar = std::max(0.0, open + numberOr(stats, "closed"_L1) - m_ownSoFar);
    m_connections.append(time, m_others);
    m_messagesOut.append(time, numberOr(stats, "messagesOutPerSecond"_L1));
    m_messagesIn.append(time, numberOr(stats, "messagesInPerSecond"_L1));
    m_bytesOut.append(time, numberOr(stats, "bytesOutPerSecond"_L1));
    m_bytesIn.append(time, numberOr(stats, "bytesInPerSecond"_L1));
    m_queuedBytes.append(time, numberOr(stats, "queuedBytes"_L1));
    m_residentBytes.append(time, numberOr(stats, "residentBytes"_L1));
    m_latencyP50.append(time, numberOr(latency, "p50"_L1));
    m_latencyP99.append(time, numberOr(latency, "p99"_L1));
    m_subscriptions.append(time, numberOr(stats, "subscriptions"_L1));

    m_lastDropped = dropped;
    m_lastConflated = conflated;
    m_lastTime = time;
    m_lastUptime = uptime;
    m_known = true;
    Q_EMIT changed();
}

} // namespace wavetape::viewmodels
