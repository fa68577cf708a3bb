// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Reply.h"
#include "sessions/SubscriptionSet.h"

#include <list>
#include <memory>

namespace wavetape::sessions {

/// What a connection asked of its subscriptions and what is left of it to do, in order. A request
/// may bring more than one turn or the reader can take (a prefix over thousands of channels, a
/// list), so it is done in steps. On the connection's I/O thread.
class SubscriptionRequests {
public:
    /// All outlive it.
    SubscriptionRequests(
        net::Connection &connection, ChannelPeer &peer, SubscriptionSet &subscriptions);

    void add(protocol::SubscribeCommand &command);
    void add(protocol::UnsubscribeCommand &command);
    void add(protocol::ListCommand &command);
    void clear() { m_waiting.clear(); }

    bool empty() const { return m_waiting.empty(); }
    /// The first waits until its channel is in step with the other nodes (ChannelPeer::goOn()).
    bool waits() const { return m_following > 0; }
    /// Does a part of the first. Pre: not empty() and not waits().
    void step();

private:
    struct Request {
        enum class Kind : uint8_t {
            join, ///< a channel or prefix that a subscribe named
            matches, ///< the channels that a prefix matches, from `from` on
            unsubscribe, ///< a channel or prefix that an unsubscribe named
            leave, ///< the subscriptions of a prefix that has ended
            list, ///< the answer to a `list`, of which `text` is made
        };
        Kind kind = Kind::join;
        Join join;
        bool followed = false; ///< join, list: it is as the other nodes have it, or as can be
        bool replaces = false; ///< matches: what the prefix brought before
        std::string from; ///< matches, list: the name to go on with
        std::string text; ///< list: the rows so far
        std::vector<uint32_t> left; ///< leave: the channels' ids
        protocol::Totals totals; ///< leave: of those that have ended
    };

    bool mustFollow(const Request &request) const;
    void follow();
    bool full() const; ///< as many subscriptions as it may have
    void refuseFurther(const Join &join);
    void join(const Join &join);
    void joinPrefix(const Join &join);
    void matches(Request request);
    void unsubscribe(const Join &join);
    void unsubscribePrefix(const Join &join);
    void leaves(Request request);
    void list(Request request);
    void fail(protocol::ErrorCode code, std::string_view message, const Join &join,
        std::string_view path = {});
    void acknowledgeEnd(const Join &join, const protocol::Totals &totals,
        const std::optional<protocol::SeqSpan> &span);

    net::Connection &m_connection;
    ChannelPeer &m_peer;
    SubscriptionSet &m_subscriptions;
    std::list<Request> m_waiting; ///< nothing is kept for it while it is empty, as with nearly all
    size_t m_following = 0; ///< channels that are brought in step
    const std::shared_ptr<char> m_alive = std::make_shared<char>(); ///< for who answers late
};

} // namespace wavetape::sessions
