// SPDX-License-Identifier: GPL-3.0-or-later
#include "Until.h"

#include "client/FeedClient.h"

#include <gtest/gtest.h>

#include <QTcpServer>
#include <QTcpSocket>

#include <sys/socket.h>

using namespace wavetape::client;
using State = FeedClient::State;

TEST(Handshake, endsAnAnswerWithEndlessHeaders)
{
    QTcpServer server;
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    qint64 taken = 0;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 101 Switching Protocols\r\n");
            socket->write("X: y\r\n");
        });
        // As fast as it is taken.
        QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [socket, &taken](qint64 bytes) {
            taken += bytes;
            socket->write(QByteArray("X: ") + QByteArray(4000, 'y') + "\r\n");
        });
    });
    FeedClientSettings settings;
    settings.handshakeMs = 60'000; // not the deadline ends it
    settings.backoff.baseMs = settings.backoff.capMs = 60'000;
    settings.backoff.schedule = BackoffSettings::Schedule::Exact;
    FeedClient client(settings);
    client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(server.serverPort())));
    ASSERT_TRUE(until([&] { return client.state() == State::Waiting; }));
    EXPECT_TRUE(client.lastCloseReason().contains("16 KiB"))
        << client.lastCloseReason().toStdString();
    EXPECT_LT(taken, 4 << 20); // what lies in the kernel's buffers included
}

TEST(Handshake, heedsRetryAfterOfARefusal)
{
    QTcpServer server;
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 503 Service Unavailable\r\nretry-AFTER:  7 \r\n"
                          "Content-Length: 4\r\n\r\nfull");
            socket->disconnectFromHost();
        });
    });
    FeedClientSettings settings;
    settings.backoff.baseMs = settings.backoff.capMs = 100;
    settings.backoff.schedule = BackoffSettings::Schedule::Exact;
    FeedClient client(settings);
    client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(server.serverPort())));
    ASSERT_TRUE(until([&] { return client.state() == State::Waiting; }));
    EXPECT_GT(client.nextRetryMs(), 5'000);
    EXPECT_LE(client.nextRetryMs(), 7'100);
}

TEST(Handshake, connectsOncePerAttempt)
{
    QTcpServer server;
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    int connects = 0;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            ++connects;
            // Reset, not closed.
            const linger reset {1, 0};
            ::setsockopt(
                int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
            socket->abort();
            socket->deleteLater();
        }
    });
    FeedClientSettings settings;
    settings.backoff.baseMs = settings.backoff.capMs = 60'000;
    settings.backoff.schedule = BackoffSettings::Schedule::Exact;
    for (const char *host : {"127.0.0.1", "localhost"}) {
        connects = 0;
        FeedClient client(settings);
        client.open(QUrl(QStringLiteral("ws://%1:%2/ws").arg(host).arg(server.serverPort())));
        ASSERT_TRUE(until([&] { return client.state() == State::Waiting; }));
        QTest::qWait(50); // others would come at once
        EXPECT_EQ(connects, 1) << host;
    }
}

TEST(Handshake, sendsUserAndPasswordAsBasic)
{
    QTcpServer server;
    ASSERT_TRUE(server.listen(QHostAddress::LocalHost));
    QByteArray request;
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        QObject::connect(
            socket, &QTcpSocket::readyRead, socket, [&, socket] { request += socket->readAll(); });
    });
    FeedClient client;
    client.open(
        QUrl(QStringLiteral("ws://me:a%20secret@127.0.0.1:%1/ws").arg(server.serverPort())));
    ASSERT_TRUE(until([&] { return request.contains("\r\n\r\n"); }));
    EXPECT_TRUE(request.contains("Authorization: Basic " + QByteArray("me:a secret").toBase64()))
        << request.toStdString();
}
