// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "metrics/ThreadStats.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace wavetape::delivery {

class Loop;
class RateGate;
class Subscriber;
struct Subscription;

/// Publications of one channel that came in one turn, in one form: what every subscriber without a
/// backlog is sent, byte for byte.
struct PublicationRun {
    const channels::Form *form = nullptr;
    std::string bytes; ///< empty: larger than one turn's share
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
    /// `inboxBytes`: the inbox's room for publications. `rates`: of the same loop.
    FanOut(Loop &loop, channels::ChannelHub &hub, RateGate &rates, uint64_t inboxBytes,
        metrics::ThreadStats &stats);

    // Any thread.
    void post(std::function<void()> task);
    void push(channels::PublicationRef publication) override;
    void channelBorn(channels::ChannelRef channel) override;
    void channelRestarted(channels::ChannelRef channel, const channels::Restart &restart) override;
    void channelSkipped(channels::ChannelRef channel, const channels::Gap &gap) override;
    void wake() override;

    // The I/O thread only.
    /// Its number at the hub.
    size_t sink() const { return m_sink; }
    bool hasInbox() const { return m_inboxPending.load(std::memory_order_relaxed); }
    /// Something is left to do, now.
    bool busy() const { return m_group || m_born || m_batchAt < m_batch.size() || hasInbox(); }
    /// Works the inbox off until it is empty (true) or the clock says `untilNanos`.
    bool take(uint64_t untilNanos);

    /// Of the same loop; removed before it ends.
    void addSubscriber(Subscription &subscription);
    void removeSubscriber(Subscription &subscription);
    /// From now on the subscriber is told of channels that come to be under `prefix`, which ends
    /// with a dot. Once per subscriber and prefix.
    void watchPrefix(Subscriber &subscriber, std::string_view prefix);
    void unwatchPrefix(Subscriber &subscriber, std::string_view prefix);

private:
    struct Born {
        channels::ChannelRef channel;
    };
    struct Restarted {
        channels::ChannelRef channel;
        channels::Restart restart;
    };
    /// From here on publications of the channel found no room.
    struct Skipped {
        uint32_t channelId;
    };
    struct Lost {
        channels::ChannelRef channel;
        channels::Gap gap;
    };
    using Item = std::variant<channels::PublicationRef, Born, Restarted, Lost, Skipped,
        std::function<void()>>;
    struct Subscribers {
        std::vector<Subscription *> list; ///< holes (null) while a slice is under way
        size_t holes = 0;
    };

    static uint32_t channelOf(const Item &item);
    const channels::Publication &publicationAt(size_t place) const;
    template <typename Part>
    void queue(Part part);
    bool nextBatch();
    void beginGroup();
    const PublicationRun *runFor(const Subscription &subscription);
    void fetchAhead() const;
    bool deliverGroup(uint64_t untilNanos);
    void deliverTo(Subscription &subscription);
    void endGroup();
    void handle(Item item);
    bool tellOfBirth(uint64_t untilNanos);
    void restart(const Restarted &restarted);
    void tellOfGap(const Lost &lost);
    void catchUp(uint32_t channelId);

    Loop &m_loop;
    channels::ChannelHub &m_hub;
    RateGate &m_rates;
    metrics::ThreadStats &m_stats;
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
    uint64_t m_groupFirstSeq = 0;
    bool m_takesRuns = false;
    std::vector<PublicationRun> m_runs; ///< of the group, the first `m_runsMade` of them
    size_t m_runsMade = 0;

    std::unordered_map<uint32_t, Subscribers> m_subscribers; ///< by channel
    channels::PrefixIndex<std::unordered_set<Subscriber *>> m_prefixWatchers;
    // A channel that came to be, and who is still to be told, perhaps over several turns.
    channels::ChannelRef m_born;
    std::vector<Subscriber *> m_toBeTold;
};

} // namespace wavetape::delivery
