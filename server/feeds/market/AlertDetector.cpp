// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/AlertDetector.h"

#include "feeds/market/MarketTime.h"

#include <algorithm>
#include <cmath>

namespace wavetape::feeds::market {

namespace {
constexpr int64_t kSilence = 60 * kSecond;
constexpr double kJump = 0.004;
constexpr double kMove = 0.008;
constexpr double kVolume = 6;
constexpr double kUsualSeconds = 120;
constexpr int64_t kVolumeSeconds = 5;
} // namespace

std::string_view alertKindName(AlertKind kind)
{
    constexpr std::string_view kNames[] = {"jump", "move", "volume"};
    return kNames[static_cast<size_t>(kind)];
}

bool AlertDetector::mayTell(AlertKind kind, int64_t time)
{
    int64_t &silentUntil = m_silentUntil[static_cast<size_t>(kind)];
    if (time < silentUntil)
        return false;
    silentUntil = time + kSilence;
    return true;
}

std::optional<Alert> AlertDetector::watch(const Candle &second)
{
    const int64_t time = second.start + kSecond;
    std::optional<Alert> alert;
    const auto changeSince = [&](int64_t price) {
        return static_cast<double>(second.close) / static_cast<double>(price) - 1;
    };

    // Seconds without a trade have no candle: look at times, not at places in the ring.
    const Second *oldest = nullptr;
    const Second *newest = nullptr;
    int64_t recentVolume = second.volume;
    const uint64_t held = std::min<uint64_t>(m_count, kSeconds);
    for (uint64_t i = m_count - held; i < m_count; ++i) {
        const Second &past = m_past[i % kSeconds];
        if (past.start < second.start - kSecond * static_cast<int64_t>(kSeconds))
            continue;
        if (!oldest)
            oldest = &past;
        newest = &past;
        if (past.start > second.start - kVolumeSeconds * kSecond)
            recentVolume += past.volume;
    }
    if (newest && std::abs(changeSince(newest->close)) >= kJump && mayTell(AlertKind::jump, time)) {
        mayTell(AlertKind::move, time); // the same news
        alert = Alert {AlertKind::jump, time, second.close, changeSince(newest->close)};
    } else if (oldest && std::abs(changeSince(oldest->close)) >= kMove
        && mayTell(AlertKind::move, time)) {
        alert = Alert {AlertKind::move, time, second.close, changeSince(oldest->close)};
    } else {
        const double times = static_cast<double>(recentVolume) / (m_usualVolume * kVolumeSeconds);
        if (m_count > kSeconds && times >= kVolume && mayTell(AlertKind::volume, time))
            alert = Alert {AlertKind::volume, time, second.close, times};
    }

    const double weight = 1 / std::min(static_cast<double>(m_count) + 1, kUsualSeconds);
    m_usualVolume += weight * (static_cast<double>(second.volume) - m_usualVolume);
    m_past[m_count++ % kSeconds] = {second.start, second.close, second.volume};
    return alert;
}

} // namespace wavetape::feeds::market
