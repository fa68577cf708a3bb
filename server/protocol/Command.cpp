// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Command.h"

#include "defence/Defence.h"
#include "protocol/JsonScanner.h"
#include "protocol/MemberReader.h"

#include <simdjson.h>

#include <algorithm>

namespace wavetape::protocol {

namespace {

constexpr size_t kMaxShownBytes = 64;
/// Nesting beyond this is refused without a second look.
constexpr size_t kDeepestRead = 1024;
/// Buffers grown beyond this by one large message are given back before the next small one.
constexpr size_t kKeptBytes = 1 << 20;
constexpr size_t kMaxNameBytes = 128;
constexpr size_t kPrefixBytes = 2; // ".*"

bool isNameCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.'
        || c == '_' || c == ':' || c == '-';
}

SubscribeCommand readSubscribe(MemberReader &in)
{
    SubscribeCommand command;
    command.channels = in.channels();
    command.isList = in.has(Member::channels);
    command.since = in.since();
    command.policy = in.policy(false);
    command.maxRate = in.maxRate();
    command.snapshot = in.boolean(Member::snapshot).value_or(true);
    if (command.since && command.channels.size() != 1)
        in.fail(Member::since, "goes with exactly one channel");
    if (command.since && !command.channels.empty() && isPrefix(command.channels.front()))
        in.fail(Member::since, "does not go with a prefix");
    if (command.maxRate && command.policy && *command.policy != Policy::conflate)
        in.fail(Member::maxRate, "implies the policy conflate");
    return command;
}

UnsubscribeCommand readUnsubscribe(MemberReader &in)
{
    UnsubscribeCommand command;
    command.channels = in.channels();
    command.isList = in.has(Member::channels);
    return command;
}

PublishCommand readPublish(MemberReader &in)
{
    PublishCommand command;
    command.channel = in.channel();
    if (in.has(Member::data))
        command.data = in.raw(Member::data);
    else
        in.fail(Member::data, "is missing; it may be any JSON value");
    command.key = in.key();
    return command;
}

AuthCommand readAuth(MemberReader &in)
{
    AuthCommand command;
    command.token = in.requiredText(Member::token);
    return command;
}

GreetCommand readGreet(MemberReader &in)
{
    GreetCommand command;
    command.message = in.requiredText(Member::msg);
    return command;
}

PingCommand readPing(MemberReader &in)
{
    PingCommand command;
    command.t = in.has(Member::t) ? in.raw(Member::t) : "null";
    return command;
}

ListCommand readList(MemberReader &in)
{
    ListCommand command;
    command.prefix = in.text(Member::prefix).value_or(std::string());
    if (!command.prefix.empty() && !isValidChannelName(command.prefix))
        in.fail(Member::prefix, "must be the beginning of a channel name, such as book.");
    return command;
}

HistoryCommand readHistory(MemberReader &in)
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

PresenceCommand readPresence(MemberReader &in)
{
    PresenceCommand command;
    command.channel = in.channel();
    return command;
}

ReportCommand readReport(MemberReader &in)
{
    ReportCommand command;
    command.bufferedAmount = in.count(Member::bufferedAmount);
    command.lagMs = in.number(Member::lagMs);
    return command;
}

DescribeCommand readDescribe(MemberReader &in)
{
    DescribeCommand command;
    command.described = in.signals();
    return command;
}

AdminCommand readAdmin(MemberReader &in)
{
    AdminCommand command;
    const std::string action = in.requiredText(Member::action);
    if (const auto known = parseAction(action))
        command.action = *known;
    else
        in.fail(Member::action, "must be one of " + actionNames());
    command.connection = in.text(Member::connection).value_or(std::string());
    command.channel = in.text(Member::channel).value_or(std::string());
    command.user = in.text(Member::user).value_or(std::string());
    command.reason = in.text(Member::reason).value_or(std::string());
    command.name = in.text(Member::name).value_or(std::string());
    command.node = in.text(Member::node).value_or(std::string());
    if (in.has(Member::toxic))
        command.toxic = in.raw(Member::toxic);
    if (in.has(Member::proxy))
        command.proxy = in.raw(Member::proxy);
    const std::string stream = in.text(Member::stream).value_or(std::string());
    command.upstream = stream == "upstream";
    if (!stream.empty() && !command.upstream && stream != "downstream")
        in.fail(Member::stream, "must be downstream or upstream");
    command.payload = in.text(Member::payload);
    command.policy = in.policy(true);
    command.maxRate = in.maxRate();
    command.rate = in.positiveNumber(Member::rate);
    command.code = in.count(Member::code);
    command.enabled = in.boolean(Member::enabled);
    command.ms = in.count(Member::ms);
    command.whole = in.boolean(Member::whole).value_or(false);
    command.replay = {command.enabled, in.count(Member::step), in.number(Member::seek),
        in.number(Member::from), in.number(Member::to), in.number(Member::speed),
        in.boolean(Member::loop)};
    return command;
}

template <auto read>
Command readAs(MemberReader &in)
{
    auto command = read(in);
    command.id = in.id();
    return command;
}

struct RequestType {
    std::string_view name;
    Command (*read)(MemberReader &);
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
    {"describe", readAs<readDescribe>},
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
    Impl(unsigned maxDepth, size_t maxChannels)
        : maxDepth(std::max(1u, maxDepth))
        , maxChannels(maxChannels)
    {
    }

    /// The document stays valid until the next call. `tooDeep` is set where the text is valid JSON
    /// but for its nesting.
    tl::expected<dom::element, CommandError> read(std::string_view text, bool &tooDeep);

    tl::expected<dom::object, CommandError> readObject(std::string_view text);

    const unsigned maxDepth;
    const size_t maxChannels;
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
    if (tooDeep && defence::armed(defence::Defence::jsonDepth)) {
        return tl::unexpected(
            CommandError {ErrorCode::badRequest, "nested deeper than " + std::to_string(maxDepth),
                deepMember(text, object, maxDepth), MemberReader(text, object).id()});
    }
    return object;
}

CommandParser::CommandParser(unsigned maxDepth, size_t maxChannels)
    : m_impl(std::make_unique<Impl>(maxDepth, maxChannels))
{
}

CommandParser::~CommandParser() = default;

tl::expected<Command, CommandError> CommandParser::parse(std::string_view text)
{
    const auto object = m_impl->readObject(text);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader in(text, *object, m_impl->maxChannels);
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

tl::expected<CommandParser::LoginBody, CommandError> CommandParser::parseLoginBody(
    std::string_view text)
{
    const auto object = m_impl->readObject(text);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader in(text, *object);
    LoginBody body {in.requiredText(Member::user), in.requiredText(Member::secret)};
    if (in.failed())
        return tl::unexpected(in.takeError());
    return body;
}

tl::expected<CommandParser::PublishBody, CommandError> CommandParser::parsePublishBody(
    std::string_view text)
{
    const auto object = m_impl->readObject(text);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader in(text, *object);
    const PublishCommand command = readPublish(in);
    if (in.failed())
        return tl::unexpected(in.takeError());
    return PublishBody {command.channel, command.data, command.key};
}

} // namespace wavetape::protocol
