// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {

/// A number that depends on its arguments alone: what a fault decides by, so that the same seed
/// decides the same, whatever else happens and when. `fault`: its place in the request, or what its
/// name comes to. `index`: a publication's seq.
uint64_t draw(uint64_t seed, size_t fault, std::string_view name, std::string_view direction,
    std::string_view channel, uint64_t index);

/// What becomes of one message.
enum class Touch : uint8_t {
    none,
    leaveOut,
    twice,
    cutShort,
    fragmented,
    reserved, ///< a reserved bit
    badUtf8,
    overtaken, ///< by as many as the fault says
    late, ///< by as much
    badChecksum,
    skewed,
};

/// A fault of bytes, and from when to when it holds (ns of the connection's life).
struct ByteFault {
    Fault fault;
    uint64_t fromNanos = 0, toNanos = kNever;
};

/// The faults of one connection at message, frame and connection level: decides, and does nothing.
/// Those it asked for itself, and those that others have for it (setShared()), which may come and
/// go. Times are ns of the connection's life and never fall. One thread.
class FaultPlan {
public:
    /// `name`: of the connection, where the request has none.
    FaultPlan(FaultRequest request, std::string_view name);
    FaultPlan(FaultRequest request, ConnectionFacts connection);

    /// What it asked for itself.
    const FaultRequest &request() const { return m_request; }
    const ConnectionFacts &connection() const { return m_connection; }

    /// Puts these in the place of those that others had for it until now. One that is as it was
    /// goes on where it is; whom it is not for has none of it.
    void setShared(std::span<const Fault> faults, uint64_t nowNanos);
    bool has(FaultType type) const;
    /// There is nothing to decide, and never will be but by setShared().
    bool idle() const { return m_entries.empty(); }

    /// A fault that has something to do now.
    struct Strike {
        size_t fault = 0; ///< its place, for fault()
        FaultType type = FaultType::cut;
        Touch touch = Touch::none;
        uint64_t amount = 0; ///< as Fault::amount
        bool first = false; ///< of this fault
        bool ends = false; ///< the connection ends by it now
        uint64_t index = 0; ///< a publication's seq, a reply's number; else 0
    };
    const Fault &fault(size_t place) const { return m_entries[place].fault; }
    /// What the fault log calls it.
    std::string nameOf(size_t place) const;

    /// The first fault that wants it has it. None of `sys.*` is touched unless asked for: what is
    /// told of the server stays true. Whether the connection ends after it is endsNow()'s to say.
    std::optional<Strike> onMessage(const MessageFacts &message, uint64_t nowNanos);
    /// The connection ends with the message that was judged last: nothing is to be sent after it.
    bool endsNow() const { return !m_ending.empty(); }
    /// What is asked for of the handshake's answer.
    std::optional<Strike> onHandshake();
    /// A ping of the client's is not answered.
    std::optional<Strike> onPing(uint64_t nowNanos);
    /// The next of the faults that happen by their time alone (of bytes, and the ends), in order of
    /// time, after those whose message has come; none: no further one is due.
    std::optional<Strike> takeDue(uint64_t nowNanos);
    /// When that will be; ~0: never.
    uint64_t nextDueNanos() const { return m_ending.empty() ? m_nextDue : 0; }

    /// Of those that others have for it.
    std::vector<std::string> sharedNames() const;
    /// For how long its end is put off, in ms.
    uint64_t slowCloseMs() const;
    /// Those that a ByteLine is to carry out.
    std::vector<ByteFault> byteFaults() const;

private:
    struct Entry {
        Fault fault;
        uint64_t key = 0; ///< in draws
        uint64_t fromNanos = 0, toNanos = kNever;
        uint64_t dueNanos = kNever; ///< when it has something to do by its time alone
        uint64_t seen = 0, triggered = 0, run = 0, struck = 0;
        bool shared = false;
    };

    void add(Fault fault, uint64_t key, uint64_t nowNanos, bool shared);
    bool drawn(const Entry &entry, uint32_t millionths, std::string_view direction,
        std::string_view channel, uint64_t index) const;
    bool wants(Entry &entry, const MessageFacts &message, uint64_t index, uint64_t nowNanos);
    std::optional<Strike> strikeOf(FaultType type, uint64_t nowNanos);
    Strike strike(size_t place, Touch touch, uint64_t index);
    void findNextDue();

    FaultRequest m_request;
    ConnectionFacts m_connection;
    std::vector<Entry> m_entries;
    std::vector<Strike> m_ending; ///< their message has come
    uint64_t m_nextDue = kNever;
    uint64_t m_replies = 0;
};

} // namespace wavetape::faults
