// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/ConnectionPhases.h"
#include "viewmodels/FrameWatch.h"
#include "viewmodels/TimeSeries.h"

#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace wavetape::viewmodels {

class ConnectionTable;
class EventLog;

// The chosen connection: its row in words, what `admin details` knows of it, and what can be done
// to it. It stays chosen when it has ended: then it says how, and keeps what was known. GUI thread.
class ConnectionDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(QString connection READ connection WRITE setConnection NOTIFY connectionChanged)
    Q_PROPERTY(bool chosen READ isChosen NOTIFY connectionChanged)
    Q_PROPERTY(bool ended READ hasEnded NOTIFY changed)
    Q_PROPERTY(bool own READ isOwn NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)
    Q_PROPERTY(QString request READ request NOTIFY changed)
    Q_PROPERTY(QString response READ response NOTIFY changed)
    // As a socket's: 0 connecting, 1 open, 2 closing, 3 closed.
    Q_PROPERTY(int readyState READ readyState NOTIFY changed)
    Q_PROPERTY(QVariantList phases READ phases NOTIFY changed)
    Q_PROPERTY(QVariantList subscriptions READ subscriptions NOTIFY changed)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *queue READ queue CONSTANT)
    // What the client says that it holds back (`report`).
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *buffered READ buffered CONSTANT)
    Q_PROPERTY(QVariantList readMarks READ readMarks NOTIFY changed)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *outRate READ outRate CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *inRate READ inRate CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *rtt READ rtt CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::FrameWatch *frames READ frames CONSTANT)
    // What the last action did, or why it did not.
    Q_PROPERTY(QString outcome READ outcome NOTIFY outcomeChanged)
    Q_PROPERTY(bool outcomeGood READ isOutcomeGood NOTIFY outcomeChanged)
public:
    ConnectionDetail(client::FeedClient &client, ConnectionTable &table, const EventLog &ended,
        QObject *parent = nullptr);

    QString connection() const { return m_connection; }
    void setConnection(const QString &id);
    bool isChosen() const { return !m_connection.isEmpty(); }
    bool hasEnded() const { return m_ended; }
    bool isOwn() const { return m_own; }
    QString title() const { return m_title; }
    QVariantList facts() const { return m_facts; } // [{name, value}]
    QString request() const { return m_request; } // "" where it was not recorded
    QString response() const { return m_response; }
    int readyState() const { return m_phases.now; }
    QVariantList phases() const { return m_phases.rows(); } // ConnectionPhases.h
    QVariantList subscriptions() const { return m_subscriptions; }
    TimeSeries *queue() { return &m_queue; }
    TimeSeries *buffered() { return &m_buffered; }
    // [{ago, text, begins}]: when the server ceased to read from it, and when it read again;
    // seconds before the newest look.
    QVariantList readMarks() const;
    TimeSeries *outRate() { return &m_outRate; }
    TimeSeries *inRate() { return &m_inRate; }
    TimeSeries *rtt() { return &m_rtt; }
    FrameWatch *frames() { return &m_frames; }
    QString outcome() const { return m_outcome; }
    bool isOutcomeGood() const { return m_outcomeGood; }

    Q_INVOKABLE void ping();
    Q_INVOKABLE void close(int code, const QString &reason);
    Q_INVOKABLE void mutePong();
    // `maxRate` 0: as fast as they come.
    Q_INVOKABLE void setPolicy(const QString &channel, const QString &policy, double maxRate = 0);
    // Has the server copy its frames to this window from now on, or no more.
    Q_INVOKABLE void watchFrames(bool watched);
    // Codes that an endpoint may send (RFC 6455 7.4): 1000–1003, 1007–1014, 3000–4999.
    Q_INVOKABLE static bool isSendableCode(int code);

Q_SIGNALS:
    void connectionChanged();
    void changed();
    void outcomeChanged();

private:
    void refresh();
    void markReading(double now, double pauses, bool paused);
    void tellEnd();
    void askDetails();
    void readDetails(const QJsonObject &details);
    void act(QJsonObject request, const QString &done);
    void setOutcome(const QString &text, bool good);

    client::FeedClient &m_client;
    ConnectionTable &m_table;
    const EventLog &m_endedLog;
    QTimer m_timer;
    QString m_connection, m_title, m_request, m_response, m_outcome;
    QVariantList m_facts, m_subscriptions;
    struct ReadMark {
        double time; // s
        QString text;
        bool begins;
    };
    std::deque<ReadMark> m_readMarks; // oldest first
    double m_readPauses = -1; // as last told; -1: not yet
    bool m_readPaused = false;
    ConnectionPhases m_phases;
    TimeSeries m_queue, m_buffered, m_outRate, m_inRate, m_rtt;
    FrameWatch m_frames;
    bool m_ended = false;
    bool m_own = false;
    bool m_outcomeGood = true;
};

} // namespace wavetape::viewmodels
