// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/Session.h"
#include "security/SessionStore.h"
#include "websocket/FrameParser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::net {

class Connection;
struct Subscription;

/// A connection after its 101: frames, ping and pong, the closing handshake (RFC 6455 sections 5 to
/// 7), and the deadlines of both. The endpoints derive from it.
class WebSocketSession : public Session, protected websocket::MessageHandler {
public:
    WebSocketSession(Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    ~WebSocketSession() override;

    size_t onBytes(std::span<char> bytes) final;
    void onPeerEnd() final;
    void onDrained() override;
    uint64_t onTimer(uint64_t nowMs) final;
    void onLost(std::string_view cause) override;
    void end(EndCause cause, uint64_t afterMs) override;
    void describe(ConnectionRow &row) const override;

    /// Sends a close frame (after a `closing` message where the endpoint has one) and waits for the
    /// peer's.
    void close(uint16_t code, std::string_view reason, bool retry = false, uint64_t afterMs = 0);
    /// Ends the connection without a close frame: the peer sees 1006.
    void cut();
    /// Sends a ping now.
    void ping();
    /// Pongs are ignored from now on: the heartbeat will end the connection.
    void mutePongs() { m_pongsMuted = true; }

    const websocket::FrameParser &parser() const { return *m_parser; }

    /// Compresses what is sent from now on, as agreed on in the handshake.
    void enableDeflate(const websocket::DeflateParams &params);
    uint8_t deflateBits() const { return m_deflate ? m_deflate->params.serverMaxWindowBits : 0; }

    bool open() const { return m_state == State::open; }

    /// Who the peer is; null: it has not said yet, and may do nothing.
    void setAccess(security::LoginSessionRef access) { m_access = std::move(access); }
    const security::LoginSessionRef &access() const { return m_access; }
    /// Publications of `subscription`'s channel found no room in the thread's inbox. Must not end
    /// the connection before the end of the turn.
    virtual void onSkipped(Subscription &) { }
    /// Closes where what the peer may do here has expired (4401) or was revoked (4403).
    void checkAccess();

protected:
    Connection &connection() const { return m_connection; }
    void sendText(std::string_view text) { sendMessage(websocket::Opcode::text, text); }
    void sendMessage(websocket::Opcode opcode, std::string_view payload);
    /// A code that this endpoint's clients understand instead of `code` (plain dialect: no 43xx,
    /// 44xx).
    virtual uint16_t translate(uint16_t code) const;
    /// Called once before the close frame of a deliberate close; the place for a `closing` message.
    virtual void announceClose(uint16_t, std::string_view, bool, uint64_t) { }
    /// checkAccess() is about to close.
    virtual void onAccessEnded(bool) { }
    /// The connection leaves the open state: subscriptions end here.
    virtual void onClosing() { }
    /// Further work once the queue has room.
    virtual void pull() { }
    /// True while commands may not be taken.
    virtual bool busy() const { return false; }
    virtual std::string_view dialect() const = 0;
    /// A deadline of the endpoint itself; 0: none.
    virtual uint64_t ownDeadline(uint64_t) { return 0; }

    /// True where another message may be taken now; to be returned by onMessage(). `perTurn`:
    /// messages of this connection before the others get their turn; 0: only bytes are counted.
    bool mayGoOn(unsigned perTurn = 0);

    bool onPing(std::span<const char> payload) override;
    bool onPong(std::span<const char> payload) override;
    bool onClose(std::optional<uint16_t> code, std::string_view reason) override;
    void onFrame(const websocket::FrameInfo &frame) override;

private:
    enum class State : uint8_t { open, closing, done };
    enum class By : uint8_t { none, client, server };
    /// How it ended, or is about to.
    struct Ending {
        uint16_t code = 1006;
        By by = By::none;
        bool clean = false;
        std::string reason;
    };

    struct Deflate {
        websocket::DeflateParams params;
        websocket::Deflater compressor;
        std::string buffer;
    };

    void discardData();
    void startClosing(uint16_t code, std::string_view reason, By by);
    void sendClose(uint16_t code, std::string_view reason);
    void fail(const websocket::ParseFailure &failure);
    Ending &ending();

    Connection &m_connection;
    std::unique_ptr<websocket::FrameParser> m_parser;
    std::unique_ptr<Ending> m_ending;
    std::unique_ptr<Deflate> m_deflate;
    security::LoginSessionRef m_access;
    uint64_t m_pingDueMs; ///< when the next ping goes out
    uint64_t m_pongDueMs = 0; ///< 0: no ping is unanswered
    int64_t m_pingSentNanos = 0;
    uint64_t m_closeDueMs = 0;
    float m_rttMs = -1;
    uint16_t m_commandsThisTurn = 0;
    State m_state = State::open;
    bool m_pongsMuted = false;
};

} // namespace wavetape::net
