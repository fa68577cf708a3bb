// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/ByteLine.h"

#include <algorithm>

namespace wavetape::faults {

namespace {
constexpr uint64_t kNanosPerSecond = 1'000 * kNanosPerMs;
constexpr uint64_t kNever = ~uint64_t {0};
constexpr uint64_t kBits = 8;
// At a rate bytes come out in pieces of so long, or of so few or many bytes.
constexpr uint64_t kPiecesPerSecond = 200;
constexpr size_t kLeastPiece = 16, kMostPiece = 16 * 1024;
} // namespace

ByteLine::ByteLine(const FaultRequest &request, size_t room)
    : m_room(room)
{
    for (const Fault &fault : request.faults) {
        if (fault.type == FaultType::latency)
            m_latency = fault;
        else if (fault.type == FaultType::bandwidth)
            m_bandwidth = fault;
        else if (fault.type == FaultType::stall && fault.amount)
            m_stalls.push_back(fault);
    }
}

size_t ByteLine::put(std::string_view bytes, uint64_t nowNanos)
{
    bytes = bytes.substr(0, room());
    const uint64_t late = nowNanos >= m_latency.afterMs * kNanosPerMs
        ? nowNanos + m_latency.amount * kNanosPerMs
        : nowNanos;
    const bool slow = m_bandwidth.amount && nowNanos >= m_bandwidth.afterMs * kNanosPerMs;
    const uint64_t perSecond = m_bandwidth.amount / kBits;
    const size_t piece = slow
        ? std::clamp<size_t>(perSecond / kPiecesPerSecond, kLeastPiece, kMostPiece)
        : bytes.size();
    for (size_t at = 0; at < bytes.size(); at += piece) {
        Part part {std::min(piece, bytes.size() - at), late};
        if (slow) {
            m_freeNanos = std::max(m_freeNanos, nowNanos)
                + part.bytes * kBits * kNanosPerSecond / m_bandwidth.amount;
            part.dueNanos = m_freeNanos + (late - nowNanos);
        }
        // A fault that begins or ends changes no order.
        if (!m_parts.empty())
            part.dueNanos = std::max(part.dueNanos, m_parts.back().dueNanos);
        m_parts.push_back(part);
    }
    m_bytes.append(bytes);
    return bytes.size();
}

uint64_t ByteLine::stalledUntil(uint64_t nowNanos) const
{
    uint64_t until = 0;
    for (const Fault &stall : m_stalls) {
        const uint64_t from = stall.afterMs * kNanosPerMs, to = from + stall.amount * kNanosPerMs;
        if (nowNanos >= from && nowNanos < to)
            until = std::max(until, to);
    }
    return until;
}

std::string_view ByteLine::due(uint64_t nowNanos)
{
    if (stalledUntil(nowNanos))
        return {};
    while (!m_parts.empty() && m_parts.front().dueNanos <= nowNanos) {
        m_ready += m_parts.front().bytes;
        m_parts.pop_front();
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
    while (const uint64_t until = stalledUntil(due))
        due = until;
    return due;
}

uint64_t ByteLine::longestMs() const
{
    uint64_t ms = m_latency.amount;
    for (const Fault &stall : m_stalls)
        ms += stall.amount;
    return ms;
}

} // namespace wavetape::faults
