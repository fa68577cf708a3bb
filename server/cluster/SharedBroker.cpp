// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/SharedBroker.h"

#include "channels/Presence.h"
#include "cluster/BrokerLine.h"
#include "cluster/ChannelDirectory.h"
#include "cluster/FeedLead.h"
#include "cluster/FollowedChannels.h"
#include "cluster/NatsLine.h"
#include "cluster/NodeTable.h"
#include "cluster/RedisLine.h"
#include "cluster/SharedPresence.h"
#include "protocol/ChannelFamily.h"

#include <uv.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <utility>
#include <vector>

namespace wavetape::cluster {

using channels::ChannelHub;
using protocol::StreamPosition;

namespace {
constexpr uint64_t kTickMs = 50, kTicksPerReading = 10, kTicksPerTable = 20;
constexpr uint64_t kPublishPatienceMs = 1'000;
constexpr uint64_t kFarewellMs = 50; // for what was asked last
constexpr size_t kMostStood = 4'096;
constexpr size_t kMostQueued = 8'192;
constexpr size_t kMostQueuedBytes = 32 << 20;

/// What `presence.<channel>` is about; empty: `name` is no such name, or of what each node has for
/// itself.
std::string_view presenceOf(std::string_view name)
{
    if (!name.starts_with(protocol::kPresenceFamily))
        return {};
    name.remove_prefix(protocol::kPresenceFamily.size());
    const bool own = name.starts_with(protocol::kPresenceFamily)
        || name.starts_with(protocol::kUplinkFamily) || protocol::familyOf(name).adminOnly;
    return own ? std::string_view() : name;
}

uint64_t steadyMs()
{
    return static_cast<uint64_t>(
        std::chrono::steady_clock::now().time_since_epoch() / std::chrono::milliseconds(1));
}
} // namespace

/// Everything but what is said to be of any thread belongs to the broker's thread.
struct SharedBroker::Impl {
    struct Queued {
        std::string channel, data, key;
        PublishDone done;
        uint64_t dueMs;
    };
    /// What is published on one channel: one at a time, because each envelope names the number that
    /// it expects.
    struct Writer {
        std::deque<Queued> waiting; ///< the first one is under way
        std::optional<StreamPosition> stands; ///< as the broker last said
        uint64_t attempt = 0; ///< the answer to another one is of no interest
    };

    /// Who came from a node whose feed was a moment ahead.
    struct FeedReader {
        channels::ChannelRef channel;
        uint64_t seq;
        uint64_t dueMs;
        std::function<void()> then;
    };

    Impl(ChannelHub &theHub, Options theOptions)
        : hub(theHub)
        , options(std::move(theOptions))
        , seal(options.cluster, options.key, options.mostData)
        , ownLine(makeLine())
        , line(*ownLine)
        , followed(hub, line, seal, options.node)
        , presence(hub, line, seal, options.node)
        , directory(line)
        , nodes(hub, line, seal, options.cluster, options.node, options.members)
        , feed(line, options.cluster, options.key, options.node, hub.clock(),
              [this](const auto &sentence) {
                  if (options.note)
                      options.note(sentence);
              })
    {
        uv_loop_init(&loop);
        uv_async_init(&loop, &wakeUp,
            [](uv_async_t *handle) { static_cast<Impl *>(handle->data)->runTasks(); });
        uv_timer_init(&loop, &timer);
        wakeUp.data = timer.data = this;
    }

    std::unique_ptr<BrokerLine> makeLine()
    {
        BrokerLine::Identity identity {
            options.cluster, options.node, seal.proof("a node of this cluster"), options.history};
        if (options.url.kind == BrokerUrl::Kind::nats)
            return std::make_unique<NatsLine>(loop, options.url, std::move(identity), lineEvents());
        return std::make_unique<RedisLine>(loop, options.url, std::move(identity), lineEvents());
    }

    BrokerLine::Events lineEvents()
    {
        return {[this] {
                    followed.onUp();
                    presence.onUp();
                },
            [this] { onDown(); },
            [this](tl::expected<void, std::string> result) {
                const std::lock_guard lock(mutex);
                firstOutcome = std::move(result);
                decided.notify_all();
            },
            [this](const std::string &sentence) {
                if (options.note)
                    options.note(sentence);
            },
            [this] { return nodes.own(); },
            [this](const std::string &channel) { followed.onSubscribed(channel); },
            [this](const std::string &prefix) { followed.onPrefixSubscribed(prefix); },
            [this](std::string_view channel, Arrival arrival) {
                followed.onArrival(channel, std::move(arrival));
            },
            [this] { followed.onGarbled(); },
            [this](const std::string &channel) { presence.onAsked(channel); }};
    }

    /// Any thread.
    void post(std::function<void()> task)
    {
        const std::lock_guard lock(mutex);
        if (ended)
            return;
        tasks.push_back(std::move(task));
        uv_async_send(&wakeUp);
    }

    void run();
    void runTasks();
    void tick();
    void onDown();
    void enqueue(Queued queued);
    void send(const std::string &channel, Writer &writer);
    void onAnswer(const std::string &channel, uint64_t attempt,
        const std::optional<BrokerLine::Numbered> &answer);
    void keepStand(const std::string &channel, const Writer &writer);
    void next(const std::string &channel, Published result);
    void expire(uint64_t nowMs);
    void wait(const std::string &channel, const std::function<void()> &then);
    void letFeedReadersGo(uint64_t nowMs);
    void takeReading();
    BrokerReading reading();
    void finish(bool farewell);

    ChannelHub &hub;
    const Options options;
    const EnvelopeSeal seal;

    uv_loop_t loop {};
    uv_async_t wakeUp {};
    uv_timer_t timer {};
    std::thread thread;

    std::mutex mutex; ///< of these, which any thread touches
    std::vector<std::function<void()>> tasks;
    std::deque<Queued> queue;
    bool ended = false;
    std::condition_variable decided;
    std::optional<tl::expected<void, std::string>> firstOutcome;
    BrokerReading shown;
    std::atomic<uint64_t> published {0}, refused {0};
    std::atomic<size_t> waiting {0}, waitingBytes {0}; ///< publications without an answer
    std::map<std::string, uint64_t> ahead; ///< where readers of the feed are that wait() is next of

    const std::unique_ptr<BrokerLine> ownLine;
    BrokerLine &line;
    FollowedChannels followed;
    SharedPresence presence;
    ChannelDirectory directory;
    NodeTable nodes;
    FeedLead feed;
    std::map<std::string, Writer> writers; ///< only those with something to write
    std::map<std::string, StreamPosition> stood; ///< where channels stood that were written to last
    std::vector<FeedReader> feedReaders;
    uint64_t attempts = 0, ticks = 0;
};

void SharedBroker::Impl::run()
{
    pthread_setname_np(pthread_self(), "broker");
    uv_timer_start(
        &timer, [](uv_timer_t *handle) { static_cast<Impl *>(handle->data)->tick(); }, 0, kTickMs);
    uv_run(&loop, UV_RUN_DEFAULT);
}

void SharedBroker::Impl::runTasks()
{
    std::vector<std::function<void()>> batch;
    std::deque<Queued> publications;
    {
        const std::lock_guard lock(mutex);
        batch.swap(tasks);
        publications.swap(queue);
    }
    for (const auto &task : batch)
        task();
    for (Queued &next : publications) {
        if (line.isUp())
            enqueue(std::move(next));
        else
            next.done(tl::unexpected(Refusal::unavailable));
    }
}

void SharedBroker::Impl::tick()
{
    const uint64_t now = steadyMs();
    line.tick(now);
    expire(now);
    followed.tick(now);
    presence.tick(now);
    directory.tick(now);
    feed.tick();
    letFeedReadersGo(now);
    if (ticks % kTicksPerReading == 0)
        takeReading();
    if (ticks++ % kTicksPerTable == 0)
        nodes.tick(reading(), feed.reading());
}

void SharedBroker::Impl::onDown()
{
    followed.onDown();
    presence.onDown();
    feed.onDown();
    // Where channels stood stays known: a broker that is back without the newest gives no number
    // twice.
    for (auto &[channel, writer] : std::exchange(writers, {})) {
        keepStand(channel, writer);
        for (Queued &waiting : writer.waiting)
            waiting.done(tl::unexpected(Refusal::unavailable));
    }
}

/// Who has waited for too long is told so. What is under way may be numbered all the same.
void SharedBroker::Impl::expire(uint64_t nowMs)
{
    for (auto at = writers.begin(); at != writers.end();) {
        Writer &writer = at->second;
        bool first = true;
        while (!writer.waiting.empty() && writer.waiting.front().dueMs <= nowMs) {
            if (std::exchange(first, false))
                writer.attempt = 0;
            writer.waiting.front().done(tl::unexpected(Refusal::unavailable));
            writer.waiting.pop_front();
        }
        const auto here = at++;
        if (writer.waiting.empty()) {
            keepStand(here->first, writer);
            writers.erase(here);
        } else if (!first) {
            send(here->first, writer);
        }
    }
}

void SharedBroker::Impl::enqueue(Queued queued)
{
    const std::string channel = queued.channel;
    Writer &writer = writers[channel];
    writer.waiting.push_back(std::move(queued));
    if (writer.waiting.size() > 1)
        return;
    writer.stands = followed.whereStands(channel);
    if (const auto found = stood.find(channel); found != stood.end()
        && (!writer.stands
            || (writer.stands->epoch == found->second.epoch
                && writer.stands->seq < found->second.seq)))
        writer.stands = found->second;
    send(channel, writer);
}

void SharedBroker::Impl::send(const std::string &channel, Writer &writer)
{
    const Queued &queued = writer.waiting.front();
    // Where nobody here knows how the channel stands this only asks.
    const StreamPosition expected {
        writer.stands ? writer.stands->epoch : "?", writer.stands ? writer.stands->seq + 1 : 1};
    const std::string bytes = seal.close({options.node, channel, expected.epoch, expected.seq,
        hub.clock().wallMicros(), queued.data});
    const uint64_t attempt = writer.attempt = ++attempts;
    line.publish({channel, queued.key, bytes, expected},
        [this, channel, attempt](const auto &answer) { onAnswer(channel, attempt, answer); });
}

void SharedBroker::Impl::onAnswer(
    const std::string &channel, uint64_t attempt, const std::optional<BrokerLine::Numbered> &answer)
{
    const auto found = writers.find(channel);
    if (!line.isUp() || found == writers.end() || found->second.attempt != attempt)
        return; // it is being told that the line is lost, or was that it took too long
    if (!answer) {
        next(channel, tl::unexpected(Refusal::unavailable));
        return;
    }
    const StreamPosition &position = answer->position;
    switch (answer->what) {
    case BrokerLine::Numbering::tooLarge:
        next(channel, tl::unexpected(Refusal::tooLarge));
        break;
    case BrokerLine::Numbering::repeated:
        next(channel, ChannelHub::ClientPublication {position, false, true});
        break;
    case BrokerLine::Numbering::stands:
        found->second.stands = position;
        send(channel, found->second); // another node was faster: the number after that one
        break;
    case BrokerLine::Numbering::numbered:
        found->second.stands = position;
        next(channel, ChannelHub::ClientPublication {position, position.seq == 1, false});
        break;
    }
}

void SharedBroker::Impl::keepStand(const std::string &channel, const Writer &writer)
{
    if (!writer.stands)
        return;
    if (stood.size() >= kMostStood && !stood.contains(channel))
        stood.erase(stood.begin());
    stood.insert_or_assign(channel, *writer.stands);
}

/// The first of the channel has its answer.
void SharedBroker::Impl::next(const std::string &channel, Published result)
{
    const auto found = writers.find(channel);
    Writer &writer = found->second;
    const PublishDone done = std::move(writer.waiting.front().done);
    writer.waiting.pop_front();
    if (!writer.waiting.empty()) {
        send(channel, writer);
    } else {
        keepStand(channel, writer);
        writers.erase(found);
    }
    done(std::move(result));
}

/// Until the feed has come to where its reader is, or he has waited for long enough.
void SharedBroker::Impl::wait(const std::string &channel, const std::function<void()> &then)
{
    const std::lock_guard lock(mutex);
    const auto found = ahead.find(channel);
    const channels::ChannelRef here = hub.find(channel);
    const uint64_t seq = found == ahead.end() ? 0 : found->second;
    if (found != ahead.end())
        ahead.erase(found);
    feedReaders.push_back({here, seq, steadyMs() + FollowedChannels::kPatienceMs, then});
}

void SharedBroker::Impl::letFeedReadersGo(uint64_t nowMs)
{
    const auto go = std::stable_partition(
        feedReaders.begin(), feedReaders.end(), [&](const FeedReader &reader) {
            return nowMs < reader.dueMs && reader.channel
                && reader.channel->position().seq < reader.seq;
        });
    const std::vector<FeedReader> gone(go, feedReaders.end());
    feedReaders.erase(go, feedReaders.end());
    for (const FeedReader &reader : gone)
        reader.then();
}

void SharedBroker::Impl::takeReading()
{
    BrokerReading now;
    const ArrivalCounts &counts = followed.counts();
    now.trouble = line.trouble();
    now.followed = followed.size();
    now.received = counts.received;
    now.forged = counts.forged;
    now.replayed = counts.replayed;
    now.oversize = counts.oversize;
    now.malformed = counts.malformed;
    now.known = counts.known;
    now.lost = counts.lost;
    now.filled = counts.filled;
    now.restarts = counts.restarts;
    now.losses = line.losses();
    now.hopP50Ms = followed.hopMs(0.5);
    now.hopP99Ms = followed.hopMs(0.99);
    now.probeMs = line.probeMs();
    const std::lock_guard lock(mutex);
    shown = std::move(now);
}

/// Any thread.
BrokerReading SharedBroker::Impl::reading()
{
    BrokerReading told;
    {
        const std::lock_guard lock(mutex);
        told = shown;
    }
    told.shared = true;
    told.up = line.isUp();
    told.published = published;
    told.refused = refused;
    return told;
}

void SharedBroker::Impl::finish(bool farewell)
{
    if (farewell)
        line.leave();
    uv_timer_stop(&timer);
    uv_timer_start(
        &timer,
        [](uv_timer_t *handle) {
            auto *self = static_cast<Impl *>(handle->data);
            self->line.close();
            uv_close(reinterpret_cast<uv_handle_t *>(&self->wakeUp), nullptr);
            uv_close(reinterpret_cast<uv_handle_t *>(handle), nullptr);
        },
        farewell ? kFarewellMs : 0, 0);
}

// Any thread.

SharedBroker::SharedBroker(ChannelHub &hub, Options options)
    : m_impl(std::make_unique<Impl>(hub, std::move(options)))
{
    hub.presence().setElsewhere(m_impl->presence);
}

SharedBroker::~SharedBroker()
{
    stop();
}

tl::expected<void, std::string> SharedBroker::start()
{
    Impl &impl = *m_impl;
    impl.thread = std::thread([&impl] { impl.run(); });
    std::unique_lock lock(impl.mutex);
    impl.decided.wait(lock, [&impl] { return impl.firstOutcome.has_value(); });
    return *impl.firstOutcome;
}

void SharedBroker::stop()
{
    end(true);
}

void SharedBroker::abandon()
{
    end(false);
}

void SharedBroker::end(bool farewell)
{
    Impl &impl = *m_impl;
    if (!impl.thread.joinable())
        return;
    impl.post([&impl, farewell] { impl.finish(farewell); });
    {
        const std::lock_guard lock(impl.mutex);
        impl.ended = true;
    }
    impl.thread.join();
    uv_loop_close(&impl.loop);
    impl.followed.clear();
}

FeedLead &SharedBroker::feed()
{
    return m_impl->feed;
}

void SharedBroker::publish(const Outgoing &outgoing, PublishDone done)
{
    Impl &impl = *m_impl;
    const auto refuse = [&](Refusal why) {
        if (why == Refusal::unavailable)
            impl.refused.fetch_add(1, std::memory_order_relaxed);
        done(tl::unexpected(why));
    };
    const channels::ChannelRef here = impl.hub.find(outgoing.channel);
    if (protocol::familyOf(outgoing.channel).owned || (here && here->spec().serverOwned))
        return refuse(Refusal::forbidden);
    if (outgoing.data.size() > impl.options.mostData)
        return refuse(Refusal::tooLarge);
    if (!impl.line.isUp())
        return refuse(Refusal::unavailable);
    if (!(here && here->born()) && !outgoing.mayCreate())
        return refuse(Refusal::tooManyChannels);
    {
        const std::lock_guard lock(impl.mutex);
        const size_t bytes = outgoing.data.size(), before = impl.waitingBytes;
        const bool full
            = impl.waiting >= kMostQueued || (before > 0 && before + bytes > kMostQueuedBytes);
        if (!impl.ended && !full) {
            ++impl.waiting;
            impl.waitingBytes += bytes;
            impl.queue.push_back({std::string(outgoing.channel), std::string(outgoing.data),
                std::string(outgoing.key),
                [&impl, bytes, done = std::move(done)](Published result) {
                    --impl.waiting;
                    impl.waitingBytes -= bytes;
                    ++(result ? impl.published : impl.refused);
                    done(std::move(result));
                },
                steadyMs() + kPublishPatienceMs});
            uv_async_send(&impl.wakeUp);
            return;
        }
    }
    refuse(Refusal::unavailable);
}

bool SharedBroker::follows(std::string_view channel, const StreamPosition *since)
{
    if (channel == kDirectory)
        return m_impl->directory.isFresh(steadyMs());
    if (const std::string_view subject = presenceOf(channel); !subject.empty())
        return follows(subject, nullptr) && m_impl->presence.knows(subject, steadyMs());
    if (!protocol::familyOf(channel).owned)
        return m_impl->followed.follows(channel, since, steadyMs());
    if (!since)
        return true;
    // Who comes from a node that was a moment ahead in the feed.
    const channels::ChannelRef here = m_impl->hub.find(channel);
    const StreamPosition position = here ? here->position() : StreamPosition();
    if (!here || position.epoch != since->epoch || position.seq >= since->seq)
        return true;
    const std::lock_guard lock(m_impl->mutex);
    m_impl->ahead[std::string(channel)] = since->seq;
    return false;
}

void SharedBroker::follow(std::string_view channel, std::function<void()> then)
{
    if (channel == kDirectory) {
        m_impl->post([this, then = std::move(then)] { m_impl->directory.read(then, steadyMs()); });
        return;
    }
    if (const std::string_view subject = presenceOf(channel); !subject.empty()) {
        // Where nobody reads it here either there is no such channel to this node.
        follow(subject, [this, name = std::string(subject), then = std::move(then)] {
            m_impl->post([this, name, then] { m_impl->presence.ask(name, then, steadyMs()); });
        });
        return;
    }
    if (protocol::familyOf(channel).owned) {
        m_impl->post([this, name = std::string(channel), then = std::move(then)] {
            m_impl->wait(name, then);
        });
        return;
    }
    m_impl->post([this, name = std::string(channel), then = std::move(then)] {
        m_impl->followed.follow(name, then, steadyMs());
    });
}

void SharedBroker::watch(std::string_view prefix)
{
    m_impl->post([this, name = std::string(prefix)] { m_impl->followed.watch(name); });
}

void SharedBroker::unwatch(std::string_view prefix)
{
    m_impl->post([this, name = std::string(prefix)] { m_impl->followed.unwatch(name); });
}

std::shared_ptr<const KnownChannels> SharedBroker::directory() const
{
    return m_impl->directory.all();
}

BrokerReading SharedBroker::reading() const
{
    return m_impl->reading();
}

} // namespace wavetape::cluster
