// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::feeds {

/// An I/O thread's place, taken by a test: keeps what the hub delivers, in order.
class CaptureSink final : public channels::DeliverySink {
public:
    explicit CaptureSink(channels::ChannelHub &hub)
        : m_index(hub.attach(this))
    {
    }

    void push(channels::PublicationRef publication) override
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(publication));
    }
    void channelBorn(channels::ChannelRef) override { }
    void channelRestarted(channels::ChannelRef, const channels::Restart &) override
    {
        ++m_restarts;
    }
    void wake() override { ++m_wakes; }

    channels::Channel::JoinResult join(channels::Channel &channel)
    {
        channels::Channel::JoinRequest request;
        request.sink = m_index;
        request.session = 1;
        return channel.join(request);
    }
    void leave(channels::Channel &channel) { channel.leave(m_index, 1, false); }

    std::vector<channels::PublicationRef> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_queue, {});
    }
    uint64_t wakes() const { return m_wakes; }
    uint64_t restarts() const { return m_restarts; }

private:
    const size_t m_index;
    std::mutex m_mutex;
    std::vector<channels::PublicationRef> m_queue;
    std::atomic<uint64_t> m_wakes {0};
    std::atomic<uint64_t> m_restarts {0};
};

/// The payload of a publication as the wire has it.
inline std::string_view payloadOf(const channels::PublicationRef &publication)
{
    return publication->message->payload();
}

/// The `data` of a text publication, without the time of its publishing.
inline std::string dataOf(const channels::PublicationRef &publication)
{
    const std::string_view payload = payloadOf(publication);
    const size_t begin = payload.find(R"(,"data":)") + 8;
    return std::string(payload.substr(begin, payload.rfind(R"(,"seq":)") - begin));
}

/// The channel's name in a text publication.
inline std::string channelOf(const channels::PublicationRef &publication)
{
    constexpr std::string_view kHead = R"({"channel":")";
    const std::string_view payload = payloadOf(publication).substr(kHead.size());
    return std::string(payload.substr(0, payload.find('"')));
}

} // namespace wavetape::feeds
