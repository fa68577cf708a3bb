// SPDX-License-Identifier: GPL-3.0-or-later
// The Inspector's client on what is no WebSocket: server-sent events and polls of the product's own
// server, and peers that do what they should not.
#include "RawPeer.h"
#include "Server.h"
#include "Until.h"
#include "inspector/InspectorClient.h"

#include <gtest/gtest.h>

#include <QUrl>

using namespace wavetape;
using namespace wavetape::inspector;
using wavetape::inspector::tests::RawPeer;
using Kind = LogEntry::Kind;
using Ready = LinkState::Ready;

namespace {

class Streams : public testing::Test {
protected:
    void serve()
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.profile = "none";
        config.threads = 1;
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        ConnectPlan plan;
        plan.url = url("/ws", "ws");
        m_publisher.open(plan);
        ASSERT_TRUE(until([&] { return m_publisher.link().ready == Ready::Open; }));
    }
    QUrl url(const QString &path, const QString &scheme = "http") const
    {
        return QUrl(
            QStringLiteral("%1://127.0.0.1:%2%3").arg(scheme).arg(m_server->port()).arg(path));
    }
    void open(const QUrl &where)
    {
        ConnectPlan plan;
        plan.url = where;
        m_client.open(plan);
    }
    void publish(int n)
    {
        m_publisher.send(websocket::Opcode::text,
            R"({"type":"publish","channel":"chat.a","data":)" + QByteArray::number(n) + "}");
    }
    bool isOpen() const { return m_client.link().ready == Ready::Open; }
    bool isClosed() const { return m_client.link().ready == Ready::Closed; }
    // Lines of that kind that hold the text.
    int lines(Kind kind, const std::string &text) const
    {
        int count = 0;
        const auto extent = m_client.log()->extent();
        m_client.log()->visit(extent.first, extent.end, [&](uint64_t, const LogEntry &entry) {
            count += entry.kind == kind && entry.payload.find(text) != std::string::npos ? 1 : 0;
            return true;
        });
        return count;
    }

    std::unique_ptr<Server> m_server;
    InspectorClient m_publisher, m_client;
};

} // namespace

TEST_F(Streams, EventsAreLinesAndGoOnWhereTheyWere)
{
    serve();
    open(url("/sse?channels=chat.a"));
    ASSERT_TRUE(until([&] { return isOpen() && lines(Kind::Text, "event: position") == 1; }));
    publish(1);
    ASSERT_TRUE(until([&] { return lines(Kind::Text, R"("data":1)") == 1; }));
    QString said;
    QObject::connect(
        &m_client, &InspectorClient::told, [&](const QString &sentence) { said = sentence; });
    m_client.send(websocket::Opcode::text, "hello");
    ASSERT_TRUE(until([&] { return !said.isEmpty(); }));
    m_client.close(1000);
    ASSERT_TRUE(until([&] { return isClosed(); }));
    EXPECT_EQ(m_client.link().closeCode, 0) << "there is no close frame";
    EXPECT_TRUE(m_client.link().clean);
    publish(2);
    publish(3);
    open(url("/sse?channels=chat.a"));
    ASSERT_TRUE(until([&] { return lines(Kind::Text, R"("data":3)") == 1; }));
    EXPECT_EQ(lines(Kind::Text, R"("data":2)"), 1);
    EXPECT_EQ(lines(Kind::Text, R"("data":1)"), 1) << "not twice";
    EXPECT_EQ(lines(Kind::Request, "Last-Event-ID: "), 1);
}

TEST_F(Streams, LongPollsFollowEachOther)
{
    serve();
    open(url("/longpoll?channels=chat.a&timeout=60"));
    // Held: one that has no position yet takes what is newer than now.
    ASSERT_TRUE(until([&] { return lines(Kind::Request, "GET /longpoll") == 1; }));
    for (int n = 1; n <= 3; ++n) {
        ASSERT_TRUE(until([&] {
            if (lines(Kind::Text, R"("data":)" + std::to_string(n)) == 0)
                publish(n);
            return lines(Kind::Text, R"("data":)" + std::to_string(n)) > 0;
        }));
    }
    EXPECT_GE(lines(Kind::Request, "since="), 1);
    // Lines are there before the state has come to this thread.
    EXPECT_TRUE(until([&] { return isOpen(); })) << m_client.link().error.toStdString();
    m_client.cut();
    ASSERT_TRUE(until([&] { return isClosed(); }));
}

TEST_F(Streams, AnyOtherAnswerIsOneLine)
{
    serve();
    open(url("/version"));
    ASSERT_TRUE(until([&] { return isClosed(); }));
    EXPECT_EQ(m_client.link().status, 200);
    EXPECT_TRUE(m_client.link().clean);
    EXPECT_EQ(lines(Kind::Text, "wavetape"), 1);
    open(url("/sse"));
    ASSERT_TRUE(until([&] { return isClosed() && m_client.link().status == 400; }));
    EXPECT_FALSE(m_client.link().body.isEmpty()) << "the server's sentence";
}

TEST_F(Streams, WhatIsCutIsSaid)
{
    RawPeer peer([](QTcpSocket &) {});
    const auto endsWith = [&](const QByteArray &answer) {
        peer.answerWith(answer);
        open(QUrl(QStringLiteral("http://127.0.0.1:%1/sse?channels=a").arg(peer.port())));
        EXPECT_TRUE(until([&] { return isClosed(); })) << answer.constData();
        return m_client.link();
    };
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    auto link = endsWith(
        head + "Transfer-Encoding: chunked\r\n\r\n18\r\nretry:9000\nid:7\ndata:1\n\n\r\n0\r\n\r\n");
    EXPECT_TRUE(link.clean) << link.error.toStdString();
    EXPECT_EQ(link.retryAfterMs, 9000);
    EXPECT_EQ(lines(Kind::Text, "1"), 1);
    link = endsWith("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    EXPECT_TRUE(peer.request().contains("Last-Event-ID: 7\r\n"));
    EXPECT_FALSE(link.mayReturn) << "the server said so";
    link = endsWith("nonsense\r\n\r\n");
    EXPECT_FALSE(link.error.isEmpty());
}
