// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/MemberReader.h"

#include "defence/Defence.h"
#include "protocol/JsonScanner.h"
#include "protocol/JsonWriter.h"

#include <cmath>

namespace wavetape::protocol {

using defence::armed;
using defence::Defence;

namespace {

constexpr size_t kMaxIdCharacters = 36;
constexpr size_t kMaxKeyCharacters = 64;
constexpr double kLowestRate = 0.001, kHighestRate = 1000; // per second
constexpr size_t kMaxEpochBytes = 128;
constexpr size_t kMaxSignalName = 64, kMaxUnit = 16; // characters
constexpr int64_t kMostLanes = 16;
constexpr double kMostSamples = 1e9; // per second
constexpr int64_t kMaxSafeInteger = int64_t(1) << 53;
constexpr std::string_view kNameOrPrefix
    = "must be a channel name [A-Za-z0-9._:-]{1,128} or a prefix name.*";

/// In the order of Member.
constexpr std::array<std::string_view, kMembers> kMemberNames {"type", "id", "channel", "channels",
    "since", "policy", "maxRate", "rate", "snapshot", "data", "token", "msg", "t", "prefix",
    "limit", "bufferedAmount", "lagMs", "action", "connection", "reason", "code", "enabled", "ms",
    "user", "secret", "epoch", "seq", "key", "signals", "name", "unit", "lanes", "seek", "step",
    "speed", "loop", "from", "to", "whole", "toxic", "proxy", "stream", "payload", "node"};

/// Members with the same first letter, as a chain: a name is compared with few.
struct Initials {
    static constexpr uint8_t kNone = 0xff;
    std::array<uint8_t, 128> first {}; ///< by letter
    std::array<uint8_t, kMembers> next {};

    constexpr Initials()
    {
        first.fill(kNone);
        for (size_t i = kMembers; i-- > 0;) {
            uint8_t &head = first[static_cast<unsigned char>(kMemberNames[i].front())];
            next[i] = head;
            head = static_cast<uint8_t>(i);
        }
    }
};
constexpr Initials kInitials;

/// None: no request knows it.
std::optional<Member> memberOf(std::string_view name)
{
    const size_t initial = name.empty() ? 0 : static_cast<unsigned char>(name.front());
    if (initial >= kInitials.first.size())
        return {};
    for (uint8_t i = kInitials.first[initial]; i != Initials::kNone; i = kInitials.next[i]) {
        if (name == kMemberNames[i])
            return static_cast<Member>(i);
    }
    return {};
}

std::string_view nameOf(Member member)
{
    return kMemberNames[size_t(member)];
}

std::optional<int64_t> safeInteger(dom::element element)
{
    int64_t whole = 0;
    if (element.get(whole) == simdjson::SUCCESS) {
        if (whole < -kMaxSafeInteger || whole > kMaxSafeInteger)
            return {};
        return whole;
    }
    double value = 0;
    if (!element.is_double() || element.get(value) != simdjson::SUCCESS)
        return {};
    if (value != std::trunc(value) || std::abs(value) > double(kMaxSafeInteger))
        return {};
    return int64_t(value);
}

size_t characterCount(std::string_view utf8)
{
    size_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

bool isNameOrPrefix(std::string_view name)
{
    return isValidChannelName(name) || isPrefix(name);
}

} // namespace

MemberTable::MemberTable(dom::object object)
{
    uint32_t index = 0;
    for (const auto field : object) {
        if (const auto member = memberOf(field.key)) {
            const auto i = size_t(*member);
            if (m_present[i] && !m_doubled)
                m_doubled = member;
            m_present.set(i);
            m_values[i] = field.value;
            m_indices[i] = index;
        }
        ++index;
    }
}

std::optional<dom::element> MemberTable::find(Member member) const
{
    const auto i = size_t(member);
    return m_present[i] ? std::optional(m_values[i]) : std::nullopt;
}

MemberReader::MemberReader(std::string_view text, dom::object object, size_t maxChannels)
    : m_text(text)
    , m_members(object)
    , m_maxChannels(maxChannels)
{
    if (m_members.doubled() != Member::id)
        readId();
    if (m_members.doubled() && armed(Defence::duplicateMembers))
        fail(*m_members.doubled(), "is given twice");
}

void MemberReader::fail(Member member, std::string_view problem)
{
    fail("/" + std::string(nameOf(member)), nameOf(member), problem);
}

void MemberReader::fail(std::string path, std::string_view what, std::string_view problem)
{
    if (!m_error) {
        m_error = CommandError {ErrorCode::badRequest,
            "`" + std::string(what) + "` " + std::string(problem), std::move(path), m_id};
    }
}

template <typename T>
std::optional<T> MemberReader::get(Member member, std::string_view problem)
{
    const auto element = m_members.find(member);
    if (!element)
        return {};
    T value {};
    if (element->get(value) != simdjson::SUCCESS) {
        fail(member, problem);
        return {};
    }
    return value;
}

std::optional<std::string> MemberReader::text(Member member)
{
    const auto value = get<std::string_view>(member, "must be a string");
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string MemberReader::requiredText(Member member)
{
    if (!has(member))
        fail(member, "is missing; it must be a string");
    return text(member).value_or(std::string());
}

std::optional<uint64_t> MemberReader::count(Member member)
{
    const auto element = m_members.find(member);
    if (!element)
        return {};
    const auto value = safeInteger(*element);
    if (!value || *value < 0) {
        fail(member, "must be a whole number from 0 to 2^53");
        return {};
    }
    return uint64_t(*value);
}

std::optional<double> MemberReader::number(Member member)
{
    return get<double>(member, "must be a number");
}

std::optional<double> MemberReader::positiveNumber(Member member)
{
    const auto value = number(member);
    if (value && !(*value > 0))
        fail(member, "must be greater than 0");
    return value;
}

std::optional<double> MemberReader::maxRate()
{
    const auto value = number(Member::maxRate);
    if (value && !(*value >= kLowestRate && *value <= kHighestRate)
        && (!(*value > 0) || armed(Defence::rateRange)))
        fail(Member::maxRate, "must be a number from 0.001 to 1000");
    return value;
}

std::optional<bool> MemberReader::boolean(Member member)
{
    return get<bool>(member, "must be true or false");
}

std::string_view MemberReader::raw(Member member) const
{
    return memberText(m_text, m_members.indexOf(member));
}

std::string MemberReader::channel()
{
    std::string name = requiredText(Member::channel);
    if (!failed() && !isValidChannelName(name))
        fail(Member::channel, "must be a channel name: [A-Za-z0-9._:-]{1,128}");
    return name;
}

std::vector<std::string> MemberReader::channels()
{
    if (has(Member::channel) && has(Member::channels))
        fail(Member::channels, "and `channel` exclude each other");
    const auto list = m_members.find(Member::channels);
    if (!list) {
        std::vector<std::string> names {requiredText(Member::channel)};
        if (!failed() && !isNameOrPrefix(names.front()))
            fail(Member::channel, kNameOrPrefix);
        return names;
    }
    std::vector<std::string> names;
    dom::array elements;
    if (list->get(elements) != simdjson::SUCCESS) {
        fail(Member::channels, "must be an array of strings");
        return names;
    }
    size_t index = 0;
    for (const dom::element element : elements) {
        if (index == m_maxChannels && armed(Defence::channelList)) {
            fail(Member::channels,
                "must have at most " + std::to_string(m_maxChannels) + " entries");
            return names;
        }
        std::string_view name;
        if (element.get(name) != simdjson::SUCCESS || !isNameOrPrefix(name)) {
            const std::string place = std::to_string(index);
            fail("/channels/" + place, "channels[" + place + "]", kNameOrPrefix);
            return names;
        }
        names.emplace_back(name);
        ++index;
    }
    if (names.empty())
        fail(Member::channels, "must not be empty");
    return names;
}

std::string MemberReader::key()
{
    std::string key = text(Member::key).value_or(std::string());
    if (has(Member::key) && (key.empty() || characterCount(key) > kMaxKeyCharacters))
        fail(Member::key, "must be a text of 1 to 64 characters");
    return key;
}

std::optional<Policy> MemberReader::policy(bool administrator)
{
    const auto name = text(Member::policy);
    if (!name)
        return {};
    const auto policy = parsePolicy(*name);
    if (administrator) {
        if (!policy) {
            fail(Member::policy,
                "must be conflate, drop-oldest, drop-newest, low-priority-first, disconnect "
                "or unbounded");
        }
    } else if (!policy || *policy == Policy::unbounded || *policy == Policy::lowPriorityFirst) {
        fail(Member::policy, "must be conflate, drop-oldest, drop-newest or disconnect");
    }
    return policy;
}

std::optional<StreamPosition> MemberReader::since()
{
    const auto element = m_members.find(Member::since);
    if (!element)
        return {};
    dom::object object;
    if (element->get(object) != simdjson::SUCCESS) {
        fail(Member::since, "must be an object with `epoch` and `seq`");
        return {};
    }
    const MemberTable members(object);
    if (members.doubled()) {
        const std::string_view name = nameOf(*members.doubled());
        fail("/since/" + std::string(name), name, "is given twice");
    }
    std::string_view epoch;
    const auto epochElement = members.find(Member::epoch);
    if (!epochElement || epochElement->get(epoch) != simdjson::SUCCESS || epoch.empty()
        || epoch.size() > kMaxEpochBytes)
        fail("/since/epoch", "epoch", "must be the text that an ack named");
    const auto seqElement = members.find(Member::seq);
    const auto seq = seqElement ? safeInteger(*seqElement) : std::nullopt;
    if (!seq || *seq < 0)
        fail("/since/seq", "seq", "must be a whole number from 0 to 2^53");
    return StreamPosition {std::string(epoch), static_cast<uint64_t>(seq.value_or(0))};
}

std::vector<SignalDescription> MemberReader::signals()
{
    std::vector<SignalDescription> signals;
    const auto list = m_members.find(Member::signals);
    dom::array elements;
    if (!list || list->get(elements) != simdjson::SUCCESS || elements.size() == 0
        || elements.size() > kMostSignals) {
        fail(Member::signals, "must be an array of 1 to 8 signals");
        return signals;
    }
    for (const dom::element element : elements) {
        auto one = signal(element, "/signals/" + std::to_string(signals.size()));
        if (!one)
            return signals;
        signals.push_back(std::move(*one));
    }
    return signals;
}

/// One of `signals`, at `place`; nothing where something is wrong with it.
std::optional<SignalDescription> MemberReader::signal(
    dom::element element, const std::string &place)
{
    const auto wrong = [&](std::string_view member, std::string_view problem) {
        fail(place + '/' + std::string(member), member, problem);
        return std::nullopt;
    };
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) {
        fail(place, "signals", "must be objects with a `name`");
        return {};
    }
    const MemberTable members(object);
    if (members.doubled())
        return wrong(nameOf(*members.doubled()), "is given twice");
    SignalDescription signal;
    std::string_view text;
    const auto name = members.find(Member::name);
    if (!name || name->get(text) != simdjson::SUCCESS || text.empty()
        || characterCount(text) > kMaxSignalName)
        return wrong("name", "must be a text of 1 to 64 characters");
    signal.name = text;
    if (const auto unit = members.find(Member::unit)) {
        if (unit->get(text) != simdjson::SUCCESS || characterCount(text) > kMaxUnit)
            return wrong("unit", "must be a text of at most 16 characters");
        signal.unit = text;
    }
    if (const auto element = members.find(Member::lanes)) {
        const auto lanes = safeInteger(*element);
        if (!lanes || *lanes < 1 || *lanes > kMostLanes)
            return wrong("lanes", "must be a whole number from 1 to 16");
        signal.lanes = static_cast<unsigned>(*lanes);
    }
    if (const auto element = members.find(Member::rate)) {
        if (element->get(signal.rate) != simdjson::SUCCESS || !(signal.rate > 0)
            || signal.rate > kMostSamples)
            return wrong("rate", "must be a number above 0, at most 1000000000");
    }
    return signal;
}

void MemberReader::readId()
{
    const auto element = m_members.find(Member::id);
    if (!element)
        return;
    std::string_view word;
    if (element->get(word) == simdjson::SUCCESS && characterCount(word) <= kMaxIdCharacters)
        appendJsonString(m_id, word);
    else if (const auto number = safeInteger(*element))
        m_id = std::to_string(*number);
    else
        fail(Member::id,
            "must be a string of at most 36 characters or an integer within ±9007199254740991");
}

} // namespace wavetape::protocol
