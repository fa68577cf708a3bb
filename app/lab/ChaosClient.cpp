// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ChaosClient.h"

#include "viewmodels/Format.h"

#include <QHostAddress>
#include <QJsonDocument>

#include <algorithm>
#include <chrono>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using client::FeedMessage;
using inspector::LinkState;

namespace {

constexpr qsizetype kDelays = 8;
constexpr qsizetype kAttempts = 200;
constexpr int kBaseMs = 500, kCapMs = 4000;
constexpr int kAnswerMs = 4000;

double nowMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

client::BackoffSettings backoffOf(ChaosClient::Return comesBack)
{
    using Schedule = client::BackoffSettings::Schedule;
    client::BackoffSettings settings;
    settings.schedule
        = comesBack == ChaosClient::Return::Jitter ? Schedule::FullJitter : Schedule::Exact;
    settings.baseMs = kBaseMs;
    settings.capMs = kCapMs;
    return settings;
}

// So that a storm is none of the window's own address, which has its allowance of handshakes.
QHostAddress sourceFor(const QUrl &server)
{
    return server.host() == u"127.0.0.1" ? QHostAddress(u"127.0.0.8"_s) : QHostAddress();
}

} // namespace

ChaosClient::ChaosClient(Wish wish, QUrl server, const QElapsedTimer &clock)
    : m_wish(std::move(wish))
    , m_server(std::move(server))
    , m_clock(clock)
    , m_connection(nullptr,
          [this](websocket::Opcode opcode, std::string_view payload) {
              if (opcode == websocket::Opcode::text)
                  onText(payload);
          })
    , m_backoff(backoffOf(m_wish.comesBack))
    , m_again(this)
{
    m_connection.setParent(this); // into its thread with it
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &ChaosClient::dial);
    connect(&m_connection, &inspector::InspectorConnection::changed, this, &ChaosClient::onLink);
    m_figures.state = tr("connecting");
}

ChaosClient::Figures ChaosClient::figures() const
{
    const std::lock_guard lock(m_mutex);
    Figures figures = m_figures;
    if (m_newest >= 0)
        figures.quietMs = double(m_clock.elapsed() - m_newest);
    return figures;
}

void ChaosClient::start()
{
    dial();
}

void ChaosClient::mark()
{
    m_marked = m_clock.elapsed();
    const std::lock_guard lock(m_mutex);
    m_figures.noticedMs = m_figures.backMs = -1;
}

void ChaosClient::sleep(bool asleep)
{
    m_connection.setReadRate(asleep ? 0 : -1);
    const std::lock_guard lock(m_mutex);
    if (m_figures.open)
        m_figures.state = asleep ? tr("asleep") : tr("open");
}

void ChaosClient::dial()
{
    inspector::ConnectPlan plan;
    plan.url = m_server;
    if (m_wish.named)
        plan.url.setQuery(u"faults=as:"_s + m_wish.name);
    plan.protocols = "wavetape.v1";
    plan.headers.emplaceBack("User-Agent", "wavetape-lab");
    plan.keepAliveMs = m_wish.heartbeatMs;
    plan.deadlineMs = kAnswerMs;
    plan.from = sourceFor(m_server);
    m_under = true;
    {
        const std::lock_guard lock(m_mutex);
        m_figures.state = tr("connecting");
        m_figures.attempts.append(m_clock.elapsed());
        if (m_figures.attempts.size() > kAttempts)
            m_figures.attempts.removeFirst();
    }
    m_connection.open(plan);
}

void ChaosClient::onLink(const LinkState &link)
{
    bool open = false;
    {
        const std::lock_guard lock(m_mutex);
        open = m_figures.open;
    }
    if (link.ready == LinkState::Ready::Open && !open)
        onOpen();
    else if (link.ready == LinkState::Ready::Closed && m_under)
        onEnd(link);
}

void ChaosClient::onOpen()
{
    {
        const std::lock_guard lock(m_mutex);
        m_figures.open = true;
        m_figures.state = tr("open");
        if (m_figures.noticedMs >= 0 && m_figures.backMs < 0)
            m_figures.backMs = double(m_clock.elapsed() - m_marked);
    }
    m_backoff.reset();
    subscribe(m_wish.resumes);
}

void ChaosClient::onEnd(const LinkState &link)
{
    m_under = false;
    m_book.clear();
    // Who keeps a fixed schedule does not hear what the server asks for either.
    const bool hears = m_wish.comesBack == Return::Jitter && link.retryAfterMs >= 0;
    int64_t wait = -1; // not at all
    if (m_wish.comesBack != Return::Never)
        wait = (hears ? m_backoff.next(link.retryAfterMs) : m_backoff.next()).value_or(-1);
    const std::lock_guard lock(m_mutex);
    m_figures.open = false;
    m_figures.code = link.status >= 300 ? link.status : link.closeCode;
    m_figures.reason = link.error.isEmpty() ? link.closeReason : link.error;
    if (m_marked >= 0 && m_figures.noticedMs < 0)
        m_figures.noticedMs = double(m_clock.elapsed() - m_marked);
    if (wait < 0) {
        m_figures.state = tr("ended");
        return;
    }
    m_figures.state = tr("waiting");
    m_figures.delays.append(double(wait));
    if (m_figures.delays.size() > kDelays)
        m_figures.delays.removeFirst();
    m_again.start(int(wait));
}

void ChaosClient::subscribe(bool resume)
{
    QJsonObject message {{u"type"_s, u"subscribe"_s}, {u"id"_s, 1}, {u"channel"_s, m_wish.channel}};
    if (resume && m_position)
        message.insert(u"since"_s,
            QJsonObject {{u"epoch"_s, m_position->epoch}, {u"seq"_s, double(m_position->seq)}});
    m_connection.send(
        websocket::Opcode::text, QJsonDocument(message).toJson(QJsonDocument::Compact));
}

void ChaosClient::onText(std::string_view payload)
{
    const auto incoming
        = m_reader.read(QString::fromUtf8(payload.data(), qsizetype(payload.size())));
    if (!incoming) {
        const std::lock_guard lock(m_mutex);
        ++m_figures.spoilt;
        return;
    }
    switch (incoming->type) {
    case client::Incoming::Type::Publication:
        onPublication(incoming->message);
        readBook(incoming->message);
        break;
    case client::Incoming::Type::Snapshot:
        if (m_position)
            m_position = Position {incoming->epoch, incoming->message.seq};
        readBook(incoming->message);
        break;
    case client::Incoming::Type::Other:
        onOther(incoming->object);
        break;
    }
}

void ChaosClient::onPublication(const FeedMessage &message)
{
    const std::lock_guard lock(m_mutex);
    m_newest = m_clock.elapsed();
    m_figures.lagMs = std::max(0.0, nowMs() - message.ts);
    ++m_figures.messages;
    if (!m_position)
        return;
    const quint64 last = m_position->seq;
    if (message.seq <= last)
        ++m_figures.twice;
    else
        m_figures.missed += message.seq - last - 1;
    m_position->seq = std::max(last, quint64(message.seq));
}

void ChaosClient::onOther(const QJsonObject &object)
{
    const QString type = object.value("type"_L1).toString();
    if (type == u"lagged") { // told, and so no hole that it would have to find
        if (m_position)
            m_position->seq = std::max(m_position->seq, quint64(object.value("to"_L1).toDouble()));
        return;
    }
    if (type != u"ack" || !object.contains("epoch"_L1))
        return;
    const Position at {
        object.value("epoch"_L1).toString(), quint64(object.value("seq"_L1).toDouble())};
    const std::lock_guard lock(m_mutex);
    // Without asking for it, what came meanwhile is gone.
    const bool same = m_position && m_position->epoch == at.epoch;
    if (same && !object.value("recovered"_L1).toBool() && at.seq > m_position->seq)
        m_figures.missed += at.seq - m_position->seq;
    if (!same || !object.value("recovered"_L1).toBool())
        m_position = at;
}

void ChaosClient::readBook(const FeedMessage &message)
{
    using Result = client::BookMirror::Result;
    Result result = Result::Ignored;
    if (const auto *snapshot = message.as<client::BookSnapshot>())
        result = m_book.apply(*snapshot);
    else if (const auto *delta = message.as<client::BookDelta>())
        result = m_book.apply(*delta);
    if (result != Result::Broken)
        return;
    {
        const std::lock_guard lock(m_mutex);
        ++m_figures.wrong;
        m_figures.healed += m_wish.heals;
    }
    m_book.clear();
    if (m_wish.heals)
        subscribe(false);
}

} // namespace wavetape::lab
