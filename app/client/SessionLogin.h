// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QNetworkAccessManager>
#include <QObject>
#include <QSslCertificate>
#include <QUrl>

class QNetworkReply;

namespace wavetape::client {

// Asks a server for a session by user and secret (POST /auth/session). One attempt at a time; a
// secret is not kept. Nothing is redirected, no cookie but the server's own is taken.
class SessionLogin : public QObject {
    Q_OBJECT

public:
    explicit SessionLogin(QObject *parent = nullptr);

    // `server` is the ws:// or wss:// address of the feed. Ends in exactly one signal, unless
    // replaced by another attempt or cancelled.
    void start(const QUrl &server, const QString &user, const QString &secret,
        const QList<QSslCertificate> &trusted);
    void cancel();
    bool running() const { return m_reply != nullptr; }

signals:
    // `cookie`: name=value, as the header Cookie wants it.
    void opened(const QByteArray &cookie);
    // One sentence, the server's own where it gave one.
    void refused(const QString &why);

private:
    void finished();

    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr;
};

} // namespace wavetape::client
