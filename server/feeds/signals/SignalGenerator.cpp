// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/SignalGenerator.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::feeds::signals {

namespace {

constexpr std::string_view kNames[] = {"sine1", "square1", "chirp", "noise", "ecg", "burst"};

constexpr double kSineHz = 5;
constexpr double kSquareHz = 2;
constexpr double kChirpSeconds = 4;
constexpr double kChirpFromHz = 1;
constexpr double kChirpToHz = 100;
// A whole number of turns per sweep: the phase is where it began when the next sweep begins.
static_assert((kChirpFromHz + kChirpToHz) * kChirpSeconds / 2 == 202);
constexpr double kBeatsPerSecond = 1.2;
constexpr double kBurstHz = 1;
constexpr double kBurstToneTurns = 40; // per period
constexpr double kBurstWidth = 0.4; // of a period

double cyclesPerSecond(SignalKind kind)
{
    switch (kind) {
    case SignalKind::sine1:
        return kSineHz;
    case SignalKind::square1:
        return kSquareHz;
    case SignalKind::chirp:
        return 1 / kChirpSeconds;
    case SignalKind::ecg:
        return kBeatsPerSecond;
    case SignalKind::burst:
        return kBurstHz;
    case SignalKind::noise:
        break;
    }
    return 0;
}

/// The sine of `turns`·2π, phase as a fraction of 2^32. A polynomial instead of sin(): the compiler
/// makes it a loop over vectors. Error below 2e-7.
inline float sineOfPhase(uint32_t phase)
{
    const float half
        = static_cast<float>(static_cast<int32_t>(phase)) * 0x1p-31f; // -1 … 1 half turns
    const float sign = half < 0 ? -1.0f : 1.0f;
    const float size = half * sign;
    const float y = sign * (size > 0.5f ? 1.0f - size : size);
    const float z = y * y;
    // Taylor's coefficients of sin(πy); |y| <= 1/2, so the first one left out is below 6e-8.
    return y
        * (3.14159265f
            + z
                * (-5.16771278f
                    + z
                        * (2.55016404f
                            + z * (-0.599264529f + z * (0.0821458866f + z * -0.00737043095f)))));
}

inline uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
    return value ^ (value >> 31);
}

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15ull;

/// 0 … 1, a function of `index` and `seed`.
float uniformAt(uint64_t index, uint64_t seed)
{
    return static_cast<float>(mix(seed + index * kGolden) >> 40) * 0x1p-24f;
}

constexpr unsigned kBeatBits = 11;
constexpr unsigned kBeatSize = 1u << kBeatBits;

/// One heart beat: P, Q, R, S and T as bells of their own place, width and height.
std::array<float, kBeatSize + 1> makeBeat()
{
    struct Bell {
        double at, width, height;
    };
    constexpr Bell kBells[] = {{0.20, 0.025, 0.13}, {0.345, 0.010, -0.12}, {0.37, 0.0115, 1.15},
        {0.395, 0.0105, -0.27}, {0.62, 0.045, 0.28}};
    std::array<float, kBeatSize + 1> beat {};
    for (unsigned i = 0; i <= kBeatSize; ++i) {
        const double t = static_cast<double>(i) / kBeatSize;
        double value = 0;
        for (const Bell &bell : kBells) {
            const double x = (t - bell.at) / bell.width;
            value += bell.height * std::exp(-x * x / 2);
        }
        beat[i] = static_cast<float>(value);
    }
    return beat;
}

const std::array<float, kBeatSize + 1> kBeat = makeBeat();

void fillSine(uint64_t phase, uint64_t step, std::span<float> out)
{
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = sineOfPhase(static_cast<uint32_t>((phase + i * step) >> 32));
}

void fillSquare(uint64_t phase, uint64_t step, std::span<float> out)
{
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<int64_t>(phase + i * step) < 0 ? -1.0f : 1.0f;
}

void fillChirp(uint64_t phase, uint64_t step, std::span<float> out)
{
    constexpr double kLinear = kChirpFromHz * kChirpSeconds;
    constexpr double kSquare = (kChirpToHz - kChirpFromHz) * kChirpSeconds / 2;
    for (size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>((phase + i * step) >> 11) * 0x1p-53;
        const double turns = t * (kLinear + kSquare * t);
        out[i] = sineOfPhase(static_cast<uint32_t>(static_cast<int64_t>(turns * 0x1p32)));
    }
}

void fillNoise(uint64_t index, uint64_t seed, std::span<float> out)
{
    for (size_t i = 0; i < out.size(); ++i) {
        const uint64_t bits = mix(seed + (index + i) * kGolden);
        // Four uniform numbers of 16 bits: their sum is bell-shaped, and its extremes are ±0.87.
        const auto sum = static_cast<int32_t>(
            (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48));
        out[i] = static_cast<float>(sum - 2 * 0xffff) * (0.25f / 37837.2f);
    }
}

void fillEcg(uint64_t beat, uint64_t phase, uint64_t step, uint64_t seed, std::span<float> out)
{
    float height = 0;
    float drift = 0;
    float driftNext = 0;
    const auto begin = [&] {
        height = 0.92f + 0.16f * uniformAt(beat, seed);
        drift = 0.10f * (uniformAt(beat, seed + 1) - 0.5f);
        driftNext = 0.10f * (uniformAt(beat + 1, seed + 1) - 0.5f);
    };
    begin();
    for (float &sample : out) {
        const auto at = static_cast<uint32_t>(phase >> (64 - kBeatBits));
        const float part = static_cast<float>(phase << kBeatBits >> 40) * 0x1p-24f;
        const float whole = static_cast<float>(phase >> 40) * 0x1p-24f;
        const float value = kBeat[at] + part * (kBeat[at + 1] - kBeat[at]);
        sample = height * value + drift + whole * (driftNext - drift);
        phase += step;
        if (phase < step) {
            ++beat;
            begin();
        }
    }
}

void fillBurst(uint64_t period, uint64_t phase, uint64_t step, uint64_t seed, std::span<float> out)
{
    constexpr auto kEnd = static_cast<uint64_t>(kBurstWidth * 0x1p64);
    constexpr double kEnvelope = 1 / kBurstWidth / 2;
    float height = 0.4f + 0.6f * uniformAt(period, seed);
    for (float &sample : out) {
        sample = 0;
        if (phase < kEnd) {
            const double t = static_cast<double>(phase >> 11) * 0x1p-53;
            const float bell = sineOfPhase(static_cast<uint32_t>(t * kEnvelope * 0x1p32));
            sample = height * bell * bell
                * sineOfPhase(
                    static_cast<uint32_t>(static_cast<int64_t>(t * kBurstToneTurns * 0x1p32)));
        }
        phase += step;
        if (phase < step)
            height = 0.4f + 0.6f * uniformAt(++period, seed);
    }
}

} // namespace

std::string_view signalName(SignalKind kind)
{
    return kNames[static_cast<size_t>(kind)];
}

std::optional<SignalKind> parseSignal(std::string_view name)
{
    for (const SignalKind kind : kSignalKinds) {
        if (signalName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

SignalGenerator::SignalGenerator(SignalKind kind, double rate, uint64_t seed)
    : m_kind(kind)
    , m_rate(rate)
    , m_seed(mix(seed + kGolden * (static_cast<uint64_t>(kind) + 1)))
{
    // Below the Nyquist rate a signal folds, as it would in an instrument; a step of a whole turn
    // is one of none.
    const double cycles = cyclesPerSecond(kind) / rate;
    m_step = static_cast<uint64_t>(std::llround((cycles - std::floor(cycles)) * 0x1p62)) << 2;
}

void SignalGenerator::fill(uint64_t firstIndex, std::span<float> out) const
{
    const auto turns = static_cast<unsigned __int128>(firstIndex) * m_step;
    const auto phase = static_cast<uint64_t>(turns);
    const auto cycle = static_cast<uint64_t>(turns >> 64);
    switch (m_kind) {
    case SignalKind::sine1:
        return fillSine(phase, m_step, out);
    case SignalKind::square1:
        return fillSquare(phase, m_step, out);
    case SignalKind::chirp:
        return fillChirp(phase, m_step, out);
    case SignalKind::noise:
        return fillNoise(firstIndex, m_seed, out);
    case SignalKind::ecg:
        return fillEcg(cycle, phase, m_step, m_seed, out);
    case SignalKind::burst:
        return fillBurst(cycle, phase, m_step, m_seed, out);
    }
}

} // namespace wavetape::feeds::signals
