// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/Broker.h"

namespace wavetape::cluster {

/// One node alone: its hub numbers, at once. No thread, no state of its own.
class MemoryBroker final : public Broker {
public:
    /// `hub` outlives it.
    explicit MemoryBroker(channels::ChannelHub &hub);

    std::optional<Published> publishAtOnce(const Outgoing &outgoing) override;
    void publish(const Outgoing &outgoing, PublishDone done) override;
    bool follows(std::string_view, const protocol::StreamPosition *) override { return true; }
    void follow(std::string_view, std::function<void()> then) override { then(); }
    void watch(std::string_view) override { }
    void unwatch(std::string_view) override { }
    std::shared_ptr<const KnownChannels> directory() const override { return nullptr; }
    BrokerReading reading() const override { return {}; }
    void stop() override { }

private:
    channels::ChannelHub &m_hub;
};

} // namespace wavetape::cluster
