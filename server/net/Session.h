// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wavetape::net {

struct ConnectionRow;

/// Why the server ends a connection by itself.
enum class EndCause : uint8_t { slowConsumer, shutdown, overload, chaos };

/// What a connection's bytes mean: HTTP, then one of the WebSocket endpoints. Belongs to its
/// Connection and lives on that connection's I/O thread. A method may replace the session
/// (Connection::setSession): nothing of it may be touched after.
class Session {
public:
    virtual ~Session() = default;

    /// Returns how many bytes were taken. Less than all: the session was replaced, or it paused
    /// reading.
    virtual size_t onBytes(std::span<char> bytes) = 0;
    /// The peer will send no more.
    virtual void onPeerEnd() = 0;
    /// The send queue fell to the low mark.
    virtual void onDrained() { }
    /// A deadline may be due. Returns when to look again, in ms of the thread's clock; 0: never.
    virtual uint64_t onTimer(uint64_t nowMs) = 0;
    /// The connection is gone; nothing can be sent. Called once.
    virtual void onLost(std::string_view cause) = 0;
    /// End it, telling the peer why as far as its protocol can. `afterMs`: when to come back.
    virtual void end(EndCause cause, uint64_t afterMs) = 0;
    /// Fills in what the connection itself does not know.
    virtual void describe(ConnectionRow &row) const = 0;
};

} // namespace wavetape::net
