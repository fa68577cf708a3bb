// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/Broker.h"
#include "cluster/BrokerUrl.h"
#include "cluster/Envelope.h"

#include <memory>
#include <string>

namespace wavetape::cluster {

class FeedLead;

/// A broker that nodes share numbers, stores and sends: a Redis or a NATS, as the URL says
/// (BrokerLine). One thread of its own, which has the line. No other thread ever waits for it.
class SharedBroker final : public Broker {
public:
    struct Options {
        BrokerUrl url;
        std::string cluster; ///< nodes of one name share channels
        std::string node; ///< its own name among them
        std::string key; ///< what envelopes are sealed with; EnvelopeSeal::kLeastKey bytes or more
        size_t mostData = 1 << 20; ///< bytes of one publication
        channels::HistoryLimits history; ///< that the broker keeps of each channel
        /// What this node says of itself in `sys.cluster`: members of a JSON object, without its
        /// braces. On the broker's thread.
        std::function<std::string()> members;
        /// Something to be told to people; on the broker's thread.
        std::function<void(const std::string &sentence)> note;
    };

    /// `hub` outlives it.
    SharedBroker(channels::ChannelHub &hub, Options options);
    /// stop()
    ~SharedBroker() override;

    /// Looks for the broker. An error where coming again cannot help (password, version, key, a
    /// node of the same name), one sentence; a broker that is not there is waited for meanwhile.
    tl::expected<void, std::string> start();

    /// This node's part in the feed of all. Lives as long as this.
    FeedLead &feed();

    std::optional<Published> publishAtOnce(const Outgoing &) override { return std::nullopt; }
    void publish(const Outgoing &outgoing, PublishDone done) override;
    bool follows(std::string_view channel, const protocol::StreamPosition *since) override;
    void follow(std::string_view channel, std::function<void()> then) override;
    void watch(std::string_view prefix) override;
    void unwatch(std::string_view prefix) override;
    std::shared_ptr<const KnownChannels> directory() const override;
    BrokerReading reading() const override;
    void stop() override;
    /// The same without a word to the others, as where the process is killed.
    void abandon();

private:
    struct Impl;
    void end(bool farewell);
    const std::unique_ptr<Impl> m_impl;
};

} // namespace wavetape::cluster
