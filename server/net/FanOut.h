// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "net/ThreadStats.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace wavetape::net {

class Connection;
class IoThread;
struct Subscription;

/// Publications of one channel that came in one turn, in one form: what every subscriber without a
/// backlog is sent, byte for byte.
struct PublicationRun {
    std::string bytes; ///< empty: not made, or larger than one turn's share
    std::array<uint32_t, 3> headers {}; ///< of 2, 4 and 10 bytes
    std::vector<const channels::Publication *> publications;
};

/// The inbox of an I/O thread, in which other threads leave publications and tasks, and the way of
/// each publication to the thread's subscribers. Whatever was left is taken in the order it came.
/// What a thread that cannot keep up is sent beyond the inbox's room is not queued: its subscribers
/// go on from the channel's history, and what that no longer holds is announced as lost.
class FanOut final : public channels::DeliverySink {
public:
    /// Registers with the hub; none may be published before the thread runs.
    /// `inboxBytes`: the inbox's room for publications.
    FanOut(IoThread &thread, channels::ChannelHub &hub, uint64_t inboxBytes, ThreadStats &stats);

    // Any thread.
    void post(std::function<void()> task);
    void push(channels::PublicationRef publication) override;
    void channelBorn(channels::ChannelRef channel) override;
    void channelRestarted(channels::ChannelRef channel) override;
    void wake() override;

    // The I/O thread only.
    /// Its number at the hub.
    size_t sink() const { return m_sink; }
    bool hasInbox() const { return m_inboxPending.load(std::memory_order_relaxed); }
    /// Something is left to do, now.
    bool busy() const { return m_group || m_batchAt < m_batch.size() || hasInbox(); }
    /// Works the inbox off until it is empty (true) or the clock says `untilNanos`.
    bool take(uint64_t untilNanos);

    void addSubscriber(Subscription &subscription);
    void removeSubscriber(Subscription &subscription);
    /// Is told of channels that come to be.
    void watchPrefix(Connection &connection);
    void unwatchPrefix(Connection &connection);

private:
    struct Born {
        channels::ChannelRef channel;
    };
    struct Restarted {
        channels::ChannelRef channel;
    };
    /// From here on publications of the channel found no room.
    struct Skipped {
        uint32_t channelId;
    };
    using Item
        = std::variant<channels::PublicationRef, Born, Restarted, Skipped, std::function<void()>>;
    struct Subscribers {
        std::vector<Subscription *> list; ///< holes (null) while a slice is under way
        size_t holes = 0;
    };

    static uint32_t channelOf(const Item &item);
    const channels::Publication &publicationAt(size_t place) const;
    template <typename Part> void queue(Part part);
    bool nextBatch();
    void beginGroup();
    void makeRuns();
    bool deliverGroup(uint64_t untilNanos);
    void deliverTo(Subscription &subscription);
    void endGroup();
    void handle(Item item);
    void restart(const channels::Channel &channel);
    void catchUp(uint32_t channelId);

    IoThread &m_thread;
    ThreadStats &m_stats;
    const size_t m_sink;
    const uint64_t m_inboxLimit; ///< bytes of publications

    std::mutex m_inboxMutex;
    std::vector<Item> m_inbox;
    uint64_t m_inboxBytes = 0;
    std::vector<uint32_t> m_skippedChannels; ///< that have their Skipped in m_inbox
    std::atomic<bool> m_inboxPending {false};
    std::vector<Item> m_batch; ///< taken from the inbox, being worked off
    size_t m_batchAt = 0;
    bool m_batchIsOneChannel = false;
    // A group of publications of one channel that is being fanned out, perhaps over several turns.
    Subscribers *m_group = nullptr;
    size_t m_groupEnd = 0; ///< in m_batch
    size_t m_groupAt = 0; ///< next subscriber
    std::array<PublicationRun, channels::kFormats> m_runs; ///< of the group

    std::unordered_map<uint32_t, Subscribers> m_subscribers; ///< by channel
    std::vector<Connection *> m_prefixWatchers;
};

} // namespace wavetape::net
