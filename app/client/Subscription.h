// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>

#include <cstdint>
#include <utility>

namespace wavetape::client {

class FeedClient;

// Keeps a subscription alive; destroying it ends the handler at once and, when it was the channel's
// last one, the subscription on the wire. GUI thread. May outlive the client.
class Subscription {
public:
    Subscription() = default;
    Subscription(FeedClient *client, uint64_t id)
        : m_client(client)
        , m_id(id)
    {
    }
    ~Subscription() { reset(); }
    Subscription(Subscription &&other) noexcept
        : m_client(std::exchange(other.m_client, nullptr))
        , m_id(std::exchange(other.m_id, 0))
    {
    }
    Subscription &operator=(Subscription &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_client = std::exchange(other.m_client, nullptr);
            m_id = std::exchange(other.m_id, 0);
        }
        return *this;
    }

    explicit operator bool() const { return m_client && m_id; }
    void reset();

private:
    QPointer<FeedClient> m_client;
    uint64_t m_id = 0;
};

} // namespace wavetape::client
