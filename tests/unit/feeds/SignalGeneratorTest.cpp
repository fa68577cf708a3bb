// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/SignalGenerator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace wavetape::feeds::signals {

namespace {
std::vector<float> make(
    SignalKind kind, double rate, uint64_t first, size_t count, uint64_t seed = 42)
{
    std::vector<float> samples(count);
    SignalGenerator(kind, rate, seed).fill(first, samples);
    return samples;
}

/// Amplitude of the sine of `hz` in `samples` (Goertzel's algorithm, the long way).
double amplitudeAt(const std::vector<float> &samples, double rate, double hz)
{
    double re = 0;
    double im = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
        re += samples[i] * std::cos(angle);
        im += samples[i] * std::sin(angle);
    }
    return 2 * std::hypot(re, im) / static_cast<double>(samples.size());
}

class EverySignal : public testing::TestWithParam<SignalKind> { };
} // namespace

INSTANTIATE_TEST_SUITE_P(Signals, EverySignal, testing::ValuesIn(kSignalKinds),
    [](const auto &info) { return std::string(signalName(info.param)); });

TEST_P(EverySignal, IsTheSameHoweverItIsCut)
{
    for (const double rate : {1.0, 997.3, 48'000.0, 10e6}) {
        for (const uint64_t first :
            {uint64_t(0), uint64_t(123'457), uint64_t(40'000'000'000'001)}) {
            const std::vector<float> whole = make(GetParam(), rate, first, 5000);
            size_t at = 0;
            for (size_t length = 1; at < whole.size(); length = length * 2 % 1023 + 1) {
                const size_t count = std::min(length, whole.size() - at);
                const std::vector<float> part = make(GetParam(), rate, first + at, count);
                for (size_t i = 0; i < count; ++i)
                    ASSERT_EQ(part[i], whole[at + i])
                        << "rate " << rate << ", sample " << first + at + i;
                at += count;
            }
        }
    }
}

TEST_P(EverySignal, IsAFunctionOfTheSeed)
{
    const bool random = GetParam() == SignalKind::noise || GetParam() == SignalKind::ecg
        || GetParam() == SignalKind::burst;
    const std::vector<float> one = make(GetParam(), 48'000, 100'000, 48'000, 1);
    EXPECT_EQ(one, make(GetParam(), 48'000, 100'000, 48'000, 1));
    EXPECT_EQ(one != make(GetParam(), 48'000, 100'000, 48'000, 2), random);
}

TEST_P(EverySignal, StaysWithinItsRange)
{
    const std::vector<float> samples = make(GetParam(), 48'000, 0, 480'000);
    float top = 0;
    for (const float sample : samples) {
        ASSERT_TRUE(std::isfinite(sample));
        top = std::max(top, std::abs(sample));
    }
    EXPECT_LE(top, 1.5f);
    EXPECT_GE(top, 0.4f);
}

TEST(SignalGenerator, ContinuousSignalsHaveNoSeamBetweenSamples)
{
    for (const SignalKind kind : kSignalKinds) {
        if (kind == SignalKind::noise || kind == SignalKind::square1)
            continue; // these jump by their nature
        // 100 kS/s: the steepest of them, the QRS of a heart beat, the chirp's end and the bursts,
        // move by less than this.
        const std::vector<float> samples = make(kind, 100'000, 0, 1'000'000);
        for (size_t i = 1; i < samples.size(); ++i)
            ASSERT_LT(std::abs(samples[i] - samples[i - 1]), 0.008f)
                << signalName(kind) << " " << i;
    }
}

TEST(SignalGenerator, NamesAreThoseOfTheChannels)
{
    for (const SignalKind kind : kSignalKinds)
        EXPECT_EQ(parseSignal(signalName(kind)), kind);
    EXPECT_FALSE(parseSignal("sine2"));
}

TEST(SignalGenerator, SineIsASine)
{
    const std::vector<float> samples = make(SignalKind::sine1, 48'000, 0, 48'000);
    for (size_t i = 0; i < samples.size(); ++i)
        ASSERT_NEAR(
            samples[i], std::sin(2 * std::numbers::pi * 5 * static_cast<double>(i) / 48'000), 2e-6);
    EXPECT_NEAR(amplitudeAt(samples, 48'000, 5), 1, 1e-4);
    for (const double hz : {1.0, 10.0, 15.0, 750.0, 1500.0})
        EXPECT_LT(amplitudeAt(samples, 48'000, hz), 1e-5) << hz << " Hz";
}

TEST(SignalGenerator, SineKeepsItsPhaseAfterAYear)
{
    // A year at 10 MS/s ends on a whole number of periods; rounding of the step may shift it by
    // less than a hundredth of one.
    const uint64_t year = 31'536'000ull * 10'000'000ull;
    const std::vector<float> samples = make(SignalKind::sine1, 10e6, year, 100);
    EXPECT_NEAR(samples[0], 0, 0.06);
}

TEST(SignalGenerator, SquareHasOddHarmonicsOnly)
{
    const std::vector<float> samples = make(SignalKind::square1, 48'000, 0, 48'000);
    for (const int harmonic : {1, 3, 5, 7})
        EXPECT_NEAR(
            amplitudeAt(samples, 48'000, 2.0 * harmonic), 4 / (std::numbers::pi * harmonic), 2e-3);
    for (const int harmonic : {2, 4, 6})
        EXPECT_LT(amplitudeAt(samples, 48'000, 2.0 * harmonic), 1e-3);
}

TEST(SignalGenerator, ChirpRisesAndBeginsAnew)
{
    const double rate = 48'000;
    const std::vector<float> samples
        = make(SignalKind::chirp, rate, 0, static_cast<size_t>(rate) * 8);
    const auto crossings = [&](double from, double to) {
        int count = 0;
        for (auto i = static_cast<size_t>(from * rate) + 1; i < static_cast<size_t>(to * rate); ++i)
            count += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        return count / (to - from);
    };
    // The frequency at t is 1 + 24.75 t Hz.
    EXPECT_NEAR(crossings(0.9, 1.1), 25.75, 5);
    EXPECT_NEAR(crossings(1.9, 2.1), 50.5, 5);
    EXPECT_NEAR(crossings(3.8, 4.0), 97.5, 5);
    EXPECT_NEAR(crossings(5.9, 6.1), 50.5, 5);
    for (size_t i = 0; i < static_cast<size_t>(rate) * 4; i += 97) {
        const double t = static_cast<double>(i) / rate;
        ASSERT_NEAR(samples[i], std::sin(2 * std::numbers::pi * (t + 12.375 * t * t)), 1e-4) << i;
    }
}

TEST(SignalGenerator, NoiseIsWhite)
{
    const std::vector<float> samples = make(SignalKind::noise, 48'000, 7, 100'000);
    double sum = 0;
    double squares = 0;
    double neighbours = 0;
    double fourth = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        sum += samples[i];
        squares += double(samples[i]) * samples[i];
        fourth += std::pow(double(samples[i]), 4);
        neighbours += i ? double(samples[i]) * samples[i - 1] : 0;
    }
    const auto n = static_cast<double>(samples.size());
    EXPECT_NEAR(sum / n, 0, 0.004);
    EXPECT_NEAR(std::sqrt(squares / n), 0.25, 0.003);
    EXPECT_NEAR(neighbours / squares, 0, 0.015);
    EXPECT_NEAR(fourth / n / std::pow(squares / n, 2), 2.7, 0.1) << "four uniform numbers";
}

TEST(SignalGenerator, HeartBeats72TimesAMinute)
{
    const std::vector<float> samples = make(SignalKind::ecg, 1000, 0, 60'000);
    int beats = 0;
    for (size_t i = 1; i < samples.size(); ++i)
        beats += samples[i - 1] < 0.7f && samples[i] >= 0.7f ? 1 : 0;
    EXPECT_EQ(beats, 72);
}

TEST(SignalGenerator, BurstsAreSilentBetween)
{
    const std::vector<float> samples = make(SignalKind::burst, 10'000, 0, 50'000);
    for (int second = 0; second < 5; ++second) {
        float loud = 0;
        for (size_t i = 0; i < 10'000; ++i) {
            const float sample = std::abs(samples[static_cast<size_t>(second) * 10'000 + i]);
            if (i > 4000) {
                ASSERT_EQ(sample, 0.0f);
            }
            loud = std::max(loud, sample);
        }
        EXPECT_GT(loud, 0.38f);
    }
}

} // namespace wavetape::feeds::signals
