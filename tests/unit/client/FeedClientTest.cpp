// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScriptedServer.h"
#include "Until.h"

#include "client/FeedClient.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

#include <atomic>
#include <mutex>

using namespace wavetape::client;
using State = FeedClient::State;
using Kind = FeedMessage::Kind;

namespace {

FeedClientSettings quick()
{
    FeedClientSettings settings;
    settings.handshakeMs = 400;
    settings.closeMs = 200;
    settings.drainMs = 5;
    settings.reportMs = 50;
    settings.silenceMs = 5000;
    settings.backoff.baseMs = 20;
    settings.backoff.capMs = 40;
    return settings;
}

// A client with one generic subscription whose messages are collected.
struct Window {
    explicit Window(FeedClientSettings settings = quick())
        : client(std::move(settings))
    {
        QObject::connect(&client, &FeedClient::stateChanged, &client,
            [this] { states.push_back(client.state()); });
    }

    Subscription collect(const QString &channel, const SubscribeOptions &options = {})
    {
        return client.subscribe(channel, options, [this](const std::vector<FeedMessage> &batch) {
            messages.insert(messages.end(), batch.begin(), batch.end());
            ++batches;
        });
    }

    size_t count(Kind kind) const
    {
        return std::count_if(
            messages.begin(), messages.end(), [=](const auto &m) { return m.kind == kind; });
    }

    bool opens()
    {
        return until([this] { return client.state() == State::Open; });
    }

    FeedClient client;
    std::vector<State> states;
    std::vector<FeedMessage> messages;
    int batches = 0;
};

} // namespace

TEST(FeedClient, connectsAndDelivers)
{
    ScriptedServer server;
    Window window;
    const Subscription subscription = window.collect("chat.a");
    window.client.open(server.url(), "secret");
    ASSERT_TRUE(window.opens());
    EXPECT_EQ(window.client.session(), "1");
    EXPECT_EQ(server.authorization, "Bearer secret");
    ASSERT_TRUE(until([&] { return window.count(Kind::Subscribed) == 1; }));
    server.publish("chat.a", "hello", 1);
    server.publish("chat.b", "not for us", 1);
    ASSERT_TRUE(until([&] { return window.count(Kind::Publication) == 1; }));
    EXPECT_EQ(window.messages.back().as<QJsonValue>()->toString(), "hello");
    ASSERT_TRUE(until([&] { return window.client.counters().unexpected == 1; }));
    EXPECT_EQ(window.client.counters().gaps, 0u);
    EXPECT_EQ(window.states.front(), State::Connecting);
}

TEST(FeedClient, resumesWithSinceAfterACut)
{
    ScriptedServer server;
    Window window;
    const Subscription subscription = window.collect("trades.A");
    window.client.open(server.url());
    ASSERT_TRUE(until([&] { return window.count(Kind::Subscribed) == 1; }));
    for (int seq = 1; seq <= 3; ++seq)
        server.publish("trades.A", QJsonObject {{"id", seq}}, seq);
    ASSERT_TRUE(until([&] { return window.count(Kind::Publication) == 3; }));

    server.acks["trades.A"] = {{"recovered", true}, {"seq", 5}, {"replayed", 2}};
    server.socket()->abort();
    ASSERT_TRUE(until([&] { return server.subscribes().size() == 2; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1006);
    const QJsonObject since = server.subscribes().back()["since"].toObject();
    EXPECT_EQ(since["epoch"].toString(), "e1");
    EXPECT_EQ(since["seq"].toInt(), 3);
    for (int seq = 4; seq <= 6; ++seq)
        server.publish("trades.A", QJsonObject {{"id", seq}}, seq);
    ASSERT_TRUE(until([&] { return window.count(Kind::Publication) == 6; }));
    const FeedCounters counters = window.client.counters();
    EXPECT_EQ(counters.gaps, 0u);
    EXPECT_EQ(counters.reconnects, 1u);
    EXPECT_TRUE(std::find(window.states.begin(), window.states.end(), State::Waiting)
        != window.states.end());
}

TEST(FeedClient, obeysClosingWithRetry)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    QElapsedTimer since;
    since.start();
    // The code that Qt cannot receive: it comes as 1002.
    server.send({{"type", "closing"}, {"code", 1012}, {"reason", "restart"}, {"retry", true},
        {"afterMs", 150}});
    server.socket()->close(static_cast<QWebSocketProtocol::CloseCode>(1012));
    ASSERT_TRUE(until([&] { return window.client.state() == State::Waiting; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1012);
    EXPECT_EQ(window.client.lastCloseReason(), "restart");
    EXPECT_GT(window.client.nextRetryMs(), 50);
    ASSERT_TRUE(until([&] { return server.connections() == 2; }));
    EXPECT_GE(since.elapsed(), 140);
}

TEST(FeedClient, obeysClosingWithoutRetry)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    server.send({{"type", "closing"}, {"code", 4403}, {"reason", "go away"}, {"retry", false}});
    server.socket()->flush();
    server.socket()->abort(); // however it then ends
    ASSERT_TRUE(until([&] { return window.client.state() == State::Closed; }));
    EXPECT_EQ(window.client.lastCloseCode(), 4403);
    QTest::qWait(150); // several backoff periods
    EXPECT_EQ(server.connections(), 1);
    window.client.retryNow();
    EXPECT_TRUE(until([&] { return server.connections() == 2; }));
}

TEST(FeedClient, comesBackAfter1012ThatQtReadsAs1002)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    server.socket()->close(static_cast<QWebSocketProtocol::CloseCode>(1012));
    ASSERT_TRUE(until([&] { return server.connections() == 2; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1002);
}

TEST(FeedClient, staysAwayAfterACleanEnd)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    server.socket()->close(QWebSocketProtocol::CloseCodeNormal, "bye");
    ASSERT_TRUE(until([&] { return window.client.state() == State::Closed; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1000);
    EXPECT_EQ(window.client.lastCloseReason(), "bye");
}

TEST(FeedClient, triesAgainWhereNobodyListens)
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    const quint16 port = probe.serverPort();
    probe.close();
    Window window;
    window.client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port)));
    ASSERT_TRUE(until([&] { return window.client.attempt() >= 3; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1006);
    EXPECT_FALSE(window.client.lastCloseReason().isEmpty());
    window.client.close();
    EXPECT_TRUE(until([&] { return window.client.state() == State::Closed; }));
}

TEST(FeedClient, givesUpOnAServerThatSaysNothing)
{
    QTcpServer silent;
    silent.listen(QHostAddress::LocalHost, 0);
    int accepted = 0;
    QObject::connect(&silent, &QTcpServer::newConnection, &silent, [&] {
        ++accepted;
        silent.nextPendingConnection();
    });
    Window window;
    QElapsedTimer elapsed;
    elapsed.start();
    window.client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(silent.serverPort())));
    ASSERT_TRUE(until([&] { return accepted == 2; }));
    EXPECT_GE(elapsed.elapsed(), 380); // the timers are coarse
    EXPECT_TRUE(window.client.lastCloseReason().contains("no answer"))
        << window.client.lastCloseReason().toStdString();
}

TEST(FeedClient, givesUpOnAServerThatNeverWelcomes)
{
    ScriptedServer server;
    server.welcomes = false;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(until([&] { return server.connections() >= 2; }));
    EXPECT_TRUE(
        std::find(window.states.begin(), window.states.end(), State::Open) == window.states.end());
}

TEST(FeedClient, showsARefusedHandshake)
{
    QTcpServer refusing;
    refusing.listen(QHostAddress::LocalHost, 0);
    QObject::connect(&refusing, &QTcpServer::newConnection, &refusing, [&] {
        QTcpSocket *socket = refusing.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->readAll();
            socket->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    Window window;
    window.client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(refusing.serverPort())));
    ASSERT_TRUE(until([&] { return window.client.attempt() >= 2; }));
    EXPECT_TRUE(window.client.lastCloseReason().contains("403"))
        << window.client.lastCloseReason().toStdString();
}

TEST(FeedClient, noticesADeadLink)
{
    FeedClientSettings settings = quick();
    settings.silenceMs = 200;
    // Answers the handshake and the welcome, then nothing, not even pongs.
    QTcpServer mute;
    mute.listen(QHostAddress::LocalHost, 0);
    int accepted = 0;
    QObject::connect(&mute, &QTcpServer::newConnection, &mute, [&] {
        ++accepted;
        QTcpSocket *socket = mute.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            const QByteArray request = socket->readAll();
            const qsizetype at = request.indexOf("Sec-WebSocket-Key: ");
            if (at < 0)
                return;
            const QByteArray key = request.mid(at + 19, 24);
            socket->write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Protocol: wavetape.v1\r\nSec-WebSocket-Accept: "
                + QCryptographicHash::hash(
                    key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
                      .toBase64()
                + "\r\n\r\n" + QByteArray("\x81\x12") + R"({"type":"welcome"})");
        });
    });
    Window window(settings);
    window.client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(mute.serverPort())));
    ASSERT_TRUE(window.opens());
    ASSERT_TRUE(until([&] { return accepted >= 2; }));
    EXPECT_TRUE(window.client.lastCloseReason().contains("nothing heard"));
}

TEST(FeedClient, closesAndStaysClosed)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    window.client.close();
    ASSERT_TRUE(until([&] { return window.client.state() == State::Closed; }));
    EXPECT_EQ(window.client.lastCloseCode(), 1000);
    EXPECT_TRUE(std::find(window.states.begin(), window.states.end(), State::Closing)
        != window.states.end());
    QTest::qWait(150);
    EXPECT_EQ(server.connections(), 1);
}

TEST(FeedClient, sharesOneSubscriptionOnTheWire)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    auto first = std::make_unique<Subscription>(window.collect("chat.a"));
    ASSERT_TRUE(until([&] { return window.count(Kind::Subscribed) == 1; }));
    int second = 0;
    auto other = std::make_unique<Subscription>(
        window.client.subscribe("chat.a", {}, [&](const auto &) { ++second; }));
    ASSERT_TRUE(until([&] { return second > 0; }));
    const int acks = second;
    first.reset();
    server.publish("chat.a", 1, 1);
    ASSERT_TRUE(until([&] { return second > acks; }));
    EXPECT_EQ(window.count(Kind::Publication), 0u) << "the first handler is gone";
    const auto unsubscribes = [&] {
        return std::count_if(server.received.begin(), server.received.end(),
            [](const QJsonObject &m) { return m["type"] == QLatin1String("unsubscribe"); });
    };
    EXPECT_EQ(unsubscribes(), 0);
    other.reset();
    EXPECT_TRUE(until([&] { return unsubscribes() == 1; }));
}

TEST(FeedClient, takesUpANameThatItJustLeft)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    for (int i = 0; i < 20; ++i) {
        Subscription passing = window.collect("chat.a");
        passing.reset();
    }
    const Subscription subscription = window.collect("chat.a");
    ASSERT_TRUE(until([&] { return server.subscribes().size() == 21; }));
    server.publish("chat.a", "still heard", 1);
    EXPECT_TRUE(until([&] { return window.count(Kind::Publication) == 1; }));
}

TEST(FeedClient, aHandlerMayEndItsOwnSubscription)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    auto subscription = std::make_shared<Subscription>();
    int calls = 0;
    *subscription = window.client.subscribe("chat.a", {}, [&calls, subscription](const auto &) {
        ++calls;
        subscription->reset();
    });
    ASSERT_TRUE(until([&] { return calls == 1; }));
    server.publish("chat.a", 1, 1);
    QTest::qWait(50);
    EXPECT_EQ(calls, 1);
}

TEST(FeedClient, conflatesTicksAndCountsWhatAGuiThatStandsStillMisses)
{
    ScriptedServer server;
    FeedClientSettings settings = quick();
    settings.inboxLimit = 20;
    Window window(settings);
    const Subscription ticks = window.collect("ticker.*");
    const Subscription trades = window.collect("trades.A");
    server.acks["trades.A"] = {{"channelId", 2}};
    window.client.open(server.url());
    ASSERT_TRUE(until([&] { return window.count(Kind::Subscribed) == 2; }));
    window.messages.clear();
    for (int seq = 1; seq <= 100; ++seq) {
        server.publish("ticker.A", QJsonObject {{"price", seq}}, seq);
        server.publish("trades.A", QJsonObject {{"id", seq}}, seq);
    }
    server.socket()->flush();
    const auto all = [&] { return window.client.counters().textMessages; };
    QElapsedTimer stall;
    stall.start();
    // The GUI thread stands still (this thread is also the server's, whose bytes are already out).
    while (all() < 200 && stall.elapsed() < 5000)
        QThread::msleep(1);
    ASSERT_GE(all(), 200u);
    ASSERT_TRUE(until([&] { return window.client.counters().lagMs == 0; }));
    ASSERT_TRUE(until([&] { return window.count(Kind::Publication) == 21; }));
    const FeedCounters counters = window.client.counters();
    EXPECT_EQ(counters.localConflated, 99u);
    EXPECT_EQ(counters.localDropped, 80u);
    EXPECT_EQ(counters.gaps, 0u);
    ASSERT_EQ(window.count(Kind::Lagged), 1u);
    for (const FeedMessage &message : window.messages) {
        if (message.as<Ticker>()) {
            EXPECT_EQ(message.as<Ticker>()->price, 100);
        }
    }
}

TEST(FeedClient, answersRequests)
{
    ScriptedServer server;
    server.onMessage = [&](const QJsonObject &m) {
        if (m["type"] == QLatin1String("list"))
            server.send({{"type", "list"}, {"id", m["id"]}, {"channels", QJsonArray {1, 2}}});
        if (m["type"] == QLatin1String("publish"))
            server.send(
                {{"type", "error"}, {"id", m["id"]}, {"code", 103}, {"message", "forbidden"}});
    };
    Window window;
    std::vector<Reply> replies;
    const auto keep = [&](const Reply &reply) { replies.push_back(reply); };
    window.client.request({{"type", "list"}}, keep);
    EXPECT_TRUE(replies.empty()) << "never before request() returned";
    ASSERT_TRUE(until([&] { return replies.size() == 1; }));
    EXPECT_FALSE(replies[0].ok);
    EXPECT_EQ(replies[0].code, 0);

    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    window.client.request({{"type", "list"}}, keep);
    window.client.request({{"type", "publish"}}, keep);
    window.client.request({{"type", "nobody answers this"}}, keep, 50);
    ASSERT_TRUE(until([&] { return replies.size() == 4; }));
    EXPECT_TRUE(replies[1].ok);
    EXPECT_EQ(replies[1].message["channels"].toArray().size(), 2);
    EXPECT_EQ(replies[2].code, 103);
    EXPECT_EQ(replies[2].error, "forbidden");
    EXPECT_FALSE(replies[3].ok);

    window.client.request({{"type", "cut"}}, keep);
    server.onMessage = [&](const QJsonObject &m) {
        if (m["type"] == QLatin1String("cut"))
            server.socket()->abort();
    };
    EXPECT_TRUE(until([&] { return replies.size() == 5; })) << "a cut link answers what is open";
}

TEST(FeedClient, tellsWhatTheServerRefused)
{
    ScriptedServer server;
    server.acknowledges = false;
    server.onMessage = [&](const QJsonObject &m) {
        if (m["type"] == QLatin1String("subscribe"))
            server.send({{"type", "error"}, {"id", m["id"]}, {"code", 104},
                {"message", "unknown channel"}, {"temporary", false}});
    };
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    const Subscription subscription = window.collect("ticker.NOPE");
    ASSERT_TRUE(until([&] { return window.count(Kind::Refused) == 1; }));
    EXPECT_EQ(window.messages[0].code, 104);
}

TEST(FeedClient, reportsItsLag)
{
    ScriptedServer server;
    Window window;
    window.client.open(server.url());
    ASSERT_TRUE(until([&] {
        return std::any_of(
            server.received.begin(), server.received.end(), [](const QJsonObject &m) {
                return m["type"] == QLatin1String("report") && m["lagMs"].isDouble();
            });
    }));
    ASSERT_TRUE(until(
        [&] { return window.client.counters().rttMs >= 0 && window.client.counters().sent > 0; }));
}

TEST(FeedClient, writesSamplesIntoTheSink)
{
    struct Sink final : SampleSink {
        void begin(double rateHz, unsigned) override { rate = rateHz; }
        void write(std::span<const float> samples, int64_t) override
        {
            const std::lock_guard lock(mutex);
            values.insert(values.end(), samples.begin(), samples.end());
            thread = QThread::currentThread();
        }
        void gap(uint64_t n) override { missing += n; }
        size_t size()
        {
            const std::lock_guard lock(mutex);
            return values.size();
        }
        std::mutex mutex;
        std::vector<float> values;
        std::atomic<double> rate {0};
        std::atomic<uint64_t> missing {0};
        QThread *thread = nullptr;
    };
    const auto sink = std::make_shared<Sink>();
    ScriptedServer server;
    server.acks["wave.sine1"] = {{"channelId", 9}, {"rate", 48000}, {"lanes", 1}};
    Window window;
    const Subscription subscription = window.client.subscribeSamples("wave.sine1", sink);
    window.client.open(server.url());
    ASSERT_TRUE(until([&] { return sink->rate == 48000; }));
    server.socket()->sendBinaryMessage(ScriptedServer::block(9, 1, {1, 2, 3}));
    server.socket()->sendBinaryMessage("nonsense");
    server.socket()->sendBinaryMessage(ScriptedServer::block(8, 1, {7}));
    server.socket()->sendBinaryMessage(ScriptedServer::block(9, 2, {NAN, 5}));
    ASSERT_TRUE(until([&] { return sink->size() == 5; }));
    EXPECT_NE(sink->thread, QThread::currentThread());
    const FeedCounters counters = window.client.counters();
    EXPECT_EQ(counters.malformed, 1u);
    EXPECT_EQ(counters.unexpected, 1u);
    EXPECT_EQ(counters.nonFinite, 1u);
    EXPECT_EQ(counters.gaps, 0u);
}

TEST(FeedClient, isNotHurtByAHostileServer)
{
    ScriptedServer server;
    Window window;
    const Subscription subscription = window.collect("x.*");
    window.client.open(server.url());
    ASSERT_TRUE(window.opens());
    for (const char *text : {"", "{", "[[[[", "{\"type\":{}}",
             "{\"type\":\"welcome\",\"limits\":7}", "{\"type\":\"ack\",\"id\":\"x\"}",
             "{\"type\":\"ack\",\"id\":1e308,\"channel\":[],\"seq\":-1e308}",
             "{\"type\":\"lagged\",\"channel\":\"x.a\",\"from\":1e308,\"to\":-5}",
             R"({"type":"channel","channel":"x.a","channelId":1e308,"rate":1e308,"lanes":-9})"})
        server.sendText(QString::fromLatin1(text));
    for (int i = 0; i < 30000; ++i) {
        server.sendText(QStringLiteral("{\"type\":\"channel\",\"channel\":\"x.%1\",\"channelId\":%"
                                       "1,\"seq\":0,\"epoch\":\"e\"}")
                            .arg(i));
    }
    server.publish("x.1", "still there", 1);
    ASSERT_TRUE(until([&] {
        return !window.messages.empty() && window.messages.back().as<QJsonValue>()
            && window.messages.back().as<QJsonValue>()->toString() == QLatin1String("still there");
    }));
    EXPECT_GE(window.client.counters().malformed, 4u);

    // A message above the limit ends the connection, not the window; it comes back.
    server.sendText(QString(FeedClientSettings().messageLimit + 1, 'x'));
    EXPECT_TRUE(until([&] { return server.connections() == 2; }))
        << window.client.lastCloseCode() << int(window.client.state());
    EXPECT_TRUE(window.opens());
}

TEST(FeedClient, canBeDestroyedInAnyState)
{
    ScriptedServer server;
    for (int i = 0; i < 5; ++i) {
        Subscription left;
        {
            FeedClient client(quick());
            left = client.subscribe("chat.a", {}, [](const auto &) {});
            client.request({{"type", "list"}}, [](const Reply &) {});
            if (i > 0)
                client.open(server.url());
            if (i > 1)
                until([&] { return client.state() == State::Open; });
            if (i > 2)
                client.close();
            if (i > 3)
                client.open(QUrl("ws://127.0.0.1:1/"));
        }
        EXPECT_FALSE(left);
    }
}
