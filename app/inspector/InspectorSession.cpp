// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/InspectorSession.h"

#include "inspector/PayloadText.h"
#include "viewmodels/Format.h"
#include "websocket/CloseCode.h"

#include <QFile>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {

constexpr int kKeepAliveMs = 20'000;
constexpr qint64 kMostFile = 16 << 20;
constexpr auto kVariables = "inspector/variables";
constexpr qsizetype kMostVariables = 8192; // letters

QVariantMap fact(const QString &name, const QString &value)
{
    return {{u"name"_s, name}, {u"value"_s, value}};
}

struct Content {
    QByteArray bytes;
    websocket::Opcode opcode = websocket::Opcode::text;
    QString problem;
};

Content read(int form, const QString &text)
{
    Content content;
    switch (form) {
    case InspectorSession::Hex:
    case InspectorSession::Floats: {
        const auto bytes = form == InspectorSession::Hex ? parseHex(text) : parseFloats(text);
        content.opcode = websocket::Opcode::binary;
        if (bytes)
            content.bytes = *bytes;
        else
            content.problem = form == InspectorSession::Hex
                ? InspectorSession::tr("Write pairs of hex digits, such as 01 ff 0a")
                : InspectorSession::tr("Write numbers, such as 1.5, 2.7, 3.14");
        break;
    }
    case InspectorSession::File: {
        QFile file(text.trimmed());
        content.opcode = websocket::Opcode::binary;
        if (!file.open(QIODevice::ReadOnly))
            content.problem = file.errorString();
        else if (file.size() > kMostFile)
            content.problem = InspectorSession::tr("A file of at most 16 MiB can be sent");
        else
            content.bytes = file.readAll();
        break;
    }
    default:
        content.bytes = text.toUtf8();
    }
    return content;
}

// Values of what is called a token, a secret or a password are not kept.
QString keptVariables(const QString &text)
{
    QStringList kept;
    for (const QString &part : text.split(u';')) {
        const QString name = part.section(u'=', 0, 0);
        if (!name.contains(u"token", Qt::CaseInsensitive)
            && !name.contains(u"secret", Qt::CaseInsensitive)
            && !name.contains(u"password", Qt::CaseInsensitive))
            kept << part.trimmed();
    }
    return kept.join(u"; "_s);
}

// Whether another try has a chance: not after 1000, a refusal for what was asked, or a broken rule.
bool mayReturn(const LinkState &link)
{
    using websocket::CloseCode;
    if (!link.mayReturn)
        return false;
    if (link.status >= 300 && link.status < 500)
        return link.status == 408 || link.status == 425 || link.status == 429;
    switch (CloseCode(link.closeCode)) {
    case CloseCode::normal:
    case CloseCode::protocolError:
    case CloseCode::unsupportedData:
    case CloseCode::invalidPayload:
    case CloseCode::policyViolation:
    case CloseCode::messageTooBig:
    case CloseCode::mandatoryExtension:
    case CloseCode::tlsHandshake:
    case CloseCode::badMessages:
    case CloseCode::notAuthenticated:
    case CloseCode::forbidden:
        return false;
    default:
        return true;
    }
}

} // namespace

InspectorSession::InspectorSession(QObject *parent)
    : LogSession(parent)
    , m_client(lines())
{
    connect(&m_client, &InspectorClient::logged, this, &InspectorSession::showLines);
    connect(&m_client, &InspectorClient::changed, this, &InspectorSession::onLink);
    connect(&m_client, &InspectorClient::told, this, &InspectorSession::say);
    connect(&m_timeline, &ReconnectTimeline::due, this, &InspectorSession::attempt);
}

InspectorSession::~InspectorSession() = default;

void InspectorSession::setPreferences(viewmodels::Preferences *preferences)
{
    m_preferences = preferences;
    QSettings *store = preferences ? preferences->store() : nullptr;
    m_saved.setStore(store);
    m_recent.setStore(store);
    if (store)
        setVariables(store->value(QLatin1String(kVariables)).toString().left(kMostVariables));
    Q_EMIT plannedChanged();
}

void InspectorSession::say(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void InspectorSession::open()
{
    ConnectPlan plan;
    plan.url = QUrl(m_url.trimmed(), QUrl::StrictMode);
    plan.protocols = m_protocols.trimmed().toUtf8();
    plan.cookies = m_cookies.trimmed().toUtf8();
    plan.token = m_token.trimmed().toUtf8();
    plan.tokenPlace = ConnectPlan::TokenPlace(m_tokenPlace);
    plan.acceptUntrusted = m_acceptUntrusted;
    plan.offerDeflate = m_offerDeflate;
    plan.keepAliveMs = m_keepAlive ? kKeepAliveMs : 0;
    QString problem = plan.setHeaderLines(m_headers);
    if (!m_proxy.trimmed().isEmpty()) {
        const QUrl proxy = QUrl(u"http://"_s + m_proxy.trimmed(), QUrl::StrictMode);
        if (!proxy.isValid() || proxy.host().isEmpty() || proxy.port() <= 0)
            problem = tr("The proxy is host:port, or user:password@host:port");
        plan.proxyHost = proxy.host();
        plan.proxyPort = quint16(std::max(0, proxy.port()));
        plan.proxyUser = proxy.userName();
        plan.proxyPassword = proxy.password();
    }
    if (problem.isEmpty())
        problem = plan.problem();
    say(problem);
    if (!problem.isEmpty())
        return;
    m_plan = plan;
    m_recent.add(m_url);
    m_variables.restart();
    Q_EMIT plannedChanged();
    m_timeline.reset();
    attempt();
}

void InspectorSession::setVariables(const QString &text)
{
    if (text == m_typedVariables)
        return;
    m_typedVariables = text.left(kMostVariables);
    m_variablesProblem = m_variables.set(m_typedVariables);
    // Not what a file should hold.
    if (m_preferences && m_preferences->store())
        m_preferences->store()->setValue(
            QLatin1String(kVariables), keptVariables(m_variables.text()));
    Q_EMIT variablesChanged();
}

void InspectorSession::attempt()
{
    m_endWanted = false;
    m_client.open(m_plan);
}

void InspectorSession::onLink()
{
    const LinkState::Ready before = m_before;
    m_before = link().ready;
    if (link().ready == LinkState::Ready::Open && before != LinkState::Ready::Open)
        m_timeline.opened();
    // As the guides say: not after 1000, and not where one ended it oneself.
    if (link().ready == LinkState::Ready::Closed && before != LinkState::Ready::Closed
        && !m_endWanted) {
        if (mayReturn(link()))
            m_timeline.lost(link().retryAfterMs);
        else if (link().closeCode != int(websocket::CloseCode::normal))
            m_timeline.stayAway(
                tr("Not tried again after %1: it would end the same way").arg(ending()));
    }
    Q_EMIT changed();
}

void InspectorSession::close(int code, const QString &reason)
{
    m_timeline.reset();
    if (link().ready == LinkState::Ready::Closed)
        return;
    if (code != 0 && !isSendableCode(code)) {
        say(tr("%1 never travels on the wire").arg(code));
        return;
    }
    m_endWanted = true;
    m_client.close(quint16(code), reason);
}

void InspectorSession::cut()
{
    m_client.cut();
}

void InspectorSession::send(int form, const QString &text)
{
    const Content content = read(form, form == Text ? m_variables.expanded(text) : text);
    say(content.problem);
    if (content.problem.isEmpty())
        m_client.send(content.opcode, content.bytes);
}

void InspectorSession::ping(const QString &text)
{
    m_client.send(websocket::Opcode::ping, text.toUtf8());
}

QString InspectorSession::check(int form, const QString &text) const
{
    if (form == File)
        return text.trimmed().isEmpty() ? tr("Path of a file, at most 16 MiB") : QString();
    const Content content = read(form, text);
    if (!content.problem.isEmpty() && !text.isEmpty())
        return content.problem;
    const auto size = int(content.bytes.size()); // 16 MiB at most
    const size_t header = websocket::serverHeaderSize(uint64_t(content.bytes.size())) + 4;
    const QStringList replaced = form == Text ? m_variables.namesIn(text) : QStringList();
    if (!replaced.isEmpty())
        return tr("sends %1 anew").arg(replaced.join(u", "));
    return tr("%Ln byte(s), header %1", nullptr, size).arg(header);
}

QString InspectorSession::reformatted(const QString &text, bool indented) const
{
    return formatJson(text.toStdString(), indented).value_or(text);
}

namespace {

// For a shell and for JavaScript alike: between single quotes.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\x27"_s) + u'\'';
}

QString shellQuoted(QString text)
{
    return u'\'' + text.replace(u'\'', uR"('\'')"_s) + u'\'';
}

} // namespace

/// As the last handshake has it.
WireTraits InspectorSession::traits() const
{
    WireTraits traits;
    traits.path = QUrl(m_url.trimmed()).path();
    for (const QString &line : response().split(u'\n')) {
        constexpr auto kName = "sec-websocket-protocol:"_L1;
        if (line.startsWith(kName, Qt::CaseInsensitive))
            traits.subprotocol = line.mid(kName.size()).trimmed();
    }
    return traits;
}

bool InspectorSession::isSecure() const
{
    return QUrl(m_url.trimmed()).scheme() == u"wss"_s;
}

QString InspectorSession::curl() const
{
    QUrl url(m_url.trimmed());
    url.setScheme(url.scheme() == u"wss" ? u"https"_s : u"http"_s);
    QStringList words {u"curl --http1.1 --include --no-buffer"_s};
    const auto header = [&words](const QString &line) { words << u"-H "_s + shellQuoted(line); };
    header(u"Connection: Upgrade"_s);
    header(u"Upgrade: websocket"_s);
    header(u"Sec-WebSocket-Version: 13"_s);
    header(u"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="_s);
    if (!m_protocols.trimmed().isEmpty())
        header(u"Sec-WebSocket-Protocol: "_s + m_protocols.trimmed());
    for (const QString &line : m_headers.split(u'\n', Qt::SkipEmptyParts))
        header(line.trimmed());
    if (!m_token.trimmed().isEmpty())
        words << uR"(-H "Authorization: Bearer $TOKEN")"_s;
    words << shellQuoted(url.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo));
    return words.join(u" \\\n  "_s);
}

QString InspectorSession::snippet() const
{
    QString protocols;
    for (const QString &name : m_protocols.split(u',', Qt::SkipEmptyParts))
        protocols += (protocols.isEmpty() ? QString() : u", "_s) + quoted(name.trimmed());
    const QString url = QUrl(m_url.trimmed()).toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo);
    return u"const socket = new WebSocket(%1%2);\nsocket.onmessage = event => "
           "console.log(event.data);\nsocket.onclose = event => console.log(event.code, "
           "event.reason);\n"_s.arg(
               quoted(url), protocols.isEmpty() ? QString() : u", [%1]"_s.arg(protocols));
}

bool InspectorSession::isSendableCode(int code)
{
    return code >= 0 && code <= 0xFFFF && websocket::mayBeSent(uint16_t(code));
}

QString InspectorSession::closeCodeName(int code)
{
    const auto name = websocket::closeCodeName(uint16_t(code));
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

QString InspectorSession::ending() const
{
    const LinkState &l = link();
    if (!l.started || l.ready != LinkState::Ready::Closed)
        return {};
    if (l.status == 200)
        return tr("HTTP 200, ended by the %1").arg(l.closedBy);
    if (l.status != 0 && l.status != 101)
        return tr("HTTP %1").arg(l.status);
    return tr("%1 %2, by %3, %4")
        .arg(l.closeCode)
        .arg(closeCodeName(l.closeCode), l.closedBy, l.clean ? tr("clean") : tr("not clean"));
}

QVariantList InspectorSession::facts() const
{
    const LinkState &l = link();
    QVariantList list;
    const auto add = [&list](const QString &name, const QString &value) {
        if (!value.isEmpty())
            list << fact(name, value);
    };
    const auto ms
        = [](double value) { return value < 0 ? QString() : Format::micros(value * 1000); };
    add(tr("Own end"), l.localAddress);
    add(tr("Peer"), l.peerAddress);
    add(tr("TCP"), ms(l.tcpMs));
    add(tr("TLS"), ms(l.tlsMs));
    add(tr("Upgrade"), ms(l.upgradeMs));
    add(tr("Subprotocol"), l.status == 101 && l.protocol.isEmpty() ? tr("none") : l.protocol);
    add(tr("Extensions"), l.status == 101 && l.extensions.isEmpty() ? tr("none") : l.extensions);
    add(tr("TLS version"), l.tlsProtocol);
    add(tr("Cipher"), l.tlsCipher);
    add(tr("Ended"), ending());
    add(tr("Reason"), l.closeReason);
    return list;
}

QVariantList InspectorSession::certificate() const
{
    QVariantList list;
    for (const auto &[name, value] : link().certificate)
        list << fact(name, value);
    return list;
}

} // namespace wavetape::inspector
