// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/EventLog.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"

#include <QJsonArray>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

EventLog::EventLog(Content content, QObject *parent)
    : QAbstractListModel(parent)
    , m_content(content)
{
}

client::Subscription EventLog::subscribe(client::FeedClient &client, std::vector<EventLog *> logs)
{
    return client.subscribe(u"sys.events"_s, {},
        [logs = std::move(logs)](const std::vector<client::FeedMessage> &messages) {
            std::vector<Event> events;
            for (const auto &message : messages) {
                const auto *value = message.as<QJsonValue>();
                if (!value)
                    continue;
                // A snapshot holds the last events, a publication one.
                const QJsonArray array = value->toArray();
                for (const QJsonValue item : array)
                    events.push_back(read(item.toObject()));
                if (value->isObject())
                    events.push_back(read(value->toObject()));
            }
            for (EventLog *log : logs)
                log->append(events);
        });
}

EventLog::Event EventLog::read(const QJsonObject &object)
{
    return {.time = numberOr(object, "time"_L1),
        .kind = textOf(object, "kind"_L1, 16),
        .connection = textOf(object, "id"_L1, 32),
        .session = textOf(object, "session"_L1, 64),
        .address = textOf(object, "address"_L1, 64),
        .path = textOf(object, "path"_L1, 128),
        .reason = textOf(object, "reason"_L1, 128),
        .by = textOf(object, "by"_L1, 16),
        .text = textOf(object, "text"_L1),
        .code = int(numberOr(object, "code"_L1)),
        .clean = object.value("clean"_L1).toBool(),
        .durationMs = numberOr(object, "durationMs"_L1, -1),
        .openingMs = numberOrNaN(object, "openingMs"_L1),
        .closingMs = numberOrNaN(object, "closingMs"_L1)};
}

void EventLog::append(std::vector<Event> events)
{
    if (m_content == Content::EndedConnections)
        std::erase_if(events, [](const Event &event) { return event.kind != u"close"; });
    const double newest = m_events.empty() ? -1 : m_events.front().time;
    // After a reconnect the snapshot repeats what is known.
    std::erase_if(events, [&](const Event &event) {
        if (event.time < newest)
            return true;
        for (const Event &known : m_events) {
            if (known.time < event.time)
                break;
            if (known.time == event.time && known.kind == event.kind
                && known.connection == event.connection && known.text == event.text)
                return true;
        }
        return false;
    });
    if (events.empty())
        return;
    const size_t before = m_events.size();
    m_appended += double(events.size());
    for (Event &event : events)
        m_events.push_front(std::move(event));
    while (m_events.size() > kLimit)
        m_events.pop_back();
    if (m_events.size() > before) {
        beginInsertRows({}, int(before), int(m_events.size()) - 1);
        endInsertRows();
    }
    Q_EMIT dataChanged(index(0), index(int(m_events.size()) - 1));
    Q_EMIT countChanged();
}

void EventLog::note(const QString &kind, double time, const QString &text)
{
    const double newest = m_events.empty() ? time : m_events.front().time;
    append({Event {.time = std::max(time, newest), .kind = kind, .text = text}});
}

void EventLog::clear()
{
    if (m_events.empty())
        return;
    beginRemoveRows({}, 0, int(m_events.size()) - 1);
    m_events.clear();
    endRemoveRows();
    Q_EMIT countChanged();
}

int EventLog::indexOfKey(double number) const
{
    const double row = m_appended - number;
    return row >= 0 && row < double(m_events.size()) ? int(row) : -1;
}

QString EventLog::connectionOf(double number) const
{
    const int row = indexOfKey(number);
    return row < 0 ? QString() : m_events[size_t(row)].connection;
}

const EventLog::Event *EventLog::find(const QString &connection) const
{
    const auto it = std::find_if(m_events.begin(), m_events.end(),
        [&](const Event &event) { return event.connection == connection; });
    return it == m_events.end() ? nullptr : &*it;
}

int EventLog::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_events.size());
}

QVariant EventLog::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_events.size())
        return {};
    const Event &event = m_events[size_t(index.row())];
    switch (role) {
    case TimeText:
        return Format::clock(event.time);
    case Kind:
        return event.kind;
    case Connection:
        return event.connection;
    case Address:
        return event.address;
    case Path:
        return event.path;
    case Code:
        return event.code > 0 ? QString::number(event.code) : QString();
    case Reason:
        return event.reason;
    case By:
        return event.by;
    case Clean:
        return event.clean;
    case Duration:
        return event.durationMs >= 0 ? Format::span(event.durationMs) : QString();
    case Text:
        return event.text;
    case Summary: {
        QStringList parts;
        if (event.kind == u"close") {
            if (!event.reason.isEmpty())
                parts << event.reason;
            if (!event.by.isEmpty())
                parts << tr("by %1").arg(event.by);
            if (!event.clean)
                parts << tr("not clean");
        } else if (event.kind == u"open") {
            parts << event.path;
        } else {
            parts << (event.text.isEmpty() ? event.reason : event.text);
        }
        parts.removeAll(QString());
        return parts.join(u" · "_s);
    }
    case Number:
        return keyAt(index.row());
    default:
        return {};
    }
}

QHash<int, QByteArray> EventLog::roleNames() const
{
    return {{TimeText, "timeText"}, {Kind, "kind"}, {Connection, "connection"},
        {Address, "address"}, {Path, "path"}, {Code, "code"}, {Reason, "reason"}, {By, "by"},
        {Clean, "clean"}, {Duration, "duration"}, {Text, "text"}, {Summary, "summary"},
        {Number, "number"}};
}

} // namespace wavetape::viewmodels
