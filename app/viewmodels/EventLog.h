// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <limits>

namespace wavetape::viewmodels {

// What `sys.events` told, newest first, at most kLimit of them; and the list of ended connections.
// Rows keep their place: a new event moves the texts, not the rows, so nothing is created per
// event.
class EventLog : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    static constexpr size_t kLimit = 500;

    struct Event {
        double time = 0;
        QString kind, connection, session, address, path, reason, by, text;
        int code = 0;
        bool clean = false;
        double durationMs = -1;
        // Of these; NaN: not known, or there was none.
        double openingMs = std::numeric_limits<double>::quiet_NaN();
        double closingMs = std::numeric_limits<double>::quiet_NaN();
    };
    enum Role {
        TimeText = Qt::UserRole + 1,
        Kind,
        Connection,
        Address,
        Path,
        Code,
        Reason,
        By,
        Clean,
        Duration,
        Text,
        Summary,
        Number, // of the event, for as long as it is here
    };

    enum class Content { Everything, EndedConnections };

    explicit EventLog(Content content, QObject *parent = nullptr);
    // One subscription feeds any number of logs.
    [[nodiscard]] static client::Subscription subscribe(
        client::FeedClient &client, std::vector<EventLog *> logs);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return int(m_events.size()); }
    // An event's number stays while newer ones move it down; -1: not here any more.
    Q_INVOKABLE double keyAt(int row) const { return m_appended - row; }
    // The connection of an event; "": it has none, or the event is not here any more.
    Q_INVOKABLE QString connectionOf(double number) const;
    Q_INVOKABLE int indexOfKey(double number) const;

    // The newest event of a connection; null: none is here.
    const Event *find(const QString &connection) const;
    void append(std::vector<Event> events);
    // Something of this window's own, not before what is there.
    void note(const QString &kind, double time, const QString &text);
    // Another server's events follow.
    void clear();
    static Event read(const QJsonObject &object);

Q_SIGNALS:
    void countChanged();

private:
    const Content m_content;
    std::deque<Event> m_events; // newest first
    double m_appended = 0; // so far: the newest one's number
};

} // namespace wavetape::viewmodels
