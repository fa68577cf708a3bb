// SPDX-License-Identifier: GPL-3.0-or-later
#include "Signal.h"

#include <algorithm>
#include <cmath>
#include <random>

Signal::Signal()
    : m_samples(2 * kLength)
{
    std::mt19937 random(42);
    std::normal_distribution<float> noise(0, 0.2f);
    for (std::size_t i = 0; i < kLength; ++i) {
        m_samples[i] = 0.6f * std::sin(static_cast<float>(i) * 6.2831853f / 5000) + noise(random);
        m_samples[i + kLength] = m_samples[i];
    }
}

std::span<const float> Signal::next(std::size_t count)
{
    count = std::min(count, kLength);
    const auto part = std::span(m_samples).subspan(m_at, count);
    m_at = (m_at + count) % kLength;
    return part;
}
