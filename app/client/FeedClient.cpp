// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/FeedClient.h"

#include "client/FeedConnection.h"
#include "client/SessionLogin.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <map>

namespace wavetape::client {

namespace {

constexpr int kTimeoutCheckMs = 200;

int64_t monotonicMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace

class FeedClient::Private {
public:
    struct Listener {
        QString name;
        SubscribeOptions options;
        std::shared_ptr<SampleSink> sink;
        std::shared_ptr<Handler> handler; // shared: it may unsubscribe itself while it runs
    };
    struct Pending {
        ReplyHandler handler;
        QDeadlineTimer deadline;
    };

    Private(FeedClient *client, FeedClientSettings s)
        : q(client)
        , settings(std::move(s))
        , inbox(std::make_shared<FeedInbox>())
        , connection(new FeedConnection(settings, inbox))
    {
        qRegisterMetaType<ConnectionStatus>();
        thread.setObjectName(QStringLiteral("wavetape-client"));
        connection->moveToThread(&thread);
        QObject::connect(connection, &FeedConnection::statusChanged, q,
            [this](const ConnectionStatus &status) { onStatus(status); });
        QObject::connect(
            connection, &FeedConnection::somethingToDrain, q, [this] { scheduleDrain(); });
        drainTimer.setSingleShot(true);
        QObject::connect(&drainTimer, &QTimer::timeout, q, [this] { drain(); });
        QObject::connect(&login, &SessionLogin::opened, q, [this](const QByteArray &cookie) {
            credentials.cookie = cookie;
            run([cookie](FeedConnection &c) { c.openAs(cookie); });
            emit q->loginEnded({});
        });
        QObject::connect(&login, &SessionLogin::refused, q, &FeedClient::loginEnded);
        timeouts.setInterval(kTimeoutCheckMs);
        QObject::connect(&timeouts, &QTimer::timeout, q, [this] { expire(); });
        thread.start();
    }

    ~Private()
    {
        run([](FeedConnection &c) { c.shutDown(); });
        QObject::connect(&thread, &QThread::finished, connection, &QObject::deleteLater);
        QMetaObject::invokeMethod(
            connection, [this] { thread.quit(); }, Qt::QueuedConnection);
        thread.wait();
    }

    // In the client thread, in the order of the calls.
    template <typename Task>
    void run(Task task)
    {
        QMetaObject::invokeMethod(
            connection, [c = connection, task = std::move(task)] { task(*c); },
            Qt::QueuedConnection);
    }

    void onStatus(const ConnectionStatus &status);
    void scheduleDrain();
    void drain();
    void expire();
    uint64_t add(Listener listener);
    void remove(uint64_t id);
    Interest interestIn(const QString &name) const;
    void finish(uint64_t request, const Reply &reply);

    FeedClient *q;
    FeedClientSettings settings;
    std::shared_ptr<FeedInbox> inbox;
    SessionLogin login;
    Credentials credentials; // as `connection` has them
    QThread thread;
    FeedConnection *connection; // lives in `thread`
    std::map<uint64_t, Listener> listeners;
    std::map<uint64_t, Pending> pending;
    uint64_t nextId = 1;
    uint64_t nextRequest = 2; // even: the connection's own ids are odd
    int64_t lastDrain = 0;
    QDeadlineTimer retryAt;
    QTimer drainTimer, timeouts;
};

void FeedClient::Private::onStatus(const ConnectionStatus &status)
{
    q->m_attempt = status.attempt;
    q->m_lastCloseCode = status.closeCode;
    q->m_lastCloseReason = status.closeReason;
    q->m_welcome = status.welcome;
    q->m_needsLogin = status.needsLogin;
    retryAt = QDeadlineTimer(status.retryInMs);
    const bool opened = status.state == State::Open && q->m_state != State::Open;
    if (q->m_state == State::Open && status.state != State::Open) {
        // Answers cannot come any more.
        for (auto &[id, waiting] : pending)
            waiting.deadline = QDeadlineTimer(0);
        expire();
    }
    q->setState(status.state);
    if (opened)
        emit q->welcomed();
}

void FeedClient::Private::scheduleDrain()
{
    if (drainTimer.isActive())
        return;
    const int64_t due = lastDrain + settings.drainMs - monotonicMs();
    drainTimer.start(static_cast<int>(std::clamp<int64_t>(due, 0, settings.drainMs)));
}

void FeedClient::Private::drain()
{
    lastDrain = monotonicMs();
    const FeedInbox::Batch batch = inbox->take(lastDrain);
    for (const auto &[name, messages] : batch.messages) {
        // Handlers may come and go while they are called.
        std::vector<uint64_t> ids;
        for (const auto &[id, listener] : listeners) {
            if (listener.name == name && listener.handler)
                ids.push_back(id);
        }
        for (const uint64_t id : ids) {
            const auto found = listeners.find(id);
            if (found == listeners.end())
                continue;
            const std::shared_ptr<Handler> handler = found->second.handler;
            (*handler)(messages);
        }
    }
    for (const FeedInbox::Answer &answer : batch.answers)
        finish(answer.request, answer.reply);
    if (!batch.messages.empty())
        emit q->drained();
}

void FeedClient::Private::finish(uint64_t request, const Reply &reply)
{
    const auto found = pending.find(request);
    if (found == pending.end())
        return;
    const ReplyHandler handler = std::move(found->second.handler);
    pending.erase(found);
    if (pending.empty())
        timeouts.stop();
    if (handler)
        handler(reply);
}

void FeedClient::Private::expire()
{
    std::vector<uint64_t> late;
    for (const auto &[id, waiting] : pending) {
        if (waiting.deadline.hasExpired())
            late.push_back(id);
    }
    Reply reply;
    reply.error = QStringLiteral("no answer");
    for (const uint64_t id : late)
        finish(id, reply);
}

Interest FeedClient::Private::interestIn(const QString &name) const
{
    Interest interest;
    interest.name = name;
    interest.snapshot = false;
    bool first = true;
    for (const auto &[id, listener] : listeners) {
        if (listener.name != name)
            continue;
        const SubscribeOptions &o = listener.options;
        // Whoever wants more decides: all beats a rate, a rate beats a lower one.
        if (first) {
            interest.policy = o.policy;
            interest.maxRate = o.maxRate;
        } else {
            const bool all = interest.maxRate == 0 || o.maxRate == 0;
            interest.maxRate = all ? 0 : std::max(interest.maxRate, o.maxRate);
        }
        interest.snapshot = interest.snapshot || o.snapshot;
        interest.inboxLimit = std::max(interest.inboxLimit, o.inboxLimit);
        if (listener.sink)
            interest.sinks.push_back(listener.sink);
        first = false;
    }
    if (interest.inboxLimit <= 0)
        interest.inboxLimit = settings.inboxLimit;
    return interest;
}

uint64_t FeedClient::Private::add(Listener listener)
{
    const QString name = listener.name;
    const bool sinkOnly = listener.sink != nullptr;
    const bool shared = std::any_of(
        listeners.begin(), listeners.end(), [&](const auto &l) { return l.second.name == name; });
    const uint64_t id = nextId++;
    listeners.emplace(id, std::move(listener));
    const Interest interest = interestIn(name);
    // Samples need no snapshot: a second sink just starts where the stream is now.
    const bool again = !(shared && sinkOnly);
    run([interest, again](FeedConnection &c) { c.want(interest, again); });
    return id;
}

void FeedClient::Private::remove(uint64_t id)
{
    const auto found = listeners.find(id);
    if (found == listeners.end())
        return;
    const QString name = found->second.name;
    listeners.erase(found);
    const bool left = std::any_of(
        listeners.begin(), listeners.end(), [&](const auto &l) { return l.second.name == name; });
    if (left)
        run([interest = interestIn(name)](FeedConnection &c) { c.want(interest, false); });
    else
        run([name](FeedConnection &c) { c.forget(name); });
}

FeedClient::FeedClient(FeedClientSettings settings, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(settings)))
{
}

FeedClient::~FeedClient() = default;

void FeedClient::open(const QUrl &url, const QString &token)
{
    m_url = url;
    d->login.cancel();
    d->credentials = {token.toUtf8(), {}, d->settings.trusted};
    d->run([url, token = token.toUtf8()](FeedConnection &c) { c.open(url, token); });
}

void FeedClient::logIn(const QString &user, const QString &secret)
{
    d->login.start(m_url, user, secret, d->settings.trusted);
}

void FeedClient::openBeside(QWebSocket &socket, const QString &path) const
{
    QUrl url = m_url;
    url.setPath(m_url.path().section(u'/', 0, -2) + path);
    startHandshake(socket, url, d->credentials);
}

void FeedClient::close()
{
    d->login.cancel();
    d->run([](FeedConnection &c) { c.close(); });
}

void FeedClient::retryNow()
{
    d->run([](FeedConnection &c) { c.retryNow(); });
}

void FeedClient::resync(const QString &channel)
{
    d->run([channel](FeedConnection &c) { c.resync(channel); });
}

qint64 FeedClient::nextRetryMs() const
{
    return m_state == State::Waiting ? std::max<qint64>(0, d->retryAt.remainingTime()) : 0;
}

QString FeedClient::session() const
{
    return m_welcome.value(QLatin1String("session")).toString();
}

FeedCounters FeedClient::counters() const
{
    return d->inbox->counters(monotonicMs());
}

Subscription FeedClient::subscribe(
    const QString &channel, const SubscribeOptions &options, Handler handler)
{
    return {
        this, d->add({channel, options, nullptr, std::make_shared<Handler>(std::move(handler))})};
}

Subscription FeedClient::subscribeSamples(
    const QString &channel, std::shared_ptr<SampleSink> sink, Handler handler)
{
    auto shared = handler ? std::make_shared<Handler>(std::move(handler)) : nullptr;
    return {this, d->add({channel, {}, std::move(sink), std::move(shared)})};
}

void FeedClient::unsubscribe(uint64_t id)
{
    d->remove(id);
}

void FeedClient::request(QJsonObject message, ReplyHandler handler, int timeoutMs)
{
    const uint64_t id = std::exchange(d->nextRequest, d->nextRequest + 2);
    message.insert(QStringLiteral("id"), static_cast<qint64>(id));
    d->pending.emplace(id, Private::Pending {std::move(handler), QDeadlineTimer(timeoutMs)});
    if (!d->timeouts.isActive())
        d->timeouts.start();
    d->run([id, json = QJsonDocument(message).toJson(QJsonDocument::Compact)](
               FeedConnection &c) { c.request(id, json); });
}

void FeedClient::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

void Subscription::reset()
{
    if (m_client && m_id)
        m_client->unsubscribe(m_id);
    m_client = nullptr;
    m_id = 0;
}

} // namespace wavetape::client
