// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SpectrumAnalyser.h"

#include <kissfft/kiss_fftr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

namespace wavetape::plotting {

struct SpectrumAnalyser::Plan {
    explicit Plan(std::size_t size)
        : config(kiss_fftr_alloc(static_cast<int>(size), 0, nullptr, nullptr))
        , input(size)
        , output(size / 2 + 1)
    {
    }
    ~Plan() { kiss_fftr_free(config); }

    kiss_fftr_cfg config;
    std::vector<float> input;
    std::vector<kiss_fft_cpx> output;
};

SpectrumAnalyser::SpectrumAnalyser(std::size_t size)
{
    size = std::clamp(std::bit_ceil(std::clamp(size, kSmallest, kLargest)), kSmallest, kLargest);
    m_plan = std::make_unique<Plan>(size);
    m_window.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double phase
            = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
        m_window[i] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
    }
    m_scale = 2 / std::accumulate(m_window.begin(), m_window.end(), 0.0f);
}

SpectrumAnalyser::~SpectrumAnalyser() = default;

void SpectrumAnalyser::setAveraging(double share)
{
    m_averaging = std::isfinite(share) ? static_cast<float>(std::clamp(share, 0.0, 0.98)) : 0;
}

bool SpectrumAnalyser::add(std::span<const float> samples)
{
    if (samples.size() != size())
        return false;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (!std::isfinite(samples[i]))
            return false;
        m_plan->input[i] = samples[i] * m_window[i];
    }
    kiss_fftr(m_plan->config, m_plan->input.data(), m_plan->output.data());

    const std::size_t bins = m_plan->output.size();
    const float old = m_powers.size() == bins ? m_averaging : 0;
    m_powers.resize(bins);
    m_levels.resize(bins);
    for (std::size_t i = 0; i < bins; ++i) {
        // There is only one of the first and of the last; the others have a twin at -f.
        const float scale = i == 0 || i + 1 == bins ? m_scale / 2 : m_scale;
        const float real = m_plan->output[i].r * scale, imaginary = m_plan->output[i].i * scale;
        float power = real * real + imaginary * imaginary;
        if (!std::isfinite(power))
            power = std::numeric_limits<float>::max(); // samples near the largest float
        m_powers[i] = old > 0 ? m_powers[i] * old + power * (1 - old) : power;
        m_levels[i] = std::max(10 * std::log10(m_powers[i] + 1e-30f), kFloorDb);
    }
    return true;
}

} // namespace wavetape::plotting
