// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "channels/Presence.h"
#include "cluster/MemoryBroker.h"
#include "cluster/SharedBroker.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::cluster {

inline const std::string kKey(32, 'k');

inline SharedBroker::Options optionsFor(const BrokerUrl &url, const std::string &node)
{
    SharedBroker::Options options;
    options.url = url;
    options.cluster = "test";
    options.node = node;
    options.key = kKey;
    options.mostData = 512 << 10;
    return options;
}

/// As a Tape has it.
inline std::string numbered(uint64_t seq, const std::string &data)
{
    return std::to_string(seq) + ":" + data;
}

inline constexpr auto kPatience = std::chrono::seconds(20);

/// What a reader of a channel is handed, in order: `1:"data"`, `lost 2-3`, `restart`.
class Tape final : public channels::DeliverySink {
public:
    void push(channels::PublicationRef publication) override
    {
        add(std::to_string(publication->seq) + ":" + std::string(publication->data()));
    }
    void channelBorn(channels::ChannelRef channel) override { add("born " + channel->name()); }
    void channelRestarted(channels::ChannelRef, const channels::Restart &) override
    {
        add("restart");
    }
    void channelSkipped(channels::ChannelRef, const channels::Gap &gap) override
    {
        add("lost " + std::to_string(gap.from) + "-" + std::to_string(gap.to));
    }
    void wake() override { }

    std::vector<std::string> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    /// Waits until there are `count` lines.
    std::vector<std::string> waitFor(size_t count) const
    {
        std::unique_lock lock(m_mutex);
        m_grown.wait_for(lock, kPatience, [&] { return m_lines.size() >= count; });
        return m_lines;
    }

private:
    void add(std::string line)
    {
        const std::lock_guard lock(m_mutex);
        m_lines.push_back(std::move(line));
        m_grown.notify_all();
    }

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_grown;
    std::vector<std::string> m_lines;
};

/// A node without sockets: a hub, a reader and a broker.
struct Node {
    explicit Node(channels::HistoryLimits limits = {})
        : hub(channels::HubOptions {limits})
    {
        sink = hub.attach(&tape);
    }
    ~Node()
    {
        if (broker)
            broker->stop();
    }

    Published publish(const std::string &channel, const std::string &data,
        const std::string &key = {}, bool mayCreate = true)
    {
        const std::function<bool()> asks = [mayCreate] { return mayCreate; };
        const Outgoing outgoing {channel, data, key, asks};
        if (auto published = broker->publishAtOnce(outgoing))
            return *published;
        auto promise = std::make_shared<std::promise<Published>>();
        auto future = promise->get_future();
        broker->publish(
            outgoing, [promise](Published published) { promise->set_value(published); });
        return future.get();
    }

    /// Brings it in step: a channel, who reads one, the directory.
    channels::ChannelRef follow(const std::string &channel)
    {
        std::promise<void> done;
        broker->follow(channel, [&done] { done.set_value(); });
        done.get_future().wait();
        return channel == Broker::kDirectory ? nullptr : hub.findOrInterest(channel);
    }
    bool comesToKnow(const std::string &name);
    /// How many read a channel, on all nodes.
    uint64_t present(const channels::ChannelRef &channel)
    {
        return hub.presence().of(*channel).count;
    }

    /// Follows it, then reads along.
    channels::ChannelRef join(const std::string &channel)
    {
        if (!broker->follows(channel))
            follow(channel);
        channels::ChannelRef joined = hub.findOrInterest(channel);
        channels::Channel::JoinRequest request;
        request.sink = sink;
        joined->join(request);
        return joined;
    }

    channels::ChannelHub hub;
    Tape tape;
    size_t sink = 0;
    std::unique_ptr<Broker> broker;
};

template <typename Condition>
bool eventually(Condition condition)
{
    for (const auto end = std::chrono::steady_clock::now() + kPatience;
         std::chrono::steady_clock::now() < end;) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

/// Asks until it is known; false: it does not come to be.
inline bool Node::comesToKnow(const std::string &name)
{
    return eventually([&] {
        follow(name);
        return broker->follows(name);
    });
}

} // namespace wavetape::cluster
