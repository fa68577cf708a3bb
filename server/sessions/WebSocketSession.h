// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Recovery.h"
#include "metrics/Work.h"
#include "net/AdminTarget.h"
#include "net/Session.h"
#include "security/SessionStore.h"
#include "sessions/Heartbeat.h"
#include "websocket/FrameParser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::net {
class Connection;
} // namespace wavetape::net

namespace wavetape::sessions {
/// A connection after its 101: frames, ping and pong, the closing handshake (RFC 6455 sections 5 to
/// 7), and the deadlines of both. The endpoints derive from it.
class WebSocketSession : public net::Session,
                         public net::AdminTarget,
                         protected websocket::MessageHandler {
public:
    WebSocketSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    ~WebSocketSession() override;

    size_t onBytes(std::span<char> bytes) final;
    void onLateBytes(std::span<const char> bytes) final;
    void onPeerEnd() final;
    void onDrained() override;
    void onTurn() override;
    uint64_t onTimer(uint64_t nowMs) final;
    void onLost(std::string_view cause) override;
    void end(net::EndCause cause, uint64_t afterMs) override;
    void endByFault(uint16_t code, std::string_view reason) override;
    void describe(net::ConnectionRow &row) const override;

    /// Sends a close frame (after a `closing` message where the endpoint has one) and waits for the
    /// peer's.
    void close(uint16_t code, std::string_view reason, bool retry = false, uint64_t afterMs = 0);

    net::AdminTarget *adminTarget() final { return this; }
    void closeByAdmin(uint16_t code, std::string_view reason, bool retry) final
    {
        close(code, reason, retry);
    }
    void cut() final;
    void ping() final;
    void mutePongs() final { m_pongsMuted = true; }
    void tap(uint64_t durationMs, bool whole) final;
    bool administers() const final { return m_access && m_access->identity().rights.admin; }

    /// Compresses what is sent from now on, as agreed on in the handshake.
    void enableDeflate(const websocket::DeflateParams &params);
    /// Of one step of its recovery.
    delivery::Recovery::Limits recoveryLimits() const;
    /// Takes one step of it and charges for that.
    void step(delivery::Recovery &recovery);
    uint8_t deflateBits() const { return m_deflate ? m_deflate->params.serverMaxWindowBits : 0; }

    bool open() const override { return m_state == State::open; }

    /// Who the peer is; null: it has not said yet, and may do nothing.
    void setAccess(security::LoginSessionRef access) { m_access = std::move(access); }
    const security::LoginSessionRef &access() const { return m_access; }
    /// Closes where what the peer may do here has expired (4401) or was revoked (4403).
    void checkAccess() final;

protected:
    net::Connection &connection() const { return m_connection; }
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
    /// What one message may have at most.
    virtual uint64_t messageBytes() const;
    /// A deadline of the endpoint itself; 0: none.
    virtual uint64_t ownDeadline(uint64_t) { return 0; }

    /// Charges a message of that many bytes. True where another one may be taken now; to be
    /// returned by onMessage().
    bool mayGoOn(size_t bytes, metrics::Work work = metrics::Work::message);

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
        uint64_t sinceMs = 0; ///< 0: no close was begun
        std::string reason;
    };

    struct Deflate {
        explicit Deflate(const websocket::DeflateParams &agreed)
            : params(agreed)
            , compressor(agreed.serverMaxWindowBits)
        {
        }
        websocket::DeflateParams params;
        websocket::Deflater compressor;
        std::string buffer;
    };

    void discardData();
    void startClosing(uint16_t code, std::string_view reason, By by);
    void sendClose(uint16_t code, std::string_view reason);
    void awaitClose();
    void fail(const websocket::ParseFailure &failure);
    Ending &ending();
    Heartbeat::Periods heartbeatPeriods() const;
    Heartbeat::Acknowledged acknowledged() const;

    net::Connection &m_connection;
    std::unique_ptr<websocket::FrameParser> m_parser;
    std::unique_ptr<Ending> m_ending;
    std::unique_ptr<Deflate> m_deflate;
    security::LoginSessionRef m_access;
    Heartbeat m_heartbeat;
    uint64_t m_closeDueMs = 0;
    uint32_t m_readPauses = 0;
    State m_state = State::open;
    bool m_pongsMuted = false;
};

} // namespace wavetape::sessions
