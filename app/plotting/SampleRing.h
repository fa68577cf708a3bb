// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/MinMaxPyramid.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace wavetape::plotting {

// The last `capacity` float32 samples of a stream, addressed by an absolute index that only grows,
// with a min/max pyramid over them. One thread writes, one reads, no locks: the reader may be
// overtaken, and every read says whether it was. NaN is a gap.
class SampleRing {
public:
    // Capacity is rounded up to a power of two, at least 4096. `rateHz` > 0.
    SampleRing(std::size_t capacity, double rateHz);

    std::size_t capacity() const { return m_capacity; }
    double rateHz() const { return m_rateHz; }
    // No other ring of this process has or had it.
    uint64_t id() const { return m_id; }

    // Writer.
    void append(std::span<const float> samples);
    void appendGap(uint64_t samples); // NaNs, at most the capacity
    void setOriginUs(int64_t us) { m_originUs.store(us, std::memory_order_relaxed); }

    // Reader. Samples [begin(), end()) are there; begin() may move on while one looks.
    uint64_t end() const { return m_head.load(std::memory_order_acquire); }
    uint64_t begin() const;
    // When sample 0 was taken, us since 1970; sample i followed i / rateHz() later.
    int64_t originUs() const { return m_originUs.load(std::memory_order_relaxed); }
    // Copies [from, from + out.size()); false (content unspecified) if any of it is not there.
    bool read(uint64_t from, std::span<float> out) const;
    // Exact extremes of [from, to), gaps left out; `overrun` if any of it is not there (any more).
    MinMax minMax(uint64_t from, uint64_t to, bool *overrun = nullptr) const;
    // The last i in [from, to) with sample(i - 1) < level <= sample(i), skipping by the pyramid.
    // Nothing found: `to`.
    uint64_t lastRisingEdge(uint64_t from, uint64_t to, float level) const;
    // Complete groups of 16^level samples within [begin(), end()); check intact() after reading.
    const MinMaxPyramid &pyramid() const { return m_pyramid; }
    // Nothing at or behind `from` has been overwritten up to now.
    bool intact(uint64_t from) const;

private:
    struct Free {
        void operator()(void *memory) const;
    };
    std::atomic_ref<float> slot(uint64_t index) const
    {
        return std::atomic_ref<float>(m_samples.get()[index & m_mask]);
    }
    float at(uint64_t index) const { return slot(index).load(std::memory_order_relaxed); }

    const uint64_t m_id;
    std::size_t m_capacity;
    uint64_t m_mask;
    double m_rateHz;
    std::unique_ptr<float, Free> m_samples; // zero pages until written
    MinMaxPyramid m_pyramid;
    std::atomic<int64_t> m_originUs {0};
    alignas(64) std::atomic<uint64_t> m_reserved {0}; // index behind the last one being written
    alignas(64) std::atomic<uint64_t> m_head {0}; // index behind the last readable one
};

// A ring of its own with the newest `wanted` samples of `ring` (fewer where there are fewer). What
// the writer overwrites meanwhile becomes a gap. Reader.
std::shared_ptr<SampleRing> copyNewest(const SampleRing &ring, uint64_t wanted);

} // namespace wavetape::plotting
