// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::cluster {

/// What clients have published on anywhere, as the broker has it, when somebody wants a list. Lives
/// on the broker's thread, but for all() and isFresh().
class ChannelDirectory {
public:
    static constexpr uint64_t kFreshMs = 1'000, kPatienceMs = 1'000;
    static constexpr size_t kMostNames = 10'000;

    /// `line` outlives it.
    explicit ChannelDirectory(BrokerLine &line)
        : m_line(line)
    {
    }

    std::shared_ptr<const KnownChannels> all() const; ///< null: nobody has asked
    bool isFresh(uint64_t nowMs) const;

    /// Reads it and calls `then` once, after a second at the latest.
    void read(std::function<void()> then, uint64_t nowMs);
    void tick(uint64_t nowMs);

private:
    void onRead(std::optional<KnownChannels> known);

    BrokerLine &m_line;
    mutable std::mutex m_mutex; ///< of these two
    std::shared_ptr<const KnownChannels> m_all;
    uint64_t m_readMs = 0;
    bool m_isReading = false;
    uint64_t m_nowMs = 0;
    std::vector<std::pair<uint64_t, std::function<void()>>> m_waiters; ///< due, what then
};

} // namespace wavetape::cluster
