// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "protocol/ChannelFamily.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

/// What a replayed channel is at any moment, for whoever joins late: the recorded state, and what
/// was published since, put together as the channel's family does it. Values stay as they are
/// written. Thread-safe.
class ReplayState final : public channels::SnapshotSource {
public:
    /// Null where the channel's family has no state of that kind.
    static std::shared_ptr<ReplayState> of(std::string_view channel);
    ~ReplayState() override;

    /// Takes a recorded state in place of what is known. `json`: valid JSON.
    void load(std::string_view json);
    /// Takes a publication.
    void apply(std::string_view json);
    /// Nothing is known.
    void clear();
    void append(std::string &out) const override;

private:
    enum class Form : uint8_t { book, candles, recent, rows };
    explicit ReplayState(Form form)
        : m_form(form)
    {
    }
    void put(std::string_view json);

    using Levels = std::map<double, std::string>; ///< price, and the level as JSON
    const Form m_form;
    mutable std::mutex m_mutex;
    bool m_known = false;
    std::string m_last; ///< a book's
    Levels m_bids, m_asks;
    std::vector<std::pair<std::string, std::string>> m_items; ///< key, JSON
};

} // namespace wavetape::recording
