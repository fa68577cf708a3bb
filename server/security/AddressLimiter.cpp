// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AddressLimiter.h"

#include "defence/Defence.h"

#include <algorithm>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr uint64_t kCreatedWindowMs = 300'000;
constexpr uint32_t kLeastSlowWaitMs = 1'000, kMostSlowWaitMs = 30'000;
constexpr uint64_t kSlowForgottenMs = 60'000;

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
        m_over = other.m_over;
        m_counted = other.m_counted;
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
        std::exchange(m_limiter, nullptr)->leave(*this);
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
    fill(entry);
    entry.idle = m_idle.insert(m_idle.end(), key);
    return m_table.emplace(key, entry).first;
}

AddressLimiter::Admission AddressLimiter::arrive(const IpBytes &ip, uint64_t)
{
    const AddressKey key = AddressKey::of(ip);
    const std::lock_guard lock(m_mutex);
    const bool counted = armed(Defence::unfinishedHandshakes);
    if (reached(m_unfinished, m_limits.unfinished * 2) && counted)
        return refusal(Limit::unfinished);
    const auto found = find(key);
    if (found == m_table.end())
        return refusal(Limit::addresses);
    Entry &entry = found->second;
    if (reached(entry.unfinished, m_limits.unfinishedPerAddress * 2) && counted)
        return refusal(Limit::unfinishedPerAddress);
    const bool over = reached(m_unfinished, m_limits.unfinished)
        || reached(entry.unfinished, m_limits.unfinishedPerAddress);
    if (entry.open++ == 0)
        m_idle.erase(entry.idle);
    ++entry.unfinished;
    ++m_unfinished;
    Admission admitted;
    admitted.ticket = Ticket(this, key, over && counted);
    return admitted;
}

AddressLimiter::Admission AddressLimiter::ask(Ticket &ticket, Source source, uint64_t nowMs)
{
    if (!ticket.m_limiter)
        return {};
    Admission admission;
    {
        const std::lock_guard lock(m_mutex);
        Entry &entry = m_table.at(ticket.m_key);
        admission = judge(entry, ticket, source, nowMs);
        if (admission && !std::exchange(ticket.m_counted, true))
            ++entry.connections;
    }
    ticket.handshakeDone();
    return admission;
}

AddressLimiter::Admission AddressLimiter::judge(
    Entry &entry, const Ticket &ticket, Source source, uint64_t nowMs) const
{
    const bool over = ticket.m_unfinished && ticket.m_over;
    const auto beyond = [](uint32_t value, uint32_t limit) { return limit != 0 && value > limit; };
    if (over && beyond(entry.unfinished, m_limits.unfinishedPerAddress))
        return refusal(Limit::unfinishedPerAddress);
    if (over && beyond(m_unfinished, m_limits.unfinished))
        return refusal(Limit::unfinished);
    if (!ticket.m_counted && reached(entry.connections, m_limits.connectionsPerAddress)
        && armed(Defence::addressConnections))
        return refusal(Limit::connections);
    const bool apart = source == Source::foreign && armed(Defence::foreignHandshakes);
    TokenBucket &bucket = apart ? entry.foreign : entry.handshakes;
    if (!bucket.take(nowMs) && armed(Defence::addressHandshakes))
        return refusal(Limit::handshakeRate, bucket.waitMs(nowMs));
    return {};
}

bool AddressLimiter::takeChannel(const IpBytes &ip, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(AddressKey::of(ip));
    if (found == m_table.end())
        return false;
    Entry &entry = found->second;
    if (entry.created == 0 || nowMs - entry.createdSinceMs >= kCreatedWindowMs) {
        entry.created = 0;
        entry.createdSinceMs = nowMs;
    }
    if (reached(entry.created, m_limits.createdChannels) && armed(Defence::addressChannels))
        return false;
    ++entry.created;
    return true;
}

void AddressLimiter::fill(Entry &entry) const
{
    entry.handshakes = entry.foreign
        = TokenBucket(m_limits.handshakesPerSecond, m_limits.handshakeBurst);
    entry.requests = TokenBucket(m_limits.requestsPerSecond, m_limits.requestBurst);
}

uint64_t AddressLimiter::takeRequest(const IpBytes &ip, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(AddressKey::of(ip));
    if (found == m_table.end())
        return 1000;
    TokenBucket &requests = found->second.requests;
    return requests.take(nowMs) || !armed(Defence::addressRequests)
        ? 0
        : std::max<uint64_t>(1, requests.waitMs(nowMs));
}

std::optional<AddressLimiter::PollTicket> AddressLimiter::holdPoll(const IpBytes &ip)
{
    const AddressKey key = AddressKey::of(ip);
    const std::lock_guard lock(m_mutex);
    // Not a connection's alone: a trusted proxy that speaks for itself has none that is counted.
    const auto found = find(key);
    if (found == m_table.end()
        || (reached(found->second.polls, m_limits.polls) && armed(Defence::heldPolls)))
        return std::nullopt;
    Entry &entry = found->second;
    if (entry.open++ == 0)
        m_idle.erase(entry.idle);
    ++entry.polls;
    return PollTicket(this, key);
}

AddressLimiter::PollTicket::~PollTicket()
{
    if (m_limiter)
        m_limiter->endPoll(m_key);
}

void AddressLimiter::endPoll(const AddressKey &key)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_table.at(key);
    --entry.polls;
    if (--entry.open == 0)
        entry.idle = m_idle.insert(m_idle.end(), key);
}

uint64_t AddressLimiter::slowReaderWaitMs(const IpBytes &ip, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(AddressKey::of(ip));
    if (found == m_table.end())
        return kMostSlowWaitMs;
    Entry &entry = found->second;
    const bool again
        = entry.slowWaitMs && nowMs - entry.slowMs < kSlowForgottenMs + entry.slowWaitMs;
    entry.slowWaitMs = again ? std::min(entry.slowWaitMs * 2, kMostSlowWaitMs) : kLeastSlowWaitMs;
    entry.slowMs = nowMs;
    return entry.slowWaitMs;
}

void AddressLimiter::finish(const AddressKey &key)
{
    const std::lock_guard lock(m_mutex);
    --m_table.at(key).unfinished;
    --m_unfinished;
}

void AddressLimiter::leave(const Ticket &ticket)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_table.at(ticket.m_key);
    if (ticket.m_unfinished) {
        --entry.unfinished;
        --m_unfinished;
    }
    if (ticket.m_counted)
        --entry.connections;
    if (--entry.open == 0)
        entry.idle = m_idle.insert(m_idle.end(), ticket.m_key);
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
        fill(entry);
}

} // namespace wavetape::security
