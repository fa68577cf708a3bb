// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <deque>
#include <string>

namespace wavetape::feeds::market {

/// The last alerts, as JSON: the snapshot of `alerts`. Belongs to the channel's mutex.
class AlertList final : public channels::SnapshotSource {
public:
    static constexpr size_t kLength = 20;

    void put(std::string_view json)
    {
        m_alerts.emplace_back(json);
        if (m_alerts.size() > kLength)
            m_alerts.pop_front();
    }
    void append(std::string &out) const override
    {
        out += '[';
        for (const std::string &alert : m_alerts) {
            if (out.back() != '[')
                out += ',';
            out += alert;
        }
        out += ']';
    }

private:
    std::deque<std::string> m_alerts;
};

} // namespace wavetape::feeds::market
