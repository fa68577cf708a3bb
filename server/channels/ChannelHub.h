// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "channels/Intake.h"
#include "channels/PrefixIndex.h"
#include "channels/PublicationKeys.h"
#include "channels/Witness.h"
#include "clock/Clock.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace wavetape::channels {

/// Where an I/O thread takes publications. push() and channelBorn() are called under a lock of the
/// hub: they queue and return.
class DeliverySink {
public:
    virtual ~DeliverySink() = default;
    virtual void push(PublicationRef publication) = 0;
    /// A channel that matches a prefix of this sink was born; comes before the channel's first
    /// publication.
    virtual void channelBorn(ChannelRef channel) = 0;
    /// The channel's numbering began anew; comes before the first publication of the new epoch.
    virtual void channelRestarted(ChannelRef channel, const Restart &restart) = 0;
    /// Some of the channel's numbers are lost to this node (Replica::skip()); comes before the
    /// first publication after them.
    // NOLINTNEXTLINE(performance-unnecessary-value-param): whoever overrides it keeps the channel
    virtual void channelSkipped(ChannelRef, const Gap &) { }
    /// Makes the thread look at its queue. Called once per batch; must not block.
    virtual void wake() = 0;
};

struct HubOptions {
    HistoryLimits history;
    uint64_t historyTotalBytes = 64 << 20;
    size_t maxChannels = 10'000; ///< that clients' publications may bring the hub to
    size_t interestsKept = 4096; ///< that nobody holds
};

class Presence;

/// All channels of this node. Thread-safe. Lock order: hub, then channel, then a sink's inbox;
/// the keys' before the hub.
class ChannelHub {
public:
    /// `clock` stamps publications; it must outlive this.
    explicit ChannelHub(HubOptions options, const clock::Clock &clock = clock::systemClock());
    ~ChannelHub();

    /// Registers an I/O thread; before any channel is joined. Returns the sink's index.
    size_t attach(DeliverySink *sink);

    /// Goes on with the channels of another process: at once with clients', with the server's own
    /// when they are created (as they were: another rate is another life). `sameLife`: that process
    /// ended in order, so that its numbering goes on; else every channel begins anew, with what is
    /// remembered of it. Before anything is created or joined.
    void resume(HubImage image, bool sameLife);
    /// Everything that resume() wants, but for the channels, which all() has.
    HubImage image();
    /// Every channel but the hidden, in order of name.
    std::vector<ChannelRef> all() const;

    /// Makes a server-owned channel, listed at once. Pre: no channel of that name exists. `begins`:
    /// its numbering goes on from there, without what its history had.
    ChannelRef create(ChannelSpec spec, Numbering begins = {});
    /// Ends a server-owned channel's life for newcomers (a renamed or removed feed).
    void remove(std::string_view name);
    ChannelRef find(std::string_view name) const;
    /// The channel of that name; where there is none and clients may publish to it, an interest.
    /// Null for a server-owned name that does not exist. `presence.<channel>` is made on demand
    /// where the channel exists.
    ChannelRef findOrInterest(std::string_view name);
    /// Somebody holds the channel no longer. An interest that nobody holds stays as long as history
    /// would, for a reader that comes back (every poll leaves and comes back); of too many the one
    /// longest without a reader goes.
    void release(const ChannelRef &channel);
    /// Removes a channel that nobody subscribes to and nobody but the caller holds. False: it
    /// stays.
    bool removeUnused(const ChannelRef &channel);
    /// Born, listed channels whose name begins with `prefix`, in order of name.
    std::vector<ChannelRef> list(std::string_view prefix) const;
    struct Listing {
        std::vector<ChannelRef> channels;
        std::string next; ///< where the next page begins; empty: this was the last one
    };
    /// A page of them: looks at no more than `most` names, from `from` on.
    Listing list(std::string_view prefix, std::string_view from, size_t most) const;
    size_t size() const;

    /// From now on channelBorn() tells `sink` of new channels beginning with `prefix`, which ends
    /// with a dot; list() has those there are already. One that is born in between comes twice.
    void watchPrefix(size_t sink, std::string_view prefix);
    void unwatchPrefix(size_t sink, std::string_view prefix);

    /// Publishes JSON on a channel. `apply` runs under the channel's mutex right after the number
    /// was given: the place to change what a SnapshotSource reads. Returns the position.
    protocol::StreamPosition publish(Channel &channel, std::string_view dataJson, uint64_t key = 0,
        const std::function<void(uint64_t seq)> &apply = {});
    /// Publishes a Float32 block; `timeMicros` is that of its first sample.
    void publishBlock(
        Channel &channel, std::span<const float> samples, unsigned lanes, uint64_t timeMicros);
    /// Publishes bytes as a block of kind 2, or as kind 1 of the channel's lanes where `float32`.
    void publishBytes(Channel &channel, std::string_view bytes, bool float32, uint64_t timeMicros);
    /// Publishes a client's message as it is (`/broadcast`).
    void publishFrame(Channel &channel, websocket::Opcode opcode, std::string_view payload);
    /// Starts a new numbering (a wave's rate changed); history is forgotten.
    void restart(Channel &channel, double rate);

    /// From now on `witness`, always the same one, sees every channel that it wants, present and
    /// later. It must outlive whoever publishes.
    void watch(Witness &witness);
    /// Once this returns it is called no more but by who still publishes on a channel that has been
    /// removed.
    void unwatch();
    /// Tells the witness what the channel is now, between the publications that it sees. Nothing
    /// where it does not see the channel.
    void tellState(Channel &channel);

    struct ClientPublication {
        protocol::StreamPosition position;
        bool created = false; ///< this publication made the channel
        bool repeated = false; ///< its key was known: the position is the first one's
    };
    /// A client's publish: makes the channel where allowed. Server-owned names are forbidden but
    /// where the channel has an Intake.
    /// `mayCreate`: takes one from the caller's own allowance; asked only where a channel would be
    /// made. Where there are as many as may be, the client-made one that has been without
    /// subscribers for longest makes room. `key`: where it was used on this channel within five
    /// minutes nothing is published again; empty: none.
    tl::expected<ClientPublication, NotPublished> publishFromClient(std::string_view name,
        std::string_view dataJson, std::string_view key, const std::function<bool()> &mayCreate);

    /// Once a second or so: expires history, removes channels that nobody needs any more.
    void sweep(int64_t nowMicros);

    /// Who subscribes to what, as channels.
    Presence &presence() { return *m_presence; }

    const clock::Clock &clock() const { return m_clock; }
    uint64_t historyBytes() const { return m_historyBytes.load(std::memory_order_relaxed); }
    uint64_t published() const { return m_published.load(std::memory_order_relaxed); }

    /// Gathers the wake-ups of the publishes in its scope: one per sink at its end. Batches nest.
    class Batch {
    public:
        explicit Batch(ChannelHub &hub);
        ~Batch();
        Batch(const Batch &) = delete;
        Batch &operator=(const Batch &) = delete;

    private:
        ChannelHub &m_hub;
        Batch *m_outer;
        friend class ChannelHub;
        uint64_t m_pending = 0; ///< bit per sink
    };

private:
    friend class Replica;
    ChannelRef makeChannel(ChannelSpec spec, bool born, Numbering begins = {});
    /// Numbers and stamps a publication, lets `encode` fill it under the channel's mutex, hands it
    /// out.
    template <typename Encode>
    void publishOne(Channel &channel, Encode encode);
    void publishPayload(Channel &channel, std::string_view bytes, bool float32, unsigned lanes,
        uint64_t timeMicros);
    void announceBirth(const ChannelRef &channel);
    void beginAnew(Channel &channel, std::shared_ptr<const std::string> epoch, double rate);
    bool makeRoom();
    uint64_t deliver(Channel &channel, std::shared_ptr<Publication> publication);
    void wake(uint64_t sinks);
    void evictLeastRecentlyUsed();
    std::string nextEpoch();

    const HubOptions m_options;
    const clock::Clock &m_clock;
    std::vector<DeliverySink *> m_sinks;
    mutable std::shared_mutex m_mutex;
    std::map<std::string, ChannelRef, std::less<>> m_channels;
    PrefixIndex<std::vector<uint32_t>> m_watched; ///< watches per sink
    Witness *m_witness = nullptr; ///< set before any channel is watched
    bool m_watching = false;
    size_t m_clientChannels = 0;
    /// Client-made channels that had no subscribers when they were last looked for, the longest
    /// without at the back.
    std::vector<std::pair<int64_t, std::string>> m_unsubscribed;
    std::deque<std::pair<int64_t, std::string>> m_released; ///< interests, the longest first
    std::map<std::string, ChannelImage, std::less<>> m_resumed; ///< that were not created yet
    bool m_resumedLife = false;
    const std::unique_ptr<Presence> m_presence;
    std::mutex m_keysMutex; ///< before a channel's; held while what has a key is published
    PublicationKeys m_keys;
    std::atomic<uint32_t> m_nextId {1};
    std::atomic<uint64_t> m_nextEpoch {1};
    uint64_t m_epochBase = 0;
    std::atomic<uint64_t> m_historyBytes {0};
    std::atomic<uint64_t> m_published {0};
};

} // namespace wavetape::channels
