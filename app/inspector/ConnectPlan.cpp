// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ConnectPlan.h"

#include "websocket/HeaderList.h"

#include <QStringList>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

bool isTokenList(const QByteArray &list)
{
    return websocket::parseTokenList({list.constData(), size_t(list.size())}).has_value();
}

bool hasControl(const QByteArray &value)
{
    return std::any_of(value.begin(), value.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

} // namespace

QString ConnectPlan::setHeaderLines(const QString &lines)
{
    headers.clear();
    for (const QString &line : lines.split(u'\n', Qt::SkipEmptyParts)) {
        const QString text = line.trimmed();
        if (text.isEmpty())
            continue;
        const qsizetype colon = text.indexOf(u':');
        const QByteArray name = text.left(colon).trimmed().toUtf8();
        if (colon < 1 || !websocket::isToken({name.constData(), size_t(name.size())}))
            return tr("\"%1\" is not a header: write Name: value").arg(text);
        const QByteArray lower = name.toLower();
        if (lower == "host" || lower == "upgrade" || lower == "connection"
            || lower.startsWith("sec-websocket-"))
            return tr("%1 belongs to the handshake; the Lab forges it")
                .arg(QString::fromUtf8(name));
        headers.append({name, text.mid(colon + 1).trimmed().toUtf8()});
    }
    return {};
}

bool ConnectPlan::isTls() const
{
    return url.scheme() == u"wss" || url.scheme() == u"https";
}

bool ConnectPlan::isStream() const
{
    return url.scheme() == u"http" || url.scheme() == u"https";
}

QString ConnectPlan::problem() const
{
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != u"ws" && url.scheme() != u"wss" && !isStream()))
        return tr(
            "The address must begin with ws:// or wss:// (or http://, https:// for events and "
            "polls) and name a host");
    if (url.hasFragment())
        return tr("A WebSocket address has no fragment (#)");
    if (!protocols.isEmpty() && !isTokenList(protocols))
        return tr("Subprotocols are names, separated by commas");
    if (hasControl(token) || hasControl(cookies))
        return tr("Token and cookies must not hold control characters");
    for (const auto &[name, value] : headers) {
        if (hasControl(value))
            return tr("%1 holds control characters").arg(QString::fromUtf8(name));
    }
    return {};
}

QByteArray ConnectPlan::target() const
{
    QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    if (path.isEmpty())
        path = "/";
    QByteArray query = url.query(QUrl::FullyEncoded).toUtf8();
    if (!token.isEmpty() && tokenPlace == TokenPlace::Query)
        query += (query.isEmpty() ? "token=" : "&token=") + token.toPercentEncoding();
    return query.isEmpty() ? path : path + '?' + query;
}

QByteArray ConnectPlan::offeredProtocols() const
{
    if (token.isEmpty() || tokenPlace != TokenPlace::Subprotocol)
        return protocols;
    const QByteArray offer = "wavetape.token."
        + token.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return protocols.isEmpty() ? offer : protocols + ", " + offer;
}

QByteArray ConnectPlan::hostHeader() const
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QByteArray name = (host.contains(u':') ? u'[' + host + u']' : host).toUtf8();
    const int standard = isTls() ? 443 : 80;
    const int port = url.port(standard);
    return port == standard ? name : name + ':' + QByteArray::number(port);
}

} // namespace wavetape::inspector
