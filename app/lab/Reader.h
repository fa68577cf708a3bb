// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/InspectorClient.h"
#include "viewmodels/TimeSeries.h"

#include <QDeadlineTimer>
#include <QJsonObject>
#include <QObject>

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

namespace wavetape::lab {

// A subscriber in this program that reads as fast as it is told, on a socket and in a thread of its
// own, and measures how old what it reads is. GUI thread.
class Reader : public QObject {
    Q_OBJECT
public:
    enum Speed { Fast, Megabit, Modem, Stalled };

    struct Wish {
        QUrl server;
        QString feed; // a channel or a prefix
        Speed speed = Fast;
        QString policy; // as on the wire
    };
    // What the server says of this connection, from sys.connections.
    struct Served {
        QString id, lag;
        double queueBytes = 0, queueMessages = 0, oldestMs = 0, dropped = 0, conflated = 0;
    };

    explicit Reader(Wish wish, QObject *parent = nullptr);
    ~Reader() override;

    const Wish &wish() const { return m_wish; }
    static QString speedName(Speed speed);
    static qint64 bytesPerSecond(Speed speed); // negative: as fast as it comes

    // The server has given it this one.
    void setPolicy(const QString &policy)
    {
        m_wish.policy = policy;
        m_policyGiven = true;
    }
    // By setPolicy; until then it is what the subscription asked for, or the server's choice.
    bool isPolicyGiven() const { return m_policyGiven; }
    // True if the row is this reader's.
    bool apply(const QJsonObject &row);
    // Once a second or so: the histories get a point, the rates their second.
    void sample(double seconds);

    const Served &served() const { return m_served; }
    const inspector::LinkState &link() const { return m_client.link(); }
    bool isOpen() const;
    // Messages for it were lost within the last seconds.
    bool isLosing() const { return !m_losing.hasExpired(); }
    double messages() const { return double(m_counts->messages.load()); }
    double bytesPerSecond() const { return m_bytesPerSecond; }
    double lagged() const { return double(m_counts->lagged.load()); }
    // Age of the newest message that was read; negative: none was.
    double staleMs() const;
    viewmodels::TimeSeries *queue() { return &m_queue; }
    viewmodels::TimeSeries *stale() { return &m_stale; }

Q_SIGNALS:
    void changed();

private:
    // Written by the reader's thread.
    struct Counts {
        std::atomic<uint64_t> messages {0}, bytes {0}, lagged {0};
        std::atomic<double> newestMs {0}; // publication time, since 1970
    };
    static void count(Counts &counts, websocket::Opcode opcode, std::string_view payload);

    Wish m_wish;
    std::shared_ptr<Counts> m_counts = std::make_shared<Counts>();
    inspector::InspectorClient m_client;
    Served m_served;
    QDeadlineTimer m_losing {QDeadlineTimer(0)};
    viewmodels::TimeSeries m_queue, m_stale;
    bool m_subscribed = false, m_policyGiven = false;
    struct Reading {
        double seconds;
        uint64_t bytes;
    };
    std::deque<Reading> m_readings; // of the last seconds
    double m_bytesPerSecond = 0;
};

} // namespace wavetape::lab
