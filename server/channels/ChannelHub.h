// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <functional>
#include <map>
#include <memory>
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
    virtual void channelRestarted(ChannelRef channel) = 0;
    /// Makes the thread look at its queue. Called once per batch; must not block.
    virtual void wake() = 0;
};

struct HubOptions {
    HistoryLimits history;
    uint64_t historyTotalBytes = 64 << 20;
    size_t maxChannels = 10'000; ///< that clients' publications may bring the hub to
};

enum class PublishFailure { forbidden, tooManyChannels };

/// All channels of this node. Thread-safe. Lock order: hub, then channel, then a sink's inbox.
class ChannelHub {
public:
    explicit ChannelHub(HubOptions options);
    ~ChannelHub();

    /// Registers an I/O thread; before any channel is joined. Returns the sink's index.
    size_t attach(DeliverySink *sink);

    /// Makes a server-owned channel, listed at once. Pre: no channel of that name exists.
    ChannelRef create(ChannelSpec spec);
    /// Ends a server-owned channel's life for newcomers (a renamed or removed feed).
    void remove(std::string_view name);
    ChannelRef find(std::string_view name) const;
    /// The channel of that name; where there is none and clients may publish to it, an interest.
    /// Null for a server-owned name that does not exist. `presence.<channel>` is made on demand
    /// where the channel exists.
    ChannelRef findOrInterest(std::string_view name);
    /// Forgets an interest that nobody holds any more.
    void release(const ChannelRef &channel);
    /// Born, listed channels whose name begins with `prefix`, in order of name.
    std::vector<ChannelRef> list(std::string_view prefix) const;
    size_t size() const;

    /// From now on channelBorn() tells `sink` of new channels beginning with `prefix`; returns
    /// those there are already.
    std::vector<ChannelRef> watchPrefix(size_t sink, const std::string &prefix);
    void unwatchPrefix(size_t sink, const std::string &prefix);

    /// Publishes JSON on a channel. `apply` runs under the channel's mutex right after the number
    /// was given: the place to change what a SnapshotSource reads. Returns the position.
    protocol::StreamPosition publish(Channel &channel, std::string_view dataJson, uint64_t key = 0,
        const std::function<void(uint64_t seq)> &apply = {});
    /// Publishes a Float32 block; `timeMicros` is that of its first sample.
    void publishBlock(
        Channel &channel, std::span<const float> samples, unsigned lanes, uint64_t timeMicros);
    /// Publishes bytes as a block of kind 2, or as kind 1 where `float32`.
    void publishBytes(Channel &channel, std::string_view bytes, bool float32, uint64_t timeMicros);
    /// Publishes a client's message as it is (`/broadcast`).
    void publishFrame(Channel &channel, websocket::Opcode opcode, std::string_view payload);
    /// Starts a new numbering (a wave's rate changed); history is forgotten.
    void restart(Channel &channel, double rate);

    struct ClientPublication {
        protocol::StreamPosition position;
        bool created = false; ///< this publication made the channel
    };
    /// A client's publish: makes the channel where allowed. Server-owned names are forbidden.
    /// `mayCreate`: the caller's own allowance.
    tl::expected<ClientPublication, PublishFailure> publishFromClient(
        std::string_view name, std::string_view dataJson, bool mayCreate);

    /// Is `name` under a prefix that belongs to the server (`ticker.`, `sys.` …)?
    static bool isServerOwned(std::string_view name);

    /// Once a second or so: expires history, removes channels that nobody needs any more.
    void sweep(int64_t nowMicros);

    /// Publishes on each `presence.<channel>` that somebody subscribes to, where its channel's
    /// subscribers changed.
    void publishPresence();

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
    ChannelRef makeChannel(ChannelSpec spec, bool born);
    ChannelRef makePresence(std::string_view name);
    /// Numbers and stamps a publication, lets `encode` fill it under the channel's mutex, hands it
    /// out.
    template <typename Encode>
    void publishOne(Channel &channel, Encode encode);
    void publishPayload(Channel &channel, std::string_view bytes, bool float32, unsigned lanes,
        uint64_t timeMicros);
    void announceBirth(const ChannelRef &channel);
    uint64_t deliver(Channel &channel, std::shared_ptr<Publication> publication);
    void wake(uint64_t sinks);
    void evictLeastRecentlyUsed();
    std::string nextEpoch();

    const HubOptions m_options;
    std::vector<DeliverySink *> m_sinks;
    mutable std::shared_mutex m_mutex;
    std::map<std::string, ChannelRef, std::less<>> m_channels;
    std::vector<std::map<std::string, unsigned>> m_watched; ///< prefixes per sink
    size_t m_clientChannels = 0;
    /// Presence channels with what they are about and the changes that were published.
    struct Presence {
        ChannelRef channel, subject;
        uint64_t published = 0;
    };
    std::vector<Presence> m_presence;
    std::atomic<uint32_t> m_nextId {1};
    std::atomic<uint64_t> m_nextEpoch {1};
    uint64_t m_epochBase = 0;
    std::atomic<uint64_t> m_historyBytes {0};
    std::atomic<uint64_t> m_published {0};
};

} // namespace wavetape::channels
