// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Recovery.h"
#include "delivery/Subscriber.h"
#include "net/ConnectionRow.h"
#include "protocol/Inspection.h"
#include "protocol/PositionText.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace wavetape::net {
class Connection;
} // namespace wavetape::net

namespace wavetape::sessions {

/// A fixed set of channels, joined together at a position and left together: what a reader over
/// HTTP has. On the connection's I/O thread.
class PositionedSubscriptions : public delivery::Subscriber {
public:
    /// What each channel's subscription is made of.
    struct Manner {
        const channels::Form *form = nullptr;
        bool prefixed = false;
        bool snapshot = true; ///< is wanted also where no position is given
        bool onlyNewer = false; ///< at the channel's own position there is nothing to send
    };

    /// Joins all, of which nothing is sent yet. `since`: of each, or empty. Returns the position
    /// that it really goes on from. Once.
    std::string join(const std::vector<channels::ChannelRef> &channels,
        const std::vector<protocol::StreamPosition> &since);

protected:
    std::vector<protocol::SubscriptionDetails> subscriptions() const;
    PositionedSubscriptions(net::Connection &connection, delivery::Outlet &outlet);
    ~PositionedSubscriptions();

    using Part = delivery::Subscription;

    virtual Manner manner(size_t channels) const = 0;
    /// Sends what the join has found to be missed: losses, snapshots; replays follow by pull().
    void beginAll();
    bool recovering() const { return m_recovery && m_recovery->busy(); }
    /// One step of the recovery; false where there is none to take.
    bool step();
    void leaveAll();
    /// After all that is queued: up to where each channel was queued, or told to be lost.
    std::string toldPosition() const;
    std::span<Part> parts() const { return {m_parts.get(), m_count}; }
    size_t placeOf(const Part &part) const { return static_cast<size_t>(&part - m_parts.get()); }
    bool single() const { return m_count == 1; }
    net::Connection &connection() const { return m_connection; }
    /// Pre: the manner is `prefixed`.
    protocol::PositionText &position() const { return *m_position; }

    void onSkipped(delivery::Subscription &subscription) override;
    void onRestart(delivery::Subscription &subscription, const channels::Restart &restart) override;
    void onGap(delivery::Subscription &subscription, const channels::Gap &gap) override;
    void onResyncWanted() override;

private:
    struct Start;
    delivery::Recovery &recovery();

    net::Connection &m_connection;
    delivery::Outlet &m_outlet;
    std::unique_ptr<Part[]> m_parts; ///< in one piece: many readers hold one each
    size_t m_count = 0;
    std::unique_ptr<Start> m_start; ///< between join() and beginAll()
    std::unique_ptr<delivery::Recovery> m_recovery; ///< made when something is missed
    std::unique_ptr<protocol::PositionText> m_position; ///< where every event has it written anew
};

} // namespace wavetape::sessions
