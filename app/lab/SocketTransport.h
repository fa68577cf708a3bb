// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/TransportClient.h"
#include "websocket/FrameParser.h"

#include <optional>

namespace wavetape::lab {

// The channel by WebSocket: handshake, one subscription, frames. Answers pings.
class SocketTransport : public TransportClient, private websocket::MessageHandler {
    Q_OBJECT
public:
    explicit SocketTransport(const Plan &plan);

private:
    void onConnected() override;
    void onBytes(const QByteArray &bytes) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    bool onPing(std::span<const char> payload) override;
    bool onPong(std::span<const char>) override { return true; }
    bool onClose(std::optional<std::uint16_t> code, std::string_view reason) override;
    void write(websocket::Opcode opcode, std::string_view payload);

    QByteArray m_answer;
    std::optional<websocket::FrameParser> m_parser; // from the 101 on
};

} // namespace wavetape::lab
