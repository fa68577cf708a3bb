// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultPlan.h"

#include <algorithm>

namespace wavetape::faults {

namespace {

/// FNV-1a, and SplitMix64's last step, which spreads it over all bits.
class Hash {
public:
    void add(std::string_view text)
    {
        add(text.size()); // so that where one ends and the next begins counts
        for (const char c : text)
            byte(static_cast<uint8_t>(c));
    }
    void add(uint64_t number)
    {
        for (int shift = 0; shift < 64; shift += 8)
            byte(static_cast<uint8_t>(number >> shift));
    }
    uint64_t value() const
    {
        uint64_t z = m_value + 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

private:
    void byte(uint8_t byte) { m_value = (m_value ^ byte) * 0x100000001b3; }
    uint64_t m_value = 0xcbf29ce484222325;
};

bool happensByTime(FaultType type)
{
    return type == FaultType::latency || type == FaultType::bandwidth || type == FaultType::stall
        || type == FaultType::close || type == FaultType::cut;
}

Touch touchOf(FaultType type)
{
    switch (type) {
    case FaultType::gap:
    case FaultType::drop:
        return Touch::leaveOut;
    case FaultType::duplicate:
        return Touch::twice;
    case FaultType::truncateJson:
        return Touch::cutShort;
    default:
        return Touch::none;
    }
}

} // namespace

uint64_t draw(uint64_t seed, size_t fault, std::string_view name, std::string_view direction,
    std::string_view channel, uint64_t index)
{
    Hash hash;
    hash.add(seed);
    hash.add(uint64_t {fault});
    hash.add(name);
    hash.add(direction);
    hash.add(channel);
    hash.add(index);
    return hash.value();
}

FaultPlan::FaultPlan(FaultRequest request, std::string_view name)
    : m_request(std::move(request))
    , m_struck(m_request.faults.size())
{
    if (m_request.name.empty())
        m_request.name = name;
    for (size_t place = 0; place < m_request.faults.size(); ++place) {
        if (happensByTime(m_request.faults[place].type))
            m_timed.push_back(place);
    }
    std::stable_sort(m_timed.begin(), m_timed.end(), [this](size_t a, size_t b) {
        return m_request.faults[a].afterMs > m_request.faults[b].afterMs;
    });
}

FaultPlan::Strike FaultPlan::strike(size_t place, Touch touch)
{
    const Fault &fault = m_request.faults[place];
    return {place, fault.type, touch, fault.amount, m_struck[place]++ == 0};
}

std::optional<FaultPlan::Strike> FaultPlan::onPublication(
    std::string_view channel, uint64_t seq, bool text, uint64_t nowNanos)
{
    if (channel.starts_with("sys."))
        return std::nullopt;
    for (size_t place = 0; place < m_request.faults.size(); ++place) {
        const Fault &fault = m_request.faults[place];
        const Touch touch = touchOf(fault.type);
        if (touch == Touch::none || nowNanos < fault.afterMs * kNanosPerMs)
            continue;
        if (touch == Touch::cutShort && !text)
            continue;
        if (fault.type == FaultType::drop) {
            // The upper half, so that the share of a 32-bit range is exact to a millionth.
            const uint64_t drawn
                = draw(m_request.seed, place, m_request.name, "down", channel, seq) >> 32;
            if ((drawn * kCertain) >> 32 >= fault.millionths)
                continue;
        } else if (m_struck[place] >= fault.amount) {
            continue;
        }
        return strike(place, touch);
    }
    return std::nullopt;
}

std::optional<FaultPlan::Strike> FaultPlan::onHandshake()
{
    return strikeOf(FaultType::handshake, 0);
}

std::optional<FaultPlan::Strike> FaultPlan::onPing(uint64_t nowNanos)
{
    return strikeOf(FaultType::mutePong, nowNanos);
}

std::optional<FaultPlan::Strike> FaultPlan::strikeOf(FaultType type, uint64_t nowNanos)
{
    for (size_t place = 0; place < m_request.faults.size(); ++place) {
        const Fault &fault = m_request.faults[place];
        if (fault.type == type && nowNanos >= fault.afterMs * kNanosPerMs)
            return strike(place, Touch::none);
    }
    return std::nullopt;
}

std::optional<FaultPlan::Strike> FaultPlan::takeDue(uint64_t nowNanos)
{
    if (nowNanos < nextDueNanos())
        return std::nullopt;
    const size_t place = m_timed.back();
    m_timed.pop_back();
    return strike(place, Touch::none);
}

uint64_t FaultPlan::nextDueNanos() const
{
    return m_timed.empty() ? ~uint64_t {0} : m_request.faults[m_timed.back()].afterMs * kNanosPerMs;
}

} // namespace wavetape::faults
