// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Recovery.h"
#include "delivery/Subscriber.h"
#include "sessions/WebSocketSession.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::sessions {
// The endpoints whose messages are payloads and nothing else: no notices, codes that every client
// knows.

/// `/echo`: byte for byte; `/echo/text`: `Echo: ` and the text. Not rate limited: it answers only
/// who asks, and reads no faster than its answers are taken.
class EchoSession final : public WebSocketSession {
public:
    EchoSession(
        net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool prefixed);

private:
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    std::string_view dialect() const override { return "echo"; }

    const bool m_prefixed;
};

/// Subscribed from the start to some channels, in bare form. Base of what follows.
class FixedSubscriptions : public WebSocketSession, public delivery::Subscriber {
public:
    ~FixedSubscriptions() override;

protected:
    FixedSubscriptions(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    /// Joins, and sends the snapshot's data first where `snapshot`.
    void join(const channels::ChannelRef &channel, const channels::Form &form, bool snapshot);
    /// Takes one message of the client's allowance; after the tenth too many within 10 s the
    /// connection ends with 1013.
    bool takeRate();
    void onClosing() override;
    void pull() override;
    void describe(net::ConnectionRow &row) const override;

private:
    struct Allowance;
    delivery::Recovery &recovery();
    void onSkipped(delivery::Subscription &subscription) override;
    void onRestart(delivery::Subscription &subscription, const channels::Restart &restart) override;
    void onGap(delivery::Subscription &subscription, const channels::Gap &gap) override;
    void onResyncWanted() override { } // nobody can be told; a book's readers are let go
    void sendSnapshot(const delivery::Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position) override;

    std::vector<std::unique_ptr<delivery::Subscription>> m_subscriptions;
    std::unique_ptr<delivery::Recovery> m_recovery; ///< made when something is missed
    std::unique_ptr<Allowance> m_allowance;
};

/// `/broadcast`: every message to all on that path, the sender included.
class BroadcastSession final : public FixedSubscriptions {
public:
    BroadcastSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    /// After the 101.
    void start();

private:
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    std::string_view dialect() const override { return "broadcast"; }
};

/// `/ws/<channel>`: one channel's data; `/stream?streams=…`: several, each message naming its
/// channel. Text sent to it is ignored.
class BareSession final : public FixedSubscriptions {
public:
    BareSession(
        net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool combined);
    /// After the 101.
    void start(const std::vector<channels::ChannelRef> &channels);

private:
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    std::string_view dialect() const override { return m_combined ? "stream" : "bare"; }

    const bool m_combined;
};

} // namespace wavetape::sessions
