// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/SocketTransport.h"

#include "protocol/BinaryHeader.h"

#include <QRandomGenerator>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using websocket::Opcode;

namespace {
constexpr websocket::ParserLimits kLimits {16u << 20, 1024};
} // namespace

SocketTransport::SocketTransport(const Plan &plan)
    : TransportClient(plan)
{
}

void SocketTransport::onConnected()
{
    m_answer.clear();
    m_parser.reset();
    QByteArray key(16, '\0');
    QRandomGenerator::system()->generate(key.begin(), key.end());
    request("/ws",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: wavetape.v1\r\nSec-WebSocket-Key: "
            + key.toBase64() + "\r\n");
}

void SocketTransport::onBytes(const QByteArray &bytes)
{
    QByteArray frames = bytes;
    if (!m_parser) {
        m_answer += bytes;
        const qsizetype end = m_answer.indexOf("\r\n\r\n");
        if (end < 0 ? m_answer.size() > kMostHead : !m_answer.startsWith("HTTP/1.1 101 ")) {
            giveUp(tr("Refused: %1").arg(QString::fromUtf8(m_answer.left(m_answer.indexOf('\r')))));
            return;
        }
        if (end < 0)
            return;
        frames = m_answer.mid(end + 4);
        m_parser.emplace(websocket::Role::client);
        write(Opcode::text,
            "{\"type\":\"subscribe\",\"id\":1,\"channel\":\"" + plan().channel.toStdString()
                + "\"}");
    }
    m_parser->feed({frames.data(), size_t(frames.size())}, kLimits, *this);
    if (m_parser && m_parser->failure())
        giveUp(tr("The server broke the protocol"));
}

bool SocketTransport::onMessage(Opcode kind, std::span<char> payload)
{
    const std::string_view text {payload.data(), payload.size()};
    if (kind == Opcode::binary) {
        if (const auto header = protocol::BinaryHeader::read(text)) {
            noteFloats(text.data() + protocol::BinaryHeader::kSize,
                text.size() - protocol::BinaryHeader::kSize);
            noteEvent(qint64(text.size()), header->seq, double(header->timeMicros) / 1000);
        }
        return true;
    }
    if (text.starts_with("{\"type\":\"ack\""))
        noteOpen();
    else
        noteJson(text, qint64(text.size()));
    return true;
}

bool SocketTransport::onPing(std::span<const char> payload)
{
    write(Opcode::pong, {payload.data(), payload.size()});
    return true;
}

bool SocketTransport::onClose(std::optional<std::uint16_t> code, std::string_view)
{
    std::string payload;
    if (code)
        websocket::appendClosePayload(payload, *code, {});
    write(Opcode::close, payload);
    return true;
}

void SocketTransport::write(Opcode opcode, std::string_view payload)
{
    std::string bytes;
    websocket::appendClientFrame(
        bytes, opcode, payload, QRandomGenerator::system()->generate(), true, false);
    send(QByteArray(bytes.data(), qsizetype(bytes.size())));
}

} // namespace wavetape::lab
