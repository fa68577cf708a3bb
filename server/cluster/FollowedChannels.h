// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/Broker.h"
#include "cluster/Envelope.h"
#include "cluster/Intake.h"
#include "cluster/RedisLine.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wavetape::cluster {

/// The channels that a node keeps in step with a Redis: subscribed to, asked for, compared now and
/// then, let go when nobody has read them for a while. Lives on the broker's thread, but for
/// follows().
class FollowedChannels {
public:
    static constexpr uint64_t kPatienceMs = 1'000; ///< of who joins

    /// `node`: this one's name. All outlive it.
    FollowedChannels(channels::ChannelHub &hub, RedisLine &line, const EnvelopeSeal &seal,
        const channels::HistoryLimits &limits, std::string node);
    ~FollowedChannels();

    /// Any thread. As Broker::follows().
    bool follows(std::string_view channel, const protocol::StreamPosition *since, uint64_t nowMs);

    void follow(const std::string &channel, std::function<void()> then, uint64_t nowMs);
    void watch(const std::string &prefix);
    void unwatch(const std::string &prefix);

    void onUp();
    void onDown();
    void onPushed(const redisReply &reply);
    void tick(uint64_t nowMs);
    /// Ends it: the hub is left alone from here on. Any thread, once nothing else is called.
    void clear();

    /// Where a channel stands that is in step.
    std::optional<protocol::StreamPosition> whereStands(std::string_view channel) const;
    size_t size() const { return m_channels.size(); }
    const IntakeCounts &counts() const { return m_counts; }
    double hopMs(double part) const;

private:
    struct Step;
    struct Followed;

    Followed &followed(const std::string &name);
    void subscribe(Followed &channel);
    void ask(Followed &channel);
    void onStock(const std::string &name, const redisReply *reply);
    void onMessage(std::string_view subject, std::string_view payload);
    void letGo(const std::string &name);
    void compare(Followed &channel);
    void listNames(std::string_view prefix);
    bool watched(std::string_view name, bool confirmed) const;
    void countHop(int64_t sentMicros);
    std::string key(std::string_view kind, std::string_view name) const;

    channels::ChannelHub &m_hub;
    RedisLine &m_line;
    const EnvelopeSeal &m_seal;
    const channels::HistoryLimits m_limits;
    const std::string m_node;
    const std::string m_subjects; ///< what the channels' begin with

    std::shared_mutex m_stepsMutex; ///< of m_steps, which any thread reads
    std::unordered_map<std::string, std::shared_ptr<Step>> m_steps;
    std::map<std::string, std::unique_ptr<Followed>, std::less<>> m_channels;
    struct Prefix {
        size_t watches = 0;
        bool confirmed = false; ///< the broker sends what it matches
    };
    std::map<std::string, Prefix, std::less<>> m_prefixes;
    IntakeCounts m_counts;
    std::vector<double> m_hops; ///< the newest, ms
    size_t m_hopAt = 0;
    uint64_t m_nowMs = 0;
};

} // namespace wavetape::cluster
