// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/ByteLine.h"

#include <algorithm>
#include <iterator>

namespace wavetape::faults {

namespace {
constexpr uint64_t kNanosPerSecond = 1'000 * kNanosPerMs;
constexpr uint64_t kBits = 8, kBlock = 1024;
// At a rate bytes come out in pieces of so long, or of so few or many bytes.
constexpr uint64_t kPiecesPerSecond = 200;
constexpr size_t kLeastPiece = 16, kMostPiece = 16 * 1024, kLeastSlice = 1;
constexpr uint64_t kNanosPerMicro = 1'000;
} // namespace

ByteLine::ByteLine(size_t room)
    : m_room(room)
{
}

ByteLine::ByteLine(const FaultRequest &request, size_t room)
    : ByteLine(room)
{
    set(FaultPlan(request, "").byteFaults());
}

void ByteLine::set(std::span<const ByteFault> faults)
{
    const auto held = [](const ByteFault &fault) {
        return fault.fault.amount || fault.fault.spread || fault.fault.type == FaultType::timeout
            || fault.fault.type == FaultType::limitData || fault.fault.type == FaultType::blackhole;
    };
    std::vector<ByteFault> before;
    before.swap(m_faults);
    std::copy_if(faults.begin(), faults.end(), std::back_inserter(m_faults), held);
    const auto has = [](const std::vector<ByteFault> &all, const ByteFault &one) {
        return std::any_of(all.begin(), all.end(),
            [&](const ByteFault &other) { return other.fault == one.fault; });
    };
    uint64_t most = kNever;
    bool fresh = false;
    for (const ByteFault &fault : m_faults) {
        if (fault.fault.type != FaultType::limitData)
            continue;
        fresh = fresh || !has(before, fault);
        most = std::min(most, fault.fault.amount);
    }
    if (fresh || most == kNever)
        m_left = most;
}

uint64_t ByteLine::lateness(uint64_t nowNanos)
{
    uint64_t nanos = 0;
    for (const ByteFault &fault : m_faults) {
        if (fault.fault.type != FaultType::latency || nowNanos < fault.fromNanos
            || nowNanos >= fault.toNanos)
            continue;
        uint64_t late = fault.fault.amount * kNanosPerMs;
        if (const uint64_t spread = fault.fault.spread * kNanosPerMs) {
            late += draw(fault.fault.seed.value_or(0), 0, fault.fault.name, "jitter", {}, m_drawn++)
                % (2 * spread + 1);
            late -= std::min(late, spread);
        }
        nanos += late;
    }
    return nanos;
}

size_t ByteLine::put(std::string_view bytes, uint64_t nowNanos)
{
    bytes = bytes.substr(0, std::min<uint64_t>(room(), m_left));
    if (bytes.empty())
        return 0;
    if (m_left != kNever)
        m_left -= bytes.size();
    const uint64_t late = lateness(nowNanos);
    uint64_t rate = 0; // the least
    const Fault *slicer = nullptr;
    for (const ByteFault &fault : m_faults) {
        if (nowNanos < fault.fromNanos || nowNanos >= fault.toNanos)
            continue;
        if (fault.fault.type == FaultType::bandwidth)
            rate = rate ? std::min(rate, fault.fault.amount) : fault.fault.amount;
        else if (fault.fault.type == FaultType::slicer)
            slicer = &fault.fault;
    }
    const uint64_t perSecond = rate / kBits;
    const size_t most = rate
        ? std::clamp<size_t>(perSecond / kPiecesPerSecond, kLeastPiece, kMostPiece)
        : bytes.size();
    uint64_t pauses = 0;
    for (size_t at = 0; at < bytes.size();) {
        size_t piece = most;
        if (slicer) {
            const uint64_t spread = std::min(slicer->spread, slicer->amount);
            const uint64_t more
                = draw(slicer->seed.value_or(0), 0, slicer->name, "slice", {}, m_drawn++)
                % (2 * spread + 1);
            piece = std::min<size_t>(
                piece, std::max<uint64_t>(kLeastSlice, slicer->amount + more - spread));
        }
        Part part {std::min(piece, bytes.size() - at), nowNanos + late + pauses, slicer != nullptr};
        if (rate) {
            m_freeNanos
                = std::max(m_freeNanos, nowNanos) + part.bytes * kBits * kNanosPerSecond / rate;
            part.dueNanos = m_freeNanos + late + pauses;
        }
        if (slicer)
            pauses += slicer->pauseMicros * kNanosPerMicro;
        // A fault that begins or ends changes no order.
        if (!m_parts.empty())
            part.dueNanos = std::max(part.dueNanos, m_parts.back().dueNanos);
        m_parts.push_back(part);
        at += part.bytes;
    }
    const size_t before = m_bytes.size();
    m_bytes.append(bytes);
    corrupt(before, nowNanos);
    m_total += bytes.size();
    return bytes.size();
}

/// Which bits those are depends on where in the stream they stand, not on how it was cut up.
void ByteLine::corrupt(size_t at, uint64_t nowNanos)
{
    const uint64_t end = m_total + m_bytes.size() - at;
    for (const ByteFault &fault : m_faults) {
        if (fault.fault.type != FaultType::corrupt || nowNanos < fault.fromNanos
            || nowNanos >= fault.toNanos)
            continue;
        for (uint64_t block = m_total / kBlock; block * kBlock < end; ++block) {
            for (uint64_t i = 0; i < fault.fault.amount; ++i) {
                const uint64_t bit
                    = draw(fault.fault.seed.value_or(0), i, fault.fault.name, "corrupt", {}, block)
                    % (kBlock * kBits);
                const uint64_t place = block * kBlock + bit / kBits;
                if (place >= m_total && place < end)
                    m_bytes[at + (place - m_total)] ^= static_cast<char>(1 << bit % kBits);
            }
        }
    }
}

uint64_t ByteLine::stalledUntil(uint64_t nowNanos) const
{
    uint64_t until = 0;
    for (const ByteFault &fault : m_faults) {
        uint64_t to = fault.toNanos;
        if (fault.fault.type == FaultType::stall)
            to = std::min(to, fault.fromNanos + fault.fault.amount * kNanosPerMs);
        else if (fault.fault.type != FaultType::timeout && fault.fault.type != FaultType::blackhole)
            continue;
        if (nowNanos >= fault.fromNanos && nowNanos < to)
            until = std::max(until, to);
    }
    return until;
}

std::string_view ByteLine::due(uint64_t nowNanos)
{
    if (stalledUntil(nowNanos))
        return {};
    while (!m_parts.empty() && m_parts.front().dueNanos <= nowNanos) {
        // A slice goes out alone.
        if (m_ready && m_parts.front().alone)
            break;
        m_ready += m_parts.front().bytes;
        const bool alone = m_parts.front().alone;
        m_parts.pop_front();
        if (alone)
            break;
    }
    return std::string_view(m_bytes).substr(m_at, m_ready);
}

void ByteLine::taken(size_t bytes)
{
    m_at += bytes;
    m_ready -= bytes;
    if (m_at == m_bytes.size()) {
        m_bytes.clear();
        m_at = 0;
    } else if (m_at > m_bytes.size() / 2) {
        m_bytes.erase(0, m_at);
        m_at = 0;
    }
}

uint64_t ByteLine::nextDueNanos(uint64_t nowNanos) const
{
    if (size() == 0)
        return kNever;
    uint64_t due = m_ready ? nowNanos : std::max(nowNanos, m_parts.front().dueNanos);
    // Out of one stall it may fall into another.
    while (const uint64_t until = due == kNever ? 0 : stalledUntil(due))
        due = until;
    return due;
}

uint64_t ByteLine::longestMs() const
{
    uint64_t ms = 0;
    for (const ByteFault &fault : m_faults) {
        if (fault.fault.type == FaultType::latency || fault.fault.type == FaultType::stall)
            ms += fault.fault.amount + fault.fault.spread;
    }
    return ms;
}

} // namespace wavetape::faults
