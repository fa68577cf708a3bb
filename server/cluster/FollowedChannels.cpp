// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/FollowedChannels.h"

#include "channels/Replica.h"
#include "cluster/BrokerPosition.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <hiredis/hiredis.h>

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
constexpr uint64_t kInterestMs = 600'000; // the epoch of a channel that nobody has published on
constexpr std::string_view kMostNames = "10000"; // of a prefix
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

struct FollowedChannels::Followed final : IntakeTarget {
    struct Waiter {
        uint64_t dueMs;
        bool asked; ///< what is under way tells what it wants to know
        std::function<void()> then;
    };

    Followed(FollowedChannels &channels, const std::string &name)
        : owner(channels)
        , replica(channels.m_hub, name)
        , intake(name, channels.m_seal, *this, channels.m_counts, replica.position())
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
    Intake intake;
    std::shared_ptr<Step> step;
    bool subscribed = false, byPrefix = false, asking = false;
    uint64_t newsFrom = kNever;
    uint64_t comparedMs = 0;
    std::vector<Waiter> waiters;
};

FollowedChannels::FollowedChannels(channels::ChannelHub &hub, RedisLine &line,
    const EnvelopeSeal &seal, const channels::HistoryLimits &limits, std::string node)
    : m_hub(hub)
    , m_line(line)
    , m_seal(seal)
    , m_limits(limits)
    , m_node(std::move(node))
    , m_subjects(line.base() + "c:")
{
}

FollowedChannels::~FollowedChannels() = default;

void FollowedChannels::clear()
{
    m_channels.clear();
    const std::unique_lock lock(m_stepsMutex);
    m_steps.clear();
}

std::string FollowedChannels::key(std::string_view kind, std::string_view name) const
{
    std::string text = m_line.base();
    return text.append(kind).append(name);
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
        m_line.subscription("SUBSCRIBE", key("c:", channel.name()));
    }
}

void FollowedChannels::ask(Followed &channel)
{
    if (!m_line.isUp() || channel.asking)
        return;
    channel.asking = true;
    channel.intake.asked();
    channel.comparedMs = m_nowMs;
    for (Followed::Waiter &waiter : channel.waiters)
        waiter.asked = true;
    const std::string &name = channel.name();
    const StreamPosition known = channel.intake.position();
    const std::string meta = key("m:", name), stream = key("s:", name), names = key("names", ""),
                      epoch = drawnName(), seq = std::to_string(known.seq),
                      most = std::to_string(m_limits.publications),
                      mostBytes = std::to_string(m_limits.bytes),
                      interestMs = std::to_string(kInterestMs);
    m_line.run(RedisLine::Script::read, {meta, stream, names},
        {epoch, known.epoch, seq, most, mostBytes, interestMs, name},
        [this, name](const redisReply *reply) { onStock(name, reply); });
}

void FollowedChannels::onStock(const std::string &name, const redisReply *reply)
{
    const auto found = m_channels.find(name);
    if (found == m_channels.end() || !found->second->asking)
        return;
    Followed &channel = *found->second;
    channel.asking = false;
    if (!reply || !m_line.isUp())
        return;
    Stock stock;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 2 || reply->elements % 2
        || !readBrokerNumber(textOf(*reply->element[1]), stock.top.seq)) {
        m_line.complain(textOf(*reply)); // compared again in a while
        return;
    }
    stock.top.epoch = textOf(*reply->element[0]);
    // The newest comes first.
    for (size_t i = reply->elements; i > 2; i -= 2) {
        Arrival arrival {stock.top.epoch, 0, std::string(textOf(*reply->element[i - 1]))};
        if (readBrokerNumber(textOf(*reply->element[i - 2]), arrival.seq))
            stock.publications.push_back(std::move(arrival));
    }
    channel.intake.stocked(stock);
    channel.step->inStep = true;
    channel.newsFrom = kNever;
    if (channel.intake.position().seq > 0)
        channel.replica.bear();
    for (Followed::Waiter &waiter : std::exchange(channel.waiters, {})) {
        if (waiter.asked)
            waiter.then();
        else
            channel.waiters.push_back(std::move(waiter));
    }
    if (channel.intake.wants() || !channel.waiters.empty())
        ask(channel);
}

void FollowedChannels::onPushed(const redisReply &reply)
{
    const std::string_view kind = textOf(*reply.element[0]), subject = textOf(*reply.element[1]);
    if (kind == "message") {
        onMessage(subject, textOf(*reply.element[2]));
    } else if (kind == "pmessage" && reply.elements == 4) {
        onMessage(textOf(*reply.element[2]), textOf(*reply.element[3]));
    } else if (kind == "subscribe" && subject.starts_with(m_subjects)) {
        const auto found = m_channels.find(subject.substr(m_subjects.size()));
        if (found == m_channels.end())
            return;
        // From here on nothing is missed that the answer does not tell of.
        found->second->subscribed = true;
        ask(*found->second);
    } else if (kind == "psubscribe" && subject.starts_with(m_subjects) && subject.ends_with('*')) {
        const std::string_view prefix
            = subject.substr(m_subjects.size(), subject.size() - m_subjects.size() - 1);
        const auto found = m_prefixes.find(prefix);
        if (found == m_prefixes.end())
            return;
        found->second.confirmed = true;
        listNames(prefix);
    }
}

void FollowedChannels::onMessage(std::string_view subject, std::string_view payload)
{
    if (!subject.starts_with(m_subjects))
        return;
    const std::string_view name = subject.substr(m_subjects.size());
    const size_t first = payload.find(' '),
                 second = first == payload.npos ? first : payload.find(' ', first + 1);
    const auto position
        = second == payload.npos ? std::nullopt : readBrokerPosition(payload.substr(0, second));
    if (!position || position->seq == 0) {
        ++m_counts.received;
        ++m_counts.malformed;
        return;
    }
    Arrival arrival {position->epoch, position->seq, std::string(payload.substr(second + 1))};
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
        followed(std::string(name)).newsFrom = position->seq;
        subscribe(*m_channels.find(name)->second);
        return;
    }
    Followed &channel = *found->second;
    if (!channel.step->inStep) {
        channel.newsFrom = std::min(channel.newsFrom, position->seq);
        if (!channel.asking)
            return; // what is asked next has it
    }
    channel.intake.arrives(std::move(arrival));
    if (channel.intake.wants() && channel.subscribed)
        ask(channel);
}

void FollowedChannels::letGo(const std::string &name)
{
    const auto found = m_channels.find(name);
    if (m_line.isUp() && !found->second->byPrefix)
        m_line.subscription("UNSUBSCRIBE", key("c:", name));
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
    const std::string &name = channel.name(), meta = key("m:", name);
    if (channel.intake.position().seq == 0) {
        const std::string interestMs = std::to_string(kInterestMs);
        m_line.command({"PEXPIRE", meta, interestMs}, [](const redisReply *) {});
    }
    m_line.command({"HMGET", meta, "e", "s"}, [this, name](const redisReply *reply) {
        const auto found = m_channels.find(name);
        if (!reply || found == m_channels.end() || reply->type != REDIS_REPLY_ARRAY
            || reply->elements != 2)
            return;
        Followed &compared = *found->second;
        StreamPosition top {std::string(textOf(*reply->element[0])), 0};
        readBrokerNumber(textOf(*reply->element[1]), top.seq);
        compared.intake.compare(top);
        if (top.seq < compared.intake.position().seq || compared.intake.wants())
            ask(compared);
    });
}

void FollowedChannels::onUp()
{
    for (const auto &[prefix, state] : m_prefixes)
        m_line.subscription("PSUBSCRIBE", key("c:", prefix + "*"));
    for (const auto &[name, channel] : m_channels)
        subscribe(*channel);
}

void FollowedChannels::onDown()
{
    for (auto &[prefix, state] : m_prefixes)
        state.confirmed = false;
    for (auto &[name, channel] : m_channels) {
        channel->subscribed = channel->asking = channel->byPrefix = false;
        channel->intake.forgetAnswers();
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
        m_line.subscription("PSUBSCRIBE", key("c:", prefix + "*"));
}

void FollowedChannels::unwatch(const std::string &prefix)
{
    const auto found = m_prefixes.find(prefix);
    if (found == m_prefixes.end() || --found->second.watches > 0)
        return;
    m_prefixes.erase(found);
    if (!m_line.isUp())
        return;
    m_line.subscription("PUNSUBSCRIBE", key("c:", prefix + "*"));
    for (const auto &[name, channel] : m_channels) {
        if (!channel->byPrefix || watched(name, true))
            continue;
        channel->byPrefix = channel->subscribed = false;
        subscribe(*channel);
    }
}

void FollowedChannels::listNames(std::string_view prefix)
{
    const std::string names = key("names", ""), from = "[" + std::string(prefix),
                      to = "(" + std::string(prefix) + "\xff";
    m_line.command({"ZRANGEBYLEX", names, from, to, "LIMIT", "0", kMostNames},
        [this](const redisReply *reply) {
            if (!reply || reply->type != REDIS_REPLY_ARRAY || !m_line.isUp())
                return;
            for (size_t i = 0; i < reply->elements; ++i) {
                const std::string_view name = textOf(*reply->element[i]);
                if (watched(name, true) && protocol::isValidChannelName(name)
                    && !protocol::familyOf(name).owned)
                    subscribe(followed(std::string(name)));
            }
        });
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
    return found->second->intake.position();
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
