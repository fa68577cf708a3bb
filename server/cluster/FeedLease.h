// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wavetape::cluster {

/// What the leader of a feed says of it, numbered by the broker's leave.
struct FeedBeat {
    std::string life; ///< all whose feed is of one life publish the same under the same numbers
    uint64_t number = 0; ///< rises by one with every beat of a life
    int64_t reach = 0; ///< µs since the life began

    bool operator==(const FeedBeat &) const = default;
};

/// What the broker says to a beat that a node would give.
enum class BeatAnswer : uint8_t {
    taken, ///< this node leads until the lease that it asked for is over
    led, ///< another node leads
    behind, ///< nobody leads, but the newest beat is not the one before this
};

/// Who leads the feed, as one node knows it: a lease of the broker's, which is given with each beat
/// and to nobody else meanwhile. The beat's number is the fence: the broker takes none but the one
/// that follows, so a leader that was held up, or cut off, says nothing that anybody hears.
///
/// A feed is a function of its beginning and of time, so every node of its life makes it itself.
/// The leader says how far, keeps a checkpoint for who comes, and is all that may begin a life;
/// without a leader, or a broker, each node goes on by its own clock and publishes the same.
///
/// Pure: no clock, no socket. `now` is the node's steady clock, µs. One thread.
class FeedLease {
public:
    static constexpr int64_t kLease = 3'000'000, kBeat = 500'000;

    /// `life`: a name that nobody else has; this node's feed begins with it, now.
    FeedLease(std::string life, int64_t now);

    /// Never true on two nodes at once, as long as their clocks go equally fast.
    bool leads(int64_t now) const { return m_leadsUntil > now; }
    const std::string &life() const { return m_life; }
    uint64_t number() const { return m_number; }
    /// How far the feed may go; falls only with adopt().
    int64_t reach(int64_t now);

    /// The beat to ask the broker to take; null: not now. It is answered by answered() or lost()
    /// before there is another.
    std::optional<FeedBeat> next(int64_t now);
    /// `newest`: the broker's newest beat, where it has not taken this one; its reach is of now.
    void answered(BeatAnswer answer, const std::optional<FeedBeat> &newest, int64_t now);
    /// The broker does not answer: it may have forgotten the lease, too.
    void lost();

    /// The life that the cluster's feed is of, where this node's is of another one: to be gone on
    /// with by adopt().
    const std::optional<std::string> &wanted() const { return m_wanted; }
    void adopt(const std::string &life);
    /// It cannot be gone on with: this node's feed stays its own, and it leads nobody.
    void decline(const std::string &life);

private:
    void follow(const FeedBeat &newest, int64_t now);

    std::string m_life, m_declined;
    std::optional<std::string> m_wanted;
    std::optional<FeedBeat> m_newest; ///< of m_wanted
    uint64_t m_number = 0;
    int64_t m_offset; ///< reach less the clock
    int64_t m_reached = 0;
    int64_t m_leadsUntil = 0;
    std::optional<FeedBeat> m_asking;
    int64_t m_askedAt = 0, m_askAt;
    int64_t m_newestAt = 0;
};

} // namespace wavetape::cluster
