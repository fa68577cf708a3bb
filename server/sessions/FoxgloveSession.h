// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialects/foxglove/FoxgloveRequest.h"
#include "metrics/Dialect.h"
#include "sessions/CommandSession.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wavetape::sessions {

/// `/foxglove`: a subset of Foxglove's WebSocket protocol on our channels
/// (server/dialects/foxglove). It says what channels there are when it opens. On the connection's
/// I/O thread.
class FoxgloveSession final : public CommandSession {
public:
    FoxgloveSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    ~FoxgloveSession() override;

    /// Says who the server is, and begins to advertise. Once, when it is in place.
    void greet();

private:
    class Subscriptions;

    std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t way) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    bool hasCommands() const override { return m_advertising || !m_message.empty(); }
    void runCommand() override;
    std::string_view dialect() const override { return "foxglove"; }
    uint64_t ownDeadline(uint64_t nowMs) override { return laggingDeadline(nowMs); }

    using CommandSession::fail;
    void fail(const protocol::CommandError &error) override;
    void unsubscribed(const protocol::RequestId &, std::string_view, const protocol::Totals &,
        const std::optional<protocol::SeqSpan> &) override
    {
    }
    void published(
        const protocol::RequestId &, std::string_view, const protocol::StreamPosition &) override
    {
    }

    void advertise();
    /// The client's number of what it reads of a channel.
    uint32_t numberOf(const channels::Channel &channel) const;
    void run(const dialects::foxglove::Subscribe &subscribe);
    void run(const dialects::foxglove::Unsubscribe &unsubscribe);

    const metrics::DialectUse m_use;
    bool m_advertising = false;
    std::string m_from; ///< the channel to go on with
    std::unordered_map<uint32_t, std::string> m_topics; ///< advertised, by channel
    std::unordered_map<uint32_t, uint32_t> m_channels; ///< subscribed, by the client's number
    std::unordered_map<uint32_t, uint32_t> m_numbers; ///< the same the other way
    std::string m_message; ///< the next to be done
};

} // namespace wavetape::sessions
