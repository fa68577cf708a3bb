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

/// Of bytes, or of the connection as a whole.
bool happensByTime(const Fault &fault)
{
    switch (fault.type) {
    case FaultType::latency:
    case FaultType::bandwidth:
    case FaultType::stall:
    case FaultType::timeout:
    case FaultType::slicer:
    case FaultType::limitData:
    case FaultType::blackhole:
    case FaultType::corrupt:
        return true;
    default:
        return fault.endsConnection() && !fault.endsByMessage();
    }
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
    case FaultType::fragment:
        return Touch::fragmented;
    case FaultType::badRsv:
        return Touch::reserved;
    case FaultType::badUtf8:
        return Touch::badUtf8;
    case FaultType::reorder:
        return Touch::overtaken;
    case FaultType::delay:
        return Touch::late;
    case FaultType::badChecksum:
        return Touch::badChecksum;
    case FaultType::clockSkew:
        return Touch::skewed;
    default:
        return Touch::none;
    }
}

/// It cannot be done to that message.
bool isInVain(Touch touch, const MessageFacts &message)
{
    switch (touch) {
    case Touch::none:
        return true;
    case Touch::cutShort:
    case Touch::badUtf8:
    case Touch::skewed:
        return !message.text;
    case Touch::badChecksum:
        return !message.checksum;
    default:
        return false;
    }
}

uint64_t keyOf(std::string_view name)
{
    Hash hash;
    hash.add(name);
    return hash.value();
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
    : FaultPlan(std::move(request), ConnectionFacts {std::string(name), {}, {}, {}, false})
{
}

FaultPlan::FaultPlan(FaultRequest request, ConnectionFacts connection)
    : m_request(std::move(request))
    , m_connection(std::move(connection))
{
    if (m_request.name.empty())
        m_request.name = m_connection.name;
    m_connection.name = m_request.name;
    for (size_t place = 0; place < m_request.faults.size(); ++place)
        add(m_request.faults[place], place, 0, false);
    findNextDue();
}

void FaultPlan::add(Fault fault, uint64_t key, uint64_t nowNanos, bool shared)
{
    Entry entry {std::move(fault), key};
    const Fault &is = entry.fault;
    entry.shared = shared;
    entry.fromNanos = nowNanos + is.afterMs * kNanosPerMs;
    if (is.when.forMs)
        entry.toNanos = entry.fromNanos + is.when.forMs * kNanosPerMs;
    // What is decided of the connection as a whole is decided once.
    const bool byMessage = is.touchesMessages() || is.endsByMessage();
    if (!drawn(entry, is.toxicity, "connection", "toxicity", 0)
        || (!byMessage && !drawn(entry, is.millionths, "connection", {}, 0))) {
        if (shared)
            return;
        entry.toNanos = 0; // it has its place, and never its time
    } else if (happensByTime(is)) {
        entry.dueNanos
            = entry.fromNanos + (is.type == FaultType::resetPeer ? is.amount * kNanosPerMs : 0);
    }
    m_entries.push_back(std::move(entry));
}

void FaultPlan::setShared(std::span<const Fault> faults, uint64_t nowNanos)
{
    if (endsNow())
        return;
    std::vector<Entry> before;
    before.swap(m_entries);
    for (Entry &entry : before) {
        if (!entry.shared)
            m_entries.push_back(std::move(entry));
    }
    for (const Fault &fault : faults) {
        if (!fault.match.takes(m_connection))
            continue;
        const auto same = std::find_if(before.begin(), before.end(),
            [&](const Entry &entry) { return entry.shared && entry.fault == fault; });
        if (same != before.end())
            m_entries.push_back(std::move(*same));
        else
            add(fault, keyOf(fault.name), nowNanos, true);
    }
    findNextDue();
}

bool FaultPlan::has(FaultType type) const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
        [type](const Entry &entry) { return entry.fault.type == type; });
}

std::string FaultPlan::nameOf(size_t place) const
{
    const Fault &fault = m_entries[place].fault;
    return fault.name.empty()
        ? std::string(metrics::faultTypeName(fault.type)) + '#' + std::to_string(place)
        : fault.name;
}

/// The upper half of the number, so that the share of a 32-bit range is exact to a millionth.
bool FaultPlan::drawn(const Entry &entry, uint32_t millionths, std::string_view direction,
    std::string_view channel, uint64_t index) const
{
    if (millionths >= kCertain)
        return true;
    const uint64_t number = draw(entry.fault.seed.value_or(m_request.seed), entry.key,
                                m_request.name, direction, channel, index)
        >> 32;
    return (number * kCertain) >> 32 < millionths;
}

FaultPlan::Strike FaultPlan::strike(size_t place, Touch touch, uint64_t index)
{
    Entry &entry = m_entries[place];
    return {place, entry.fault.type, touch, entry.fault.amount, entry.struck++ == 0, false, index};
}

/// Whether it is this message's turn. Every message that matches is counted, whichever fault has it
/// in the end: none depends on the others.
bool FaultPlan::wants(Entry &entry, const MessageFacts &message, uint64_t index, uint64_t nowNanos)
{
    const Fault &fault = entry.fault;
    if (nowNanos < entry.fromNanos || nowNanos >= entry.toNanos || !fault.match.takes(message))
        return false;
    ++entry.seen;
    if (entry.run > 0)
        return true;
    const When &when = fault.when;
    if (entry.seen <= when.afterMessages)
        return false;
    const uint64_t ordinal = entry.seen - when.afterMessages;
    if ((when.nth && ordinal != when.nth) || (when.every && ordinal % when.every != 0)
        || (when.count && entry.triggered >= when.count))
        return false;
    // Several in a row happen once, unless they are asked for more often.
    const bool again = fault.amount == 0 || when.every || when.count || fault.millionths < kCertain;
    if (fault.touchesInARow() && !again && entry.triggered > 0)
        return false;
    if (!drawn(entry, fault.millionths, directionName(message.direction), message.channel, index))
        return false;
    ++entry.triggered;
    entry.run = fault.touchesInARow() ? std::max<uint64_t>(fault.amount, 1) : 1;
    return true;
}

std::optional<FaultPlan::Strike> FaultPlan::onMessage(
    const MessageFacts &message, uint64_t nowNanos)
{
    const bool publication = message.type == MessageFacts::kPublication;
    const uint64_t index = publication ? message.seq : ++m_replies;
    std::optional<Strike> struck;
    for (size_t place = 0; place < m_entries.size(); ++place) {
        Entry &entry = m_entries[place];
        const Touch touch = touchOf(entry.fault.type);
        if (isInVain(touch, message) || (!publication && entry.fault.match.type.empty()))
            continue;
        if (!wants(entry, message, index, nowNanos))
            continue;
        if (!struck) {
            --entry.run;
            struck = strike(place, touch, index);
        } else if (!entry.fault.touchesInARow() || entry.fault.amount == 0) {
            entry.run = 0; // it was about this one; those in a row keep their turn
        }
    }
    if (struck && struck->touch == Touch::leaveOut)
        return struck; // it is no message that anybody gets
    bool twice = struck && struck->touch == Touch::twice;
    for (int copy = twice ? 2 : 1; copy > 0 && m_ending.empty(); --copy) {
        for (size_t place = 0; place < m_entries.size(); ++place) {
            Entry &entry = m_entries[place];
            if (!entry.fault.endsByMessage() || !wants(entry, message, index, nowNanos))
                continue;
            entry.run = 0;
            m_ending.push_back(strike(place, Touch::none, index));
            m_ending.back().ends = true;
            if (copy == 2) // the second would come after the end
                struck->touch = Touch::none;
        }
    }
    return struck;
}

std::optional<FaultPlan::Strike> FaultPlan::onHandshake()
{
    // It has one moment only, and this is it.
    for (size_t place = 0; place < m_entries.size(); ++place) {
        const Entry &entry = m_entries[place];
        if (entry.fault.type == FaultType::handshake && entry.toNanos > entry.fromNanos)
            return strike(place, Touch::none, 0);
    }
    return std::nullopt;
}

std::optional<FaultPlan::Strike> FaultPlan::onPing(uint64_t nowNanos)
{
    return strikeOf(FaultType::mutePong, nowNanos);
}

std::optional<FaultPlan::Strike> FaultPlan::strikeOf(FaultType type, uint64_t nowNanos)
{
    for (size_t place = 0; place < m_entries.size(); ++place) {
        const Entry &entry = m_entries[place];
        if (entry.fault.type == type && nowNanos >= entry.fromNanos && nowNanos < entry.toNanos)
            return strike(place, Touch::none, 0);
    }
    return std::nullopt;
}

std::optional<FaultPlan::Strike> FaultPlan::takeDue(uint64_t nowNanos)
{
    if (!m_ending.empty()) {
        const Strike ending = m_ending.front();
        m_ending.erase(m_ending.begin());
        return ending;
    }
    if (nowNanos < m_nextDue || m_nextDue == kNever)
        return std::nullopt;
    size_t place = m_entries.size() - 1;
    while (m_entries[place].dueNanos != m_nextDue)
        --place;
    Entry &entry = m_entries[place];
    const Fault &fault = entry.fault;
    Strike due = strike(place, Touch::none, 0);
    due.ends = fault.endsConnection() || (fault.type == FaultType::timeout && !due.first);
    // First nothing comes, and then the end.
    entry.dueNanos = fault.type == FaultType::timeout && due.first && fault.amount
        ? entry.dueNanos + fault.amount * kNanosPerMs
        : kNever;
    findNextDue();
    return due;
}

void FaultPlan::findNextDue()
{
    m_nextDue = kNever;
    for (const Entry &entry : m_entries)
        m_nextDue = std::min(m_nextDue, entry.dueNanos);
}

std::vector<std::string> FaultPlan::sharedNames() const
{
    std::vector<std::string> names;
    for (const Entry &entry : m_entries) {
        if (entry.shared)
            names.push_back(entry.fault.name);
    }
    return names;
}

uint64_t FaultPlan::slowCloseMs() const
{
    uint64_t most = 0;
    for (const Entry &entry : m_entries) {
        if (entry.fault.type == FaultType::slowClose && entry.toNanos > entry.fromNanos)
            most = std::max(most, entry.fault.amount);
    }
    return most;
}

std::vector<ByteFault> FaultPlan::byteFaults() const
{
    std::vector<ByteFault> all;
    for (const Entry &entry : m_entries) {
        if (happensByTime(entry.fault) && !entry.fault.endsConnection()
            && entry.toNanos > entry.fromNanos)
            all.push_back({entry.fault, entry.fromNanos, entry.toNanos});
    }
    return all;
}

} // namespace wavetape::faults
