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

/// Signals are made in chunks that begin at multiples of kChunk: what a chunk's samples are worth
/// does not depend on where a block begins, and within one the arithmetic may be short and the
/// loops plain enough for vectors.
constexpr size_t kChunk = 64;

/// The sine of a phase, a fraction of a turn × 2^32. A polynomial instead of sin(): compilers make
/// vectors of it. Error below 3e-7.
inline float sineOfPhase(uint32_t phase)
{
    // The second and third quarter are the first and fourth, mirrored: -1/4 … 1/4 turn is left.
    const auto mirror = static_cast<uint32_t>(static_cast<int32_t>(phase << 1 ^ phase) >> 31);
    const auto folded = static_cast<int32_t>((phase ^ mirror) ^ (mirror & 0x80000000u));
    const float y = static_cast<float>(folded) * 0x1p-31f;
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

/// Like mix() with one multiplication: good enough for noise.
inline uint64_t scramble(uint64_t value)
{
    const auto product = static_cast<unsigned __int128>(value) * (value ^ 0x5851f42d4c957f2dull);
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

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

/// Where a signal with `step` (cycles per sample × 2^64) is at sample `index`.
struct Place {
    Place(uint64_t index, uint64_t step)
    {
        const auto turns = static_cast<unsigned __int128>(index) * step;
        cycle = static_cast<uint64_t>(turns >> 64);
        phase = static_cast<uint64_t>(turns);
    }
    uint64_t cycle;
    uint64_t phase; ///< × 2^-64
};

/// Does the cycle end within `count` steps?
bool endsWithin(uint64_t phase, uint64_t step, size_t count)
{
    return static_cast<unsigned __int128>(step) * count > ~phase;
}

uint32_t toPhase(double turns)
{
    return static_cast<uint32_t>(static_cast<int64_t>(turns * 0x1p32));
}

/// The upper half of a step, to nearest: over a chunk it is off by less than 2^-26 turns.
uint32_t shortStep(uint64_t step)
{
    return static_cast<uint32_t>((step + (1ull << 31)) >> 32);
}

void chunkSine(uint64_t index, uint64_t step, float *out)
{
    const auto phase = static_cast<uint32_t>(Place(index, step).phase >> 32);
    const uint32_t by = shortStep(step);
    for (uint32_t i = 0; i < kChunk; ++i)
        out[i] = sineOfPhase(phase + i * by);
}

void chunkSquare(uint64_t index, uint64_t step, float *out)
{
    const uint64_t phase = Place(index, step).phase;
    for (size_t i = 0; i < kChunk; ++i)
        out[i] = static_cast<int64_t>(phase + i * step) < 0 ? -1.0f : 1.0f;
}

void chunkChirp(uint64_t index, uint64_t step, float *out)
{
    // Turns at the part t of a sweep: t (linear + square t).
    constexpr double kLinear = kChirpFromHz * kChirpSeconds;
    constexpr double kSquare = (kChirpToHz - kChirpFromHz) * kChirpSeconds / 2;
    const uint64_t phase = Place(index, step).phase;
    const double dt = static_cast<double>(step) * 0x1p-64;
    if (endsWithin(phase, step, kChunk) || dt * kChirpToHz * kChirpSeconds > 0.5) {
        for (size_t i = 0; i < kChunk; ++i) {
            const double t = static_cast<double>(phase + i * step) * 0x1p-64;
            out[i] = sineOfPhase(toPhase(t * (kLinear + kSquare * t)));
        }
        return;
    }
    // The same by differences, which are exact for a parabola.
    const double t = static_cast<double>(phase) * 0x1p-64;
    const double turns = t * (kLinear + kSquare * t);
    auto at = static_cast<uint64_t>((turns - std::floor(turns)) * 0x1p63) << 1;
    auto by = static_cast<uint64_t>(dt * (kLinear + kSquare * (2 * t + dt)) * 0x1p64);
    const auto more = static_cast<uint64_t>(2 * kSquare * dt * dt * 0x1p64);
    uint32_t phases[kChunk];
    for (uint32_t &place : phases) {
        place = static_cast<uint32_t>(at >> 32);
        at += by;
        by += more;
    }
    for (size_t i = 0; i < kChunk; ++i)
        out[i] = sineOfPhase(phases[i]);
}

void chunkNoise(uint64_t index, uint64_t seed, float *out)
{
    for (size_t i = 0; i < kChunk; ++i) {
        const uint64_t bits = scramble(seed + (index + i) * kGolden);
        // The sum of four uniform numbers of 16 bits is bell-shaped.
        constexpr uint64_t kEven = 0x0000ffff0000ffff;
        const uint64_t pairs = (bits & kEven) + (bits >> 16 & kEven);
        const auto sum = static_cast<int32_t>((pairs & 0xffffffff) + (pairs >> 32));
        out[i] = static_cast<float>(sum - 2 * 0xffff) * (0.25f / 37837.2f);
    }
}

void chunkEcg(uint64_t index, uint64_t step, uint64_t seed, float *out)
{
    uint64_t beat = Place(index, step).cycle, phase = Place(index, step).phase;
    float height = 0;
    float drift = 0;
    float slope = 0;
    const auto begin = [&] {
        height = 0.92f + 0.16f * uniformAt(beat, seed);
        drift = 0.10f * (uniformAt(beat, seed + 1) - 0.5f);
        slope = 0.10f * (uniformAt(beat + 1, seed + 1) - 0.5f) - drift;
    };
    begin();
    for (size_t i = 0; i < kChunk; ++i) {
        const auto at = static_cast<uint32_t>(phase >> (64 - kBeatBits));
        const float part
            = static_cast<float>(static_cast<uint32_t>(phase << kBeatBits >> 40)) * 0x1p-24f;
        const float whole = static_cast<float>(static_cast<uint32_t>(phase >> 40)) * 0x1p-24f;
        out[i] = height * (kBeat[at] + part * (kBeat[at + 1] - kBeat[at])) + drift + whole * slope;
        phase += step;
        if (phase < step) {
            ++beat;
            begin();
        }
    }
}

void chunkBurst(uint64_t index, uint64_t step, uint64_t seed, float *out)
{
    constexpr auto kEnd = static_cast<uint64_t>(kBurstWidth * 0x1p64);
    constexpr double kBellTurns = 1 / kBurstWidth / 2; // per period
    auto [period, phase] = Place(index, step);
    if (phase >= kEnd && !endsWithin(phase, step, kChunk)) {
        std::fill_n(out, kChunk, 0.0f);
        return;
    }
    float height = 0.4f + 0.6f * uniformAt(period, seed);
    if (!endsWithin(phase, step, kChunk) && phase + kChunk * step < kEnd) {
        const double t = static_cast<double>(phase) * 0x1p-64;
        const double dt = static_cast<double>(step) * 0x1p-64;
        const uint32_t bell = toPhase(t * kBellTurns);
        const uint32_t bellStep = toPhase(dt * kBellTurns);
        const uint32_t tone = toPhase(t * kBurstToneTurns);
        const uint32_t toneStep = toPhase(dt * kBurstToneTurns);
        for (uint32_t i = 0; i < kChunk; ++i) {
            const float envelope = sineOfPhase(bell + i * bellStep);
            out[i] = height * envelope * envelope * sineOfPhase(tone + i * toneStep);
        }
        return;
    }
    for (size_t i = 0; i < kChunk; ++i) {
        const double t = static_cast<double>(phase) * 0x1p-64;
        const float envelope = phase < kEnd ? sineOfPhase(toPhase(t * kBellTurns)) : 0.0f;
        out[i] = height * envelope * envelope * sineOfPhase(toPhase(t * kBurstToneTurns));
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

void SignalGenerator::fillChunk(uint64_t firstIndex, float *out) const
{
    switch (m_kind) {
    case SignalKind::sine1:
        return chunkSine(firstIndex, m_step, out);
    case SignalKind::square1:
        return chunkSquare(firstIndex, m_step, out);
    case SignalKind::chirp:
        return chunkChirp(firstIndex, m_step, out);
    case SignalKind::noise:
        return chunkNoise(firstIndex, m_seed, out);
    case SignalKind::ecg:
        return chunkEcg(firstIndex, m_step, m_seed, out);
    case SignalKind::burst:
        return chunkBurst(firstIndex, m_step, m_seed, out);
    }
}

void SignalGenerator::fill(uint64_t firstIndex, std::span<float> out) const
{
    size_t done = 0;
    while (done < out.size()) {
        const uint64_t index = firstIndex + done;
        const size_t skipped = index % kChunk;
        const size_t count = std::min(kChunk - skipped, out.size() - done);
        if (count == kChunk) {
            fillChunk(index, out.data() + done);
        } else {
            float chunk[kChunk];
            fillChunk(index - skipped, chunk);
            std::copy_n(chunk + skipped, count, out.data() + done);
        }
        done += count;
    }
}

} // namespace wavetape::feeds::signals
