// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ReaderRack.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"
#include "viewmodels/QueueMarks.h"
#include "websocket/CloseCode.h"

#include <QJsonArray>
#include <QPointer>

#include <algorithm>
#include <numeric>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
constexpr double kOldMs = 2000; // what a reader that keeps up never waits
constexpr int kSampleMs = 500;
constexpr int kRestingSamples = 4; // of which one is taken while there is no reader
} // namespace

ReaderRack::ReaderRack(QObject *parent)
    : QAbstractListModel(parent)
    , m_queued(nullptr, 120, 120)
    , m_memory(nullptr, 120, 120)
{
    m_clock.start();
    m_timer.setInterval(kSampleMs);
    connect(&m_timer, &QTimer::timeout, this, &ReaderRack::sample);
}

ReaderRack::~ReaderRack() = default;

void ReaderRack::setDashboard(viewmodels::Dashboard *dashboard)
{
    m_dashboard = dashboard;
    setClient(dashboard ? &dashboard->client() : nullptr);
    Q_EMIT changed();
}

void ReaderRack::setClient(client::FeedClient *client)
{
    m_client = client;
    const bool active = m_active;
    setActive(false);
    setActive(active);
}

void ReaderRack::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active && m_client) {
        m_connections = m_client->subscribe(u"sys.connections"_s, {},
            [this](const std::vector<client::FeedMessage> &messages) { onConnections(messages); });
        m_timer.start();
    } else {
        restIfUnwatched();
    }
    Q_EMIT changed();
}

// An unbounded queue is watched although nobody looks.
void ReaderRack::restIfUnwatched()
{
    if (m_active || (m_client && hasUnbounded()))
        return;
    m_connections = {};
    m_timer.stop();
}

void ReaderRack::onConnections(const std::vector<client::FeedMessage> &messages)
{
    for (const auto &message : messages) {
        const auto *value = message.as<QJsonValue>();
        if (!value || !value->isObject())
            continue;
        const QJsonArray rows = value->toObject().value("rows"_L1).toArray();
        for (const QJsonValue entry : rows) {
            const QJsonObject row = entry.toObject();
            for (const auto &reader : m_readers) {
                if (!reader->apply(row))
                    continue;
                // Only an admin may ask for it, and needs the connection's name to do so. The first
                // row may be older than the subscription.
                if (!reader->isPolicyGiven() && reader->wish().policy == u"unbounded")
                    askPolicy(*reader, u"unbounded"_s);
                break;
            }
        }
    }
}

void ReaderRack::sample()
{
    if (m_readers.empty() && ++m_skipped < kRestingSamples)
        return;
    m_skipped = 0;
    const double seconds = double(m_clock.elapsed()) / 1000 + 1;
    for (size_t i = 0; i < m_readers.size(); ++i) {
        Reader &reader = *m_readers[i];
        reader.sample(seconds);
        if (reader.isOpen() && reader.wish().policy == u"unbounded"
            && reader.served().queueBytes > kUnboundedBytes) {
            m_outcome = tr("The unbounded reader was taken away at %1 of queue")
                            .arg(Format::bytes(reader.served().queueBytes));
            remove(int(i));
            restIfUnwatched();
            return;
        }
    }
    m_queued.append(seconds, queuedBytes());
    const double memory
        = m_dashboard ? m_dashboard->stats()->now().value(u"rssBytes"_s).toDouble() : 0;
    if (memory > 0) // else the server has not told yet
        m_memory.append(seconds, memory);
    if (!m_readers.empty())
        Q_EMIT dataChanged(index(0), index(count() - 1));
    Q_EMIT changed();
}

bool ReaderRack::hasUnbounded() const
{
    return std::any_of(m_readers.begin(), m_readers.end(), [](const auto &reader) {
        return reader->wish().policy == u"unbounded" && reader->isOpen();
    });
}

double ReaderRack::unboundedBytes() const
{
    return std::accumulate(
        m_readers.begin(), m_readers.end(), 0.0, [](double sum, const auto &reader) {
            return sum
                + (reader->isOpen() && reader->wish().policy == u"unbounded"
                        ? reader->served().queueBytes
                        : 0);
        });
}

double ReaderRack::queuedBytes() const
{
    return std::accumulate(
        m_readers.begin(), m_readers.end(), 0.0, [](double sum, const auto &reader) {
            return sum + (reader->isOpen() ? reader->served().queueBytes : 0);
        });
}

void ReaderRack::add(const QString &feed, int speed, const QString &policy)
{
    if (isFull())
        return;
    beginInsertRows({}, count(), count());
    m_readers.push_back(std::make_unique<Reader>(Reader::Wish {QUrl(m_server), feed,
        Reader::Speed(std::clamp(speed, int(Reader::Fast), int(Reader::Stalled))), policy}));
    endInsertRows();
    m_outcome.clear();
    Q_EMIT changed();
}

void ReaderRack::addUsual()
{
    const QString feed = u"wave.sine1"_s;
    add(feed, Reader::Fast, u"drop-oldest"_s);
    add(feed, Reader::Modem, u"conflate"_s);
    add(feed, Reader::Modem, u"drop-oldest"_s);
    add(feed, Reader::Stalled, u"disconnect"_s);
}

void ReaderRack::remove(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_readers.erase(m_readers.begin() + row);
    endRemoveRows();
    Q_EMIT changed();
}

void ReaderRack::removeAll()
{
    while (!m_readers.empty())
        remove(count() - 1);
}

void ReaderRack::setPolicy(int row, const QString &policy)
{
    if (row < 0 || row >= count() || m_readers[size_t(row)]->wish().policy == policy)
        return;
    askPolicy(*m_readers[size_t(row)], policy);
}

void ReaderRack::askPolicy(Reader &reader, const QString &policy)
{
    const QString id = reader.served().id;
    if (!m_client || id.isEmpty())
        return;
    // A prefix stands for many subscriptions; the server names them.
    const QPointer<Reader> asked(&reader);
    m_client->request({{u"type"_s, u"admin"_s}, {u"action"_s, u"details"_s}, {u"connection"_s, id}},
        [this, rack = QPointer<ReaderRack>(this), asked, id, policy](const client::Reply &details) {
            if (!rack)
                return;
            if (!details.ok)
                m_outcome = details.error;
            const QJsonArray rows = details.message.value("subscriptions"_L1).toArray();
            for (const QJsonValue row : rows) {
                m_client->request(
                    {{u"type"_s, u"admin"_s}, {u"action"_s, u"set-policy"_s}, {u"connection"_s, id},
                        {u"policy"_s, policy}, {u"channel"_s, row.toObject().value("channel"_L1)}},
                    [this, rack, asked, policy](const client::Reply &reply) {
                        if (!rack)
                            return;
                        if (asked && reply.ok)
                            asked->setPolicy(policy);
                        m_outcome = reply.ok ? QString() : reply.error;
                        Q_EMIT changed();
                    });
            }
            Q_EMIT changed();
        });
}

ReaderRack::Faring ReaderRack::faringOf(const Reader &reader)
{
    const auto &served = reader.served();
    return reader.isLosing() ? Losing
        : served.oldestMs > kOldMs || reader.staleMs() > kOldMs || served.lag == u"lagging"
        ? Behind
        : Keeping;
}

QString ReaderRack::stateOf(const Reader &reader) const
{
    const auto &link = reader.link();
    switch (link.ready) {
    case inspector::LinkState::Ready::Connecting:
        return tr("connecting");
    case inspector::LinkState::Ready::Open:
        switch (faringOf(reader)) {
        case Losing:
            return tr("losing");
        case Behind:
            return tr("behind");
        case Keeping:
            return tr("open");
        }
        break;
    case inspector::LinkState::Ready::Closing:
        return tr("closing");
    case inspector::LinkState::Ready::Closed:
        break;
    }
    return link.closeReason.isEmpty()
        ? tr("ended: %1").arg(link.closeCode)
        : tr("ended: %1, %2").arg(link.closeCode).arg(link.closeReason);
}

int ReaderRack::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ReaderRack::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    Reader &reader = *m_readers[size_t(index.row())];
    const Reader::Served &served = reader.served();
    const bool open = reader.isOpen();
    switch (role) {
    case Speed:
        return Reader::speedName(reader.wish().speed);
    case Feed:
        return reader.wish().feed;
    case Policy:
        return reader.wish().policy;
    case State:
        return stateOf(reader);
    case Fares:
        return faringOf(reader);
    case Open:
        return open;
    case Queue:
        return open ? Format::bytes(served.queueBytes) : u"–"_s;
    case QueueShare:
        return open ? served.queueBytes / viewmodels::QueueMarks::of(*m_client).hard : 0;
    case Oldest:
        return open ? Format::span(served.oldestMs) : u"–"_s;
    case Dropped:
        return Format::count(served.dropped);
    case Conflated:
        return Format::count(served.conflated);
    case Read:
        return Format::si(open ? reader.bytesPerSecond() : 0, u"B/s"_s);
    case Stale:
        return open && reader.staleMs() >= 0 ? Format::span(reader.staleMs()) : u"–"_s;
    case QueueHistory:
        return QVariant::fromValue(reader.queue()->recent());
    case StaleHistory:
        return QVariant::fromValue(reader.stale()->recent());
    default:
        return {};
    }
}

QHash<int, QByteArray> ReaderRack::roleNames() const
{
    return {{Speed, "speed"}, {Feed, "feed"}, {Policy, "policy"}, {State, "state"},
        {Fares, "fares"}, {Open, "open"}, {Queue, "queue"}, {QueueShare, "queueShare"},
        {Oldest, "oldest"}, {Dropped, "dropped"}, {Conflated, "conflated"}, {Read, "readRate"},
        {Stale, "stale"}, {QueueHistory, "queueHistory"}, {StaleHistory, "staleHistory"}};
}

} // namespace wavetape::lab
