// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"

#include <mutex>
#include <vector>

namespace wavetape::channels {

/// Keeps what an I/O thread would have been handed. Thread-safe.
class CollectingSink final : public DeliverySink {
public:
    void push(PublicationRef publication) override
    {
        const std::lock_guard lock(m_mutex);
        m_publications.push_back(std::move(publication));
    }
    void channelBorn(ChannelRef channel) override
    {
        const std::lock_guard lock(m_mutex);
        m_born.push_back(std::move(channel));
    }
    void channelRestarted(ChannelRef channel, const Restart &) override
    {
        const std::lock_guard lock(m_mutex);
        m_restarted.push_back(std::move(channel));
    }
    void wake() override
    {
        const std::lock_guard lock(m_mutex);
        ++m_wakes;
    }

    std::vector<PublicationRef> takePublications()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_publications, {});
    }
    std::vector<ChannelRef> takeBorn()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_born, {});
    }
    std::vector<ChannelRef> takeRestarted()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_restarted, {});
    }
    size_t takeWakes()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_wakes, 0);
    }

private:
    std::mutex m_mutex;
    std::vector<PublicationRef> m_publications;
    std::vector<ChannelRef> m_born, m_restarted;
    size_t m_wakes = 0;
};

inline std::string text(const PublicationRef &publication)
{
    return std::string(publication->message->payload());
}

} // namespace wavetape::channels
