// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ConnectionDetail.h"

#include "viewmodels/ConnectionTable.h"
#include "viewmodels/EventLog.h"
#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"
#include "viewmodels/TransportName.h"

#include <QJsonArray>
#include <QPointer>

#include <algorithm>
#include <cmath>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr int kDetailsMs = 2000;
constexpr qsizetype kHandshakeLimit = 20'000;
constexpr qsizetype kShownSubscriptions = 200;
constexpr double kMarkedSeconds = 120; // as long as the queue's line is kept
constexpr size_t kMarks = 60;

QString headerLines(const QString &block)
{
    QStringList lines = block.left(kHandshakeLimit).trimmed().split(u"\r\n"_s);
    for (QString &line : lines)
        line = visibleText(line);
    return lines.join(u'\n');
}

// Which node it was kept on, where it says so: another one than this if that one was not there.
QString keptText(const ConnectionTable::Row &row)
{
    const QString by = row.keptBy == "cookie"_L1 ? ConnectionDetail::tr("the proxy's cookie")
        : row.keptBy == "address"_L1             ? ConnectionDetail::tr("its address")
                                                 : row.keptBy;
    return row.keptOn.isEmpty() ? by : ConnectionDetail::tr("%1, of node %2").arg(by, row.keptOn);
}
} // namespace

ConnectionDetail::ConnectionDetail(
    client::FeedClient &client, ConnectionTable &table, const EventLog &ended, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_table(table)
    , m_endedLog(ended)
    , m_queue(this, 120, 120)
    , m_buffered(this, 120, 120)
    , m_outRate(this, 120, 120)
    , m_inRate(this, 120, 120)
    , m_rtt(this, 120, 120)
    , m_frames(client)
{
    connect(&table, &ConnectionTable::updated, this, &ConnectionDetail::refresh);
    connect(&ended, &EventLog::countChanged, this, &ConnectionDetail::refresh);
    m_timer.setInterval(kDetailsMs);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionDetail::askDetails);
    connect(&table, &ConnectionTable::activeChanged, this, [this] {
        if (m_table.isActive() && isChosen())
            m_timer.start();
        else
            m_timer.stop();
        if (!m_table.isActive() && m_frames.isWatching())
            m_frames.stop(tr("Stopped while the page was not seen"));
    });
}

void ConnectionDetail::setConnection(const QString &id)
{
    if (id == m_connection)
        return;
    m_connection = id;
    m_request.clear();
    m_response.clear();
    m_subscriptions.clear();
    m_facts.clear();
    m_title.clear();
    m_phases = {};
    m_readMarks.clear();
    m_readPauses = -1;
    m_ended = false;
    for (TimeSeries *series : {&m_queue, &m_buffered, &m_outRate, &m_inRate, &m_rtt})
        series->clear();
    m_frames.clear();
    setOutcome({}, true);
    Q_EMIT connectionChanged();
    if (isChosen()) {
        refresh();
        askDetails();
        if (m_table.isActive())
            m_timer.start();
    } else {
        m_timer.stop();
        Q_EMIT changed();
    }
}

void ConnectionDetail::refresh()
{
    if (!isChosen())
        return;
    const ConnectionTable::Row *row = m_table.find(m_connection);
    // While the table does not listen its rows are old: an end that was told is newer.
    m_ended = row ? !m_table.isActive() && m_endedLog.find(m_connection)
                  : m_table.isKnown() || m_endedLog.find(m_connection);
    if (m_ended) {
        m_timer.stop();
        tellEnd();
        Q_EMIT changed();
        return;
    }
    if (!row)
        return;
    m_own = m_table.isOwn(*row);
    m_title = row->address;
    const double ageMs = m_table.ageOf(*row);
    const double now = (row->openedAt + ageMs) / 1000;
    m_phases.wholeMs = ageMs;
    m_phases.now = row->state == u"closing" ? ConnectionPhases::Closing
        : row->dialect == u"http"           ? ConnectionPhases::Opening
                                            : ConnectionPhases::Data;
    m_phases.closingMs = row->openedAt + ageMs - row->closingAt;
    m_queue.append(now, row->queueBytes);
    m_buffered.append(now, row->bufferedAmount);
    markReading(now, row->readPauses, row->readPaused);
    m_outRate.append(now, row->outPerSecond);
    m_inRate.append(now, row->inPerSecond);
    if (!std::isnan(row->rttMs))
        m_rtt.append(now, row->rttMs);

    m_facts.clear();
    const auto fact = [this](const QString &name, const QString &value) {
        if (!value.isEmpty())
            m_facts.append(QVariantMap {{u"name"_s, name}, {u"value"_s, value}});
    };
    const QString state = ConnectionTable::stateText(row->state);
    fact(tr("State"), row->lag == u"lagging" ? tr("%1, lagging").arg(state) : state);
    fact(tr("Faults on request"), row->faults);
    fact(tr("Path"), row->path);
    fact(tr("Transport"), transportName(row->transport));
    fact(tr("Dialect"), row->dialect);
    fact(tr("Agent"), row->agent);
    fact(tr("Origin"), row->origin);
    fact(tr("User"), row->user);
    fact(tr("Session"), row->session);
    fact(tr("Kept on its node by"), keptText(*row));
    fact(tr("Sent"),
        tr("%1, messages: %2").arg(Format::bytes(row->bytesOut), Format::count(row->messagesOut)));
    fact(tr("Received"),
        tr("%1, messages: %2").arg(Format::bytes(row->bytesIn), Format::count(row->messagesIn)));
    fact(tr("Encryption"), row->tls ? tr("TLS: bytes are those within it") : QString());
    fact(tr("Round trip"), std::isnan(row->rttMs) ? QString() : Format::micros(row->rttMs * 1000));
    fact(tr("Queue"),
        row->queueMessages > 0
            ? tr("%1 in %2 messages, oldest %3")
                  .arg(Format::bytes(row->queueBytes), Format::count(row->queueMessages),
                      Format::span(row->oldestMs))
            : tr("empty"));
    fact(tr("Dropped"), Format::count(row->dropped));
    fact(tr("Conflated"), Format::count(row->conflated));
    fact(tr("Lagged notices"), Format::count(row->laggedNotices));
    fact(tr("Client reports"),
        std::isnan(row->clientLagMs) && std::isnan(row->bufferedAmount)
            ? QString()
            : tr("lag %1, buffered %2")
                  .arg(Format::span(row->clientLagMs), Format::bytes(row->bufferedAmount)));
    Q_EMIT changed();
}

void ConnectionDetail::markReading(double now, double pauses, bool paused)
{
    const double further = m_readPauses < 0 ? paused : std::max(0.0, pauses - m_readPauses);
    const bool before = m_readPauses >= 0 && m_readPaused;
    m_readPauses = pauses;
    m_readPaused = paused;
    if (further > 0)
        m_readMarks.push_back(
            {now, further > 1 ? tr("not read, %1×").arg(further) : tr("not read"), true});
    if (!paused && (before || further > 0))
        m_readMarks.push_back({now, tr("read again"), false});
    while (!m_readMarks.empty()
        && (m_readMarks.front().time < now - kMarkedSeconds || m_readMarks.size() > kMarks))
        m_readMarks.pop_front();
}

QVariantList ConnectionDetail::readMarks() const
{
    QVariantList marks;
    const double now = m_queue.newest();
    for (const ReadMark &mark : m_readMarks)
        marks.append(QVariantMap {
            {u"ago"_s, now - mark.time}, {u"text"_s, mark.text}, {u"begins"_s, mark.begins}});
    return marks;
}

void ConnectionDetail::tellEnd()
{
    m_phases.now = ConnectionPhases::Ended;
    const EventLog::Event *end = m_endedLog.find(m_connection);
    if (!end)
        return;
    m_phases.wholeMs = end->durationMs;
    m_phases.closingMs = end->closingMs;
    if (!std::isnan(end->openingMs))
        m_phases.openingMs = end->openingMs;
    if (m_title.isEmpty())
        m_title = end->address;
    const auto known = [this](const QString &name) {
        return std::any_of(m_facts.begin(), m_facts.end(),
            [&](const QVariant &fact) { return fact.toMap().value(u"name"_s) == name; });
    };
    if (known(tr("Close code")))
        return;
    // What it was doing last is no state of now.
    m_facts.removeIf([](const QVariant &fact) {
        const QString name = fact.toMap().value(u"name"_s).toString();
        return name == tr("State") || name == tr("Queue");
    });
    QVariantList facts;
    const auto fact = [&](const QString &name, const QString &value) {
        if (!value.isEmpty() && !known(name))
            facts.append(QVariantMap {{u"name"_s, name}, {u"value"_s, value}});
    };
    fact(tr("Close code"), end->code > 0 ? QString::number(end->code) : tr("none"));
    fact(tr("Reason"), end->reason);
    fact(tr("Closed by"), end->by);
    fact(tr("Clean"), end->clean ? tr("yes") : tr("no"));
    fact(tr("Ended at"), Format::clock(end->time));
    fact(tr("Lasted"), end->durationMs >= 0 ? Format::span(end->durationMs) : QString());
    fact(tr("Path"), end->path);
    fact(tr("Session"), end->session);
    m_facts = facts + m_facts;
}

void ConnectionDetail::askDetails()
{
    if (!isChosen() || m_ended)
        return;
    const QString asked = m_connection;
    m_client.request(
        {{u"type"_s, u"admin"_s}, {u"action"_s, u"details"_s}, {u"connection"_s, asked}},
        [self = QPointer(this), asked](const client::Reply &reply) {
            if (self && reply.ok && self->m_connection == asked)
                self->readDetails(reply.message);
        });
}

void ConnectionDetail::readDetails(const QJsonObject &details)
{
    m_request = headerLines(details.value("request"_L1).toString());
    m_response = headerLines(details.value("response"_L1).toString());
    m_phases.openingMs = numberOrNaN(details, "handshakeMs"_L1);
    m_subscriptions.clear();
    const QJsonArray rows = details.value("subscriptions"_L1).toArray();
    for (qsizetype i = 0; i < rows.size() && i < kShownSubscriptions; ++i) {
        const QJsonObject row = rows.at(i).toObject();
        const double maxRate = numberOr(row, "maxRate"_L1);
        m_subscriptions.append(QVariantMap {{u"channel"_s, textOf(row, "channel"_L1, 128)},
            {u"policy"_s, textOf(row, "policy"_L1, 24)},
            {u"maxRate"_s, maxRate > 0 ? Format::si(maxRate, u"/s"_s) : QString()},
            {u"rate"_s, maxRate}, {u"delivered"_s, Format::count(numberOr(row, "delivered"_L1))},
            {u"conflated"_s, Format::count(numberOr(row, "conflated"_L1))},
            {u"dropped"_s, Format::count(numberOr(row, "dropped"_L1))}});
    }
    Q_EMIT changed();
}

void ConnectionDetail::act(QJsonObject request, const QString &done)
{
    request.insert("type"_L1, u"admin"_s);
    request.insert("connection"_L1, m_connection);
    m_client.request(request, [self = QPointer(this), done](const client::Reply &reply) {
        if (!self)
            return;
        self->setOutcome(reply.ok       ? done
                : reply.error.isEmpty() ? tr("No answer from the server")
                                        : reply.error.left(200),
            reply.ok);
    });
}

void ConnectionDetail::ping()
{
    act({{u"action"_s, u"ping"_s}}, tr("Ping sent"));
}

void ConnectionDetail::close(int code, const QString &reason)
{
    if (!isSendableCode(code)) {
        setOutcome(tr("%1 is never sent on the wire").arg(code), false);
        return;
    }
    act({{u"action"_s, u"close"_s}, {u"code"_s, code}, {u"reason"_s, reason}},
        tr("Closing with %1").arg(code));
}

void ConnectionDetail::mutePong()
{
    act({{u"action"_s, u"mute-pong"_s}}, tr("Its pongs are ignored: the heartbeat will end it"));
}

void ConnectionDetail::setPolicy(const QString &channel, const QString &policy, double maxRate)
{
    QJsonObject request {
        {u"action"_s, u"set-policy"_s}, {u"channel"_s, channel}, {u"policy"_s, policy}};
    if (maxRate > 0)
        request.insert("maxRate"_L1, maxRate);
    act(request,
        maxRate > 0
            ? tr("%1 now uses %2, at most %3").arg(channel, policy, Format::si(maxRate, u"/s"_s))
            : tr("%1 now uses %2").arg(channel, policy));
    askDetails();
}

void ConnectionDetail::watchFrames(bool watched)
{
    if (watched)
        m_frames.start(m_connection);
    else
        m_frames.stop();
}

bool ConnectionDetail::isSendableCode(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
}

void ConnectionDetail::setOutcome(const QString &text, bool good)
{
    m_outcome = text;
    m_outcomeGood = good;
    Q_EMIT outcomeChanged();
}

} // namespace wavetape::viewmodels
