// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/CloseTrial.h"

#include "websocket/CloseCode.h"

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using inspector::LinkState;
using websocket::Opcode;

namespace {

constexpr int kPatienceMs = 15000; // for the whole trial
constexpr int kPeerMs = 3000; // for the other end's word, after ours
constexpr int kFloodMessages = 320; // the burst is 200, then 100 a second
constexpr int kNonsense = 12; // ten errors within ten seconds end a connection
constexpr qint64 kSlowBytes = 250'000; // per second; every wave together is 1.15 MB
constexpr int kStalledBuffer = 8 * 1024;

QString nameOf(int code)
{
    const auto name = websocket::closeCodeName(uint16_t(code));
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

} // namespace

CloseTrial::CloseTrial(const CloseRecipe &recipe, const QUrl &server, Ask ask, QObject *parent)
    : QObject(parent)
    , m_recipe(recipe)
    , m_server(server)
    , m_ask(std::move(ask))
    , m_connection(nullptr)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (!m_ended)
            m_own = tr("nothing within %1 s").arg(kPatienceMs / 1000);
        if (m_peer.isEmpty())
            m_peer = tr("not told");
        finish();
    });
    connect(&m_connection, &inspector::InspectorConnection::changed, this, &CloseTrial::onLink);
}

void CloseTrial::start()
{
    m_patience.start(kPatienceMs);
    inspector::ConnectPlan plan;
    plan.url = m_server;
    if (m_recipe.act == CloseRecipe::Act::SpeakTls)
        plan.url.setScheme(u"wss"_s);
    plan.url.setPath(QLatin1String(m_recipe.path));
    plan.url.setQuery(QString());
    plan.protocols = m_recipe.protocol;
    if (m_recipe.act == CloseRecipe::Act::ReadSlowly)
        plan.receiveBuffer = kStalledBuffer;
    m_connection.open(plan);
}

void CloseTrial::onLink(const LinkState &link)
{
    if (!link.localAddress.isEmpty())
        m_address = link.localAddress;
    if (link.ready == LinkState::Ready::Open && !m_open) {
        m_open = true;
        act();
    }
    if (link.ready != LinkState::Ready::Closed || m_ended)
        return;
    m_ended = true;
    m_ownCode = link.closeCode;
    m_own = QStringLiteral("%1 %2").arg(link.closeCode).arg(nameOf(link.closeCode));
    if (!link.closeReason.isEmpty())
        m_own += u" · "_s + link.closeReason;
    m_own += u" · "_s + (link.clean ? tr("clean") : tr("not clean"));
    if (m_peer.isEmpty() || m_peerCode == 0)
        m_patience.start(kPeerMs);
    else
        finish();
    Q_EMIT changed();
}

void CloseTrial::onEvent(const viewmodels::EventLog::Event &event)
{
    if (m_address.isEmpty() || event.address != m_address || m_done)
        return;
    if (event.kind == u"open") {
        m_id = event.connection;
        act();
        return;
    }
    if (event.kind != u"close" && event.kind != u"refused")
        return;
    m_peerCode = event.code;
    if (event.kind == u"refused") {
        m_peer = tr("HTTP %1 · %2").arg(event.code).arg(event.reason);
    } else {
        m_peer = QStringLiteral("%1 %2").arg(event.code).arg(nameOf(event.code));
        if (!event.reason.isEmpty())
            m_peer += u" · "_s + event.reason;
        m_peer += u" · "_s + tr("by %1").arg(event.by) + u" · "_s
            + (event.clean ? tr("clean") : tr("not clean"));
    }
    if (m_ended)
        finish();
    Q_EMIT changed();
}

void CloseTrial::onGatewayEnded(int code)
{
    if (m_done)
        return;
    m_peerCode = code;
    m_peer = tr("the gateway was answered %1").arg(code);
    if (m_ended)
        finish();
    Q_EMIT changed();
}

void CloseTrial::act()
{
    using Act = CloseRecipe::Act;
    const bool asks = m_recipe.act == Act::AskServer || m_recipe.act == Act::CutServer;
    if (!m_open || m_acted || (asks && m_id.isEmpty()))
        return;
    m_acted = true;
    switch (m_recipe.act) {
    case Act::CloseOurselves:
        m_connection.close(quint16(m_recipe.code), tr("from the Lab"));
        break;
    case Act::CloseEmpty:
        m_connection.close(0, {});
        break;
    case Act::SendUnmasked: {
        std::string frame;
        websocket::appendServerFrame(frame, Opcode::text, "no mask");
        m_connection.sendRaw(QByteArray::fromStdString(frame), {});
        break;
    }
    case Act::SendBinary:
        m_connection.send(Opcode::binary, "bytes");
        break;
    case Act::SendBadUtf8:
        m_connection.send(Opcode::text, "caf\xe9");
        break;
    case Act::SendTooMuch:
        // A header that claims 16 MiB is enough: the server reads no further.
        m_connection.sendRaw(QByteArray("\x81\xff\0\0\0\0\1\0\0\0\1\2\3\4", 14), {});
        break;
    case Act::SendNonsense:
        for (int i = 0; i < kNonsense; ++i)
            m_connection.send(Opcode::text, "this is no request");
        break;
    case Act::Flood:
        for (int i = 0; i < kFloodMessages; ++i)
            m_connection.send(Opcode::text, R"({"type":"ping","t":1})");
        break;
    case Act::ReadSlowly:
        m_connection.send(Opcode::text,
            R"({"type":"subscribe","id":1,"channel":"wave.*","policy":"disconnect"})");
        m_connection.setReadRate(kSlowBytes);
        break;
    case Act::AskServer:
    case Act::CutServer:
        m_ask(m_id, m_recipe.act, m_recipe.code);
        break;
    case Act::Wait:
    case Act::SpeakTls:
        break;
    }
}

void CloseTrial::finish()
{
    if (m_done)
        return;
    m_done = true;
    m_patience.stop();
    if (!m_ended)
        m_connection.cut();
    if (m_peer.isEmpty())
        m_peer = tr("not told");
    Q_EMIT changed();
}

} // namespace wavetape::lab
