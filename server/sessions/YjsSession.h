// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/Room.h"
#include "metrics/Dialect.h"
#include "security/TokenBucket.h"
#include "sessions/WebSocketSession.h"

#include <memory>
#include <string>
#include <string_view>

namespace wavetape::sessions {

/// `/yjs/<room>`: a subset of y-websocket's protocol (server/dialects/yjs) upon a room of
/// server/documents.
class YjsSession final : public WebSocketSession {
public:
    /// `room`: null: there is none for it, and `sentence` says why.
    YjsSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser,
        std::shared_ptr<documents::Room> room, std::string sentence);
    ~YjsSession() override;

    /// After the 101. `mayWrite`: may change the document.
    void start(bool mayWrite);

private:
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    uint64_t messageBytes() const override;
    std::string_view dialect() const override { return "yjs"; }
    uint16_t translate(uint16_t code) const override { return code; }
    void onClosing() override;
    void pull() override;
    uint64_t ownDeadline(uint64_t nowMs) override;

    /// Takes a message of that many bytes of the allowance; false: the connection ends.
    bool takeRate(size_t bytes);
    void take(std::string_view bytes);
    void write(std::string_view update, bool whole);
    void sendBinary(std::string_view bytes) { sendMessage(websocket::Opcode::binary, bytes); }
    void deny(std::string_view sentence);
    void refuse(std::string_view sentence);

    const metrics::DialectUse m_use;
    security::TokenBucket m_rate;
    std::shared_ptr<documents::Room> m_room; ///< null: it is not in one (any more)
    std::string m_sentence;
    uint64_t m_member = 0;
    uint64_t m_signDueMs = 0;
    bool m_mayWrite = false;
    bool m_denied = false; ///< was told that it may not write
    bool m_news = false; ///< the room has something for it
    const std::shared_ptr<char> m_alive = std::make_shared<char>(); ///< for who wakes it late
};

} // namespace wavetape::sessions
