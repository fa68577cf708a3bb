// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "defence/Defence.h"
#include "protocol/Command.h"
#include "protocol/JsonScanner.h"
#include "protocol/JsonWriter.h"

#include <simdjson.h>

#include <array>
#include <bitset>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Part of Command.cpp, which alone includes it: simdjson's header costs seconds.
namespace wavetape::protocol {

namespace dom = simdjson::dom;

inline constexpr size_t kMaxIdCharacters = 36;
inline constexpr size_t kMaxEpochBytes = 128;
inline constexpr int64_t kMaxSafeInteger = int64_t(1) << 53;

/// Every member that some request knows; the names are in the same order.
enum class Member : uint8_t {
    type,
    id,
    channel,
    channels,
    since,
    policy,
    maxRate,
    snapshot,
    data,
    token,
    msg,
    t,
    prefix,
    limit,
    bufferedAmount,
    lagMs,
    action,
    connection,
    reason,
    code,
    enabled,
    ms,
    user,
    secret,
    epoch,
    seq
};
inline constexpr std::array<std::string_view, 26> kMemberNames {"type", "id", "channel", "channels",
    "since", "policy", "maxRate", "snapshot", "data", "token", "msg", "t", "prefix", "limit",
    "bufferedAmount", "lagMs", "action", "connection", "reason", "code", "enabled", "ms", "user",
    "secret", "epoch",
    "seq"};

inline std::string_view nameOf(Member member)
{
    return kMemberNames[static_cast<size_t>(member)];
}

/// The known members of one object, and where they stand.
class MemberTable {
public:
    explicit MemberTable(dom::object object)
    {
        uint32_t index = 0;
        for (const auto field : object) {
            for (size_t i = 0; i < kMemberNames.size(); ++i) {
                if (field.key != kMemberNames[i])
                    continue;
                if (m_present[i] && !m_doubled)
                    m_doubled = static_cast<Member>(i);
                m_present.set(i);
                m_values[i] = field.value;
                m_indices[i] = index;
                break;
            }
            ++index;
        }
    }

    std::optional<dom::element> find(Member member) const
    {
        const auto i = static_cast<size_t>(member);
        return m_present[i] ? std::optional(m_values[i]) : std::nullopt;
    }
    /// Which place among all members of the object; only for one that is present.
    size_t indexOf(Member member) const { return m_indices[static_cast<size_t>(member)]; }
    /// RFC 8259 section 4 leaves the meaning of a doubled name open: two readers may disagree about
    /// what was asked.
    std::optional<Member> doubled() const { return m_doubled; }

private:
    std::array<dom::element, kMemberNames.size()> m_values;
    std::array<uint32_t, kMemberNames.size()> m_indices {};
    std::bitset<kMemberNames.size()> m_present;
    std::optional<Member> m_doubled;
};

/// A JSON number without a fraction, as JSON Schema's "integer": 1.0 is one.
inline std::optional<int64_t> safeInteger(dom::element element)
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
    if (value != std::trunc(value) || std::abs(value) > static_cast<double>(kMaxSafeInteger))
        return {};
    return static_cast<int64_t>(value);
}

inline size_t characterCount(std::string_view utf8)
{
    size_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

/// Reads members with their types and keeps the first complaint; values read after one mean
/// nothing.
class RequestReader {
public:
    RequestReader(std::string_view text, dom::object object)
        : m_text(text)
        , m_members(object)
    {
        if (m_members.doubled() != Member::id)
            readId();
        if (m_members.doubled() && defence::armed(defence::Defence::duplicateMembers))
            fail(*m_members.doubled(), "is given twice");
    }

    const RequestId &id() const { return m_id; }
    bool failed() const { return m_error.has_value(); }
    CommandError takeError() { return std::move(*m_error); }

    void fail(Member member, std::string_view problem)
    {
        fail("/" + std::string(nameOf(member)), nameOf(member), problem);
    }
    void fail(std::string path, std::string_view what, std::string_view problem,
        ErrorCode code = ErrorCode::badRequest)
    {
        if (!m_error) {
            m_error = CommandError {
                code, "`" + std::string(what) + "` " + std::string(problem), std::move(path), m_id};
        }
    }

    bool has(Member member) const { return m_members.find(member).has_value(); }

    std::optional<std::string> text(Member member)
    {
        const auto element = m_members.find(member);
        std::string_view value;
        if (!element)
            return {};
        if (element->get(value) != simdjson::SUCCESS) {
            fail(member, "must be a string");
            return {};
        }
        return std::string(value);
    }
    std::string requiredText(Member member)
    {
        if (!has(member))
            fail(member, "is missing; it must be a string");
        return text(member).value_or(std::string());
    }
    std::optional<uint64_t> count(Member member)
    {
        const auto element = m_members.find(member);
        if (!element)
            return {};
        const auto value = safeInteger(*element);
        if (!value || *value < 0) {
            fail(member, "must be a whole number from 0 to 2^53");
            return {};
        }
        return static_cast<uint64_t>(*value);
    }
    std::optional<double> number(Member member)
    {
        const auto element = m_members.find(member);
        double value = 0;
        if (!element)
            return {};
        if (element->get(value) != simdjson::SUCCESS) {
            fail(member, "must be a number");
            return {};
        }
        return value;
    }
    std::optional<double> positiveNumber(Member member)
    {
        const auto value = number(member);
        if (value && !(*value > 0))
            fail(member, "must be greater than 0");
        return value;
    }
    std::optional<bool> boolean(Member member)
    {
        const auto element = m_members.find(member);
        bool value = false;
        if (!element)
            return {};
        if (element->get(value) != simdjson::SUCCESS) {
            fail(member, "must be true or false");
            return {};
        }
        return value;
    }
    /// The member's very bytes.
    std::string_view raw(Member member) const
    {
        return memberText(m_text, m_members.indexOf(member));
    }

    std::string channel()
    {
        std::string name = requiredText(Member::channel);
        if (!failed() && !isValidChannelName(name))
            fail(Member::channel, "must be a channel name: [A-Za-z0-9._:-]{1,128}");
        return name;
    }

    /// `channel` or `channels`, names or prefixes.
    std::vector<std::string> channels()
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

    std::optional<Policy> policy(bool administrator)
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

    std::optional<StreamPosition> since()
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

private:
    static constexpr std::string_view kNameOrPrefix
        = "must be a channel name [A-Za-z0-9._:-]{1,128} or a prefix name.*";

    static bool isNameOrPrefix(std::string_view name)
    {
        return isValidChannelName(name) || isPrefix(name);
    }

    void readId()
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
            fail(Member::id, "must be a string of at most 36 characters or an integer");
    }

    std::string_view m_text;
    MemberTable m_members;
    RequestId m_id;
    std::optional<CommandError> m_error;
};

} // namespace wavetape::protocol
