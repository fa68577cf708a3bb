// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Command.h"

#include "protocol/JsonScanner.h"
#include "protocol/JsonWriter.h"

#include <simdjson.h>

#include <array>
#include <bitset>
#include <cmath>

namespace wavetape::protocol {

namespace {

namespace dom = simdjson::dom;

constexpr size_t kMaxIdCharacters = 36;
constexpr size_t kMaxEpochBytes = 128;
constexpr int64_t kMaxSafeInteger = int64_t(1) << 53;
constexpr size_t kMaxShownBytes = 64;
constexpr size_t kMaxNameBytes = 128;
constexpr size_t kPrefixBytes = 2; // ".*"
/// Nesting beyond this is refused without a second look.
constexpr size_t kDeepestRead = 1024;
/// Buffers grown beyond this by one large message are given back before the next small one.
constexpr size_t kKeptBytes = 1 << 20;

/// Every member that some request knows, in no particular order.
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
    epoch,
    seq
};
constexpr std::array<std::string_view, 24> kMemberNames {"type", "id", "channel", "channels",
    "since", "policy", "maxRate", "snapshot", "data", "token", "msg", "t", "prefix", "limit",
    "bufferedAmount", "lagMs", "action", "connection", "reason", "code", "enabled", "ms", "epoch",
    "seq"};

std::string_view nameOf(Member member)
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
                if (m_present[i])
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
    if (value != std::trunc(value) || std::abs(value) > static_cast<double>(kMaxSafeInteger))
        return {};
    return static_cast<int64_t>(value);
}

size_t characterCount(std::string_view utf8)
{
    size_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

bool isNameCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.'
        || c == '_' || c == ':' || c == '-';
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
        if (m_members.doubled())
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
            fail(member, "is missing: a string");
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
            fail(Member::since, "must be an object {\"epoch\":string,\"seq\":number}");
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

SubscribeCommand readSubscribe(RequestReader &in)
{
    SubscribeCommand command;
    command.channels = in.channels();
    command.isList = in.has(Member::channels);
    command.since = in.since();
    command.policy = in.policy(false);
    command.maxRate = in.positiveNumber(Member::maxRate);
    command.snapshot = in.boolean(Member::snapshot).value_or(true);
    if (command.since && command.channels.size() != 1)
        in.fail(Member::since, "goes with exactly one channel");
    if (command.since && !command.channels.empty() && isPrefix(command.channels.front()))
        in.fail(Member::since, "does not go with a prefix");
    if (command.maxRate && command.policy && *command.policy != Policy::conflate)
        in.fail(Member::maxRate, "implies the policy conflate");
    return command;
}

UnsubscribeCommand readUnsubscribe(RequestReader &in)
{
    UnsubscribeCommand command;
    command.channels = in.channels();
    command.isList = in.has(Member::channels);
    return command;
}

PublishCommand readPublish(RequestReader &in)
{
    PublishCommand command;
    command.channel = in.channel();
    if (in.has(Member::data))
        command.data = in.raw(Member::data);
    else
        in.fail(Member::data, "is missing: any JSON value");
    return command;
}

AuthCommand readAuth(RequestReader &in)
{
    AuthCommand command;
    command.token = in.requiredText(Member::token);
    return command;
}

GreetCommand readGreet(RequestReader &in)
{
    GreetCommand command;
    command.message = in.requiredText(Member::msg);
    return command;
}

PingCommand readPing(RequestReader &in)
{
    PingCommand command;
    command.t = in.has(Member::t) ? in.raw(Member::t) : "null";
    return command;
}

ListCommand readList(RequestReader &in)
{
    ListCommand command;
    command.prefix = in.text(Member::prefix).value_or(std::string());
    if (!command.prefix.empty() && !isValidChannelName(command.prefix))
        in.fail(Member::prefix, "must be the beginning of a channel name, such as book.");
    return command;
}

HistoryCommand readHistory(RequestReader &in)
{
    constexpr unsigned kMost = 300;
    HistoryCommand command;
    command.channel = in.channel();
    command.since = in.since();
    const auto limit = in.count(Member::limit);
    if (limit && (*limit < 1 || *limit > kMost))
        in.fail(Member::limit, "must be a whole number from 1 to 300");
    else if (limit)
        command.limit = static_cast<unsigned>(*limit);
    return command;
}

PresenceCommand readPresence(RequestReader &in)
{
    PresenceCommand command;
    command.channel = in.channel();
    return command;
}

ReportCommand readReport(RequestReader &in)
{
    ReportCommand command;
    command.bufferedAmount = in.count(Member::bufferedAmount);
    command.lagMs = in.number(Member::lagMs);
    return command;
}

AdminCommand readAdmin(RequestReader &in)
{
    AdminCommand command;
    command.action = in.requiredText(Member::action);
    command.connection = in.text(Member::connection).value_or(std::string());
    command.channel = in.text(Member::channel).value_or(std::string());
    command.reason = in.text(Member::reason).value_or(std::string());
    command.policy = in.policy(true);
    command.maxRate = in.positiveNumber(Member::maxRate);
    command.code = in.count(Member::code);
    command.enabled = in.boolean(Member::enabled);
    command.ms = in.count(Member::ms);
    return command;
}

template <auto read>
Command readAs(RequestReader &in)
{
    auto command = read(in);
    command.id = in.id();
    return command;
}

struct RequestType {
    std::string_view name;
    Command (*read)(RequestReader &);
};
constexpr RequestType kRequestTypes[] = {
    {"subscribe", readAs<readSubscribe>},
    {"unsubscribe", readAs<readUnsubscribe>},
    {"publish", readAs<readPublish>},
    {"ping", readAs<readPing>},
    {"report", readAs<readReport>},
    {"auth", readAs<readAuth>},
    {"greet", readAs<readGreet>},
    {"list", readAs<readList>},
    {"history", readAs<readHistory>},
    {"presence", readAs<readPresence>},
    {"admin", readAs<readAdmin>},
};

CommandError unknownType(std::string_view type, const RequestId &id)
{
    std::string message = "no such type";
    if (type.size() <= kMaxShownBytes)
        message += " as `" + std::string(type) + "`";
    message += "; known:";
    for (const RequestType &known : kRequestTypes)
        message += ' ' + std::string(known.name);
    return {ErrorCode::unknownType, std::move(message), "/type", id};
}

/// The top-level member in which `object` nests deeper than `maxDepth`; empty where its name is too
/// long to show.
std::string deepMember(std::string_view text, dom::object object, unsigned maxDepth)
{
    size_t index = 0;
    for (const auto field : object) {
        if (nestingDepth(memberText(text, index)) + 1 > maxDepth) {
            if (field.key.size() > kMaxShownBytes)
                return {};
            std::string path = "/"; // RFC 6901 section 3
            for (const char c : field.key) {
                if (c == '~')
                    path += "~0";
                else if (c == '/')
                    path += "~1";
                else
                    path += c;
            }
            return path;
        }
        ++index;
    }
    return {};
}

} // namespace

std::string channelPath(bool isList, size_t index)
{
    return isList ? "/channels/" + std::to_string(index) : "/channel";
}

bool isValidChannelName(std::string_view name)
{
    if (name.empty() || name.size() > kMaxNameBytes)
        return false;
    for (const char c : name) {
        if (!isNameCharacter(c))
            return false;
    }
    return true;
}

bool isPrefix(std::string_view name)
{
    return name.size() > kPrefixBytes && name.ends_with(".*")
        && isValidChannelName(name.substr(0, name.size() - kPrefixBytes));
}

struct CommandParser::Impl {
    explicit Impl(unsigned maxDepth)
        : maxDepth(std::max(1u, maxDepth))
    {
    }

    /// The document stays valid until the next call. `tooDeep` is set where the text is valid JSON
    /// but for its nesting.
    tl::expected<dom::element, CommandError> read(std::string_view text, bool &tooDeep);

    tl::expected<dom::object, CommandError> readObject(std::string_view text);

    const unsigned maxDepth;
    std::unique_ptr<dom::parser> parser;
    std::unique_ptr<dom::parser> deepParser;
    std::string buffer;

private:
    simdjson::error_code tryRead(
        std::unique_ptr<dom::parser> &with, size_t depth, dom::element &result);
    simdjson::error_code tryBoth(std::string_view text, dom::element &result, bool &tooDeep);
};

simdjson::error_code CommandParser::Impl::tryRead(
    std::unique_ptr<dom::parser> &with, size_t depth, dom::element &result)
{
    const size_t length = buffer.size();
    if (with && with->capacity() > kKeptBytes && length < kKeptBytes)
        with.reset();
    if (!with)
        with = std::make_unique<dom::parser>();
    if (with->capacity() < length || with->max_depth() != depth) {
        if (const auto error = with->allocate(std::max<size_t>(length, 4096), depth))
            return error;
    }
    buffer.reserve(length + simdjson::SIMDJSON_PADDING);
    return with->parse(buffer.data(), length, false).get(result);
}

simdjson::error_code CommandParser::Impl::tryBoth(
    std::string_view text, dom::element &result, bool &tooDeep)
{
    tooDeep = false;
    // simdjson counts the innermost empty container only half; what it takes at this depth is never
    // too deep.
    auto error = tryRead(parser, maxDepth, result);
    if (error != simdjson::DEPTH_ERROR)
        return error;
    error = tryRead(deepParser, std::max<size_t>(kDeepestRead, maxDepth + 2), result);
    tooDeep = error == simdjson::DEPTH_ERROR
        || (error == simdjson::SUCCESS && nestingDepth(text) > maxDepth);
    return error;
}

tl::expected<dom::element, CommandError> CommandParser::Impl::read(
    std::string_view text, bool &tooDeep)
{
    if (buffer.capacity() > 2 * kKeptBytes && text.size() < kKeptBytes)
        std::string().swap(buffer);
    buffer.assign(text);
    dom::element result;
    auto error = tryBoth(text, result, tooDeep);
    if (error == simdjson::NUMBER_ERROR && maskHugeNumbers(buffer))
        error = tryBoth(text, result, tooDeep);
    if (error == simdjson::DEPTH_ERROR) {
        return tl::unexpected(CommandError {
            ErrorCode::badRequest, "nested deeper than " + std::to_string(maxDepth), "", ""});
    }
    if (error) {
        return tl::unexpected(
            CommandError {ErrorCode::notJson, "the message is not one valid JSON text", "", ""});
    }
    return result;
}

tl::expected<dom::object, CommandError> CommandParser::Impl::readObject(std::string_view text)
{
    bool tooDeep = false;
    const auto element = read(text, tooDeep);
    if (!element)
        return tl::unexpected(element.error());
    dom::object object;
    if (element->get(object) != simdjson::SUCCESS) {
        return tl::unexpected(
            CommandError {ErrorCode::badRequest, "the message must be a JSON object", "", ""});
    }
    if (tooDeep) {
        return tl::unexpected(
            CommandError {ErrorCode::badRequest, "nested deeper than " + std::to_string(maxDepth),
                deepMember(text, object, maxDepth), RequestReader(text, object).id()});
    }
    return object;
}

CommandParser::CommandParser(unsigned maxDepth)
    : m_impl(std::make_unique<Impl>(maxDepth))
{
}

CommandParser::~CommandParser() = default;

tl::expected<Command, CommandError> CommandParser::parse(std::string_view text)
{
    const auto object = m_impl->readObject(text);
    if (!object)
        return tl::unexpected(object.error());
    RequestReader in(text, *object);
    const std::string type = in.requiredText(Member::type);
    if (in.failed())
        return tl::unexpected(in.takeError());
    for (const RequestType &known : kRequestTypes) {
        if (known.name != type)
            continue;
        Command command = known.read(in);
        if (in.failed())
            return tl::unexpected(in.takeError());
        return command;
    }
    return tl::unexpected(unknownType(type, in.id()));
}

bool CommandParser::isValidJson(std::string_view text)
{
    bool tooDeep = false;
    return m_impl->read(text, tooDeep) && !tooDeep;
}

tl::expected<CommandParser::PublishBody, CommandError> CommandParser::parsePublishBody(
    std::string_view text)
{
    const auto object = m_impl->readObject(text);
    if (!object)
        return tl::unexpected(object.error());
    RequestReader in(text, *object);
    const PublishCommand command = readPublish(in);
    if (in.failed())
        return tl::unexpected(in.takeError());
    return PublishBody {command.channel, command.data};
}

} // namespace wavetape::protocol
