// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/TimeSeries.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// What `sys.stats` tells once a second, with five minutes of history. GUI thread.
class ServerStats : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool known READ isKnown NOTIFY changed)
    // Nobody but this window is there, and next to nothing is sent.
    Q_PROPERTY(bool quiet READ isQuiet NOTIFY changed)
    // WebSockets besides this window's own: open now, and since the server started. `visited`:
    // there was one.
    Q_PROPERTY(double others READ others NOTIFY changed)
    Q_PROPERTY(double othersSoFar READ othersSoFar NOTIFY changed)
    Q_PROPERTY(bool visited READ wasVisited NOTIFY changed)
    Q_PROPERTY(QVariantMap now READ now NOTIFY changed)
    Q_PROPERTY(QVariantList headersOut READ headersOut NOTIFY changed)
    Q_PROPERTY(QVariantList headersIn READ headersIn NOTIFY changed)
    Q_PROPERTY(QVariantList transports READ transports NOTIFY changed)
    Q_PROPERTY(QVariantList closes READ closes NOTIFY changed)
    // What each limit refused or ended, by the key of its setting; none: not in it.
    Q_PROPERTY(QVariantMap refusedBy READ refusedBy NOTIFY changed)
    Q_PROPERTY(QVariantList feeds READ feeds NOTIFY changed)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *connections READ connections CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *messagesOut READ messagesOut CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *messagesIn READ messagesIn CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *bytesOut READ bytesOut CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *bytesIn READ bytesIn CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *queuedBytes READ queuedBytes CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *residentBytes READ residentBytes CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *latencyP50 READ latencyP50 CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *latencyP99 READ latencyP99 CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *droppedPerSecond READ droppedPerSecond CONSTANT)
    Q_PROPERTY(
        wavetape::viewmodels::TimeSeries *conflatedPerSecond READ conflatedPerSecond CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *subscriptions READ subscriptions CONSTANT)
public:
    explicit ServerStats(client::FeedClient &client, QObject *parent = nullptr);

    bool isKnown() const { return m_known; }
    bool isQuiet() const;
    double others() const { return m_others; }
    double othersSoFar() const { return m_othersSoFar; }
    bool wasVisited() const { return m_othersSoFar > 0; }
    // The plain numbers under their names on the wire; latency as latencyP50, latencyP99,
    // latencyMax in µs.
    QVariantMap now() const { return m_now; }
    // [{bytes, count, share}] for header sizes 2, 4, 10 and 6, 8, 14.
    QVariantList headersOut() const { return m_headersOut; }
    QVariantList headersIn() const { return m_headersIn; }
    // [{label, connections, count, share}]: messages out by each transport of a stream.
    QVariantList transports() const { return m_transports; }
    // [{code, count}], the most frequent first.
    QVariantList closes() const { return m_closes; }
    QVariantMap refusedBy() const { return m_refusedBy; }
    // [{name, messages, lagMs, state}]
    QVariantList feeds() const { return m_feeds; }

    TimeSeries *connections() { return &m_connections; }
    TimeSeries *messagesOut() { return &m_messagesOut; }
    TimeSeries *messagesIn() { return &m_messagesIn; }
    TimeSeries *bytesOut() { return &m_bytesOut; }
    TimeSeries *bytesIn() { return &m_bytesIn; }
    TimeSeries *queuedBytes() { return &m_queuedBytes; }
    TimeSeries *residentBytes() { return &m_residentBytes; }
    TimeSeries *latencyP50() { return &m_latencyP50; }
    TimeSeries *latencyP99() { return &m_latencyP99; }
    TimeSeries *droppedPerSecond() { return &m_droppedPerSecond; }
    TimeSeries *conflatedPerSecond() { return &m_conflatedPerSecond; }
    TimeSeries *subscriptions() { return &m_subscriptions; }

    void apply(const QJsonObject &stats);
    // Another server's numbers follow.
    void restart();

Q_SIGNALS:
    void changed();

private:
    client::FeedClient &m_client;
    client::Subscription m_subscription;
    bool m_known = false;
    double m_others = 0;
    double m_othersSoFar = 0;
    double m_ownSoFar = 0; // connections of this window to this server
    QString m_session; // the newest of them
    double m_lastTime = 0;
    double m_lastUptime = 0;
    double m_lastDropped = 0;
    double m_lastConflated = 0;
    QVariantMap m_now;
    QVariantList m_headersOut, m_headersIn, m_transports, m_closes, m_feeds;
    QVariantMap m_refusedBy;
    TimeSeries m_connections, m_messagesOut, m_messagesIn, m_bytesOut, m_bytesIn, m_queuedBytes,
        m_residentBytes, m_latencyP50, m_latencyP99, m_droppedPerSecond, m_conflatedPerSecond,
        m_subscriptions;
};

} // namespace wavetape::viewmodels
