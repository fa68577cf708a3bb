// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SampleRing.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace wavetape::plotting {

// One stream of samples through changes of rate: each begin() starts a fresh SampleRing of the size
// that the rate calls for. Writer: the client thread. Reader: the GUI thread, which takes ring()
// once per frame and may keep an older one as long as it likes.
class SampleStream {
public:
    // The ring holds `seconds` of samples, but never more than `maxSamples`.
    explicit SampleStream(double seconds = 20, std::size_t maxSamples = std::size_t(1) << 24);

    // Writer. Samples before the first begin() are dropped; a gap longer than the ring starts
    // afresh.
    void begin(double rateHz);
    // `timeUs` is the first sample's. Where times and rate drift apart (a rate that was guessed),
    // the ring's origin follows the times, smoothly, so that its end stays where the newest sample
    // is.
    void append(std::span<const float> samples, int64_t timeUs);
    void gap(uint64_t samples);

    // Any thread. Samples that were appended so far: what is a gap did not come.
    uint64_t arrived() const { return m_arrived.load(std::memory_order_relaxed); }
    // Any thread; null before the first begin().
    std::shared_ptr<SampleRing> ring() const;

private:
    const double m_seconds;
    const std::size_t m_maxSamples;
    mutable std::mutex m_mutex; // guards m_ring's exchange, not the samples
    std::shared_ptr<SampleRing> m_ring;
    SampleRing *m_writing = nullptr; // the writer's own copy of the pointer
    std::atomic<uint64_t> m_arrived = 0;
    bool m_timed = false; // the ring knows its origin
};

} // namespace wavetape::plotting
