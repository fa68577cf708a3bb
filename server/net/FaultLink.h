// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/ByteLine.h"
#include "faults/FaultPlan.h"
#include "faults/FrameSieve.h"
#include "net/LinkTap.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>

namespace wavetape::net {

/// One client of a fault proxy and what it wanted: two sockets, and bytes between them that pass
/// faults in both directions; where they are a WebSocket's, its messages do. Reads no more than it
/// may hold. FaultDoors' thread.
class FaultLink {
public:
    /// Told of each fault that strikes.
    using Witness
        = std::function<void(const faults::FaultPlan &, const faults::FaultPlan::Strike &)>;

    /// Takes over both descriptors; `server` may be connecting still. Times are ns of the monotonic
    /// clock.
    FaultLink(
        int client, int server, faults::ConnectionFacts facts, uint64_t nowNanos, Witness witness);
    ~FaultLink();
    FaultLink(const FaultLink &) = delete;
    FaultLink &operator=(const FaultLink &) = delete;

    using Direction = faults::Direction;
    /// The next message that goes that way stands still, and all behind it; or not.
    void hold(Direction direction, bool on);
    bool holds(Direction direction) const { return half(direction).sieve.holds(); }
    /// Of `proxy`; where it holds one.
    faults::HeldMessage held(std::string proxy, Direction direction) const;
    /// Where it holds one.
    void letGo(Direction direction, const faults::LetGo &what, uint64_t nowNanos);
    bool isWebSocket() const { return m_down.sieve.isWebSocket(); }
    /// What passes is told by it from now on.
    void tell(std::unique_ptr<LinkTap> tap) { m_tap = std::move(tap); }
    const faults::ConnectionFacts &connection() const { return m_plan.connection(); }
    /// Puts these in the place of those it had.
    void setFaults(std::span<const faults::Fault> faults, uint64_t nowNanos);

    /// What it waits for: the client's socket, then the server's.
    void describeWaiting(std::span<pollfd, 2> waiting) const;
    /// Passes on what there is and what is due.
    void go(std::span<const pollfd, 2> seen, uint64_t nowNanos);
    /// When it must go() at the latest; ~0: when a socket says so.
    uint64_t nextDueNanos(uint64_t nowNanos) const;
    bool over() const { return m_over; }
    /// Bytes that it holds back.
    size_t heldBytes() const { return m_down.bytes() + m_up.bytes(); }

private:
    struct Half {
        Half(int reads, int writes, Direction direction);

        int from, to;
        faults::ByteLine line;
        faults::FrameSieve sieve; ///< of what is read
        std::string waiting; ///< what the sieve passed beyond the line's room
        bool holding = false; ///< the next message is to stand still
        uint64_t heldUntilNanos = faults::kNever; ///< of its life; then it goes on by itself
        bool ended = false; ///< there is no more to come
        bool shut = false; ///< and that is passed on
        bool blocked = false; ///< the receiver takes no more for now
        uint64_t shutNanos = faults::kNever; ///< when that is

        /// Nothing is read before what was is out.
        bool full() const { return !waiting.empty() || sieve.holds(); }
        size_t bytes() const { return line.size() + waiting.size() + sieve.heldBytes(); }
    };

    Half &half(Direction direction) { return direction == Direction::down ? m_down : m_up; }
    const Half &half(Direction direction) const
    {
        return direction == Direction::down ? m_down : m_up;
    }
    uint64_t lifeNanos(uint64_t nowNanos) const { return nowNanos - m_begunNanos; }
    bool connected(short events);
    void read(Half &half, uint64_t life);
    void takeDown(std::string_view bytes, uint64_t life);
    void takeUp(std::string_view bytes, uint64_t life);
    void takeRequest(std::string_view bytes, uint64_t life);
    static void putWaiting(Half &half, uint64_t life);
    void write(Half &half, uint64_t life);
    void strike(uint64_t life);
    void setKeeps();
    bool keeps() const { return m_messages || m_down.holding || m_up.holding; }
    /// `reset`: both are told that it broke.
    void end(bool reset);

    const uint64_t m_begunNanos;
    const Witness m_witness;
    faults::FaultPlan m_plan;
    Half m_down, m_up; ///< to the client, to the server
    std::string m_request; ///< the head of what the client says, until it is whole
    bool m_asked = false; ///< it is
    bool m_hasty = false; ///< the client went on before it was answered: no WebSocket's does
    bool m_messages = false; ///< there are faults of messages
    std::unique_ptr<LinkTap> m_tap; ///< null: nobody is told
    bool m_connected = false, m_over = false;
};

} // namespace wavetape::net
