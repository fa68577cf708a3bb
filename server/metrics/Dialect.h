// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/Tally.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wavetape::metrics {

/// Other people's protocols that are spoken here.
enum class Dialect : uint8_t { centrifuge, binance, foxglove, socketIo, yjs };
inline constexpr size_t kDialects = 5;
/// As label and in rows, in the order of the enumeration.
inline constexpr std::array<std::string_view, kDialects> kDialectNames {
    "centrifuge", "binance", "foxglove", "socket.io", "yjs"};

/// What the clients of one of them did, on one I/O thread.
struct DialectStats {
    Tally opened, closed; ///< connections
    Tally requests, refused; ///< of the clients; those that were answered with an error
};

/// One connection's part in it, as long as it lives. On its I/O thread.
class DialectUse {
public:
    explicit DialectUse(DialectStats &stats)
        : m_stats(stats)
    {
        m_stats.opened.add(1);
    }
    ~DialectUse() { m_stats.closed.add(1); }
    DialectUse(const DialectUse &) = delete;
    DialectUse &operator=(const DialectUse &) = delete;

    void countRequest() const { m_stats.requests.add(1); }
    void countRefused() const { m_stats.refused.add(1); }

private:
    DialectStats &m_stats;
};

} // namespace wavetape::metrics
