// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <deque>
#include <string>

namespace wavetape::feeds::market {

/// The last publications of a channel, as JSON: the snapshot of `alerts` and of `news`. Belongs to
/// the channel's mutex.
class RecentList final : public channels::SnapshotSource {
public:
    static constexpr size_t kLength = 20;

    void put(std::string_view json)
    {
        m_items.emplace_back(json);
        if (m_items.size() > kLength)
            m_items.pop_front();
    }
    void append(std::string &out) const override
    {
        out += '[';
        for (const std::string &item : m_items) {
            if (out.back() != '[')
                out += ',';
            out += item;
        }
        out += ']';
    }

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive.sequence(m_items, kLength, [&](std::string &item) { archive.text(item); });
    }

private:
    std::deque<std::string> m_items;
};

} // namespace wavetape::feeds::market
