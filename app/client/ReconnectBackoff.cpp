// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/ReconnectBackoff.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace wavetape::client {

ReconnectBackoff::ReconnectBackoff(BackoffSettings settings, Random random)
    : m_settings(settings)
    , m_random(std::move(random))
{
    if (!m_random) {
        m_random = [engine = std::mt19937_64(std::random_device {}())]() mutable {
            return std::uniform_real_distribution<double>(0, 1)(engine);
        };
    }
}

std::optional<int64_t> ReconnectBackoff::next()
{
    if (m_settings.maxAttempts > 0 && m_attempts >= m_settings.maxAttempts)
        return {};
    const auto cap = static_cast<double>(m_settings.capMs);
    // Past the cap the power is of no interest, and would overflow one day.
    const double grown = static_cast<double>(m_settings.baseMs)
        * std::pow(m_settings.factor, std::min(m_attempts, 64));
    const double ceiling = std::isfinite(grown) ? std::min(cap, grown) : cap;
    ++m_attempts;
    if (m_settings.schedule == BackoffSettings::Schedule::Exact)
        return std::llround(ceiling);
    return std::llround(ceiling * std::clamp(m_random(), 0.0, 1.0));
}

std::optional<int64_t> ReconnectBackoff::next(int64_t hintMs)
{
    const auto own = next();
    if (!own)
        return {};
    return std::clamp<int64_t>(hintMs, 0, m_settings.hintCapMs) + *own;
}

} // namespace wavetape::client
