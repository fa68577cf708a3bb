// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AddressLimiter.h"

#include "defence/Defence.h"

#include <algorithm>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

bool reached(uint32_t value, uint32_t limit)
{
    return limit != 0 && value >= limit;
}

AddressLimiter::Admission refusal(AddressLimiter::Limit limit, uint64_t waitMs = 1000)
{
    AddressLimiter::Admission refused;
    refused.limit = limit;
    refused.retryAfterS
        = static_cast<uint32_t>(std::clamp<uint64_t>((waitMs + 999) / 1000, 1, 3600));
    return refused;
}

} // namespace

AddressLimiter::Ticket &AddressLimiter::Ticket::operator=(Ticket &&other) noexcept
{
    if (this != &other) {
        release();
        m_limiter = std::exchange(other.m_limiter, nullptr);
        m_key = other.m_key;
        m_unfinished = other.m_unfinished;
    }
    return *this;
}

void AddressLimiter::Ticket::handshakeDone()
{
    if (m_limiter && std::exchange(m_unfinished, false))
        m_limiter->finish(m_key);
}

void AddressLimiter::Ticket::release()
{
    if (m_limiter)
        std::exchange(m_limiter, nullptr)->leave(m_key, m_unfinished);
}

int AddressLimiter::Admission::httpStatus() const
{
    switch (limit) {
    case Limit::none:
        return 200;
    case Limit::connections:
    case Limit::handshakeRate:
    case Limit::unfinishedPerAddress:
        return 429;
    case Limit::unfinished:
    case Limit::addresses:
        return 503;
    }
    return 503;
}

std::string_view AddressLimiter::Admission::sentence() const
{
    switch (limit) {
    case Limit::none:
        return "Admitted.";
    case Limit::connections:
        return "Too many connections from this address.";
    case Limit::handshakeRate:
        return "Too many connection attempts from this address; slow down.";
    case Limit::unfinishedPerAddress:
        return "Too many unfinished handshakes from this address.";
    case Limit::unfinished:
        return "The server is busy with other handshakes; try again in a moment.";
    case Limit::addresses:
        return "The server has no room for another address; try again in a moment.";
    }
    return "";
}

AddressLimiter::AddressLimiter(AddressLimits limits)
    : m_limits(limits)
{
    m_limits.addresses = std::max<uint32_t>(m_limits.addresses, 1);
}

AddressLimiter::Table::iterator AddressLimiter::find(const AddressKey &key)
{
    if (const auto found = m_table.find(key); found != m_table.end())
        return found;
    if (m_table.size() >= m_limits.addresses) {
        if (m_idle.empty())
            return m_table.end();
        // Forgetting only gives back a burst to somebody who has nothing open.
        m_table.erase(m_idle.front());
        m_idle.pop_front();
    }
    Entry entry;
    entry.handshakes = TokenBucket(m_limits.handshakesPerSecond, m_limits.handshakeBurst);
    entry.idle = m_idle.insert(m_idle.end(), key);
    return m_table.emplace(key, entry).first;
}

AddressLimiter::Admission AddressLimiter::admit(const IpBytes &ip, uint64_t nowMs)
{
    const AddressKey key = AddressKey::of(ip);
    const std::lock_guard lock(m_mutex);
    if (reached(m_unfinished, m_limits.unfinished) && armed(Defence::unfinishedHandshakes))
        return refusal(Limit::unfinished);
    const auto found = find(key);
    if (found == m_table.end())
        return refusal(Limit::addresses);
    Entry &entry = found->second;
    if (reached(entry.open, m_limits.connectionsPerAddress) && armed(Defence::addressConnections))
        return refusal(Limit::connections);
    if (reached(entry.unfinished, m_limits.unfinishedPerAddress)
        && armed(Defence::unfinishedHandshakes))
        return refusal(Limit::unfinishedPerAddress);
    if (!entry.handshakes.take(nowMs) && armed(Defence::addressHandshakes))
        return refusal(Limit::handshakeRate, entry.handshakes.waitMs(nowMs));
    if (entry.open++ == 0)
        m_idle.erase(entry.idle);
    ++entry.unfinished;
    ++m_unfinished;
    Admission admitted;
    admitted.ticket = Ticket(this, key);
    return admitted;
}

AddressLimiter::Admission AddressLimiter::handshake(const IpBytes &ip, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(AddressKey::of(ip));
    if (found == m_table.end())
        return refusal(Limit::addresses);
    TokenBucket &bucket = found->second.handshakes;
    if (!bucket.take(nowMs))
        return refusal(Limit::handshakeRate, bucket.waitMs(nowMs));
    return {};
}

void AddressLimiter::finish(const AddressKey &key)
{
    const std::lock_guard lock(m_mutex);
    --m_table.at(key).unfinished;
    --m_unfinished;
}

void AddressLimiter::leave(const AddressKey &key, bool unfinished)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_table.at(key);
    if (unfinished) {
        --entry.unfinished;
        --m_unfinished;
    }
    if (--entry.open == 0)
        entry.idle = m_idle.insert(m_idle.end(), key);
}

uint32_t AddressLimiter::unfinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_unfinished;
}

uint32_t AddressLimiter::open(const IpBytes &ip) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(AddressKey::of(ip));
    return found == m_table.end() ? 0 : found->second.open;
}

size_t AddressLimiter::addresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_table.size();
}

void AddressLimiter::setLimits(AddressLimits limits)
{
    const std::lock_guard lock(m_mutex);
    m_limits = limits;
    m_limits.addresses = std::max<uint32_t>(m_limits.addresses, 1);
    for (auto &[key, entry] : m_table)
        entry.handshakes = TokenBucket(m_limits.handshakesPerSecond, m_limits.handshakeBurst);
}

} // namespace wavetape::security
