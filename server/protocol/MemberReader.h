// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <simdjson.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::protocol {

namespace dom = simdjson::dom;

/// Every member that some request knows.
enum class Member : uint8_t {
    type,
    id,
    channel,
    channels,
    since,
    policy,
    maxRate,
    rate,
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
    seq,
    key,
    signals,
    name,
    unit,
    lanes,
    seek,
    step,
    speed,
    loop,
    from,
    to,
    whole,
    toxic,
    proxy,
    stream,
    payload,
    node
};
inline constexpr size_t kMembers = size_t(Member::node) + 1;

/// The known members of one object, and where they stand.
class MemberTable {
public:
    explicit MemberTable(dom::object object);

    std::optional<dom::element> find(Member member) const;
    /// Which place among all members of the object; only for one that is present.
    size_t indexOf(Member member) const { return m_indices[size_t(member)]; }
    /// RFC 8259 section 4 leaves the meaning of a doubled name open: two readers may disagree about
    /// what was asked.
    std::optional<Member> doubled() const { return m_doubled; }

private:
    std::array<dom::element, kMembers> m_values;
    std::array<uint32_t, kMembers> m_indices {};
    std::bitset<kMembers> m_present;
    std::optional<Member> m_doubled;
};

/// Reads a request's members with their types and keeps the first complaint; values read after one
/// mean nothing. Text and object outlive it. Only this library's sources include this header:
/// simdjson's costs seconds.
class MemberReader {
public:
    /// `maxChannels`: entries of `channels`.
    MemberReader(std::string_view text, dom::object object, size_t maxChannels = 0);

    const RequestId &id() const { return m_id; }
    bool failed() const { return m_error.has_value(); }
    CommandError takeError() { return std::move(*m_error); }
    void fail(Member member, std::string_view problem);

    bool has(Member member) const { return m_members.find(member).has_value(); }
    std::optional<std::string> text(Member member);
    std::string requiredText(Member member);
    /// A JSON number without a fraction, as JSON Schema's "integer": 1.0 is one.
    std::optional<uint64_t> count(Member member);
    std::optional<double> number(Member member);
    std::optional<double> positiveNumber(Member member);
    std::optional<double> maxRate();
    std::optional<bool> boolean(Member member);
    /// The member's very bytes.
    std::string_view raw(Member member) const;

    std::string channel();
    /// A publication's `key`; empty where it has none.
    std::string key();
    /// `channel` or `channels`, names or prefixes.
    std::vector<std::string> channels();
    std::optional<Policy> policy(bool administrator);
    std::vector<SignalDescription> signals();
    std::optional<StreamPosition> since();

private:
    void fail(std::string path, std::string_view what, std::string_view problem);
    void readId();
    std::optional<SignalDescription> signal(dom::element element, const std::string &place);
    template <typename T>
    std::optional<T> get(Member member, std::string_view problem);

    std::string_view m_text;
    MemberTable m_members;
    const size_t m_maxChannels;
    RequestId m_id;
    std::optional<CommandError> m_error;
};

} // namespace wavetape::protocol
