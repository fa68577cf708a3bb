// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/FollowedChannels.h"

#include "channels/Replica.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

namespace wavetape::cluster {

using protocol::StreamPosition;

namespace {
constexpr uint64_t kCompareMs = 10'000;
constexpr uint64_t kKeepMs = 30'000; // a channel that nobody reads is followed still
constexpr size_t kMostNames = 10'000; // of a prefix
constexpr size_t kMostFollowed = 20'000;
constexpr size_t kHops = 1'024;
constexpr uint64_t kNever = ~uint64_t {0};
} // namespace

/// What follows() reads.
struct FollowedChannels::Step {
    channels::ChannelRef channel;
    std::atomic<bool> inStep {false};
    std::atomic<uint64_t> wantedMs {0};
};

struct FollowedChannels::Followed final : ArrivalTarget {
    struct Waiter {
        uint64_t dueMs;
        bool asked; ///< what is under way tells what it wants to know
        std::function<void()> then;
    };

    Followed(FollowedChannels &channels, const std::string &name)
        : owner(channels)
        , replica(channels.m_hub, name)
        , resequencer(name, channels.m_seal, *this, channels.m_counts, replica.position())
        , step(std::make_shared<Step>())
    {
        step->channel = replica.channel();
    }

    const std::string &name() const { return replica.channel()->name(); }
    /// Whoever watches a prefix of its name has been sent what comes from here on.
    bool isNews(uint64_t seq) const { return step->inStep || seq >= newsFrom; }

    void onRestart(std::string_view epoch) override { replica.restart(epoch); }
    void onLost(uint64_t to) override
    {
        if (isNews(to)) {
            if (!step->inStep && newsFrom > replica.position().seq + 1)
                replica.skip(newsFrom - 1);
            replica.bear();
        }
        replica.skip(to);
    }
    void onPublication(uint64_t seq, const Envelope &envelope) override
    {
        if (isNews(seq))
            replica.bear();
        replica.deliver(seq, envelope.timeMicros, envelope.data);
        if (envelope.node == owner.m_node && step->inStep)
            owner.countHop(envelope.timeMicros);
    }

    FollowedChannels &owner;
    channels::Replica replica;
    Resequencer resequencer;
    std::shared_ptr<Step> step;
    bool subscribed = false, byPrefix = false, asking = false;
    uint64_t newsFrom = kNever;
    uint64_t comparedMs = 0;
    std::vector<Waiter> waiters;
};

FollowedChannels::FollowedChannels(
    channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal, std::string node)
    : m_hub(hub)
    , m_line(line)
    , m_seal(seal)
    , m_node(std::move(node))
{
}

FollowedChannels::~FollowedChannels() = default;

void FollowedChannels::clear()
{
    m_channels.clear();
    const std::unique_lock lock(m_stepsMutex);
    m_steps.clear();
}

bool FollowedChannels::follows(
    std::string_view channel, const StreamPosition *since, uint64_t nowMs)
{
    std::shared_ptr<Step> step;
    {
        const std::shared_lock lock(m_stepsMutex);
        const auto found = m_steps.find(std::string(channel));
        if (found == m_steps.end() || !found->second->inStep)
            return false;
        step = found->second;
    }
    step->wantedMs.store(nowMs, std::memory_order_relaxed);
    if (!since)
        return true;
    // It has been on a node that was faster, or one that knows of a numbering that has begun since.
    const StreamPosition here = step->channel->position();
    return since->epoch == here.epoch && since->seq <= here.seq;
}

void FollowedChannels::follow(
    const std::string &channel, std::function<void()> then, uint64_t nowMs)
{
    // Whoever asks for names that nobody has ever used does not fill the memory.
    if (m_channels.size() >= kMostFollowed && !m_channels.contains(channel)) {
        then();
        return;
    }
    // While the broker is away too: when it is back the reader is brought what there is.
    Followed &wanted = followed(channel);
    wanted.step->wantedMs = nowMs;
    if (!m_line.isUp() && !m_line.isOpening()) {
        then();
        return;
    }
    wanted.waiters.push_back({nowMs + kPatienceMs, false, std::move(then)});
    if (wanted.subscribed)
        ask(wanted);
    else
        subscribe(wanted);
}

FollowedChannels::Followed &FollowedChannels::followed(const std::string &name)
{
    auto &channel = m_channels[name];
    if (channel)
        return *channel;
    channel = std::make_unique<Followed>(*this, name);
    channel->step->wantedMs = m_nowMs;
    const std::unique_lock lock(m_stepsMutex);
    m_steps[name] = channel->step;
    return *channel;
}

void FollowedChannels::subscribe(Followed &channel)
{
    if (!m_line.isUp() || channel.subscribed)
        return;
    channel.byPrefix = watched(channel.name(), true);
    if (channel.byPrefix) {
        channel.subscribed = true;
        ask(channel);
    } else {
        m_line.subscribe(channel.name());
    }
}

void FollowedChannels::ask(Followed &channel)
{
    if (!m_line.isUp() || channel.asking)
        return;
    channel.asking = true;
    channel.resequencer.asked();
    channel.comparedMs = m_nowMs;
    for (Followed::Waiter &waiter : channel.waiters)
        waiter.asked = true;
    const std::string name = channel.name();
    m_line.read(name, channel.resequencer.position(),
        [this, name](const std::optional<Stock> &stock) { onStock(name, stock); });
}

void FollowedChannels::onStock(const std::string &name, const std::optional<Stock> &stock)
{
    const auto found = m_channels.find(name);
    if (found == m_channels.end() || !found->second->asking)
        return;
    Followed &channel = *found->second;
    channel.asking = false;
    if (!stock || !m_line.isUp())
        return; // compared again in a while
    channel.resequencer.stocked(*stock);
    channel.step->inStep = true;
    channel.newsFrom = kNever;
    if (channel.resequencer.position().seq > 0)
        channel.replica.bear();
    for (Followed::Waiter &waiter : std::exchange(channel.waiters, {})) {
        if (waiter.asked)
            waiter.then();
        else
            channel.waiters.push_back(std::move(waiter));
    }
    if (channel.resequencer.wants() || !channel.waiters.empty())
        ask(channel);
}

void FollowedChannels::onSubscribed(const std::string &channel)
{
    const auto found = m_channels.find(channel);
    if (found == m_channels.end())
        return;
    found->second->subscribed = true;
    ask(*found->second);
}

void FollowedChannels::onPrefixSubscribed(const std::string &prefix)
{
    const auto found = m_prefixes.find(prefix);
    if (found == m_prefixes.end())
        return;
    found->second.confirmed = true;
    m_line.knownChannels(prefix, kMostNames, [this](const std::optional<KnownChannels> &known) {
        if (!known || !m_line.isUp())
            return;
        for (const KnownChannel &channel : *known) {
            if (watched(channel.name, true) && protocol::isValidChannelName(channel.name)
                && !protocol::familyOf(channel.name).owned)
                subscribe(followed(channel.name));
        }
    });
}

void FollowedChannels::onGarbled()
{
    ++m_counts.received;
    ++m_counts.malformed;
}

void FollowedChannels::onArrival(std::string_view name, Arrival arrival)
{
    auto found = m_channels.find(name);
    if (found == m_channels.end()) {
        // A prefix brings what nobody here has named. Only what opens makes a channel.
        if (!watched(name, true))
            return;
        const auto opened = m_seal.open(arrival.envelope);
        if (!opened || opened->channel != name || !protocol::isValidChannelName(name)
            || protocol::familyOf(name).owned) {
            ++m_counts.received;
            ++(!opened && opened.error() == EnvelopeFault::forged ? m_counts.forged
                                                                  : m_counts.malformed);
            return;
        }
        followed(std::string(name)).newsFrom = arrival.seq;
        subscribe(*m_channels.find(name)->second);
        return;
    }
    Followed &channel = *found->second;
    if (!channel.step->inStep) {
        channel.newsFrom = std::min(channel.newsFrom, arrival.seq);
        if (!channel.asking)
            return; // what is asked next has it
    }
    channel.resequencer.arrives(std::move(arrival));
    if (channel.resequencer.wants() && channel.subscribed)
        ask(channel);
}

void FollowedChannels::letGo(const std::string &name)
{
    const auto found = m_channels.find(name);
    if (m_line.isUp() && !found->second->byPrefix)
        m_line.unsubscribe(name, found->second->resequencer.position().seq == 0);
    {
        const std::unique_lock lock(m_stepsMutex);
        m_steps.erase(name);
    }
    m_channels.erase(found);
}

/// An idle channel says nothing when its last publication was lost on the way.
void FollowedChannels::compare(Followed &channel)
{
    channel.comparedMs = m_nowMs;
    const std::string name = channel.name();
    m_line.stand(name, channel.resequencer.position().seq == 0,
        [this, name](const std::optional<StreamPosition> &top) {
            const auto found = m_channels.find(name);
            if (!top || found == m_channels.end())
                return;
            Followed &compared = *found->second;
            compared.resequencer.compare(*top);
            if (top->seq < compared.resequencer.position().seq || compared.resequencer.wants())
                ask(compared);
        });
}

void FollowedChannels::onUp()
{
    for (const auto &[prefix, state] : m_prefixes)
        m_line.subscribePrefix(prefix);
    for (const auto &[name, channel] : m_channels)
        subscribe(*channel);
}

void FollowedChannels::onDown()
{
    for (auto &[prefix, state] : m_prefixes)
        state.confirmed = false;
    for (auto &[name, channel] : m_channels) {
        channel->subscribed = channel->asking = channel->byPrefix = false;
        channel->resequencer.forgetAnswers();
        channel->step->inStep = false;
    }
}

void FollowedChannels::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    const bool comes = m_line.isUp() || m_line.isOpening();
    std::vector<std::string> unread;
    for (auto &[name, channel] : m_channels) {
        auto &waiters = channel->waiters;
        const auto late = std::stable_partition(waiters.begin(), waiters.end(),
            [&](const Followed::Waiter &waiter) { return comes && nowMs < waiter.dueMs; });
        for (auto waiter = late; waiter != waiters.end(); ++waiter)
            waiter->then();
        waiters.erase(late, waiters.end());
        if (channel->replica.channel()->hasSubscribers() || watched(name, false)
            || !waiters.empty())
            channel->step->wantedMs.store(nowMs, std::memory_order_relaxed);
        else if (nowMs - channel->step->wantedMs.load(std::memory_order_relaxed) > kKeepMs
            && !m_hub.find(std::string(protocol::kPresenceFamily) + name))
            unread.push_back(name);
        if (m_line.isUp() && channel->subscribed && !channel->asking
            && nowMs - channel->comparedMs > kCompareMs)
            compare(*channel);
    }
    for (const std::string &name : unread)
        letGo(name);
}

bool FollowedChannels::watched(std::string_view name, bool confirmed) const
{
    return std::any_of(m_prefixes.begin(), m_prefixes.end(), [&](const auto &prefix) {
        return name.starts_with(prefix.first) && (!confirmed || prefix.second.confirmed);
    });
}

void FollowedChannels::watch(const std::string &prefix)
{
    if (++m_prefixes[prefix].watches == 1 && m_line.isUp())
        m_line.subscribePrefix(prefix);
}

void FollowedChannels::unwatch(const std::string &prefix)
{
    const auto found = m_prefixes.find(prefix);
    if (found == m_prefixes.end() || --found->second.watches > 0)
        return;
    m_prefixes.erase(found);
    if (!m_line.isUp())
        return;
    m_line.unsubscribePrefix(prefix);
    for (const auto &[name, channel] : m_channels) {
        if (!channel->byPrefix || watched(name, true))
            continue;
        channel->byPrefix = channel->subscribed = false;
        subscribe(*channel);
    }
}

void FollowedChannels::countHop(int64_t sentMicros)
{
    const double ms = static_cast<double>(m_hub.clock().wallMicros() - sentMicros) / 1000;
    if (ms < 0)
        return; // the clock was set back
    if (m_hops.size() < kHops)
        m_hops.push_back(ms);
    else
        m_hops[m_hopAt++ % kHops] = ms;
}

std::optional<StreamPosition> FollowedChannels::whereStands(std::string_view channel) const
{
    const auto found = m_channels.find(channel);
    if (found == m_channels.end() || !found->second->step->inStep)
        return std::nullopt;
    return found->second->resequencer.position();
}

double FollowedChannels::hopMs(double part) const
{
    if (m_hops.empty())
        return 0;
    std::vector<double> sorted = m_hops;
    const auto at = sorted.begin()
        + static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size() - 1) * part);
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at;
}

} // namespace wavetape::cluster
