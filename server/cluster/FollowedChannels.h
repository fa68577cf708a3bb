// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"
#include "cluster/Envelope.h"
#include "cluster/Resequencer.h"

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

/// The channels that a node keeps in step with a broker: subscribed to, asked for, compared now and
/// then, let go when nobody has read them for a while. Lives on the broker's thread, but for
/// follows().
class FollowedChannels {
public:
    static constexpr uint64_t kPatienceMs = 1'000; ///< of who joins

    /// `node`: this one's name. All outlive it.
    FollowedChannels(
        channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal, std::string node);
    ~FollowedChannels();

    /// Any thread. As Broker::follows().
    bool follows(std::string_view channel, const protocol::StreamPosition *since, uint64_t nowMs);

    void follow(const std::string &channel, std::function<void()> then, uint64_t nowMs);
    void watch(const std::string &prefix);
    void unwatch(const std::string &prefix);

    void onUp();
    void onDown();
    void onSubscribed(const std::string &channel);
    void onPrefixSubscribed(const std::string &prefix);
    void onArrival(std::string_view channel, Arrival arrival);
    void onGarbled();
    void tick(uint64_t nowMs);
    /// Ends it: the hub is left alone from here on. Any thread, once nothing else is called.
    void clear();

    /// Where a channel stands that is in step.
    std::optional<protocol::StreamPosition> whereStands(std::string_view channel) const;
    size_t size() const { return m_channels.size(); }
    const ArrivalCounts &counts() const { return m_counts; }
    double hopMs(double part) const;

private:
    struct Step;
    struct Followed;

    Followed &followed(const std::string &name);
    void subscribe(Followed &channel);
    void ask(Followed &channel);
    void onStock(const std::string &name, const std::optional<Stock> &stock);
    void letGo(const std::string &name);
    void compare(Followed &channel);
    bool watched(std::string_view name, bool confirmed) const;
    void countHop(int64_t sentMicros);

    channels::ChannelHub &m_hub;
    BrokerLine &m_line;
    const EnvelopeSeal &m_seal;
    const std::string m_node;

    std::shared_mutex m_stepsMutex; ///< of m_steps, which any thread reads
    std::unordered_map<std::string, std::shared_ptr<Step>> m_steps;
    std::map<std::string, std::unique_ptr<Followed>, std::less<>> m_channels;
    struct Prefix {
        size_t watches = 0;
        bool confirmed = false; ///< the broker sends what it matches
    };
    std::map<std::string, Prefix, std::less<>> m_prefixes;
    ArrivalCounts m_counts;
    std::vector<double> m_hops; ///< the newest, ms
    size_t m_hopAt = 0;
    uint64_t m_nowMs = 0;
};

} // namespace wavetape::cluster
