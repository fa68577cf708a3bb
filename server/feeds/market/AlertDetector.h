// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/CandleBuilder.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::feeds::market {

enum class AlertKind : uint8_t {
    jump, ///< far within a second
    move, ///< far within a minute
    volume, ///< many times the usual volume within five seconds
};
std::string_view alertKindName(AlertKind kind);

struct Alert {
    AlertKind kind = AlertKind::jump;
    int64_t time = 0; ///< µs since 1970
    int64_t price = 0; ///< ticks
    double change = 0; ///< relative; for `volume` how many times the usual
};

/// Watches one symbol's candles of a second. Not thread-safe.
class AlertDetector {
public:
    /// The next candle, closed. At most one alert; after one of a kind a minute of silence about
    /// that kind.
    std::optional<Alert> watch(const Candle &second);

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(m_past, m_count, m_usualVolume, m_silentUntil);
    }

private:
    struct Second {
        int64_t start = 0;
        int64_t close = 0;
        int64_t volume = 0;
    };
    static constexpr size_t kSeconds = 60;

    bool mayTell(AlertKind kind, int64_t time);

    std::array<Second, kSeconds> m_past;
    uint64_t m_count = 0;
    double m_usualVolume = 0; ///< per second
    std::array<int64_t, 3> m_silentUntil {};
};

} // namespace wavetape::feeds::market
