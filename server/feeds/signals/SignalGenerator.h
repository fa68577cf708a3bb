// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace wavetape::feeds::signals {

enum class SignalKind : uint8_t {
    sine1, ///< 5 Hz
    square1, ///< 2 Hz, duty 1/2
    chirp, ///< 1 … 100 Hz, linear, over 4 s, phase-continuous where it begins anew
    noise, ///< white, close to normal, standard deviation 0.25
    ecg, ///< 72 beats a minute, beats differ a little
    burst, ///< every second a packet of 40 Hz, 0.4 s long, of varying height; silence between
};
constexpr SignalKind kSignalKinds[] = {SignalKind::sine1, SignalKind::square1, SignalKind::chirp,
    SignalKind::noise, SignalKind::ecg, SignalKind::burst};
std::string_view signalName(SignalKind kind);
std::optional<SignalKind> parseSignal(std::string_view name);

/// A signal whose sample n is a function of n, rate and seed alone: any block can be made without
/// those before it, and blocks join without a seam however they are cut. Values within about -1.5
/// … 1.5. Immutable, so thread-safe.
class SignalGenerator {
public:
    /// Pre: rate > 0, samples/s.
    SignalGenerator(SignalKind kind, double rate, uint64_t seed);

    SignalKind kind() const { return m_kind; }
    double rate() const { return m_rate; }
    /// Writes samples firstIndex … firstIndex + out.size() - 1.
    void fill(uint64_t firstIndex, std::span<float> out) const;

private:
    void fillChunk(uint64_t firstIndex, float *out) const;

    SignalKind m_kind;
    double m_rate;
    uint64_t m_seed;
    uint64_t m_step; ///< cycles per sample × 2^64
};

} // namespace wavetape::feeds::signals
