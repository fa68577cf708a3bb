// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelImage.h"
#include "channels/ChannelSpec.h"
#include "channels/History.h"
#include "channels/Publication.h"
#include "protocol/StreamPosition.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace wavetape::channels {

class ChannelHub;

/// A channel's numbering began anew: the one that is over, and the epoch of what comes.
struct Restart {
    std::shared_ptr<const std::string> endedEpoch;
    uint64_t endedSeq = 0; ///< its last number
    std::shared_ptr<const std::string> epoch;
};

/// Numbers of a channel that this node does not get.
struct Gap {
    std::shared_ptr<const std::string> epoch;
    uint64_t from = 0, to = 0;
};

/// One channel: its numbering, history, snapshot and who takes part. Thread-safe; everything that
/// orders publications happens under one mutex, so a join sees exactly the publications that its
/// thread's inbox will not bring.
class Channel : public std::enable_shared_from_this<Channel> {
public:
    /// `begins` has an epoch.
    Channel(ChannelSpec spec, uint32_t id, Numbering begins, const HistoryLimits &limits);

    const std::string &name() const { return m_spec.name; }
    uint32_t id() const { return m_id; }
    const ChannelSpec &spec() const { return m_spec; }
    bool conflating() const { return m_spec.policy == protocol::Policy::conflate; }
    bool hasSnapshot() const { return m_spec.latestIsSnapshot || m_spec.snapshot; }
    bool hasSubscribers() const { return m_subscriberCount.load(std::memory_order_relaxed) > 0; }
    /// Does anybody see what is published here, as a reader or otherwise (Witness)? What nobody
    /// sees need not be made.
    bool isSeen() const { return hasSubscribers() || m_watched.load(std::memory_order_relaxed); }
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
    /// What it had been numbered up to when it was born here: 0, but where others number it.
    uint64_t bornAt() const { return m_bornAt.load(std::memory_order_relaxed); }
    protocol::StreamPosition position() const;
    Numbering numbering() const;
    /// The numbering's life; its publications carry the same pointer.
    std::shared_ptr<const std::string> epoch() const;
    double rate() const { return m_rate.load(std::memory_order_relaxed); }

    struct JoinRequest {
        size_t sink = 0; ///< the I/O thread that will deliver
        uint64_t session = 0;
        bool conflating = false;
        bool snapshot = true;
        std::optional<protocol::StreamPosition> since;
    };
    struct JoinResult {
        protocol::StreamPosition position; ///< live starts at seq + 1
        std::shared_ptr<const std::string> epoch; ///< of `position`, as publications carry it
        bool recovered = false;
        uint64_t replayFrom = 0; ///< first seq to replay by read(); 0: none
        uint64_t laggedFrom = 0; ///< 0: nothing was lost
        std::string snapshot; ///< data JSON; empty: none
    };
    JoinResult join(const JoinRequest &request);
    void leave(size_t sink, uint64_t session, bool conflating);

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
    /// Data JSON of the snapshot now, or of the newest publication in history on a channel that has
    /// none, with its position; empty where there is nothing.
    std::pair<std::string, protocol::StreamPosition> snapshotNow() const;
    struct CompressedSnapshot {
        FrameRef frame; ///< null: it is not to be compressed, or not to be shared
        bool made = false; ///< by this call
    };
    /// `message`, which tells the snapshot at `position`, compressed as in frame(): once for all
    /// who are told of that position. Any thread.
    CompressedSnapshot compressedSnapshot(const protocol::StreamPosition &position,
        uint8_t windowBits, std::string_view message) const;
    /// As it stands, with those publications that history holds of after `since`.
    ChannelState state(const protocol::StreamPosition &since) const;
    std::vector<uint64_t> sessions(size_t limit) const;
    /// The frame of one of this channel's publications in `form`, made on demand and once, whoever
    /// asks. `windowBits`: compressed (RFC 7692) for a window of that size, without earlier
    /// context; 0: as it is, and so are small ones. Any thread; lives as long as the publication.
    const FrameRef &frame(
        const Publication &publication, const Form &form, uint8_t windowBits = 0) const;

private:
    friend class ChannelHub;
    friend class Replica;
    std::string snapshotLocked() const;
    Numbering numberingLocked() const;
    /// Takes up what another process remembered. `numbered`: of this numbering; else it is numbered
    /// from 1. Before anybody knows of this channel. Returns the bytes of history.
    uint64_t recall(const std::vector<PublicationImage> &history, bool numbered);

    const ChannelSpec m_spec;
    const uint32_t m_id;
    mutable std::mutex m_mutex;
    std::shared_ptr<const std::string> m_epoch;
    uint64_t m_seq = 0;
    History m_history;
    PublicationRef m_last; ///< where it is the snapshot; others are history's, which is bounded
    std::unordered_map<uint64_t, uint64_t>
        m_keySeq; ///< publications per key, for keys other than 0
    std::vector<uint32_t> m_interest; ///< subscriptions per sink
    uint32_t m_conflating = 0;
    std::unordered_map<uint64_t, uint32_t> m_sessions;
    mutable std::string m_snapshotCache;
    mutable uint64_t m_snapshotCacheSeq = 0;
    struct SnapshotFrames {
        protocol::StreamPosition position;
        std::map<uint8_t, FrameRef> frames; ///< by window
    };
    mutable std::mutex m_snapshotMutex; ///< none is taken after it
    mutable SnapshotFrames m_snapshotFrames;
    std::atomic<uint64_t> m_subscriberCount {0};
    std::atomic<uint64_t> m_joins {0}, m_membershipChanges {0};
    std::atomic<bool> m_born {false};
    std::atomic<bool> m_watched {false}; ///< by the hub's witness; changes under the mutex
    std::atomic<uint64_t> m_bornAt {0};
    std::atomic<int64_t> m_lastUse {0};
    std::atomic<int64_t> m_unsubscribedNanos {0}; ///< since when, where nobody subscribes
    std::atomic<double> m_rate {0};
};
using ChannelRef = std::shared_ptr<Channel>;

} // namespace wavetape::channels
