// SPDX-License-Identifier: GPL-3.0-or-later
#include "defence/Defence.h"
#include "http/ChannelSuggestion.h"
#include "http/Handlers.h"
#include "http/JsonBody.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/PositionText.h"
#include "protocol/Reply.h"
#include "sessions/ChannelRows.h"
#include "sessions/HistoryAnswer.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace wavetape::http {

using channels::ChannelRef;
using defence::armed;
using defence::Defence;

namespace {

constexpr size_t kMostItems = 1000;
constexpr size_t kDefaultHistory = 100; // as of the request `history`

/// 1 to 1,000; nothing where `text` is no such number.
std::optional<size_t> readLimit(std::string_view text)
{
    size_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > kMostItems)
        return std::nullopt;
    return limit;
}

/// The last `limit` items of a JSON array, in its own bytes; nothing where `json` is none. Only for
/// what this server wrote: well-formed, without blanks.
std::optional<std::string> lastItems(std::string_view json, size_t limit)
{
    if (!json.starts_with('['))
        return std::nullopt;
    std::vector<size_t> starts {1};
    unsigned depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted)
            i += c == '\\' ? 1 : 0;
        else if (c == '[' || c == '{')
            ++depth;
        else if (c == ']' || c == '}')
            --depth;
        else if (c == ',' && depth == 1)
            starts.push_back(i + 1);
        if (c == '"')
            quoted = !quoted;
    }
    if (starts.size() <= limit)
        return std::string(json);
    return "[" + std::string(json.substr(starts[starts.size() - limit]));
}

} // namespace

Answer channelList(Exchange &exchange)
{
    Answer answer = plain(Response::json("["));
    answer.more = [&connection = exchange.connection, caller = exchange.caller,
                      from = std::string()](std::string &body) mutable {
        std::string rows;
        from = sessions::appendChannelRows(rows, connection.context(), {}, from,
            [&caller](std::string_view channel) { return caller.mayRead(channel); });
        connection.charge(metrics::Work::row, sessions::kRowsAtOnce);
        if (body.size() > 1 && !rows.empty())
            body += ',';
        body += rows;
        if (!from.empty())
            return true;
        body += "]\n";
        return false;
    };
    return answer;
}

Answer snapshot(Exchange &exchange)
{
    const std::string name(exchange.rest);
    const auto refusal = [](int status, std::string_view sentence) {
        return plain(Response::refusal(status, sentence));
    };
    if (!protocol::isValidChannelName(name))
        return refusal(400, kBadChannelName);
    std::optional<size_t> limit;
    if (exchange.request.hasParameter("limit")) {
        limit = readLimit(exchange.request.parameter("limit"));
        if (!limit)
            return refusal(400, "The parameter limit is a number from 1 to 1000.");
    }
    if (!exchange.caller.mayRead(name))
        return refusal(403, kNotOpen);
    const ChannelRef channel = exchange.context.hub.find(name);
    if (!channel || !channel->born() || !channel->spec().listed)
        return refusal(404, noSuchChannel(exchange, name));
    if (channel->spec().binary)
        return refusal(400, "A binary channel has no snapshot.");
    auto [data, position] = channel->snapshotNow();
    if (data.empty())
        return refusal(404, "Nothing is known of this channel now.");
    if (limit) {
        auto items = lastItems(data, *limit);
        if (!items)
            return refusal(400, "The snapshot of this channel is no list: it takes no limit.");
        data = std::move(*items);
    }
    std::string text;
    protocol::appendSnapshot(text, name, position.epoch, position.seq, data);
    return plain(Response::json(text + '\n'));
}

Answer history(Exchange &exchange)
{
    const std::string name(exchange.rest);
    const auto refusal = [](int status, std::string_view sentence) {
        return plain(Response::refusal(status, sentence));
    };
    if (!protocol::isValidChannelName(name))
        return refusal(400, kBadChannelName);
    size_t limit = kDefaultHistory;
    if (exchange.request.hasParameter("limit")) {
        const auto asked = readLimit(exchange.request.parameter("limit"));
        if (!asked)
            return refusal(400, "The parameter limit is a number from 1 to 1000.");
        limit = *asked;
    }
    limit = std::min<size_t>(limit, exchange.context.config.history.pagePublications);
    std::optional<protocol::StreamPosition> since;
    if (exchange.request.hasParameter("since")) {
        auto positions = protocol::readPositions(exchange.request.parameter("since"), 1);
        if (!positions)
            return refusal(400, positions.error());
        since = std::move(positions->front());
    }
    if (!exchange.caller.mayRead(name))
        return refusal(403, kNotOpen);
    const ChannelRef channel = exchange.context.hub.find(name);
    if (!channel || !channel->born() || !channel->spec().listed)
        return refusal(404, noSuchChannel(exchange, name));
    size_t told = 0;
    const auto text = sessions::historyAnswer(*channel, since, limit, {}, told);
    exchange.connection.charge(metrics::Work::row, told);
    if (!text)
        return plain(errorJson(
            text.error().code == protocol::ErrorCode::cannotRecover ? 410 : 400, text.error()));
    return plain(Response::json(*text + '\n'));
}

namespace {
Response publishAnswer(std::string_view channel, const cluster::Published &published)
{
    if (!published) {
        const cluster::RefusalText why = cluster::textOf(published.error());
        Response response
            = errorJson(why.status, {why.code, why.sentence, std::string(why.path), {}});
        if (published.error().why == cluster::Refusal::unavailable)
            response.headers = {{"Retry-After", "1"}};
        return response;
    }
    std::string text;
    protocol::appendPublishAck(text, {}, channel, published->position);
    return Response::json(text + '\n');
}
} // namespace

Answer publish(Exchange &exchange)
{
    net::Connection &connection = exchange.connection;
    net::ServerContext &context = exchange.context;
    PublishAllowance &allowance = exchange.allowance;
    if (!isJson(exchange.request.joined("Content-Type")))
        return plain(Response::refusal(415, "The body must be application/json."));
    const auto &limits = context.config.limits;
    if (!allowance.rate.take(connection.nowMs()) && armed(Defence::postRate)) {
        connection.thread().stats().rateLimited.add(1);
        connection.thread().stats().countRefused(metrics::Limit::messagesPerSecond);
        Response response = errorJson(429,
            {protocol::ErrorCode::rateLimited, "too many messages; this one was dropped", "", {}});
        response.headers = {{"Retry-After", "1"}};
        return plain(std::move(response));
    }
    thread_local protocol::CommandParser parser(limits.jsonDepth);
    const auto body = parser.parsePublishBody(exchange.request.body);
    if (!body)
        return plain(errorJson(400, body.error()));
    const auto failed = [](int status, protocol::ErrorCode code, const char *message) {
        return plain(errorJson(status, {code, message, "/channel", {}}));
    };
    if (!exchange.caller.mayPublish(body->channel))
        return failed(403, protocol::ErrorCode::forbidden,
            "this channel is not open to this connection for publishing");
    const auto mayCreate = [&] {
        return (!limits.enabled || allowance.created < limits.createdChannelsPerConnection
                   || !armed(Defence::createdChannels))
            && context.addresses.takeChannel(connection.peer().ip, context.clock.steadyMs());
    };
    const std::function<bool()> asks = mayCreate;
    if (const auto published
        = context.broker->publishAtOnce({body->channel, body->data, body->key, asks})) {
        allowance.created += *published && (*published)->created;
        return plain(publishAnswer(body->channel, *published));
    }
    Answer answer;
    answer.later
        = [&broker = *context.broker, channel = std::string(body->channel),
              data = std::string(body->data), key = std::string(body->key), asks](auto done) {
              broker.publish({channel, data, key, asks},
                  [channel, done = std::move(done)](const cluster::Published &published) {
                      done(publishAnswer(channel, published), published && published->created);
                  });
          };
    return answer;
}

} // namespace wavetape::http
