// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/History.h"
#include "channels/Publication.h"
#include "protocol/Policy.h"
#include "protocol/StreamPosition.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace wavetape::channels {

class ChannelHub;

/// What a channel's snapshot is made from. Called under the channel's mutex: the state may only be
/// changed in the `apply` of a publish.
class SnapshotSource {
public:
    virtual ~SnapshotSource() = default;
    /// Appends the `data` of the snapshot as JSON; nothing where there is none yet.
    virtual void append(std::string &out) const = 0;
};

struct ChannelSpec {
    std::string name;
    bool binary = false;
    bool serverOwned = true; ///< clients may not publish
    bool adminOnly = false;
    bool listed = true; ///< shown by `list` and /channels
    protocol::Policy policy = protocol::Policy::dropOldest;
    bool latestIsSnapshot = false; ///< the snapshot is the last publication's data
    std::shared_ptr<const SnapshotSource>
        snapshot; ///< else made from this; may be null: no snapshot
    bool snapshotMoves = false; ///< the snapshot changes without a publication: it is never kept
    bool keepHistory = true;
    bool recoverable
        = true; ///< `since` replays; else it is answered by a snapshot (book, conflating channels)
    uint8_t priority = 2;
    double rate = 0; ///< samples/s of a binary channel
    unsigned lanes = 1;
};

/// One channel: its numbering, history, snapshot and who takes part. Thread-safe; everything that
/// orders publications happens under one mutex, so a join sees exactly the publications that its
/// thread's inbox will not bring.
class Channel : public std::enable_shared_from_this<Channel> {
public:
    Channel(ChannelSpec spec, uint32_t id, std::string epoch, const HistoryLimits &limits);

    const std::string &name() const { return m_spec.name; }
    uint32_t id() const { return m_id; }
    const ChannelSpec &spec() const { return m_spec; }
    bool conflating() const { return m_spec.policy == protocol::Policy::conflate; }
    bool hasSnapshot() const { return m_spec.latestIsSnapshot || m_spec.snapshot; }
    bool hasSubscribers() const { return m_subscriberCount.load(std::memory_order_relaxed) > 0; }
    uint64_t subscribers() const { return m_subscriberCount.load(std::memory_order_relaxed); }
    /// How often somebody has joined or left.
    uint64_t membershipChanges() const
    {
        return m_membershipChanges.load(std::memory_order_relaxed);
    }
    /// How many have ever joined.
    uint64_t joins() const { return m_joins.load(std::memory_order_relaxed); }
    /// False for an interest: subscribed to, but nothing was published yet by anybody.
    bool born() const { return m_born.load(std::memory_order_acquire); }
    protocol::StreamPosition position() const;
    double rate() const { return m_rate.load(std::memory_order_relaxed); }

    struct JoinRequest {
        size_t sink = 0; ///< the I/O thread that will deliver
        uint64_t session = 0;
        Format format = Format::message;
        bool conflating = false;
        bool snapshot = true;
        std::optional<protocol::StreamPosition> since;
    };
    struct JoinResult {
        protocol::StreamPosition position; ///< live starts at seq + 1
        bool recovered = false;
        uint64_t replayFrom = 0; ///< first seq to replay by read(); 0: none
        uint64_t laggedFrom = 0; ///< 0: nothing was lost
        std::string snapshot; ///< data JSON; empty: none
    };
    JoinResult join(const JoinRequest &request);
    void leave(size_t sink, uint64_t session, Format format, bool conflating);

    /// Ends the hold that a birth put on the publications for a sink that watches a prefix of the
    /// name.
    void dropBirthHold(size_t sink);

    struct Page {
        std::vector<PublicationRef> publications;
        uint64_t oldest = 0; ///< the oldest seq that history still holds; 0: none
        protocol::StreamPosition position; ///< of the channel, at the same moment
    };
    /// History from `fromSeq` on, at most `limit` publications and about `bytes` bytes.
    Page read(uint64_t fromSeq, size_t limit, uint64_t bytes) const;
    /// The newest `limit` publications.
    Page readNewest(size_t limit) const;
    /// Data JSON of the snapshot now, with its position; empty where there is none.
    std::pair<std::string, protocol::StreamPosition> snapshotNow() const;
    std::vector<uint64_t> sessions(size_t limit) const;
    /// The form of a publication that nobody wanted when it was made.
    FrameRef derive(const Publication &publication, Format format) const;
    /// The same compressed (RFC 7692), once per form and window size however many read it. Small
    /// ones stay as they are.
    FrameRef deflated(const Publication &publication, Format format, uint8_t windowBits) const;

private:
    friend class ChannelHub;
    std::string snapshotLocked() const;

    const ChannelSpec m_spec;
    const uint32_t m_id;
    mutable std::mutex m_mutex;
    std::string m_epoch;
    uint64_t m_seq = 0;
    History m_history;
    PublicationRef m_last;
    std::unordered_map<uint64_t, uint64_t>
        m_keySeq; ///< publications per key, for keys other than 0
    std::vector<uint32_t> m_interest; ///< subscriptions per sink
    std::array<uint32_t, kFormats> m_formats {};
    uint32_t m_conflating = 0;
    std::unordered_map<uint64_t, uint32_t> m_sessions;
    mutable std::string m_snapshotCache;
    mutable uint64_t m_snapshotCacheSeq = 0;
    std::atomic<uint64_t> m_subscriberCount {0};
    std::atomic<uint64_t> m_joins {0}, m_membershipChanges {0};
    std::atomic<bool> m_born {false};
    std::atomic<int64_t> m_lastUse {0};
    std::atomic<double> m_rate {0};
};
using ChannelRef = std::shared_ptr<Channel>;

} // namespace wavetape::channels
