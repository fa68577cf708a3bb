// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SampleRing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <new>
#include <vector>

namespace wavetape::plotting {

namespace {

constexpr std::size_t kMinCapacity = 4096;

uint64_t nextId()
{
    static std::atomic<uint64_t> last {0};
    return ++last;
}

std::size_t groupSize(unsigned level)
{
    return std::size_t(1) << (level * MinMaxPyramid::kShift);
}

} // namespace

void SampleRing::Free::operator()(void *memory) const
{
    std::free(memory);
}

SampleRing::SampleRing(std::size_t capacity, double rateHz)
    : m_id(nextId())
    , m_capacity(std::bit_ceil(std::max(capacity, kMinCapacity)))
    , m_mask(m_capacity - 1)
    , m_rateHz(rateHz)
    , m_samples(static_cast<float *>(std::calloc(m_capacity, sizeof(float))))
    , m_pyramid(m_capacity)
{
    if (!m_samples)
        throw std::bad_alloc();
}

// A sequence lock over the whole ring: what is about to be overwritten is announced before the
// first store, so that a reader which saw any of it also sees the announcement afterwards.
void SampleRing::append(std::span<const float> samples)
{
    while (!samples.empty()) {
        const auto part = samples.first(std::min(samples.size(), m_capacity / 4));
        const uint64_t head = m_head.load(std::memory_order_relaxed);
        m_reserved.store(head + part.size(), std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_release);
        for (std::size_t i = 0; i < part.size(); ++i)
            slot(head + i).store(part[i], std::memory_order_relaxed);
        m_pyramid.append(head, part);
        m_head.store(head + part.size(), std::memory_order_release);
        samples = samples.subspan(part.size());
    }
}

void SampleRing::appendGap(uint64_t samples)
{
    std::array<float, 1024> nothing;
    nothing.fill(std::numeric_limits<float>::quiet_NaN());
    samples = std::min<uint64_t>(samples, m_capacity);
    while (samples > 0) {
        const std::size_t part = std::min<uint64_t>(samples, nothing.size());
        append(std::span(nothing).first(part));
        samples -= part;
    }
}

uint64_t SampleRing::begin() const
{
    const uint64_t reserved = m_reserved.load(std::memory_order_relaxed);
    return reserved > m_capacity ? reserved - m_capacity : 0;
}

bool SampleRing::intact(uint64_t from) const
{
    std::atomic_thread_fence(std::memory_order_acquire);
    return from >= begin();
}

bool SampleRing::read(uint64_t from, std::span<float> out) const
{
    if (from + out.size() > end() || !intact(from))
        return false;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = at(from + i);
    return intact(from);
}

MinMax SampleRing::minMax(uint64_t from, uint64_t to, bool *overrun) const
{
    MinMax result;
    const bool there = to <= end() && intact(from);
    uint64_t index = from;
    while (there && index < to) {
        const unsigned aligned = index ? std::countr_zero(index) / MinMaxPyramid::kShift : 64;
        const unsigned fits = (std::bit_width(to - index) - 1) / MinMaxPyramid::kShift;
        const unsigned level = std::min({aligned, fits, m_pyramid.levels()});
        if (level == 0) {
            result.add(at(index++));
        } else {
            result.add(m_pyramid.entry(level, index >> (level * MinMaxPyramid::kShift)));
            index += groupSize(level);
        }
    }
    if (overrun)
        *overrun = !there || !intact(from);
    return result;
}

uint64_t SampleRing::lastRisingEdge(uint64_t from, uint64_t to, float level) const
{
    // The sample before an edge must be there as well, and a margin keeps the writer away.
    from = std::max(from, begin() + 1);
    if (to > end())
        return to;
    uint64_t pos = to;
    while (pos > from) {
        unsigned k
            = std::min<unsigned>(std::countr_zero(pos) / MinMaxPyramid::kShift, m_pyramid.levels());
        while (k > 0 && pos - from < groupSize(k))
            --k;
        bool skipped = false;
        for (; k > 0; --k) {
            const uint64_t start = pos - groupSize(k);
            const MinMax group = m_pyramid.entry(k, start >> (k * MinMaxPyramid::kShift));
            // No sample reaches the level: no edge can end in here. None is below: only the first
            // sample can be the end of one.
            if (group.empty() || group.max < level) {
                pos = start;
                skipped = true;
                break;
            }
            if (group.min >= level) {
                if (at(start) >= level && at(start - 1) < level)
                    return start;
                // A gap inside hides samples from the extremes but makes no edge either.
                pos = start;
                skipped = true;
                break;
            }
        }
        if (skipped)
            continue;
        --pos;
        if (at(pos) >= level && at(pos - 1) < level)
            return pos;
    }
    return to;
}

std::shared_ptr<SampleRing> copyNewest(const SampleRing &ring, uint64_t wanted)
{
    const uint64_t end = ring.end();
    const uint64_t count = std::min({wanted, end, ring.capacity() * 7 / 8});
    auto copy = std::make_shared<SampleRing>(count, ring.rateHz());
    const uint64_t from = end - count;
    copy->setOriginUs(
        ring.originUs() + static_cast<int64_t>(static_cast<double>(from) / ring.rateHz() * 1e6));
    std::vector<float> chunk;
    for (uint64_t at = from; at < end; at += chunk.size()) {
        chunk.resize(std::min<uint64_t>(end - at, 65536));
        if (ring.read(at, chunk))
            copy->append(chunk);
        else
            copy->appendGap(chunk.size());
    }
    return copy;
}

} // namespace wavetape::plotting
