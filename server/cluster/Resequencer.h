// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/Envelope.h"
#include "protocol/StreamPosition.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// A publication as the broker brings it: a number, and an envelope that is not opened yet.
struct Arrival {
    std::string epoch;
    uint64_t seq = 0;
    std::string envelope;
};

/// What the broker has of a channel: its numbering, and the newest publications of it that were
/// asked for, by number, as far as it remembers them; all of one moment.
struct Stock {
    protocol::StreamPosition top;
    std::vector<Arrival> publications;
};

/// Where a channel's publications go: channels::Replica, or what a test keeps of them.
class ArrivalTarget {
public:
    virtual ~ArrivalTarget() = default;
    virtual void onRestart(std::string_view epoch) = 0;
    virtual void onLost(uint64_t to) = 0; ///< from the next number up to `to`
    virtual void onPublication(uint64_t seq, const Envelope &envelope) = 0;
};

/// What a Resequencer did, to be counted.
struct ArrivalCounts {
    uint64_t received = 0, forged = 0, replayed = 0, oversize = 0, malformed = 0, known = 0,
             lost = 0, filled = 0, restarts = 0;
};

/// One channel's way in: of what a broker brings in any order, twice or not at all it makes numbers
/// that rise by one, or are told to be lost. Pure: no clock, no socket. One thread.
///
///     arrives() -> next: delivered; known: dropped; a hole or another epoch: kept, and wants()
///     stocked() -> the hole is filled from what the broker has; what it has not is lost
///
/// An envelope that does not open or names another place than the one it came with is no
/// publication: its number is lost, and told so.
class Resequencer {
public:
    static constexpr size_t kMostWaiting = 1024, kMostWaitingBytes = 4 << 20;

    /// All outlive it. `begins`: what the target has.
    Resequencer(std::string channel, const EnvelopeSeal &seal, ArrivalTarget &target,
        ArrivalCounts &counts, protocol::StreamPosition begins);

    void arrives(Arrival arrival);
    void stocked(const Stock &stock);
    /// The broker said that it is at `top`: is something missing here?
    void compare(const protocol::StreamPosition &top);

    /// The broker is to be asked for what follows position().
    bool wants() const { return m_wants; }
    /// Nothing that was asked for will come: ask again.
    void forgetAnswers() { m_wants = true; }
    /// It is being asked.
    void asked();
    const protocol::StreamPosition &position() const { return m_position; }

private:
    struct Waiting {
        Arrival arrival;
        bool asked = false; ///< what has been asked since must know of it
    };
    bool opens(const Arrival &arrival, Envelope &envelope);
    bool take(const Arrival &arrival);
    void lose(uint64_t to);
    void drain(uint64_t top);

    const std::string m_channel;
    const EnvelopeSeal &m_seal;
    ArrivalTarget &m_target;
    ArrivalCounts &m_counts;
    protocol::StreamPosition m_position;
    std::deque<Waiting> m_waiting; ///< behind a hole
    size_t m_waitingBytes = 0;
    bool m_wants = false;
    bool m_begun = false; ///< the broker has been asked before
};

} // namespace wavetape::cluster
