// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/SessionLogin.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkCookie>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>

namespace wavetape::client {

using namespace Qt::StringLiterals;

namespace {
constexpr int kTimeoutMs = 10000;
constexpr qint64 kLongestAnswer = 64 * 1024;
constexpr qsizetype kLongestSentence = 200;
} // namespace

SessionLogin::SessionLogin(QObject *parent)
    : QObject(parent)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void SessionLogin::start(const QUrl &server, const QString &user, const QString &secret,
    const QList<QSslCertificate> &trusted)
{
    cancel();
    QUrl url = server;
    url.setScheme(server.scheme() == u"wss" ? u"https"_s : u"http"_s);
    url.setPath(u"/auth/session"_s);
    url.setQuery(QString());
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(kTimeoutMs);
    if (!trusted.isEmpty()) {
        QSslConfiguration tls = request.sslConfiguration();
        tls.addCaCertificates(trusted);
        request.setSslConfiguration(tls);
    }
    m_reply = m_network.post(request,
        QJsonDocument(QJsonObject {{u"user"_s, user}, {u"secret"_s, secret}})
            .toJson(QJsonDocument::Compact));
    m_reply->setReadBufferSize(kLongestAnswer);
    connect(m_reply, &QNetworkReply::finished, this, &SessionLogin::finished);
}

void SessionLogin::cancel()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void SessionLogin::finished()
{
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto cookies
        = reply->header(QNetworkRequest::SetCookieHeader).value<QList<QNetworkCookie>>();
    if (status == 200 && reply->error() == QNetworkReply::NoError && !cookies.isEmpty()) {
        emit opened(cookies.constFirst().toRawForm(QNetworkCookie::NameAndValueOnly));
        return;
    }
    QString why = status == 0 ? reply->errorString()
                              : QString::fromUtf8(reply->read(kLongestAnswer)).trimmed();
    if (status == 429)
        why += tr(" Try again in %1 s.").arg(reply->rawHeader("Retry-After").toInt());
    emit refused(why.left(kLongestSentence));
}

} // namespace wavetape::client
