// SPDX-License-Identifier: GPL-3.0-or-later
// The Inspector's client against the product's own server and against peers that break rules.
#include "RawPeer.h"
#include "Server.h"
#include "Until.h"
#include "inspector/InspectorClient.h"
#include "security/SelfSignedCertificate.h"
#include "websocket/Handshake.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>

#include <sys/socket.h>

using namespace wavetape;
using namespace wavetape::inspector;
using wavetape::inspector::tests::RawPeer;
using Kind = LogEntry::Kind;
using Ready = LinkState::Ready;
using websocket::Opcode;

namespace {

class Inspected : public testing::Test {
protected:
    void serve(config::ServerConfig config = {})
    {
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.profile = "none";
        config.threads = 1;
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
    }
    QUrl url(const QString &path, const QString &scheme = "ws") const
    {
        return QUrl(
            QStringLiteral("%1://127.0.0.1:%2%3").arg(scheme).arg(m_server->port()).arg(path));
    }
    void open(const QUrl &where)
    {
        m_plan.url = where;
        m_client.open(m_plan);
    }
    bool opened()
    {
        return until([&] { return link().ready == Ready::Open; });
    }
    bool closed()
    {
        return until([&] { return link().ready == Ready::Closed; });
    }
    const LinkState &link() const { return m_client.link(); }
    std::vector<LogEntry> lines(std::optional<Kind> kind = {}) const
    {
        std::vector<LogEntry> found;
        m_client.log()->visit(0, UINT64_MAX, [&](uint64_t, const LogEntry &entry) {
            if (!kind || entry.kind == *kind)
                found.push_back(entry);
            return true;
        });
        return found;
    }
    bool arrived(Kind kind, size_t count)
    {
        return until([&] {
            const auto all = lines(kind);
            return size_t(std::count_if(all.begin(), all.end(), [](const LogEntry &entry) {
                return !entry.outgoing;
            })) >= count;
        });
    }

    std::unique_ptr<Server> m_server;
    ConnectPlan m_plan;
    InspectorClient m_client;
};

std::string frame(Opcode opcode, std::string_view payload, bool fin = true)
{
    std::string bytes;
    websocket::appendServerFrame(bytes, opcode, payload, fin);
    return bytes;
}

void write(QTcpSocket &socket, const std::string &bytes)
{
    socket.write(bytes.data(), qint64(bytes.size()));
}

std::string closing(uint16_t code, std::string_view reason)
{
    std::string payload;
    websocket::appendClosePayload(payload, code, reason);
    return frame(Opcode::close, payload);
}

} // namespace

TEST_F(Inspected, echoesTextAndBytesAndSeesEachHeader)
{
    serve();
    open(url("/echo"));
    ASSERT_TRUE(opened()) << link().error.toStdString();
    EXPECT_EQ(link().status, 101);
    EXPECT_TRUE(link().request.startsWith("GET /echo HTTP/1.1\r\n"));
    EXPECT_TRUE(link().response.contains("Sec-WebSocket-Accept"));
    for (const int size : {0, 125, 126, 65535, 65536})
        m_client.send(Opcode::text, QByteArray(size, 'x'));
    m_client.send(Opcode::binary, QByteArray("\x01\x02\xff", 3));
    ASSERT_TRUE(arrived(Kind::Text, 5));
    ASSERT_TRUE(arrived(Kind::Binary, 1));
    std::vector<int> in, out;
    for (const LogEntry &line : lines(Kind::Text)) {
        (line.outgoing ? out : in).push_back(line.frame.headerSize);
        EXPECT_EQ(line.frame.masked, line.outgoing);
        EXPECT_EQ(line.frame.payload, line.payload.size());
        EXPECT_EQ(line.wireBytes, line.frame.headerSize + line.frame.payload);
    }
    EXPECT_EQ(out, (std::vector<int> {6, 6, 8, 8, 14}));
    EXPECT_EQ(in, (std::vector<int> {2, 2, 4, 4, 10}));
}

TEST_F(Inspected, pingsAndClosesCleanly)
{
    serve();
    open(url("/echo"));
    ASSERT_TRUE(opened());
    m_client.send(Opcode::ping, "are you there");
    ASSERT_TRUE(arrived(Kind::Pong, 1));
    m_client.close(3000, "enough");
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 3000);
    EXPECT_EQ(link().closedBy, "client");
    EXPECT_TRUE(link().clean);
    EXPECT_EQ(lines(Kind::Close).size(), 2u);
    QString told;
    QObject::connect(&m_client, &InspectorClient::told, [&](const QString &text) { told = text; });
    m_client.send(Opcode::text, "late");
    ASSERT_TRUE(until([&] { return told.contains("CLOSED"); }));
}

TEST_F(Inspected, showsARefusalWithStatusHeadersAndBody)
{
    serve();
    open(url("/nowhere"));
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().status, 404);
    EXPECT_TRUE(link().response.startsWith("HTTP/1.1 404 "));
    EXPECT_TRUE(link().body.contains("nothing at this path")) << link().body.toStdString();
    EXPECT_EQ(link().closedBy, "server");
    m_plan.token = "wrong";
    open(url("/ws"));
    ASSERT_TRUE(until([&] { return link().ready == Ready::Closed && link().status == 401; }));
    EXPECT_FALSE(link().request.contains("wrong")) << "a token does not enter the log";
    EXPECT_TRUE(link().request.contains("Authorization: [left out]\r\n"));
    m_plan.token.clear();
    m_plan.cookies = "session=secret";
    open(url("/ws?token=typed&x=1"));
    ASSERT_TRUE(until([&] { return link().ready == Ready::Closed && link().status == 401; }));
    EXPECT_TRUE(link().request.startsWith("GET /ws?token=[left out]&x=1 HTTP/1.1\r\n"))
        << link().request.toStdString();
    EXPECT_FALSE(link().request.contains("secret"));
}

TEST_F(Inspected, takesTheTokenInEachPlace)
{
    serve();
    using Place = ConnectPlan::TokenPlace;
    for (const Place place : {Place::Header, Place::Query, Place::Subprotocol}) {
        m_plan.token = QByteArray::fromStdString(m_server->adminToken());
        m_plan.tokenPlace = place;
        m_plan.protocols = "wavetape.v1";
        open(url("/ws"));
        ASSERT_TRUE(opened()) << int(place) << link().error.toStdString();
        EXPECT_EQ(link().protocol, "wavetape.v1");
        m_client.send(Opcode::text, R"({"type":"subscribe","id":1,"channel":"sys.stats"})");
        const size_t before = lines(Kind::Text).size();
        ASSERT_TRUE(until([&] { return lines(Kind::Text).size() > before + 2; }));
        m_client.close(1000);
        ASSERT_TRUE(closed());
    }
    for (const LogEntry &line : lines())
        EXPECT_EQ(line.payload.find(m_server->adminToken()), std::string::npos);
}

TEST_F(Inspected, speaksDeflateWhereItIsAgreed)
{
    config::ServerConfig config;
    config.deflate = true;
    serve(config);
    m_plan.offerDeflate = true;
    open(url("/echo"));
    ASSERT_TRUE(opened());
    EXPECT_TRUE(link().extensions.startsWith("permessage-deflate"));
    const QByteArray text(5000, 'z');
    m_client.send(Opcode::text, text);
    m_client.send(Opcode::text, text);
    ASSERT_TRUE(arrived(Kind::Text, 2));
    for (const LogEntry &line : lines(Kind::Text)) {
        EXPECT_TRUE(line.frame.rsv1);
        EXPECT_LT(line.frame.payload, 200u);
        EXPECT_EQ(line.payload, text.toStdString());
    }
}

TEST_F(Inspected, tellsCloseCodesAsTheyAre)
{
    for (const int code : {1001, 1011, 1012, 1013, 1014, 4308, 4999}) {
        RawPeer peer([&](QTcpSocket &socket) { write(socket, closing(uint16_t(code), "why not")); },
            [](QTcpSocket &socket, const QByteArray &) { socket.disconnectFromHost(); });
        open(peer.url());
        ASSERT_TRUE(closed());
        EXPECT_EQ(link().closeCode, code);
        EXPECT_EQ(link().closeReason, "why not");
        EXPECT_EQ(link().closedBy, "server");
        EXPECT_TRUE(link().clean);
    }
    RawPeer empty([](QTcpSocket &socket) { write(socket, frame(Opcode::close, {})); },
        [](QTcpSocket &socket, const QByteArray &) { socket.disconnectFromHost(); });
    open(empty.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1005);
}

TEST_F(Inspected, callsALostConnection1006)
{
    RawPeer peer([](QTcpSocket &socket) { socket.abort(); });
    open(peer.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1006);
    EXPECT_FALSE(link().clean);
    EXPECT_EQ(link().closedBy, "network");
    serve();
    open(url("/echo"));
    ASSERT_TRUE(opened());
    m_client.cut();
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1006);
}

TEST_F(Inspected, refusesAWrongAcceptAndOtherAnswers)
{
    RawPeer wrong({});
    wrong.answerWith("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                     "Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    open(wrong.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().status, 101);
    EXPECT_EQ(link().closeCode, 1006);
    EXPECT_FALSE(link().error.isEmpty());
    RawPeer garbage({});
    garbage.answerWith("220 mail.example ESMTP\r\n");
    open(garbage.url());
    ASSERT_TRUE(closed());
    EXPECT_TRUE(link().error.contains("not an HTTP answer"));
    RawPeer mail({});
    mail.answerWith("HTTP/ is not what I speak\r\n\r\n");
    open(mail.url());
    ASSERT_TRUE(closed());
    EXPECT_TRUE(link().error.contains("not an HTTP answer"));
    RawPeer silent({});
    silent.answerWith("HTTP/1.1 1");
    m_plan.deadlineMs = 300;
    open(silent.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().status, 0);
}

TEST_F(Inspected, readsARefusalInChunksAndItsHint)
{
    RawPeer peer({});
    peer.answerWith("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 503 Busy\r\n"
                    "Transfer-Encoding: chunked\r\nRetry-After: 7\r\n\r\n"
                    "5;x=y\r\nfull \r\n5\r\nhouse\r\n0\r\n\r\n");
    open(peer.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().status, 503);
    EXPECT_EQ(link().body, "full house");
    EXPECT_EQ(link().retryAfterMs, 7000);
    EXPECT_EQ(lines(Kind::Response).size(), 2u);
}

TEST_F(Inspected, beginsEachConnectionWithALine)
{
    RawPeer peer([](QTcpSocket &socket) { socket.abort(); });
    for (const int number : {1, 2}) {
        open(peer.url());
        ASSERT_TRUE(closed());
        const auto notes = lines(Kind::Note);
        EXPECT_EQ(std::count_if(notes.begin(), notes.end(),
                      [&](const LogEntry &note) {
                          return note.payload.starts_with(
                              "Connection " + std::to_string(number) + " to ws://");
                      }),
            1);
    }
}

TEST_F(Inspected, callsAMessageOverItsLimit1009)
{
    m_plan.mostMessage = 1 << 20;
    RawPeer peer([](QTcpSocket &socket) {
        write(socket, frame(Opcode::binary, std::string((1 << 20) + 1, 'x')));
    });
    open(peer.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1009);
    EXPECT_EQ(link().closedBy, "client");
    EXPECT_TRUE(link().error.contains("over our limit"));
}

TEST_F(Inspected, givesUpAPeerThatNeverPongs)
{
    m_plan.keepAliveMs = 50;
    RawPeer peer([](QTcpSocket &) {});
    open(peer.url());
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1006);
    EXPECT_EQ(link().closedBy, "client");
    EXPECT_TRUE(link().error.contains("No pong"));
}

TEST_F(Inspected, heedsWhatAClosingMessageAsks)
{
    RawPeer peer([](QTcpSocket &socket) {
        write(socket,
            frame(Opcode::text, R"({"type":"closing","code":1012,"retry":true,"afterMs":2500})")
                + closing(1012, "restart"));
    });
    open(peer.url());
    ASSERT_TRUE(closed());
    EXPECT_TRUE(link().mayReturn);
    EXPECT_EQ(link().retryAfterMs, 2500);
}

TEST_F(Inspected, closesAPeerThatBreaksTheProtocol)
{
    struct Break {
        std::string bytes;
        uint16_t code;
    };
    std::string masked;
    websocket::appendClientFrame(masked, Opcode::text, "hi", 0x01020304);
    const std::vector<Break> breaks {{masked, 1002}, {std::string("\x83\x00", 2), 1002},
        {std::string("\xC1\x00", 2), 1002}, {frame(Opcode::text, "\xff\xfe"), 1007},
        {frame(Opcode::ping, std::string(100, 'x'), false), 1002}};
    for (const Break &broken : breaks) {
        QByteArray back;
        RawPeer peer([&](QTcpSocket &socket) { write(socket, broken.bytes); },
            [&](QTcpSocket &socket, const QByteArray &bytes) {
                back += bytes;
                socket.disconnectFromHost();
            });
        open(peer.url());
        ASSERT_TRUE(closed());
        EXPECT_FALSE(link().clean);
        ASSERT_GE(back.size(), 8);
        EXPECT_EQ(uint8_t(back[0]), 0x88);
        const auto code = uint16_t(
            (uint8_t(back[6]) ^ uint8_t(back[2])) << 8 | (uint8_t(back[7]) ^ uint8_t(back[3])));
        EXPECT_EQ(code, broken.code);
    }
}

TEST_F(Inspected, answersPingsAndJoinsFragments)
{
    QByteArray back;
    RawPeer peer(
        [](QTcpSocket &socket) {
            write(socket,
                frame(Opcode::text, "one ", false) + frame(Opcode::ping, "p")
                    + frame(Opcode::continuation, "two ", false)
                    + frame(Opcode::continuation, "three"));
        },
        [&](QTcpSocket &, const QByteArray &bytes) { back += bytes; });
    open(peer.url());
    ASSERT_TRUE(arrived(Kind::Text, 1));
    const LogEntry text = lines(Kind::Text).front();
    EXPECT_EQ(text.payload, "one two three");
    EXPECT_EQ(text.frames, 3u);
    EXPECT_FALSE(text.frame.fin);
    EXPECT_EQ(text.wireBytes, 13u + 6u);
    ASSERT_TRUE(until([&] { return back.size() >= 7; }));
    EXPECT_EQ(uint8_t(back[0]), 0x8A);
}

TEST_F(Inspected, endsWhereThePeerNeverAnswersTheClose)
{
    RawPeer peer([](QTcpSocket &) {});
    open(peer.url());
    ASSERT_TRUE(opened());
    m_client.close(1000);
    ASSERT_TRUE(until([&] { return link().ready == Ready::Closing; }));
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1006);
    EXPECT_FALSE(link().clean);
}

TEST_F(Inspected, trustsAForeignCertificateOnWishOnly)
{
    QTemporaryDir folder;
    const auto files = security::selfSignedCertificate(folder.filePath("tls").toStdString());
    ASSERT_TRUE(files) << files.error();
    config::ServerConfig config;
    config.tls.certificate = files->certificate;
    config.tls.key = files->key;
    config.tls.listen = {{"127.0.0.1", 0, false}};
    serve(config);
    QUrl secure;
    for (const std::string &each : m_server->urls()) {
        if (each.starts_with("https")) {
            secure = QUrl(QString::fromStdString(each));
            secure.setScheme("wss");
            secure.setPath("/echo");
        }
    }
    ASSERT_TRUE(secure.isValid());
    open(secure);
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1015);
    EXPECT_FALSE(link().certificateProblems.isEmpty());
    EXPECT_FALSE(link().certificate.isEmpty()) << "what it says is shown all the same";
    m_plan.acceptUntrusted = true;
    open(secure);
    ASSERT_TRUE(opened()) << link().error.toStdString();
    EXPECT_TRUE(link().tlsProtocol.startsWith("TLSv1.")) << link().tlsProtocol.toStdString();
    m_client.send(Opcode::text, "through TLS");
    ASSERT_TRUE(arrived(Kind::Text, 1));
    // TLS to a port that speaks none.
    open(url("/echo", "wss"));
    ASSERT_TRUE(until([&] { return link().ready == Ready::Closed && link().closeCode == 1015; }));
}

TEST_F(Inspected, goesThroughAnHttpProxy)
{
    serve();
    // A proxy of the least kind: reads CONNECT, answers 200, passes bytes on.
    QTcpServer proxy;
    ASSERT_TRUE(proxy.listen(QHostAddress::LocalHost));
    QByteArray asked;
    QObject::connect(&proxy, &QTcpServer::newConnection, [&] {
        QTcpSocket *near = proxy.nextPendingConnection();
        auto *far = new QTcpSocket(near);
        QObject::connect(near, &QTcpSocket::readyRead, [&, near, far] {
            if (far->state() != QAbstractSocket::UnconnectedState) {
                far->write(near->readAll());
                return;
            }
            asked += near->readAll();
            if (!asked.contains("\r\n\r\n"))
                return;
            const QByteArray target = asked.split(' ').value(1);
            far->connectToHost("127.0.0.1", target.split(':').value(1).toUShort());
            QObject::connect(far, &QTcpSocket::connected, near,
                [near] { near->write("HTTP/1.1 200 OK\r\n\r\n"); });
            QObject::connect(
                far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        });
    });
    m_plan.proxyHost = "127.0.0.1";
    m_plan.proxyPort = proxy.serverPort();
    open(url("/echo"));
    ASSERT_TRUE(opened()) << link().error.toStdString();
    EXPECT_TRUE(asked.startsWith("CONNECT 127.0.0.1:")) << asked.toStdString();
    m_client.send(Opcode::text, "hello");
    ASSERT_TRUE(arrived(Kind::Text, 1));
}

TEST_F(Inspected, saysWhatIsWrongWithAPlan)
{
    ConnectPlan plan;
    plan.url = QUrl("ftp://localhost/");
    EXPECT_FALSE(plan.problem().isEmpty());
    plan.url = QUrl("ws://localhost/");
    EXPECT_EQ(plan.problem(), "");
    EXPECT_EQ(plan.setHeaderLines("Origin: http://x\n\nX-A: b"), "");
    EXPECT_EQ(plan.headers.size(), 2);
    EXPECT_NE(plan.setHeaderLines("no colon"), "");
    EXPECT_NE(plan.setHeaderLines("Sec-WebSocket-Key: x"), "");
    plan.protocols = "a, b c";
    EXPECT_NE(plan.problem(), "");
    plan.protocols.clear();
    plan.cookies = "a=1\r\nX: y";
    EXPECT_NE(plan.problem(), "");
}

TEST_F(Inspected, readsNoFasterThanItIsTold)
{
    QTcpSocket *feeding = nullptr;
    RawPeer peer([&](QTcpSocket &socket) {
        feeding = &socket;
        write(socket, frame(Opcode::binary, std::string(8 << 20, 'x')));
        write(socket, frame(Opcode::text, "behind it"));
    });
    m_plan.readPerSecond = 0;
    m_plan.receiveBuffer = 16 * 1024;
    open(peer.url());
    ASSERT_TRUE(opened());
    // The kernel takes some; then nothing moves, and most of it is still with the peer.
    ASSERT_TRUE(until([&] {
        const qint64 before = feeding ? feeding->bytesToWrite() : 0;
        QTest::qWait(100);
        return feeding && before > (1 << 20) && feeding->bytesToWrite() == before;
    }));
    EXPECT_TRUE(lines(Kind::Binary).empty());
    m_client.setReadRate(-1);
    ASSERT_TRUE(arrived(Kind::Text, 1));
}

TEST_F(Inspected, noticesAResetThoughItDoesNotRead)
{
    QTcpSocket *feeding = nullptr;
    RawPeer peer([&](QTcpSocket &socket) {
        feeding = &socket;
        write(socket, frame(Opcode::binary, std::string(8 << 20, 'x')));
    });
    m_plan.readPerSecond = 0;
    m_plan.receiveBuffer = 16 * 1024;
    open(peer.url());
    ASSERT_TRUE(opened());
    ASSERT_TRUE(until([&] { return feeding != nullptr; }));
    const linger reset {1, 0};
    ::setsockopt(int(feeding->socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    feeding->abort();
    ASSERT_TRUE(closed());
    EXPECT_EQ(link().closeCode, 1006);
}
