// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QAbstractListModel>
#include <QHash>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::viewmodels {

// The clients of the server, from `sys.connections`: filtered, sorted, up to 10,000 of them.
// Subscribed only while `active`. Row i shows the i-th connection of the present order; a change of
// order changes what rows say, not which rows there are, so a view keeps its place and only visible
// rows are bound anew.
class ConnectionTable : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(bool known READ isKnown NOTIFY updated)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY viewChanged)
    Q_PROPERTY(QString sortKey READ sortKey NOTIFY viewChanged)
    Q_PROPERTY(bool descending READ isDescending NOTIFY viewChanged)
    Q_PROPERTY(int count READ count NOTIFY updated)
    Q_PROPERTY(int total READ total NOTIFY updated)
    Q_PROPERTY(int lagging READ lagging NOTIFY updated)
public:
    static constexpr int kLimit = 20'000;

    struct Row {
        QString id, session, address, path, dialect, origin, agent, user, state, lag, policy;
        double rttMs = 0, outPerSecond = 0, inPerSecond = 0, bytesOut = 0, bytesIn = 0,
               messagesOut = 0, messagesIn = 0, queueBytes = 0, queueMessages = 0, oldestMs = 0,
               dropped = 0, conflated = 0, laggedNotices = 0, channels = 0, bufferedAmount = 0,
               clientLagMs = 0;
        double openedAt = 0; // ms since 1970
        unsigned seen = 0; // which full listing named it last
    };
    enum Role {
        Id = Qt::UserRole + 1,
        Address,
        Agent,
        Dialect,
        Path,
        Origin,
        User,
        State,
        Lagging,
        Rtt,
        OutRate,
        InRate,
        Queue,
        QueueShare,
        Oldest,
        Dropped,
        Conflated,
        Channels,
        Policy,
        Age,
        Own,
    };

    ConnectionTable(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    bool isKnown() const { return m_known; }
    QString filter() const { return m_filter; }
    void setFilter(const QString &text);
    QString sortKey() const { return m_sortKey; }
    bool isDescending() const { return m_descending; }
    int count() const { return int(m_order.size()); }
    int total() const { return int(m_rows.size()); }
    int lagging() const { return m_lagging; }

    // By a column's role name; the same again turns the order round.
    Q_INVOKABLE void sortBy(const QString &role);
    Q_INVOKABLE QString keyAt(int row) const;
    Q_INVOKABLE int indexOfKey(const QString &id) const;
    const Row *find(const QString &id) const;
    // Age in ms at the time of the newest listing.
    double ageOf(const Row &row) const { return m_time - row.openedAt; }
    bool isOwn(const Row &row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void apply(const QJsonObject &listing);

Q_SIGNALS:
    void activeChanged();
    void viewChanged();
    void updated();

private:
    void arrange();
    bool matches(const Row &row) const;

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    QHash<QString, Row> m_rows;
    std::vector<const Row *> m_order;
    QString m_filter;
    QString m_sortKey = QStringLiteral("age");
    bool m_descending = false;
    bool m_active = false;
    bool m_known = false;
    int m_lagging = 0;
    int m_shownRows = 0; // what views were told
    unsigned m_listing = 0;
    double m_time = 0;
};

} // namespace wavetape::viewmodels
