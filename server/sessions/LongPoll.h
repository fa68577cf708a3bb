// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Outlet.h"
#include "security/AddressLimiter.h"
#include "security/SessionStore.h"
#include "sessions/PositionedSubscriptions.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wavetape::sessions {

/// One held poll: some channels, joined until something newer than a position is there. Collects
/// what comes, in one turn of the loop, as JSON; what one answer has no room for the next poll
/// finds, because the position says how far this one came. On the connection's I/O thread.
class LongPoll final : public PositionedSubscriptions, private delivery::Outlet {
public:
    LongPoll(net::Connection &connection, security::LoginSessionRef access,
        security::AddressLimiter::PollTicket ticket);
    ~LongPoll();

    /// After join(): takes what is newer already.
    void begin();
    /// Takes a share of what a replay brings.
    void pull();
    /// There is something to answer.
    bool ready() const { return m_messages && !pulling(); }
    /// What it may read has expired or was revoked.
    bool revoked(uint64_t nowMs) const { return m_access && !m_access->valid(nowMs); }
    /// Ends it. Returns `{"since":…,"messages":[…]}`, with what has come.
    std::string finish();
    size_t messages() const { return m_messages ? m_messages->size() : 0; }
    void describe(net::ConnectionRow &row) const;

private:
    Manner manner(size_t channels) const override;
    void sendSnapshot(const delivery::Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position) override;
    channels::FrameRef encodeLoss(const delivery::Subscription &subscription, uint64_t from,
        uint64_t to, std::string_view reason) const override;

    void deliver(
        delivery::Subscription &subscription, const channels::Publication &publication) override;
    bool takesRun() const override { return false; }
    void sendRun(delivery::Subscription &, const delivery::PublicationRun &) override { }
    void lose(delivery::Subscription &subscription, delivery::Loss loss, uint64_t count) override;
    void sendLoss(delivery::Subscription &subscription, uint64_t from, uint64_t to,
        channels::FrameRef notice) override;
    uint64_t dropWaiting(delivery::Subscription &subscription) override;
    void detach(delivery::Subscription &) override { }
    void overflow() override { }
    bool behind() const override { return false; }
    bool aboveHigh() const override;
    bool touched() const override { return true; }
    void flush() override { }
    void writeNow() override { }
    void makeReady() override;

    bool pulling() const;
    void collect(channels::FrameRef message);

    const security::LoginSessionRef m_access;
    const security::AddressLimiter::PollTicket m_ticket;
    std::unique_ptr<std::vector<channels::FrameRef>> m_messages; ///< null: nothing has come
    uint64_t m_bytes = 0;
    bool m_left = false;
};

} // namespace wavetape::sessions
