// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {

/// A number that depends on its arguments alone: what a fault decides by, so that the same seed
/// decides the same, whatever else happens and when. `fault`: its place in the request. `index`: a
/// publication's seq.
uint64_t draw(uint64_t seed, size_t fault, std::string_view name, std::string_view direction,
    std::string_view channel, uint64_t index);

/// What becomes of one publication.
enum class Touch : uint8_t { none, leaveOut, twice, cutShort };

/// The faults of one connection at message, frame and connection level: decides, and does nothing.
/// Times are ns of the connection's life and never fall. One thread.
class FaultPlan {
public:
    /// `name`: of the connection, where the request has none.
    FaultPlan(FaultRequest request, std::string_view name);

    const FaultRequest &request() const { return m_request; }

    /// A fault that has something to do now.
    struct Strike {
        size_t fault = 0; ///< its place in the request
        FaultType type = FaultType::cut;
        Touch touch = Touch::none;
        uint64_t amount = 0; ///< as Fault::amount
        bool first = false; ///< of this fault
    };
    /// `text`: the publication is JSON, which can be cut short. The first fault that wants it has
    /// it. None of `sys.*` is touched: what is told of the server stays true.
    std::optional<Strike> onPublication(
        std::string_view channel, uint64_t seq, bool text, uint64_t nowNanos);
    /// What is asked for of the handshake's answer.
    std::optional<Strike> onHandshake();
    /// A ping of the client's is not answered.
    std::optional<Strike> onPing(uint64_t nowNanos);
    /// The next of the faults that happen by their time alone (latency, bandwidth, stall, close,
    /// cut), in order of time; none: no further one is due.
    std::optional<Strike> takeDue(uint64_t nowNanos);
    /// When that will be; ~0: never.
    uint64_t nextDueNanos() const;

private:
    std::optional<Strike> strikeOf(FaultType type, uint64_t nowNanos);
    Strike strike(size_t place, Touch touch);

    FaultRequest m_request;
    std::vector<uint64_t> m_struck; ///< how often, of each
    std::vector<size_t> m_timed; ///< places of those that happen by time, the latest first
};

} // namespace wavetape::faults
