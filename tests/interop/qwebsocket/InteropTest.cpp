// SPDX-License-Identifier: GPL-3.0-or-later
// QWebSocket as a client of wavetape-server.
#include <QDataStream>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

#include <deque>
#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDeadlineMs = 20'000;

/// A client that keeps what it receives until it is asked for.
class Client {
public:
    explicit Client(const QUrl &url, const QString &protocol = {})
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
            [this](const QString &text) { texts.push_back(text); });
        QObject::connect(&socket, &QWebSocket::binaryMessageReceived, &socket,
            [this](const QByteArray &bytes) { blocks.push_back(bytes); });
        QObject::connect(&socket, &QWebSocket::disconnected, &socket, [this] { ended = true; });
        QNetworkRequest request(url);
        // Qt 6.4 has no QWebSocketHandshakeOptions.
        if (!protocol.isEmpty())
            request.setRawHeader("Sec-WebSocket-Protocol", protocol.toUtf8());
        socket.open(request);
    }

    bool opened()
    {
        return QTest::qWaitFor(
                   [this] { return socket.state() == QAbstractSocket::ConnectedState || ended; },
                   kDeadlineMs)
            && !ended;
    }
    bool closed()
    {
        return QTest::qWaitFor([this] { return ended; }, kDeadlineMs);
    }
    void send(const QJsonObject &message)
    {
        socket.sendTextMessage(
            QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }
    QString nextText()
    {
        if (!QTest::qWaitFor([this] { return !texts.empty(); }, kDeadlineMs))
            return u"nothing came"_s;
        const QString text = texts.front();
        texts.pop_front();
        return text;
    }
    QJsonObject next() { return QJsonDocument::fromJson(nextText().toUtf8()).object(); }
    QByteArray nextBlock()
    {
        if (!QTest::qWaitFor([this] { return !blocks.empty(); }, kDeadlineMs))
            return "nothing came";
        const QByteArray block = blocks.front();
        blocks.pop_front();
        return block;
    }
    QJsonObject ask(const QJsonObject &message)
    {
        send(message);
        return next();
    }

    QWebSocket socket;
    std::deque<QString> texts;
    std::deque<QByteArray> blocks;
    bool ended = false;
};

QJsonObject subscribe(const QString &channel)
{
    return {{u"type"_s, u"subscribe"_s}, {u"id"_s, 1}, {u"channel"_s, channel}};
}

} // namespace

class InteropTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void handshakeWithoutSubprotocol();
    void handshakeWithSubprotocol();
    void echoOfAllLengths_data();
    void echoOfAllLengths();
    void echoOfFragments();
    void pingIsAnswered();
    void closeCodesFromTheClient();
    void closeCodesFromTheServer();
    void tickerWithSnapshot();
    void tradesWithoutGap();
    void bookIsContinuous();
    void wavesAsFloat32();
    void recoveryWithoutGap();
    void chatBetweenTwoClients();

private:
    QUrl url(const QString &path) const { return QUrl(m_base + path); }
    QString firstChannel(Client &client, const QString &prefix);
    std::unique_ptr<Client> welcomed();

    QTemporaryDir m_runtime;
    QProcess m_server;
    QString m_base;
};

void InteropTest::initTestCase()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString program = environment.value(u"WAVETAPE_SERVER"_s);
    QVERIFY2(!program.isEmpty(), "WAVETAPE_SERVER must say where wavetape-server is");
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_runtime.path());
    environment.insert(u"XDG_STATE_HOME"_s, m_runtime.path());
    m_server.setProcessEnvironment(environment);
    m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server.start(program,
        {u"--listen"_s, u"127.0.0.1:0"_s, u"--feed"_s, u"open"_s, u"--speed"_s, u"4"_s,
            u"--limits"_s, u"off"_s});
    const QRegularExpression says(u"http://(127\\.0\\.0\\.1:\\d+)/"_s);
    QString said;
    QVERIFY(QTest::qWaitFor(
        [&] {
            said += QString::fromUtf8(m_server.readAllStandardOutput());
            return says.match(said).hasMatch();
        },
        kDeadlineMs));
    m_base = u"ws://"_s + says.match(said).captured(1);
}

void InteropTest::cleanupTestCase()
{
    m_server.terminate();
    QVERIFY(m_server.waitForFinished(kDeadlineMs));
    QCOMPARE(m_server.exitCode(), 0);
}

QString InteropTest::firstChannel(Client &client, const QString &prefix)
{
    const QJsonObject list
        = client.ask({{u"type"_s, u"list"_s}, {u"id"_s, 9}, {u"prefix"_s, prefix}});
    return list[u"channels"_s][0][u"channel"_s].toString();
}

std::unique_ptr<Client> InteropTest::welcomed()
{
    auto client = std::make_unique<Client>(url(u"/ws"_s), u"wavetape.v1"_s);
    if (!client->opened() || client->next()[u"type"_s] != u"welcome"_s)
        QTest::qFail("no welcome", __FILE__, __LINE__);
    return client;
}

void InteropTest::handshakeWithoutSubprotocol()
{
    Client client(url(u"/ws"_s));
    QVERIFY(client.opened());
    QCOMPARE(client.ask({{u"type"_s, u"ping"_s}, {u"t"_s, 7}})[u"type"_s].toString(), u"pong"_s);
}

void InteropTest::handshakeWithSubprotocol()
{
    Client client(url(u"/ws"_s), u"wavetape.v1"_s);
    QVERIFY(client.opened());
    QCOMPARE(client.next()[u"type"_s].toString(), u"welcome"_s);
}

void InteropTest::echoOfAllLengths_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 125, 126, 65535, 65536, 1 << 20})
        QTest::addRow("%d bytes", size) << size;
}

void InteropTest::echoOfAllLengths()
{
    QFETCH(const int, size);
    Client client(url(u"/echo"_s));
    client.socket.setOutgoingFrameSize(2u << 20);
    QVERIFY(client.opened());
    const QByteArray bytes(size, 'w');
    client.socket.sendTextMessage(QString::fromLatin1(bytes));
    QCOMPARE(client.nextText(), QString::fromLatin1(bytes));
    client.socket.sendBinaryMessage(bytes);
    QCOMPARE(client.nextBlock(), bytes);
}

void InteropTest::echoOfFragments()
{
    Client client(url(u"/echo"_s));
    client.socket.setOutgoingFrameSize(1000);
    QVERIFY(client.opened());
    const QString text = u"grüße €😀 "_s.repeated(2000);
    client.socket.sendTextMessage(text);
    QCOMPARE(client.nextText(), text);
}

void InteropTest::pingIsAnswered()
{
    Client client(url(u"/echo"_s));
    QVERIFY(client.opened());
    QSignalSpy pong(&client.socket, &QWebSocket::pong);
    client.socket.ping("are you there");
    QVERIFY(QTest::qWaitFor([&] { return !pong.isEmpty(); }, kDeadlineMs));
    QCOMPARE(pong[0][1].toByteArray(), QByteArray("are you there"));
}

void InteropTest::closeCodesFromTheClient()
{
    for (const int code : {1000, 1001, 3000, 4999}) {
        Client client(url(u"/echo"_s));
        QVERIFY(client.opened());
        client.socket.close(static_cast<QWebSocketProtocol::CloseCode>(code), u"bye"_s);
        QVERIFY(client.closed());
        QCOMPARE(int(client.socket.closeCode()), code);
    }
}

void InteropTest::closeCodesFromTheServer()
{
    Client text(url(u"/echo/text"_s));
    QVERIFY(text.opened());
    text.socket.sendBinaryMessage("\x01");
    QVERIFY(text.closed());
    QCOMPARE(text.socket.closeCode(), QWebSocketProtocol::CloseCodeDatatypeNotSupported);

    Client big(url(u"/echo"_s));
    big.socket.setOutgoingFrameSize(4u << 20);
    QVERIFY(big.opened());
    big.socket.sendBinaryMessage(QByteArray((1 << 20) + 1, 'x'));
    QVERIFY(big.closed());
    QCOMPARE(big.socket.closeCode(), QWebSocketProtocol::CloseCodeTooMuchData);
}

void InteropTest::tickerWithSnapshot()
{
    const auto client = welcomed();
    const QString channel = firstChannel(*client, u"ticker."_s);
    const QJsonObject ack = client->ask(subscribe(channel));
    QCOMPARE(ack[u"policy"_s].toString(), u"conflate"_s);
    QCOMPARE(client->next()[u"type"_s].toString(), u"snapshot"_s);
    for (double kseq = 0, i = 0; i < 5; ++i) {
        const QJsonObject live = client->next();
        QCOMPARE(live[u"channel"_s].toString(), channel);
        QVERIFY(live[u"kseq"_s].toDouble() > kseq);
        kseq = live[u"kseq"_s].toDouble();
    }
}

void InteropTest::tradesWithoutGap()
{
    const auto client = welcomed();
    const QJsonObject ack = client->ask(subscribe(firstChannel(*client, u"trades."_s)));
    for (int i = 1; i <= 10; ++i)
        QCOMPARE(client->next()[u"seq"_s].toInteger(), ack[u"seq"_s].toInteger() + i);
}

void InteropTest::bookIsContinuous()
{
    const auto client = welcomed();
    const QJsonObject ack = client->ask(subscribe(firstChannel(*client, u"book."_s)));
    const QJsonObject snapshot = client->next();
    QCOMPARE(snapshot[u"type"_s].toString(), u"snapshot"_s);
    qint64 last = snapshot[u"data"_s][u"last"_s].toInteger();
    for (int i = 1; i <= 60; ++i) {
        const QJsonObject delta = client->next();
        const qint64 seq = delta[u"seq"_s].toInteger();
        QCOMPARE(seq, ack[u"seq"_s].toInteger() + i);
        QCOMPARE(delta[u"data"_s][u"first"_s].toInteger(), last + 1);
        QCOMPARE(delta[u"data"_s].toObject().contains(u"crc"_s), seq % 50 == 0);
        last = delta[u"data"_s][u"last"_s].toInteger();
    }
}

void InteropTest::wavesAsFloat32()
{
    Client plain(url(u"/ws"_s));
    QVERIFY(plain.opened());
    plain.send({{u"type"_s, u"subscribe"_s}, {u"channel"_s, u"wave.sine1"_s}});
    const QByteArray floats = plain.nextBlock();
    QVERIFY(!floats.isEmpty() && floats.size() % 4 == 0);

    const auto client = welcomed();
    const QJsonObject ack = client->ask(subscribe(u"wave.sine1"_s));
    for (int i = 1; i <= 5; ++i) {
        const QByteArray block = client->nextBlock();
        QDataStream header(block);
        header.setByteOrder(QDataStream::LittleEndian);
        quint16 magic, lanes;
        quint8 version, kind;
        quint32 channelId, samples;
        quint64 seq, time;
        header >> magic >> version >> kind >> channelId >> seq >> time >> samples >> lanes;
        QCOMPARE(int(magic), 0x5457);
        QCOMPARE(int(version), 1);
        QCOMPARE(int(kind), 1);
        QCOMPARE(qint64(channelId), ack[u"channelId"_s].toInteger());
        QCOMPARE(qint64(seq), ack[u"seq"_s].toInteger() + i);
        QCOMPARE(qint64(block.size()), qint64(32 + 4 * samples * lanes));
    }
}

void InteropTest::recoveryWithoutGap()
{
    const auto writer = welcomed();
    const QString channel = u"chat.qt"_s;
    const auto publish = [&](int n) {
        return writer->ask({{u"type"_s, u"publish"_s}, {u"id"_s, n}, {u"channel"_s, channel},
                   {u"data"_s, n}})[u"type"_s]
            == u"ack"_s;
    };
    QJsonValue epoch;
    {
        const auto reader = welcomed();
        epoch = reader->ask(subscribe(channel))[u"epoch"_s];
        QVERIFY(publish(1));
        QCOMPARE(reader->next()[u"data"_s].toInt(), 1);
    }
    for (int n = 2; n <= 30; ++n)
        QVERIFY(publish(n));
    const auto reader = welcomed();
    QJsonObject again = subscribe(channel);
    again[u"since"_s] = QJsonObject {{u"epoch"_s, epoch}, {u"seq"_s, 1}};
    QVERIFY(reader->ask(again)[u"recovered"_s].toBool());
    QVERIFY(publish(31));
    for (int n = 2; n <= 31; ++n) {
        const QJsonObject message = reader->next();
        QCOMPARE(message[u"seq"_s].toInt(), n);
        QCOMPARE(message[u"data"_s].toInt(), n);
    }
}

void InteropTest::chatBetweenTwoClients()
{
    Client alice(url(u"/chat"_s));
    Client bob(url(u"/chat"_s));
    for (Client *client : {&alice, &bob}) {
        QVERIFY(client->opened());
        QCOMPARE(client->ask(subscribe(u"chat.pair"_s))[u"type"_s].toString(), u"ack"_s);
    }
    alice.send(
        {{u"type"_s, u"publish"_s}, {u"channel"_s, u"chat.pair"_s}, {u"data"_s, u"grüße 😀"_s}});
    for (Client *client : {&alice, &bob})
        QCOMPARE(client->next()[u"data"_s].toString(), u"grüße 😀"_s);
}

QTEST_GUILESS_MAIN(InteropTest)
#include "InteropTest.moc"
