// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/FeedConnection.h"

#include "client/EndSocket.h"
#include "client/HandshakeBound.h"
#include "protocol/BinaryHeader.h"
#include "websocket/CloseCode.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSslError>

#include <algorithm>
#include <chrono>

namespace wavetape::client {

namespace {

using websocket::CloseCode;

constexpr auto kSubprotocol = "wavetape.v1";
constexpr int kAbnormal = static_cast<int>(CloseCode::abnormal);
constexpr qint64 kLongestRetryHintMs = 60000;
constexpr int kResubscribeMs = 1000; // after a temporary refusal
constexpr qint64 kMostOutgoing = 4 << 20; // requests held back by a stuck server

// Codes after which protocol.md tells a client to stay away. 1002 is not among them here, because
// QWebSocket 6.4 says 1002 for 1012..1014; nor is 1009, which QWebSocket makes itself.
bool staysAway(int code)
{
    switch (static_cast<CloseCode>(code)) {
    case CloseCode::normal:
    case CloseCode::unsupportedData:
    case CloseCode::invalidPayload:
    case CloseCode::policyViolation:
    case CloseCode::badMessages:
    case CloseCode::notAuthenticated:
    case CloseCode::forbidden:
        return true;
    default:
        return false;
    }
}

bool isLoopback(const QUrl &url)
{
    const QString host = url.host();
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

qint64 idOf(const QJsonObject &object)
{
    return object.value(QLatin1String("id")).toInteger(0);
}

} // namespace

FeedConnection::FeedConnection(FeedClientSettings settings, std::shared_ptr<FeedInbox> inbox)
    : m_settings(std::move(settings))
    , m_inbox(std::move(inbox))
    , m_table(m_settings.channelLimit)
    , m_backoff(m_settings.backoff)
    , m_deadline(this)
    , m_retry(this)
    , m_stable(this)
    , m_tick(this)
{
    for (QTimer *timer : {&m_deadline, &m_retry, &m_stable})
        timer->setSingleShot(true);
    // A coarse timer is late by up to 5 %, and so is what it says of the time that remains.
    m_retry.setTimerType(Qt::PreciseTimer);
    m_tick.setInterval(m_settings.reportMs);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_state == State::Closing)
            fail(kAbnormal, QStringLiteral("the server did not answer the close"));
        else
            fail(kAbnormal,
                QStringLiteral("no answer within %1 s").arg(m_settings.handshakeMs / 1000.0));
    });
    connect(&m_retry, &QTimer::timeout, this, &FeedConnection::attempt);
    connect(&m_stable, &QTimer::timeout, this, [this] { m_backoff.reset(); });
    connect(&m_tick, &QTimer::timeout, this, &FeedConnection::onTick);
}

FeedConnection::~FeedConnection()
{
    drop();
}

int64_t FeedConnection::nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

double FeedConnection::wallMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

void FeedConnection::open(const QUrl &url, const QByteArray &token)
{
    shutDown();
    m_url = url;
    m_credentials = {token, {}, m_settings.trusted};
    m_closeAsked = false;
    m_age.begin(isLoopback(m_url));
    m_backoff.reset();
    attempt();
}

void FeedConnection::close()
{
    m_closeAsked = true;
    m_retry.stop();
    if (!m_socket) {
        setState(State::Closed);
        return;
    }
    if (!m_connected) {
        fail(static_cast<int>(CloseCode::normal), QStringLiteral("closed before it was open"));
        return;
    }
    setState(State::Closing);
    m_deadline.start(m_settings.closeMs);
    m_socket->close(QWebSocketProtocol::CloseCodeNormal);
}

void FeedConnection::retryNow()
{
    if (m_socket || m_url.isEmpty())
        return;
    m_closeAsked = false;
    attempt();
}

void FeedConnection::shutDown()
{
    m_retry.stop();
    m_tick.stop();
    if (m_socket && m_connected) {
        m_socket->disconnect(this);
        m_socket->close(QWebSocketProtocol::CloseCodeGoingAway);
        m_socket->flush();
    }
    drop();
}

void FeedConnection::drop()
{
    m_deadline.stop();
    m_retry.stop();
    m_stable.stop();
    m_tick.stop();
    m_connected = false;
    m_closeFrame = false;
    m_closing.reset();
    m_retryAfterMs.reset();
    m_error.clear();
    m_subscribing.clear();
    m_leaving.clear();
    m_table.disconnected();
    endSocket(*this, m_socket);
}

void FeedConnection::setState(State state)
{
    m_state = state;
    if (state != State::Open)
        m_welcome = {};
    emit statusChanged(
        {state, m_backoff.attempts(), state == State::Waiting ? m_retry.remainingTime() : 0,
            m_lastCode, m_lastReason, m_welcome, m_needsLogin});
}

void FeedConnection::attempt()
{
    drop();
    m_needsLogin = false;
    setState(State::Connecting);
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    const auto limit = static_cast<quint64>(m_settings.messageLimit);
    m_socket->setMaxAllowedIncomingFrameSize(limit);
    m_socket->setMaxAllowedIncomingMessageSize(limit);
    connect(m_socket, &QWebSocket::connected, this, &FeedConnection::onConnected);
    connect(m_socket, &QWebSocket::disconnected, this, &FeedConnection::ended);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &FeedConnection::onText);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &FeedConnection::onBinary);
    connect(m_socket, &QWebSocket::pong, this, [this](quint64 elapsedMs, const QByteArray &) {
        m_lastReceived = nowMs();
        m_inbox->withCounters([&](FeedCounters &c) { c.rttMs = static_cast<double>(elapsedMs); });
    });
    connect(m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeFrame = true; });
    connect(m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_error = errors.isEmpty() ? QString() : errors.constFirst().errorString();
    });
    // A connect that fails emits error and, depending on how far it came, disconnected or not.
    connect(m_socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
        [this, socket = m_socket] {
            if (m_error.isEmpty())
                m_error = socket->errorString();
            if (const auto hint = retryAfterMs(*socket); hint && !m_connected)
                m_retryAfterMs = hint;
            QTimer::singleShot(0, socket, [this, socket] {
                if (socket == m_socket && socket->state() == QAbstractSocket::UnconnectedState)
                    ended();
            });
        });
    m_deadline.start(m_settings.handshakeMs);
    startHandshake(*m_socket, m_url, m_credentials, QString::fromLatin1(kSubprotocol));
    boundHandshake(*m_socket, *this, [this](const QString &why) { fail(kAbnormal, why); });
}

void FeedConnection::onConnected()
{
    m_connected = true;
    m_lastReceived = nowMs();
    unbound(*m_socket);
    if (m_socket->subprotocol() != QLatin1String(kSubprotocol))
        fail(kAbnormal, QStringLiteral("this is not a Wavetape server"));
}

void FeedConnection::fail(int code, const QString &reason)
{
    const auto closing = m_closing;
    const auto hint = m_retryAfterMs;
    drop();
    m_lastCode = closing ? closing->code : code;
    m_lastReason = closing ? closing->reason : reason;
    if (m_closeAsked || (closing && !closing->retry)) {
        setState(State::Closed);
        return;
    }
    wait(closing ? std::optional<qint64>(closing->afterMs) : hint);
}

// The socket says that it is over. What the server announced counts more than what Qt makes of it.
void FeedConnection::ended()
{
    const bool opened = m_connected;
    // closeCode() says 1000 where no close frame was ever seen.
    const int code = opened && m_closeFrame ? static_cast<int>(m_socket->closeCode()) : kAbnormal;
    QString reason = opened ? m_socket->closeReason() : QString();
    if (reason.isEmpty() && code == kAbnormal)
        reason = m_error.isEmpty() ? m_socket->errorString() : m_error;
    const auto closing = m_closing;
    const auto hint = m_retryAfterMs;
    drop();
    m_lastCode = closing ? closing->code : code;
    m_lastReason = closing ? closing->reason : reason;
    const bool away = closing ? !closing->retry : opened && staysAway(code);
    if (m_closeAsked || away) {
        setState(State::Closed);
        return;
    }
    wait(closing ? std::optional<qint64>(closing->afterMs) : hint);
}

void FeedConnection::wait(std::optional<qint64> hintMs)
{
    const auto delay = hintMs ? m_backoff.next(*hintMs) : m_backoff.next();
    if (!delay) {
        setState(State::Closed);
        return;
    }
    m_retry.start(static_cast<int>(*delay));
    setState(State::Waiting);
}

void FeedConnection::send(const QByteArray &json)
{
    m_socket->sendTextMessage(QString::fromUtf8(json));
    m_inbox->withCounters([](FeedCounters &c) { ++c.sent; });
}

void FeedConnection::sendObject(QJsonObject object, const QStringList &names)
{
    const auto id = static_cast<qint64>(m_nextId);
    m_nextId += 2; // odd; those of the GUI side are even
    object.insert(QStringLiteral("id"), id);
    if (!names.isEmpty())
        m_subscribing.insert(id, names);
    send(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void FeedConnection::want(const Interest &interest, bool again)
{
    m_table.want(interest);
    // Here and not in the GUI thread: a former subscription of the name may just be ending.
    m_inbox->open(interest.name, interest.inboxLimit,
        interest.policy == QLatin1String("conflate") || interest.maxRate > 0);
    m_leaving.remove(interest.name);
    if (m_state == State::Open && again)
        sendObject(m_table.subscribeOne(interest.name, true), {interest.name});
}

void FeedConnection::resync(const QString &name)
{
    if (m_state == State::Open && m_table.interests().contains(name))
        sendObject(m_table.subscribeOne(name, false), {name});
}

void FeedConnection::forget(const QString &name)
{
    m_table.forget(name);
    m_inbox->close(name);
    if (m_state != State::Open)
        return;
    m_leaving.insert(name);
    sendObject({{QStringLiteral("type"), QStringLiteral("unsubscribe")},
                   {QStringLiteral("channel"), name}},
        {});
}

void FeedConnection::request(uint64_t id, const QByteArray &json)
{
    if (m_state == State::Open && m_socket->bytesToWrite() < kMostOutgoing) {
        send(json);
        return;
    }
    FeedInbox::Answer answer {id, {}};
    answer.reply.error = m_state == State::Open ? QStringLiteral("the server does not read")
                                                : QStringLiteral("not connected");
    if (m_inbox->push(std::move(answer), nowMs()))
        emit somethingToDrain();
}

void FeedConnection::deliverTo(const QString &name, FeedMessage message)
{
    if (m_inbox->push(name, std::move(message), nowMs()))
        emit somethingToDrain();
}

void FeedConnection::deliver(const QString &channel, const FeedMessage &message)
{
    for (const QString &name : m_table.receivers(channel))
        deliverTo(name, message);
}

void FeedConnection::onText(const QString &text)
{
    m_lastReceived = nowMs();
    auto in = m_reader.read(text);
    m_inbox->withCounters([&](FeedCounters &c) {
        ++c.messages;
        ++c.textMessages;
        c.bytes += m_reader.bytes();
        c.malformed += in ? 0 : 1;
    });
    if (!in)
        return;
    switch (in->type) {
    case Incoming::Type::Publication: {
        const auto verdict = m_table.published(in->message);
        if (!verdict.channel) {
            if (!m_leaving.contains(in->message.channel))
                m_inbox->withCounters([](FeedCounters &c) { ++c.unexpected; });
            return;
        }
        if (verdict.unexplained || verdict.conflated) {
            m_inbox->withCounters([&](FeedCounters &c) {
                c.gaps += verdict.unexplained ? 1 : 0;
                c.conflated += verdict.conflated;
            });
        }
        in->message.conflated = verdict.conflated;
        if (const auto late = m_age.of(in->message.ts, wallMs()))
            m_latency.add(*late, nowMs());
        deliver(in->message.channel, in->message);
        return;
    }
    case Incoming::Type::Snapshot:
        m_table.snapshot(in->message, in->epoch);
        deliver(in->message.channel, in->message);
        return;
    case Incoming::Type::Other:
        onOther(in->object);
        return;
    }
}

void FeedConnection::onBinary(const QByteArray &message)
{
    m_lastReceived = nowMs();
    m_inbox->withCounters([&](FeedCounters &c) {
        ++c.messages;
        ++c.binaryMessages;
        c.bytes += static_cast<uint64_t>(message.size());
    });
    const std::span<const char> bytes(
        message.constData(), static_cast<std::size_t>(message.size()));
    const auto header = protocol::BinaryHeader::read(bytes);
    const auto verdict
        = header ? m_table.block(header->channelId, header->seq) : SubscriptionTable::Verdict {};
    const auto outcome = verdict.channel ? verdict.channel->decoder.decode(bytes) : std::nullopt;
    m_inbox->withCounters([&](FeedCounters &c) {
        if (!header || (verdict.channel && !outcome)) {
            ++c.malformed;
        } else if (!verdict.channel) {
            c.unexpected += m_leaving.isEmpty() ? 1 : 0;
        } else {
            c.gaps += verdict.unexplained ? 1 : 0;
            c.nonFinite += outcome->nonFinite;
            c.missingSamples += outcome->missing;
        }
    });
    // A new epoch that nobody announced may have another rate: ask.
    if (outcome && outcome->regressed)
        resync(verdict.channel->name);
}

void FeedConnection::onOther(const QJsonObject &object)
{
    const QString type = object.value(QLatin1String("type")).toString();
    const qint64 id = idOf(object);
    if (type == QLatin1String("welcome")) {
        onWelcome(object);
    } else if (type == QLatin1String("closing")) {
        Closing closing;
        closing.code = object.value(QLatin1String("code")).toInt(kAbnormal);
        closing.reason = object.value(QLatin1String("reason")).toString();
        closing.retry = object.value(QLatin1String("retry")).toBool(true);
        closing.afterMs = static_cast<qint64>(std::clamp(
            object.value(QLatin1String("afterMs")).toDouble(0), 0.0, double(kLongestRetryHintMs)));
        m_closing = closing;
    } else if (type == QLatin1String("channel")
        || (type == QLatin1String("ack") && m_subscribing.contains(id))) {
        onAck(object);
    } else if (type == QLatin1String("lagged")) {
        FeedMessage message;
        message.kind = FeedMessage::Kind::Lagged;
        message.channel = object.value(QLatin1String("channel")).toString();
        message.from = SubscriptionTable::countOf(object.value(QLatin1String("from")));
        message.to = SubscriptionTable::countOf(object.value(QLatin1String("to")));
        message.text = object.value(QLatin1String("reason")).toString();
        const uint64_t count = m_table.lagged(message.channel, message.from, message.to);
        if (count == 0)
            return;
        message.from = message.to - count + 1;
        m_inbox->withCounters([&](FeedCounters &c) {
            ++c.lagged;
            c.dropped += count;
        });
        deliver(message.channel, message);
    } else if (type == QLatin1String("error") && m_subscribing.contains(id)) {
        onRefused(object, m_subscribing.take(id));
    } else if (id > 0 && id % 2 == 0) {
        FeedInbox::Answer answer {static_cast<uint64_t>(id), {}};
        answer.reply.ok = type != QLatin1String("error");
        answer.reply.message = object;
        if (!answer.reply.ok) {
            answer.reply.code = object.value(QLatin1String("code")).toInt();
            answer.reply.error = object.value(QLatin1String("message")).toString();
        }
        if (m_inbox->push(std::move(answer), nowMs()))
            emit somethingToDrain();
    } else if (type == QLatin1String("ack")) {
        m_leaving.remove(object.value(QLatin1String("channel")).toString());
    }
}

void FeedConnection::onWelcome(const QJsonObject &object)
{
    if (m_state != State::Connecting || !m_connected)
        return;
    m_deadline.stop();
    m_needsLogin = object.contains(QLatin1String("authMs"));
    if (m_needsLogin) {
        drop();
        setState(State::Closed);
        return;
    }
    m_welcome = object;
    m_age.welcomed(object.value(QLatin1String("time")).toDouble());
    m_inbox->withCounters([this](FeedCounters &c) {
        ++c.connects;
        c.reconnects += m_everWelcomed ? 1 : 0;
    });
    m_everWelcomed = true;
    m_stable.start(m_settings.stableMs);
    m_tick.start();
    setState(State::Open);
    for (QJsonObject &request : m_table.subscribeAll()) {
        QStringList names;
        if (request.contains(QStringLiteral("channel")))
            names.append(request.value(QStringLiteral("channel")).toString());
        const QJsonArray several = request.value(QStringLiteral("channels")).toArray();
        for (const QJsonValue name : several)
            names.append(name.toString());
        sendObject(std::move(request), names);
    }
    m_socket->ping();
}

void FeedConnection::onAck(const QJsonObject &object)
{
    FeedMessage message;
    message.channel = object.value(QLatin1String("channel")).toString();
    const bool announced = object.value(QLatin1String("type")) == QLatin1String("channel");
    message.kind = announced ? FeedMessage::Kind::Announced : FeedMessage::Kind::Subscribed;
    message.seq = SubscriptionTable::countOf(object.value(QLatin1String("seq")));
    message.recovered = object.value(QLatin1String("recovered")).toBool();
    message.text = object.value(QLatin1String("policy")).toString();
    if (announced || !message.channel.endsWith(QLatin1String(".*"))) {
        if (!m_table.acknowledged(object))
            return;
    }
    if (!announced) {
        // One ack per name of the request; the last one settles it.
        const qint64 id = idOf(object);
        QStringList &open = m_subscribing[id];
        open.removeOne(message.channel);
        if (open.isEmpty())
            m_subscribing.remove(id);
        deliverTo(message.channel, message);
        return;
    }
    for (const QString &name : m_table.receivers(message.channel)) {
        if (name != message.channel)
            deliverTo(name, message);
    }
}

void FeedConnection::onRefused(const QJsonObject &object, const QStringList &names)
{
    FeedMessage message;
    message.kind = FeedMessage::Kind::Refused;
    message.code = object.value(QLatin1String("code")).toInt();
    message.text = object.value(QLatin1String("message")).toString();
    const bool temporary = object.value(QLatin1String("temporary")).toBool();
    for (const QString &name : names) {
        if (!m_table.interests().contains(name))
            continue;
        if (temporary) {
            QTimer::singleShot(kResubscribeMs, m_socket, [this, name] {
                if (m_state == State::Open && m_table.interests().contains(name))
                    sendObject(m_table.subscribeOne(name, true), {name});
            });
        } else if (names.size() > 1) {
            // One of several was wrong: find out which.
            sendObject(m_table.subscribeOne(name, true), {name});
        } else {
            message.channel = name;
            deliverTo(name, message);
        }
    }
}

// Says how far behind the window is, measures the way, notices a dead link.
void FeedConnection::onTick()
{
    const int64_t now = nowMs();
    if (now - m_lastReceived > m_settings.silenceMs) {
        fail(
            kAbnormal, QStringLiteral("nothing heard for %1 s").arg(m_settings.silenceMs / 1000.0));
        return;
    }
    m_socket->ping();
    const double lag = m_inbox->takeLag(now);
    send(QJsonDocument(QJsonObject {{QStringLiteral("type"), QStringLiteral("report")},
                           {QStringLiteral("bufferedAmount"), m_socket->bytesToWrite()},
                           {QStringLiteral("lagMs"), lag}})
             .toJson(QJsonDocument::Compact));
    m_inbox->withCounters([&](FeedCounters &c) {
        c.latencyP50 = m_latency.percentile(0.50, now);
        c.latencyP90 = m_latency.percentile(0.90, now);
        c.latencyP99 = m_latency.percentile(0.99, now);
        c.latencyMax = m_latency.max(now);
    });
}

} // namespace wavetape::client
