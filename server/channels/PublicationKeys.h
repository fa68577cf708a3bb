// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/StreamPosition.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wavetape::channels {

/// The keys that publications came with, each with the number that the first one got, for five
/// minutes. The newest `most` are kept: at most some 10 MB. Not thread-safe. Time never runs
/// backwards.
class PublicationKeys {
public:
    static constexpr int64_t kKeptNanos = 300'000'000'000;

    explicit PublicationKeys(size_t most = 32'768);

    std::optional<protocol::StreamPosition> find(
        uint32_t channel, std::string_view key, int64_t nowNanos);
    /// Pre: find() knows nothing of it.
    void add(uint32_t channel, std::string_view key, const protocol::StreamPosition &position,
        int64_t nowNanos);
    void expire(int64_t nowNanos);
    /// Every key with its channel, what the first one got and until when it is known, oldest first.
    void visit(const std::function<void(uint32_t channel, std::string_view key,
            const protocol::StreamPosition &position, int64_t untilNanos)> &visitor) const;
    size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        std::string name; ///< channel and key
        protocol::StreamPosition position;
        int64_t untilNanos;
    };

    const size_t m_most;
    std::deque<Entry> m_entries; ///< oldest first; they stay where they are
    std::unordered_map<std::string_view, const Entry *> m_byName;
};

} // namespace wavetape::channels
