// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/CloseCode.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wavetape::net {

class AdminTarget;
struct ConnectionRow;

/// Why the server ends a connection by itself.
enum class EndCause : uint8_t { slowConsumer, restart, goingAway, overload };

/// What the peer is told of it, whatever the transport.
struct EndNotice {
    websocket::CloseCode code;
    std::string_view reason;
};
constexpr EndNotice noticeOf(EndCause cause)
{
    using websocket::CloseCode;
    switch (cause) {
    case EndCause::slowConsumer:
        return {CloseCode::slowConsumer, "reader too slow"};
    case EndCause::restart:
        return {CloseCode::serviceRestart, "server is restarting"};
    case EndCause::goingAway:
        return {CloseCode::goingAway, "server is going away"};
    case EndCause::overload:
        break;
    }
    return {CloseCode::tryAgainLater, "server is overloaded"};
}

/// What a connection's bytes mean: HTTP, then one of the WebSocket endpoints. Belongs to its
/// Connection and lives on that connection's I/O thread. A method may replace the session
/// (Connection::setSession): nothing of it may be touched after.
class Session {
public:
    virtual ~Session() = default;

    /// Returns how many bytes were taken. Less than all: the session was replaced, or it paused
    /// reading.
    virtual size_t onBytes(std::span<char> bytes) = 0;
    /// What came after the connection's own end was decided on (Connection::finish()).
    virtual void onLateBytes(std::span<const char>) { }
    /// The peer will send no more.
    virtual void onPeerEnd() = 0;
    /// Goes on with what the connection's share of earlier turns did not suffice for; also after
    /// the connection is lost.
    virtual void onTurn() { }
    /// The send queue fell to the low mark.
    virtual void onDrained() { }
    /// A deadline may be due. Returns when to look again, in ms of the thread's clock; 0: never.
    virtual uint64_t onTimer(uint64_t nowMs) = 0;
    /// The connection is gone; nothing can be sent. Called once.
    virtual void onLost(std::string_view cause) = 0;
    /// End it, telling the peer why as far as its protocol can. `afterMs`: when to come back.
    virtual void end(EndCause cause, uint64_t afterMs) = 0;
    /// A fault ends it: by that code and reason where its protocol has such, and without notice
    /// before.
    virtual void endByFault(uint16_t, std::string_view) { }
    /// False once its end is on the way: it needs no further one.
    virtual bool open() const { return true; }
    /// Ends where what the peer may do here has expired or was revoked.
    virtual void checkAccess() { }
    /// What an administrator can do to it; null: nothing (plain HTTP).
    virtual AdminTarget *adminTarget() { return nullptr; }
    /// Fills in what the connection itself does not know.
    virtual void describe(ConnectionRow &row) const = 0;
};

} // namespace wavetape::net
