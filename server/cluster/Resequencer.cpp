// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/Resequencer.h"

#include <algorithm>
#include <utility>

namespace wavetape::cluster {

Resequencer::Resequencer(std::string channel, const EnvelopeSeal &seal, ArrivalTarget &target,
    ArrivalCounts &counts, protocol::StreamPosition begins)
    : m_channel(std::move(channel))
    , m_seal(seal)
    , m_target(target)
    , m_counts(counts)
    , m_position(std::move(begins))
{
}

void Resequencer::arrives(Arrival arrival)
{
    ++m_counts.received;
    if (arrival.epoch == m_position.epoch && arrival.seq <= m_position.seq) {
        ++m_counts.known;
        return;
    }
    if (m_waiting.empty() && arrival.epoch == m_position.epoch
        && arrival.seq == m_position.seq + 1) {
        take(arrival);
        return;
    }
    // Only what opens is worth a question: else who cannot sign could make us ask for ever.
    if (Envelope envelope; !opens(arrival, envelope))
        return;
    m_wants = true;
    // Beyond, the broker has it still when it is asked.
    if (m_waiting.size() < kMostWaiting
        && m_waitingBytes + arrival.envelope.size() <= kMostWaitingBytes) {
        m_waitingBytes += arrival.envelope.size();
        m_waiting.push_back({std::move(arrival)});
    }
}

/// Counts what is wrong with it.
bool Resequencer::opens(const Arrival &arrival, Envelope &envelope)
{
    const auto opened = m_seal.open(arrival.envelope);
    if (opened) {
        envelope = *opened;
        const bool here = opened->channel == m_channel && opened->epoch == arrival.epoch
            && opened->seq == arrival.seq;
        m_counts.replayed += !here;
        return here;
    }
    const EnvelopeFault fault = opened.error();
    ++(fault == EnvelopeFault::oversize      ? m_counts.oversize
            : fault == EnvelopeFault::forged ? m_counts.forged
                                             : m_counts.malformed);
    return false;
}

/// The next number. False: it is none; whether the broker gave it out, the broker will tell.
bool Resequencer::take(const Arrival &arrival)
{
    Envelope envelope;
    if (!opens(arrival, envelope))
        return false;
    m_position.seq = arrival.seq;
    m_target.onPublication(arrival.seq, envelope);
    return true;
}

void Resequencer::lose(uint64_t to)
{
    if (m_begun)
        m_counts.lost += to - m_position.seq;
    m_position.seq = to;
    m_target.onLost(to);
}

void Resequencer::compare(const protocol::StreamPosition &top)
{
    if (top.epoch != m_position.epoch || top.seq > m_position.seq)
        m_wants = true;
}

void Resequencer::asked()
{
    m_wants = false;
    for (Waiting &waiting : m_waiting)
        waiting.asked = true;
}

void Resequencer::stocked(const Stock &stock)
{
    if (stock.top.epoch != m_position.epoch) {
        m_counts.restarts += m_begun;
        m_position = {stock.top.epoch, 0};
        m_target.onRestart(m_position.epoch);
    }
    for (const Arrival &arrival : stock.publications) {
        if (arrival.epoch != m_position.epoch || arrival.seq <= m_position.seq
            || arrival.seq > stock.top.seq)
            continue;
        Envelope envelope;
        if (!opens(arrival, envelope))
            continue;
        if (arrival.seq > m_position.seq + 1)
            lose(arrival.seq - 1);
        m_position.seq = arrival.seq;
        m_counts.filled += m_begun;
        m_target.onPublication(arrival.seq, envelope);
    }
    if (stock.top.seq > m_position.seq)
        lose(stock.top.seq);
    m_begun = true;
    drain(stock.top.seq);
}

void Resequencer::drain(uint64_t top)
{
    std::deque<Waiting> waiting = std::exchange(m_waiting, {});
    m_waitingBytes = 0;
    std::stable_sort(waiting.begin(), waiting.end(),
        [](const Waiting &a, const Waiting &b) { return a.arrival.seq < b.arrival.seq; });
    for (Waiting &next : waiting) {
        Arrival &arrival = next.arrival;
        if (arrival.epoch != m_position.epoch || arrival.seq <= m_position.seq)
            continue;
        if (next.asked && arrival.seq > top) {
            ++m_counts.replayed; // the broker never gave out this number
        } else if (arrival.seq == m_position.seq + 1 && m_waiting.empty()) {
            take(arrival);
        } else {
            m_waitingBytes += arrival.envelope.size();
            m_waiting.push_back(std::move(next));
            m_wants = true;
        }
    }
}

} // namespace wavetape::cluster
