// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QAbstractListModel>
#include <QDeadlineTimer>
#include <QtQml/qqmlregistration.h>

#include <unordered_map>
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
    // Without this window's own.
    Q_PROPERTY(int others READ others NOTIFY updated)
    // Readers that lose, or of which what waits is old.
    Q_PROPERTY(int lagging READ lagging NOTIFY updated)
public:
    static constexpr int kLimit = 20'000;

    // How a reader fares, by what it loses and by the age of what waits for it.
    enum Health { Keeping, Behind, Losing };
    Q_ENUM(Health)
    struct Row {
        QString id, session, address, path, dialect, transport, origin, agent, user, state, lag,
            policy;
        QString faults; // that it asked for
        QString keptBy, keptOn; // what a proxy keeps it on its node by, and on which; "": untold
        bool tls = false; // bytes are those within it
        double rttMs = 0, outPerSecond = 0, inPerSecond = 0, bytesOut = 0, bytesIn = 0,
               messagesOut = 0, messagesIn = 0, queueBytes = 0, queueMessages = 0, oldestMs = 0,
               dropped = 0, conflated = 0, laggedNotices = 0, channels = 0, bufferedAmount = 0,
               clientLagMs = 0, readPauses = 0;
        bool readPaused = false; // nothing is read from it until its queue has room
        double closingAt = 0; // ms since 1970, when a close was begun; NaN: none was
        double openedAt = 0; // ms since 1970
        double lostAt = -1; // time of the newest loss that was seen; -1: none
        unsigned seen = 0; // which full listing named it last
        bool moved = false; // changed since the rows were arranged
        bool gone = false; // ended since then
        Health health = Keeping; // as it was arranged
    };
    // Less than, equal to or greater than 0.
    using Comparison = int (*)(const Row &, const Row &);
    enum Role {
        Id = Qt::UserRole + 1,
        Address,
        Agent,
        Dialect,
        Transport,
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
        Fares, // a Health
        Open, // whether data may go both ways
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
    int total() const { return int(m_rows.size()) - m_gone; }
    int lagging() const { return m_ailing; }
    // A connection's state as the server names it, in the window's language.
    static QString stateText(const QString &state);

    // By a column's role name; the same again turns the order round.
    Q_INVOKABLE void sortBy(const QString &role);
    Q_INVOKABLE QString keyAt(int row) const;
    Q_INVOKABLE int indexOfKey(const QString &id) const;
    const Row *find(const QString &id) const;
    // Of all connections, whatever the filter.
    template <typename Visit>
    void each(Visit visit) const
    {
        for (const auto &[id, row] : m_rows) {
            if (!row.gone)
                visit(row);
        }
    }
    // Of the newest listing, ms since 1970.
    double time() const { return m_time; }
    // Age in ms at the time of the newest listing.
    double ageOf(const Row &row) const { return m_time - row.openedAt; }
    bool isOwn(const Row &row) const;
    Health healthOf(const Row &row) const;
    // Without this window's own.
    int others() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    // What it says is shown by arrange().
    void apply(const QJsonObject &listing);
    // Only what changed is sorted and put in its place; the rest stands.
    void arrange();

Q_SIGNALS:
    void activeChanged();
    void viewChanged();
    void updated();

private:
    // After a change of order or filter: everything anew.
    void rearrange();
    void show();
    bool matches(const Row &row) const;
    bool precedes(const Row *a, const Row *b) const;
    void insert(Row row);
    void remove(Row &row);

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    std::unordered_map<QString, Row> m_rows; // their places in memory stay
    std::vector<Row *> m_order; // those that pass the filter
    std::vector<Row *> m_moved; // not yet in their places
    int m_gone = 0; // rows not yet taken out
    QString m_filter;
    QString m_sortKey = QStringLiteral("age");
    Comparison m_compare;
    bool m_descending = false;
    bool m_active = false;
    bool m_known = false;
    int m_ailing = 0; // they stand first
    int m_shownRows = 0; // what views were told
    unsigned m_listing = 0;
    int m_nextPage = 0; // of the listing under way; -1: one was missed
    QDeadlineTimer m_mayAskAgain {QDeadlineTimer(0)};
    double m_time = 0;
};

} // namespace wavetape::viewmodels
