// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace wavetape::security {

/// Which tokens were shown already, where each may be shown once (`jti`, RFC 7519 4.1.7): kept
/// until they expire, and bounded. Where there is no room nothing more is taken, for what is
/// forgotten could come again. Any thread; time is monotonic, in ms.
class UsedTokens {
public:
    enum class Outcome : uint8_t { first, again, full };

    explicit UsedTokens(size_t most = 100'000);

    Outcome take(std::string_view id, uint64_t expiresMs, uint64_t nowMs);
    /// When the next is forgotten, in ms from now; 0: nothing is kept.
    uint64_t waitMs(uint64_t nowMs) const;
    size_t size() const;

private:
    const size_t m_most;
    mutable std::mutex m_mutex;
    std::unordered_set<std::string> m_ids;
    std::set<std::pair<uint64_t, std::string>> m_byExpiry;
};

} // namespace wavetape::security
