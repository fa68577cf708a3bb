// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "lab/Reader.h"
#include "viewmodels/Dashboard.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::lab {

// Readers of different speeds on the window's own server, and what each costs it. They read while
// the rack lives, and are measured while it is `active` or one of them has no bound. GUI thread.
class ReaderRack : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY changed)
    Q_PROPERTY(QString server MEMBER m_server NOTIFY changed)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool full READ isFull NOTIFY changed)
    Q_PROPERTY(bool unbounded READ hasUnbounded NOTIFY changed)
    // What waits for readers without a bound.
    Q_PROPERTY(double unboundedBytes READ unboundedBytes NOTIFY changed)
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
    Q_PROPERTY(double queuedBytes READ queuedBytes NOTIFY changed)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *queued READ queued CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *memory READ memory CONSTANT)
public:
    static constexpr size_t kLimit = 8;
    // An unbounded queue is ended by the Lab here, before the server's own ceiling is at stake.
    static constexpr double kUnboundedBytes = 64e6;

    enum Role {
        Speed = Qt::UserRole + 1,
        Feed,
        Policy,
        State,
        Fares, // a Faring
        Open,
        Queue,
        QueueShare,
        Oldest,
        Dropped,
        Conflated,
        Read,
        Stale,
        QueueHistory,
        StaleHistory,
    };

    // As in the list of connections: what it loses now, or how late it is.
    enum Faring { Keeping, Behind, Losing };
    Q_ENUM(Faring)

    explicit ReaderRack(QObject *parent = nullptr);
    ~ReaderRack() override;

    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    void setClient(client::FeedClient *client);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    int count() const { return int(m_readers.size()); }
    bool isFull() const { return m_readers.size() >= kLimit; }
    bool hasUnbounded() const;
    double unboundedBytes() const;
    QString outcome() const { return m_outcome; } // why a change of policy was refused
    double queuedBytes() const; // of these readers together
    viewmodels::TimeSeries *queued() { return &m_queued; }
    viewmodels::TimeSeries *memory() { return &m_memory; } // of the process with the server in it
    const Reader *readerAt(int row) const { return m_readers.at(size_t(row)).get(); }

    // `speed` is a Reader::Speed, `policy` as on the wire.
    Q_INVOKABLE void add(const QString &feed, int speed, const QString &policy);
    // One of each kind that the comparison needs.
    Q_INVOKABLE void addUsual();
    Q_INVOKABLE void remove(int row);
    Q_INVOKABLE void removeAll();
    Q_INVOKABLE void setPolicy(int row, const QString &policy);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    void restIfUnwatched();
    void sample();
    void onConnections(const std::vector<client::FeedMessage> &messages);
    void askPolicy(Reader &reader, const QString &policy);
    static Faring faringOf(const Reader &reader);
    QString stateOf(const Reader &reader) const;

    viewmodels::Dashboard *m_dashboard = nullptr;
    client::FeedClient *m_client = nullptr;
    client::Subscription m_connections;
    QString m_server, m_outcome;
    std::vector<std::unique_ptr<Reader>> m_readers;
    viewmodels::TimeSeries m_queued, m_memory;
    QTimer m_timer;
    int m_skipped = 0; // samples, while there is no reader
    QElapsedTimer m_clock;
    bool m_active = false;
};

} // namespace wavetape::lab
