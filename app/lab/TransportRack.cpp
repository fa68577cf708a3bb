// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportRack.h"

#include "inspector/InspectorClient.h"
#include "lab/EventTransport.h"
#include "lab/PollTransport.h"
#include "lab/SocketTransport.h"
#include "lab/TransportAdviser.h"
#include "viewmodels/Format.h"

#include <algorithm>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {

constexpr auto kOwnChannel = "lab.transports";
constexpr int kOftenMs = 20;
constexpr int kIdleMs = 10'000;
constexpr int kFirstMs = 1000; // for the readers to be there
constexpr int kFiguresMs = 500;
// What a message of ours is filled up with, for 200 bytes as they travel.
constexpr int kFilling = 120;
// Where the heartbeat matters: a fifteenth of the server's own times, of a proxy's usual minute.
constexpr int kBeatMs = 2000;
constexpr int kPongMs = 1000;
constexpr int kIdleCutMs = 4000;
constexpr int kDeafMs = 5000;
constexpr int kHoldSeconds = 2;
constexpr int kPatienceMs = 2000;
constexpr int kNoBeatMs = 3'600'000;

QString millis(double ms)
{
    return ms < 0 ? u"–"_s : ms < 1000 ? Format::micros(ms * 1000) : Format::span(ms);
}

QString perEvent(double bytes)
{
    return bytes < 0 ? u"–"_s : bytes < 1e4 ? Format::count(bytes) + " B"_L1 : Format::bytes(bytes);
}

std::unique_ptr<TransportClient> makeClient(
    TransportClient::Kind kind, const TransportClient::Plan &plan)
{
    switch (kind) {
    case TransportClient::WebSocket:
        return std::make_unique<SocketTransport>(plan);
    case TransportClient::ServerSentEvents:
        return std::make_unique<EventTransport>(plan);
    case TransportClient::LongPoll:
        return std::make_unique<PollTransport>(plan, true);
    case TransportClient::ShortPoll:
        return std::make_unique<PollTransport>(plan, false);
    }
    return nullptr;
}

} // namespace

TransportRack::Line::Line()
    : latencies(nullptr, 60, 60)
{
}

TransportRack::TransportRack(QObject *parent)
    : QAbstractListModel(parent)
{
    m_pace.setTimerType(Qt::PreciseTimer);
    connect(&m_pace, &QTimer::timeout, this, &TransportRack::publish);
    m_sampler.setInterval(kFiguresMs);
    connect(&m_sampler, &QTimer::timeout, this, &TransportRack::sample);
}

TransportRack::~TransportRack()
{
    stop();
}

QString TransportRack::channel() const
{
    return feedInUse() == Trades ? u"trades.AAPL"_s
        : feedInUse() == Floats  ? u"wave.sine1"_s
                                 : QString::fromLatin1(kOwnChannel);
}

void TransportRack::setFeed(int feed)
{
    if (feed == m_feed || feed < Often || feed > Floats)
        return;
    m_feed = feed;
    restart();
}

void TransportRack::setKeepAlive(bool keepAlive)
{
    if (keepAlive == m_keepAlive)
        return;
    m_keepAlive = keepAlive;
    restart();
}

void TransportRack::setObstacle(int obstacle)
{
    if (obstacle == m_obstacle || obstacle < Clear || obstacle > OneWay)
        return;
    m_obstacle = obstacle;
    restart();
}

QString TransportRack::obstacleText() const
{
    switch (m_obstacle) {
    case Buffering:
        return tr("A relay of this window holds each answer until 4 KiB of it or all are there, as "
                  "nginx does by default; X-Accel-Buffering: no, which the server sends, has it "
                  "pass at once.");
    case HeaderForgotten:
        return tr("The same relay, and the header is lost before it: events come by the heap, or "
                  "never. Answers that end get through, and a WebSocket is no answer.");
    case IdleCut:
        return tr("A relay of this window cuts what is silent for 4 s (a proxy's minute, fifteen "
                  "times as fast); a server beside this one sends a ping or a comment every 2 s.");
    case HeartbeatMuted:
        return tr("The same relay, and a server that sends neither pings nor comments: what waits "
                  "for an event in 10 s is cut before it comes.");
    case OneWay:
        return tr(
            "After 5 s of a connection nothing that its client sends arrives. Events go on; a "
            "WebSocket's pongs are missed and the server ends it; polls ask in vain.");
    default:
        return {};
    }
}

QVariantMap TransportRack::need(int row) const
{
    if (row < 0 || row >= int(kCount) || m_lines[size_t(row)].figures.events == 0)
        return {};
    const TransportFigures &figures = m_lines[size_t(row)].figures;
    const bool held = m_obstacle == HeaderForgotten;
    // Of what was published, not only of what a poll saw of it.
    const double events = double(figures.events + figures.missed);
    return {{u"perSecond"_s, events / std::max(1.0, seconds())}, {u"latencyMs"_s, figures.p99Ms},
        {u"binary"_s, feedInUse() == Floats},
        {u"proxies"_s, int(held ? TransportAdviser::HoldAnswers : TransportAdviser::None)}};
}

// Puts what is chosen in the way; `url` becomes that of the server to publish at.
bool TransportRack::placeObstacle(QUrl &url)
{
    MiddleBox::Manner manner;
    manner.holdsAnswers = m_obstacle == Buffering || m_obstacle == HeaderForgotten;
    manner.forgetsHeader = m_obstacle == HeaderForgotten;
    if (isFeedGiven()) {
        config::ServerConfig config;
        config.deadlines.ping = config.deadlines.comment
            = uint64_t(m_obstacle == HeartbeatMuted ? kNoBeatMs : kBeatMs);
        config.deadlines.pong = kPongMs;
        m_sideServer = std::make_unique<SideServer>(config);
        if (m_sideServer->port() == 0) {
            m_trouble = m_sideServer->trouble();
            return false;
        }
        url = QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_sideServer->port()));
        manner.idleMs = m_obstacle == OneWay ? 0 : kIdleCutMs;
        manner.deafAfterMs = m_obstacle == OneWay ? kDeafMs : 0;
    }
    if (m_obstacle != Clear) {
        m_box = std::make_unique<MiddleBox>(url.host(), quint16(url.port(80)), manner);
        if (m_box->port() == 0)
            m_trouble = tr("No port for the relay is free.");
    }
    return m_trouble.isEmpty();
}

void TransportRack::restart()
{
    if (m_running) {
        stop();
        start();
    }
    Q_EMIT changed();
}

void TransportRack::start()
{
    if (m_running)
        return;
    QUrl url(m_server);
    m_trouble = url.scheme() == u"ws"
        ? QString()
        : tr("The four are measured without TLS: connect the window to a ws:// address.");
    if (!m_trouble.isEmpty() || !placeObstacle(url)) {
        m_box.reset();
        m_sideServer.reset();
        Q_EMIT changed();
        return;
    }
    m_running = true;
    m_claims.clear();
    for (size_t i = 0; i < kCount; ++i) {
        Line &line = m_lines[i];
        line.figures = {};
        line.plotted = 0;
        line.latencies.clear();
        line.thread = std::make_unique<QThread>();
        line.thread->setObjectName(u"transport"_s);
        TransportClient::Plan plan;
        plan.host = m_box ? u"127.0.0.1"_s : url.host();
        plan.port = m_box ? m_box->port() : quint16(url.port(80));
        plan.channel = channel();
        plan.keepAlive = m_keepAlive;
        if (isFeedGiven()) {
            plan.holdSeconds = kHoldSeconds;
            plan.patienceMs = kPatienceMs;
        }
        line.client = makeClient(TransportClient::Kind(i), plan).release();
        line.client->moveToThread(line.thread.get());
        connect(line.thread.get(), &QThread::started, line.client, &TransportClient::start);
        connect(line.thread.get(), &QThread::finished, line.client, &QObject::deleteLater);
        line.thread->start();
    }
    if (feedInUse() == Often || feedInUse() == Idle) {
        m_publisher = std::make_unique<inspector::InspectorClient>(nullptr);
        inspector::ConnectPlan plan;
        plan.url = url;
        plan.headers.emplaceBack("User-Agent", "wavetape-lab");
        m_publisher->open(plan);
        m_pace.start(kFirstMs);
    }
    m_clock.start();
    m_sampler.start();
    Q_EMIT changed();
    Q_EMIT dataChanged(index(0), index(int(kCount) - 1));
}

void TransportRack::stop()
{
    if (!m_running)
        return;
    m_pace.stop();
    m_sampler.stop();
    m_publisher.reset();
    sample();
    for (Line &line : m_lines)
        line.thread->quit();
    for (Line &line : m_lines) {
        line.thread->wait();
        line.thread.reset();
        line.client = nullptr;
    }
    m_box.reset();
    m_sideServer.reset();
    m_seconds = double(m_clock.elapsed()) / 1000;
    m_running = false;
    Q_EMIT changed();
    Q_EMIT dataChanged(index(0), index(int(kCount) - 1));
}

void TransportRack::publish()
{
    if (m_publisher->link().ready != inspector::LinkState::Ready::Open)
        return;
    m_pace.setInterval(feedInUse() == Idle ? kIdleMs : kOftenMs);
    m_publisher->send(websocket::Opcode::text,
        "{\"type\":\"publish\",\"channel\":\"" + QByteArray(kOwnChannel)
            + "\",\"data\":{\"n\":" + QByteArray::number(++m_published) + ",\"text\":\""
            + QByteArray(kFilling, 'x') + "\"}}");
}

void TransportRack::sample()
{
    const double seconds = double(m_clock.elapsed()) / 1000;
    for (Line &line : m_lines) {
        line.figures = line.client->figures();
        if (line.figures.events != line.plotted)
            line.latencies.append(seconds, line.figures.lastMs);
        line.plotted = line.figures.events;
    }
    m_claims.take(m_lines[0].figures, m_lines[1].figures, m_lines[2].figures, m_lines[3].figures);
    Q_EMIT dataChanged(index(0), index(int(kCount) - 1));
    Q_EMIT sampled();
}

double TransportRack::seconds() const
{
    return m_running ? double(m_clock.elapsed()) / 1000 : m_seconds;
}

double TransportRack::largest() const
{
    double most = 0;
    for (const Line &line : m_lines)
        most = std::max(most, line.figures.bytesPerEvent());
    return most;
}

int TransportRack::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(kCount);
}

QVariant TransportRack::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(kCount))
        return {};
    const Line &line = m_lines[size_t(index.row())];
    const TransportFigures &figures = line.figures;
    const double most = largest();
    switch (role) {
    case Name:
        return nameOf(TransportClient::Kind(index.row()));
    case How:
        return howOf(TransportClient::Kind(index.row()));
    case State:
        return !m_running ? QString() : figures.open ? tr("open") : tr("waiting");
    case Open:
        return m_running && figures.open;
    case Trouble:
        return figures.trouble;
    case Measured:
        return figures.events > 0;
    case PerEvent:
        return figures.bytesPerEvent();
    case PerEventText:
        return perEvent(figures.bytesPerEvent());
    case OverheadText:
        return perEvent(figures.overheadPerEvent());
    case EventShare:
        return figures.events > 0 && most > 0
            ? double(figures.eventBytes) / double(figures.events) / most
            : 0;
    case OverheadShare:
        return figures.events > 0 && most > 0 ? figures.overheadPerEvent() / most : 0;
    case Figures:
        return figureList(figures);
    case LatencyText:
        return millis(figures.lastMs);
    case Latencies:
        return QVariant::fromValue(line.latencies.recent());
    default:
        return {};
    }
}

QString TransportRack::nameOf(TransportClient::Kind kind)
{
    switch (kind) {
    case TransportClient::WebSocket:
        return tr("WebSocket");
    case TransportClient::ServerSentEvents:
        return tr("Server-sent events");
    case TransportClient::LongPoll:
        return tr("Long poll");
    case TransportClient::ShortPoll:
        return tr("Short poll");
    }
    return {};
}

QString TransportRack::howOf(TransportClient::Kind kind) const
{
    const QString polls = m_keepAlive ? tr("keep-alive") : tr("a connection each");
    switch (kind) {
    case TransportClient::WebSocket:
        return tr("one connection, frames both ways");
    case TransportClient::ServerSentEvents:
        return tr("one answer that does not end");
    case TransportClient::LongPoll:
        return tr("held until there is news; %1").arg(polls);
    case TransportClient::ShortPoll:
        return tr("asked every second; %1").arg(polls);
    }
    return {};
}

QVariantList TransportRack::figureList(const TransportFigures &figures)
{
    QVariantList list;
    const auto add = [&](const QString &title, const QString &value, bool bad = false) {
        list.append(QVariantMap {{u"title"_s, title}, {u"value"_s, value}, {u"bad"_s, bad}});
    };
    const bool any = figures.events > 0;
    add(tr("latency p50"), millis(figures.p50Ms));
    add(tr("latency p99"), millis(figures.p99Ms), figures.p99Ms > TransportFigures::kLateMs);
    add(tr("events"), Format::count(double(figures.events)));
    add(tr("missed"), Format::count(double(figures.missed)), figures.missed > 0);
    add(tr("late, > 100 ms"), Format::count(double(figures.late)), figures.late > 0);
    add(tr("requests"), Format::count(double(figures.requests)));
    add(tr("connections"), Format::count(double(figures.connections)));
    add(tr("bytes down"), Format::bytes(double(figures.down)));
    add(tr("bytes up"), Format::bytes(double(figures.up)));
    add(tr("CPU per event"),
        any ? Format::micros(figures.cpuMicros / double(figures.events)) : u"–"_s);
    return list;
}

QHash<int, QByteArray> TransportRack::roleNames() const
{
    return {{Name, "name"}, {How, "how"}, {State, "state"}, {Open, "open"}, {PerEvent, "perEvent"},
        {PerEventText, "perEventText"}, {OverheadText, "overheadText"}, {EventShare, "eventShare"},
        {OverheadShare, "overheadShare"}, {Figures, "figures"}, {LatencyText, "latencyText"},
        {Latencies, "latencies"}, {Trouble, "trouble"}, {Measured, "measured"}};
}

} // namespace wavetape::lab
