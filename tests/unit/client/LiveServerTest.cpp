// SPDX-License-Identifier: GPL-3.0-or-later
// FeedClient against the real program: `wavetape-server`, named by the variable WAVETAPE_SERVER.
#include "Until.h"

#include "client/BookMirror.h"
#include "client/FeedClient.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>

using namespace wavetape::client;
using Kind = FeedMessage::Kind;

namespace {

class LiveServer : public testing::Test {
protected:
    void SetUp() override
    {
        ASSERT_TRUE(qEnvironmentVariableIsSet("WAVETAPE_SERVER"));
        start(0);
    }

    void TearDown() override { stop(); }

    void start(int port, const QStringList &flags = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_RUNTIME_DIR", m_runtime.path());
        m_process.setProcessEnvironment(environment);
        m_process.start(qEnvironmentVariable("WAVETAPE_SERVER"),
            QStringList {"--listen", "127.0.0.1:" + QString::number(port), "--seed", "42"} + flags);
        QByteArray line;
        ASSERT_TRUE(until([&] {
            line += m_process.readAllStandardOutput();
            return line.contains('\n') || m_process.state() == QProcess::NotRunning;
        })) << m_process.readAllStandardError().toStdString();
        const auto match = QRegularExpression("http://127\\.0\\.0\\.1:(\\d+)/").match(line);
        ASSERT_TRUE(match.hasMatch()) << line.toStdString();
        m_port = match.captured(1).toInt();
        QFile token(m_runtime.filePath("wavetape/%1.token").arg(m_port));
        ASSERT_TRUE(token.open(QIODevice::ReadOnly));
        m_token = QString::fromLatin1(token.readAll()).trimmed();
    }

    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        EXPECT_TRUE(m_process.waitForFinished(20000));
        EXPECT_EQ(m_process.exitCode(), 0);
    }

    QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_port)); }

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(20000);
    }

    FeedClientSettings settings() const
    {
        FeedClientSettings s;
        s.drainMs = 10;
        s.reportMs = 100;
        s.backoff.baseMs = 50;
        s.backoff.capMs = 100;
        return s;
    }

    QTemporaryDir m_runtime;
    QProcess m_process;
    int m_port = 0;
    QString m_token;
};

struct CountingSink final : SampleSink {
    void begin(double rateHz, unsigned) override { rate = rateHz; }
    void write(std::span<const float> block, int64_t) override
    {
        for (const float sample : block)
            extreme = std::max(extreme.load(), std::abs(sample));
        samples += block.size();
    }
    void gap(uint64_t n) override { missing += n; }
    std::atomic<double> rate {0};
    std::atomic<float> extreme {0};
    std::atomic<uint64_t> samples {0}, missing {0};
};

} // namespace

TEST_F(LiveServer, deliversTheMarketWithoutAGap)
{
    FeedClient client(settings());
    std::map<QString, int> tickers;
    int trades = 0, candles = 0, candleBars = 0, refused = 0;
    const auto watchRefusals = [&](const std::vector<FeedMessage> &batch) {
        for (const FeedMessage &m : batch)
            refused += m.kind == Kind::Refused;
    };
    const auto s1 = client.subscribe("ticker.*", {}, [&](const auto &batch) {
        watchRefusals(batch);
        for (const FeedMessage &m : batch) {
            if (const Ticker *ticker = m.as<Ticker>()) {
                EXPECT_GT(ticker->price, 0);
                EXPECT_LE(ticker->bid, ticker->ask);
                ++tickers[m.channel];
            }
        }
    });
    const auto s2 = client.subscribe("trades.AAPL", {}, [&](const auto &batch) {
        watchRefusals(batch);
        for (const FeedMessage &m : batch)
            trades += m.as<Trade>() != nullptr;
    });
    const auto s3 = client.subscribe("candles.AAPL.1s", {}, [&](const auto &batch) {
        watchRefusals(batch);
        for (const FeedMessage &m : batch) {
            candles += m.as<Candle>() != nullptr;
            if (const auto *bars = m.as<CandleSnapshot>())
                candleBars = static_cast<int>(bars->size());
        }
    });
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return tickers.size() == 24 && trades > 10 && candles > 1; }))
        << tickers.size() << " " << trades << " " << candles;
    EXPECT_EQ(refused, 0);
    const FeedCounters counters = client.counters();
    EXPECT_EQ(counters.gaps, 0u);
    EXPECT_EQ(counters.malformed, 0u);
    EXPECT_EQ(counters.unexpected, 0u);
    ASSERT_TRUE(until([&] { return client.counters().latencyP50 > 0; }));
    EXPECT_LT(client.counters().latencyP50, 1000);
}

TEST_F(LiveServer, provesTheBookByItsChecksums)
{
    FeedClient client(settings());
    BookMirror book;
    int broken = 0;
    const auto subscription = client.subscribe("book.AAPL", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch) {
            if (const auto *snapshot = m.as<BookSnapshot>())
                book.apply(*snapshot);
            else if (const auto *delta = m.as<BookDelta>())
                broken += book.apply(*delta) == BookMirror::Result::Broken;
        }
    });
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return book.checksumsPassed() >= 2; })) << book.deltas();
    EXPECT_EQ(broken, 0);
    EXPECT_EQ(book.checksumsFailed(), 0u);
    EXPECT_LT(book.bids()[0].price, book.asks()[0].price);
    EXPECT_EQ(client.counters().gaps, 0u);
}

TEST_F(LiveServer, noticesWhatAFaultDoesToIt)
{
    FeedClient client(settings());
    std::vector<uint64_t> seen;
    const auto subscription = client.subscribe("trades.AAPL", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch) {
            if (m.kind == Kind::Publication)
                seen.push_back(m.seq);
        }
    });
    QUrl faulty = url();
    faulty.setQuery("faults=gap:3;dup;badjson");
    client.open(faulty, m_token);
    ASSERT_TRUE(until([&] { return client.counters().malformed == 1 && seen.size() >= 3; }));
    // The hole, the same once more, and the hole that what makes no sense leaves.
    ASSERT_TRUE(until([&] { return client.counters().gaps == 3; })) << client.counters().gaps;
    EXPECT_EQ(seen[0], seen[1]);
    EXPECT_EQ(seen[2], seen[1] + 2);
    EXPECT_EQ(client.counters().lagged, 0u);
}

TEST_F(LiveServer, comesBackFromAFaultThatEndsIt)
{
    FeedClient client(settings());
    QUrl faulty = url();
    faulty.setQuery("faults=cut@50ms");
    client.open(faulty, m_token);
    ASSERT_TRUE(until([&] { return client.counters().reconnects >= 2; }));
    EXPECT_EQ(client.lastCloseCode(), 1006);
}

TEST_F(LiveServer, fillsTheSinkAtTheRateThatTheAckNames)
{
    FeedClient client(settings());
    const auto sink = std::make_shared<CountingSink>();
    const auto subscription = client.subscribeSamples("wave.sine1", sink);
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return sink->samples > 20000; }));
    EXPECT_EQ(sink->rate, 48000);
    EXPECT_GT(sink->extreme, 0.5f);
    EXPECT_EQ(sink->missing, 0u);
    EXPECT_EQ(client.counters().gaps, 0u);
}

TEST_F(LiveServer, followsAWaveToAnotherRate)
{
    FeedClient client(settings());
    const auto sink = std::make_shared<CountingSink>();
    const auto subscription = client.subscribeSamples("wave.sine1", sink);
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return sink->samples > 1000; }));
    EXPECT_EQ(sink->rate, 48000);
    Reply reply;
    client.request(
        {{"type", "admin"}, {"action", "set-rate"}, {"channel", "wave.sine1"}, {"rate", 96000}},
        [&](const Reply &r) { reply = r; });
    ASSERT_TRUE(until([&] { return reply.ok && sink->rate == 96000; }))
        << reply.error.toStdString();
    const uint64_t before = sink->samples;
    ASSERT_TRUE(until([&] { return sink->samples > before + 10'000; }));
    EXPECT_EQ(sink->missing, 0u);
    EXPECT_EQ(client.counters().gaps, 0u);
}

TEST_F(LiveServer, watchesTheServerItself)
{
    FeedClient client(settings());
    int stats = 0, connections = 0;
    const auto s1 = client.subscribe("sys.stats", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch)
            stats += m.as<QJsonValue>() && m.as<QJsonValue>()->isObject();
    });
    const auto s2 = client.subscribe("sys.connections", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch)
            connections += m.as<QJsonValue>() && !m.as<QJsonValue>()->isNull();
    });
    client.open(url(), m_token);
    EXPECT_TRUE(until([&] { return stats > 1 && connections > 0; })) << stats << " " << connections;
    Reply list;
    client.request({{"type", "list"}, {"prefix", "wave."}}, [&](const Reply &r) { list = r; });
    ASSERT_TRUE(until([&] { return list.ok; }));
    EXPECT_FALSE(list.message["channels"].toArray().isEmpty());
}

TEST_F(LiveServer, recoversEveryTradeAfterACut)
{
    FeedClient client(settings());
    std::vector<uint64_t> seqs;
    uint64_t lost = 0;
    const auto subscription = client.subscribe("trades.MSFT", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch) {
            if (m.as<Trade>())
                seqs.push_back(m.seq);
            if (m.kind == Kind::Lagged)
                lost += m.to - m.from + 1;
        }
    });
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return seqs.size() > 5; }));
    // First the server says goodbye and that one may come back, then the link is just cut.
    for (const QString &action : {QStringLiteral("close"), QStringLiteral("cut")}) {
        const uint64_t reconnects = client.counters().reconnects;
        client.request({{"type", "admin"}, {"action", action},
            {"connection", "c" + client.session().mid(1)}, {"code", 1012}, {"reason", "test"}});
        ASSERT_TRUE(until([&] { return client.counters().reconnects > reconnects; }));
        EXPECT_EQ(client.lastCloseCode(), action == "close" ? 1012 : 1006);
        const size_t before = seqs.size();
        ASSERT_TRUE(until([&] { return seqs.size() > before + 10; }));
    }
    EXPECT_EQ(lost, 0u);
    for (size_t i = 1; i < seqs.size(); ++i)
        ASSERT_EQ(seqs[i], seqs[i - 1] + 1);
    EXPECT_EQ(client.counters().gaps, 0u);
}

TEST_F(LiveServer, obeysARestart)
{
    FeedClient client(settings());
    int trades = 0;
    const auto subscription = client.subscribe("trades.AAPL", {}, [&](const auto &batch) {
        for (const FeedMessage &m : batch)
            trades += m.as<Trade>() != nullptr;
    });
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return trades > 0; }));
    const int port = m_port;
    m_process.terminate();
    ASSERT_TRUE(until([&] { return client.state() != FeedClient::State::Open; }));
    EXPECT_EQ(client.lastCloseCode(), 1012) << client.lastCloseReason().toStdString();
    ASSERT_TRUE(until([&] { return m_process.state() == QProcess::NotRunning; }));
    start(port);
    client.open(url(), m_token); // the token is new with each start
    const int before = trades;
    EXPECT_TRUE(until([&] { return trades > before; }));
    EXPECT_EQ(client.counters().gaps, 0u) << "another epoch is no gap";
}

TEST_F(LiveServer, comesBackAfterACrash)
{
    FeedClient client(settings());
    client.open(url(), m_token);
    ASSERT_TRUE(until([&] { return client.state() == FeedClient::State::Open; }));
    kill();
    ASSERT_TRUE(until([&] { return client.attempt() >= 2; }));
    EXPECT_EQ(client.lastCloseCode(), 1006);
}

TEST_F(LiveServer, asksForALoginWhereTokensAreRequired)
{
    stop();
    QFile users(m_runtime.filePath("users"));
    ASSERT_TRUE(users.open(QIODevice::WriteOnly));
    users.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    users.write("alice wonderland subscribe=ticker.*\n");
    users.close();
    start(0, {"--tokens", "on", "--users", users.fileName()});
    FeedClient client(settings());
    int tickers = 0, refused = 0;
    const auto subscription
        = client.subscribe("ticker.AAPL", {}, [&](const std::vector<FeedMessage> &messages) {
              for (const auto &message : messages) {
                  tickers += message.as<Ticker>() != nullptr;
                  refused += message.kind == Kind::Refused;
              }
          });
    QStringList answers;
    QObject::connect(
        &client, &FeedClient::loginEnded, &client, [&](const QString &error) { answers << error; });
    client.open(url());
    ASSERT_TRUE(until([&] { return client.needsLogin(); }));
    EXPECT_EQ(client.state(), FeedClient::State::Closed);
    client.logIn("alice", "wrong");
    ASSERT_TRUE(until([&] { return answers.size() == 1; }));
    client.logIn("nobody", "wonderland");
    ASSERT_TRUE(until([&] { return answers.size() == 2; }));
    EXPECT_EQ(answers[0], "User and secret do not fit.");
    EXPECT_EQ(answers[0], answers[1]);
    EXPECT_TRUE(client.needsLogin());
    client.logIn("alice", "wonderland");
    ASSERT_TRUE(until([&] { return tickers > 0; }));
    EXPECT_EQ(answers.last(), "");
    EXPECT_FALSE(client.needsLogin());
    EXPECT_EQ(refused, 0) << "nothing was asked for as a stranger";
    client.open(url(), m_token); // whoever has the admin token is asked for nothing
    ASSERT_TRUE(until([&] { return client.state() == FeedClient::State::Open; }));
    EXPECT_FALSE(client.needsLogin());
}
