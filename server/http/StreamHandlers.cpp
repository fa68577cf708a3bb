// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Handlers.h"
#include "http/NamedChannels.h"
#include "http/Opening.h"
#include "http/ParameterHint.h"
#include "http/Routes.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "protocol/PositionText.h"
#include "protocol/Reply.h"
#include "sessions/EventForms.h"
#include "sessions/EventSession.h"
#include "sessions/LongPoll.h"

#include <charconv>
#include <optional>
#include <tuple>

namespace wavetape::http {

namespace {

constexpr uint64_t kPollSeconds = 25, kMostPollSeconds = 60;

/// What `channels` and a position ask for.
struct Wanted {
    std::vector<channels::ChannelRef> channels;
    std::vector<protocol::StreamPosition> since; ///< of each, or empty
};

/// Reads both; an answer where something is wrong with them. `found` keeps the channels until they
/// are joined.
std::optional<Answer> readWanted(
    Exchange &exchange, NamedChannels &found, std::string_view since, Wanted &wanted)
{
    std::vector<std::string> names = splitNames(exchange.request.parameter("channels"), ',');
    if (names.empty())
        return refuse(exchange, 400,
            "Name the channels: " + std::string(exchange.route->path)
                + "?channels=ticker.AAPL,trades.AAPL");
    if (names.size() > protocol::kPositionChannels)
        return refuse(exchange, 400, "These are more channels than have one position: 64.");
    if (!found.find(exchange, names, false))
        return std::move(found.refusal);
    if (found.channels().size() != names.size())
        return refuse(exchange, 400, "A channel may be named once.");
    wanted.channels = found.channels();
    if (!since.empty()) {
        auto positions = protocol::readPositions(since, names.size());
        if (!positions)
            return refuse(exchange, 400, positions.error());
        wanted.since = std::move(*positions);
    }
    return std::nullopt;
}

void tellHint(Response &response, const NamedChannels &found)
{
    if (!found.hint().empty())
        response.headers.emplace_back(kHintHeader, found.hint());
}

} // namespace

Answer eventStream(Exchange &exchange)
{
    const Request &request = exchange.request;
    net::Connection &connection = exchange.connection;
    if (const std::string_view full = noRoom(exchange); !full.empty())
        return refuse(exchange, 503, full);
    if (request.count("Last-Event-ID") > 1)
        return refuse(exchange, 400, "Last-Event-ID may come once.");
    // Who comes back by itself knows better than the address that it began with.
    std::string since = request.joined("Last-Event-ID");
    if (since.empty())
        since = request.parameter("since");
    const auto found = std::make_shared<NamedChannels>(exchange.context.hub);
    Wanted wanted;
    if (auto refused = readWanted(exchange, *found, since, wanted))
        return std::move(*refused);

    const bool chunked = request.minorVersion >= 1;
    Answer answer;
    answer.close = true;
    answer.response.contentType = "text/event-stream";
    answer.response.body.clear();
    answer.response.length = chunked ? Response::Length::chunked : Response::Length::untilEnd;
    // nginx keeps what it is not told to pass on at once; nobody may keep, or compress, the rest.
    answer.response.headers
        = {{"Cache-Control", "no-store, no-transform"}, {"X-Accel-Buffering", "no"}};
    if (request.method == "HEAD")
        return answer;
    auto session
        = std::make_unique<sessions::EventSession>(connection, chunked, exchange.caller.who);
    const std::string from = session->join(wanted.channels, wanted.since);
    if (!wanted.since.empty())
        answer.response.headers.emplace_back("Wavetape-Resumed-From", from);
    tellHint(answer.response, *found);
    noteOpened(exchange, answer.response.serialise(true, true), 200, parameterHint(exchange));
    answer.begin = [made = session.get(), found] { made->begin(found->hint()); };
    answer.session = std::move(session);
    return answer;
}

Answer longPoll(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (const std::string_view full = noRoom(exchange); !full.empty())
        return refuse(exchange, 503, full);
    uint64_t seconds = kPollSeconds;
    if (request.hasParameter("timeout")) {
        const std::string text = request.parameter("timeout");
        const char *end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, seconds);
        if (read.ec != std::errc() || read.ptr != end || seconds < 1 || seconds > kMostPollSeconds)
            return refuse(exchange, 400, "The parameter timeout is a number from 1 to 60, in s.");
    }
    NamedChannels found(exchange.context.hub);
    Wanted wanted;
    if (auto refused = readWanted(exchange, found, request.parameter("since"), wanted))
        return std::move(*refused);
    if (request.hasParameter("since") && wanted.since.empty())
        return refuse(exchange, 400, "The parameter since is a position.");
    Answer answer = plain(Response::json({}));
    if (request.method == "HEAD")
        return answer;
    auto ticket = exchange.context.addresses.holdPoll(exchange.connection.peer().ip);
    if (!ticket) {
        exchange.connection.thread().stats().countRefused(metrics::Limit::pollsPerAddress);
        answer = refuse(exchange, 429, "Too many polls of this address are held.");
        answer.response.headers = {{"Retry-After", "1"}};
        answer.close = false;
        return answer;
    }
    answer.poll = std::make_unique<sessions::LongPoll>(
        exchange.connection, exchange.caller.who, std::move(*ticket));
    const std::string from = answer.poll->join(wanted.channels, wanted.since);
    if (!wanted.since.empty())
        answer.response.headers.emplace_back("Wavetape-Resumed-From", from);
    tellHint(answer.response, found);
    answer.holdMs = seconds * 1000;
    return answer;
}

Answer poll(Exchange &exchange)
{
    NamedChannels found(exchange.context.hub);
    Wanted wanted;
    if (auto refused = readWanted(exchange, found, {}, wanted))
        return std::move(*refused);
    protocol::PositionText since;
    std::string messages;
    for (const channels::ChannelRef &channel : wanted.channels) {
        // Data and position of one moment.
        std::string text;
        protocol::StreamPosition position;
        if (channel->hasSnapshot()) {
            std::string data;
            std::tie(data, position) = channel->snapshotNow();
            if (!data.empty())
                protocol::appendSnapshot(text, channel->name(), position.epoch, position.seq, data);
        } else {
            const channels::Channel::Page page = channel->readNewest(1);
            position = page.position;
            if (!page.publications.empty())
                text = channel->frame(*page.publications.back(), sessions::forms::json)->bytes();
        }
        exchange.connection.charge(metrics::Work::row);
        since.add(std::make_shared<const std::string>(position.epoch), position.seq);
        if (!text.empty())
            messages += (messages.empty() ? "" : ",") + text;
    }
    std::string body;
    protocol::JsonWriter(body)
        .beginObject()
        .key("since")
        .string(since.text())
        .key("messages")
        .raw("[" + messages + "]")
        .endObject();
    Answer answer = plain(Response::json(body + '\n'));
    tellHint(answer.response, found);
    return answer;
}

} // namespace wavetape::http
