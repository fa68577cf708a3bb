// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/HeartbeatTrial.h"

#include <QVariantMap>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using inspector::LinkState;
using inspector::LogEntry;

namespace {

config::ServerConfig settings(const QString &mode, int pingMs, int pongMs)
{
    config::ServerConfig config;
    config.deadlines.ping = uint64_t(pingMs);
    config.deadlines.pong = uint64_t(pongMs);
    config.deadlines.pongMode = mode.toStdString();
    return config;
}

} // namespace

HeartbeatTrial::HeartbeatTrial(const QString &mode, int pingMs, int pongMs, QObject *parent)
    : QObject(parent)
    , m_server(settings(mode, pingMs, pongMs))
    , m_log(std::make_shared<inspector::MessageLog>(1000))
    , m_connection(m_log)
{
    if (m_server.port() == 0) {
        m_endedMs = 0;
        m_outcome = m_server.trouble();
        return;
    }
    connect(&m_connection, &inspector::InspectorConnection::logged, this, &HeartbeatTrial::readLog);
    connect(&m_connection, &inspector::InspectorConnection::changed, this, &HeartbeatTrial::onLink);
    inspector::ConnectPlan plan;
    plan.url = QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_server.port()));
    plan.pongs = 1;
    m_connection.open(plan);
}

double HeartbeatTrial::runMs() const
{
    return m_endedMs >= 0 ? m_endedMs : m_sincePing.isValid() ? double(m_sincePing.elapsed()) : 0;
}

void HeartbeatTrial::note(double wallMs, const QString &kind, const QString &text)
{
    if (m_firstPing <= 0) {
        m_firstPing = wallMs;
        m_sincePing.start();
    }
    m_moments.append(
        QVariantMap {{u"ms"_s, wallMs - m_firstPing}, {u"kind"_s, kind}, {u"text"_s, text}});
    Q_EMIT changed();
}

void HeartbeatTrial::readLog()
{
    m_read = m_log->visit(m_read, m_log->extent().end, [this](uint64_t, const LogEntry &entry) {
        if (entry.kind == LogEntry::Kind::Ping)
            note(entry.timeMs, u"ping"_s, tr("ping"));
        else if (entry.kind == LogEntry::Kind::Pong)
            note(entry.timeMs, u"pong"_s, tr("pong"));
        return true;
    });
}

void HeartbeatTrial::onLink(const LinkState &link)
{
    if (link.ready != LinkState::Ready::Closed || isDone())
        return;
    readLog();
    m_endedMs = m_sincePing.isValid() ? double(m_sincePing.elapsed()) : 0;
    m_outcome = tr("%1, without a close frame").arg(link.closeCode);
    if (link.clean)
        m_outcome = QString::number(link.closeCode);
    if (m_firstPing > 0)
        note(m_firstPing + m_endedMs, u"end"_s, tr("given up"));
    Q_EMIT changed();
}

} // namespace wavetape::lab
