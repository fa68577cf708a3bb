// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace wavetape::plotting {

// Levels of the frequencies in a stretch of samples: Hann window, real FFT, dB where a sine of
// amplitude 1 has 0 dB. Averages powers from one transform to the next. One thread.
class SpectrumAnalyser {
public:
    static constexpr std::size_t kSmallest = 256, kLargest = 65536;
    static constexpr float kFloorDb = -200; // of silence

    // Rounded up to a power of two within the limits.
    explicit SpectrumAnalyser(std::size_t size = 4096);
    ~SpectrumAnalyser();

    std::size_t size() const { return m_window.size(); }
    // Share of the former picture that stays, 0 (none) to 0.98.
    void setAveraging(double share);
    void reset() { m_powers.clear(); }

    // Exactly size() samples. False, and nothing changes, where one is not finite.
    bool add(std::span<const float> samples);
    // size() / 2 + 1 bins from 0 to half the rate; empty before the first add().
    const std::vector<float> &levels() const { return m_levels; }

private:
    struct Plan;
    std::unique_ptr<Plan> m_plan;
    std::vector<float> m_window;
    std::vector<float> m_powers;
    std::vector<float> m_levels;
    float m_scale = 1; // spectrum to amplitude
    float m_averaging = 0;
};

} // namespace wavetape::plotting
