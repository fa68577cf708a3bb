// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/Dashboard.h"

#include "viewmodels/Format.h"

#include <QQmlEngine>

namespace wavetape::viewmodels {

namespace {
Dashboard *s_instance = nullptr;
}

Dashboard::Dashboard(client::FeedClient &client, bool keepPreferences, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_link(client)
    , m_stats(client)
    , m_events(EventLog::Content::Everything)
    , m_ended(EventLog::Content::EndedConnections)
    , m_eventSubscription(EventLog::subscribe(client, {&m_events, &m_ended}))
    , m_connections(client)
    , m_loads(client)
    , m_alerts(m_events)
    , m_detail(client, m_connections, m_ended)
    , m_market(client)
    , m_streams(client)
    , m_recording(client)
    , m_replay(client)
    , m_waveRates(client)
    , m_preferences(keepPreferences)
{
    Q_ASSERT(!s_instance);
    s_instance = this;
    m_alerts.watch(QStringLiteral("messages"), *m_stats.messagesOut(), tr("Messages per second"),
        [](double value) { return Format::si(value); });
    m_alerts.watch(QStringLiteral("connections"), *m_stats.connections(), tr("Connections"),
        [](double value) { return Format::count(value); });
    m_alerts.watch(QStringLiteral("queued"), *m_stats.queuedBytes(), tr("Queued"), Format::bytes);
    m_alerts.watch(
        QStringLiteral("latency"), *m_stats.latencyP99(), tr("Latency (p99)"), Format::micros);
    m_alerts.setStore(m_preferences.store());
    connect(&m_stats, &ServerStats::changed, &m_link, &LinkStatus::tick);
}

Dashboard::~Dashboard()
{
    s_instance = nullptr;
}

void Dashboard::startOver()
{
    m_detail.setConnection({});
    m_events.clear();
    m_ended.clear();
    m_stats.restart();
    m_loads.clear();
    m_market.startOver();
    m_recording.restart();
    m_replay.restart();
}

Dashboard *Dashboard::create(QQmlEngine *, QJSEngine *)
{
    Q_ASSERT(s_instance);
    QQmlEngine::setObjectOwnership(s_instance, QQmlEngine::CppOwnership);
    return s_instance;
}

} // namespace wavetape::viewmodels
