// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialects/binance/BinanceRequest.h"
#include "metrics/Dialect.h"
#include "sessions/CommandSession.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::sessions {

/// `/binance/ws` and `/binance/stream`: a subset of Binance's market streams on our channels
/// (server/dialects/binance). Each kind of stream is a way of reading a channel of its own, so that
/// one channel may be read as several of them. On the connection's I/O thread.
class BinanceSession final : public CommandSession {
public:
    /// `combined`: each event comes with its stream's name.
    BinanceSession(
        net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool combined);
    ~BinanceSession() override;

    /// Subscribes to what the path named; unanswered. Once, when it is in place.
    void start(const std::vector<dialects::binance::Stream> &streams);

private:
    class Subscriptions;

    std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t kind) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    bool hasCommands() const override { return !m_message.empty() || m_answering; }
    void runCommand() override;
    std::string_view dialect() const override { return "binance"; }
    uint64_t ownDeadline(uint64_t nowMs) override;

    using CommandSession::fail;
    void fail(const protocol::CommandError &error) override;
    void unsubscribed(const protocol::RequestId &id, std::string_view channel,
        const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span) override;
    void published(
        const protocol::RequestId &, std::string_view, const protocol::StreamPosition &) override
    {
    }

    void run(const dialects::binance::Subscribe &subscribe);
    void run(const dialects::binance::Unsubscribe &unsubscribe);
    void run(const dialects::binance::ListSubscriptions &list);
    void join(const dialects::binance::Stream &stream, const protocol::RequestId &id);
    /// False where it was answered that the channel is not there or not open.
    bool isServed(const dialects::binance::Stream &stream, const protocol::RequestId &id);
    void answerWhenDone(const protocol::RequestId &id);

    const metrics::DialectUse m_use;
    const bool m_combined;
    const uint64_t m_endsMs; ///< then it has been open as long as there
    std::string m_message; ///< the next to be done
    bool m_answering = false; ///< m_id is answered when what it asked for is done
    bool m_failed = false; ///< it has been answered already
    protocol::RequestId m_id;
};

} // namespace wavetape::sessions
