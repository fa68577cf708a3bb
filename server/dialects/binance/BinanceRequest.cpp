// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceRequest.h"

#include "protocol/JsonView.h"

#include <string>

namespace wavetape::dialects::binance {

using protocol::CommandError;
using protocol::ErrorCode;
using protocol::JsonView;

namespace {

constexpr size_t kMostStreams = 1024; // as there
constexpr size_t kLongestId = 36;
constexpr size_t kMostQuoted = 64; // of what a client sent, in a sentence about it

bool isId(JsonView given)
{
    if (given.kind() == JsonView::Kind::null)
        return true;
    if (const auto text = given.text())
        return text->size() <= kLongestId;
    const auto number = given.integer();
    return number && *number >= 0;
}

} // namespace

CommandError noSuchStream(std::string_view name, protocol::RequestId id)
{
    const bool printable = name.size() <= kMostQuoted
        && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "@_!.:-")
            == name.npos;
    return {ErrorCode::unknownChannel,
        "invalid stream" + (printable ? " " + std::string(name) : std::string())
            + ": there are <symbol in lower case>@trade, @aggTrade, @ticker, @miniTicker, "
              "@bookTicker, @kline_<1s, 1m, 5m, 1h>, @depth and @depth<5, 10, 20>, each also with "
              "@100ms or @1000ms",
        "", std::move(id)};
}

tl::expected<Request, CommandError> readRequest(std::string_view text)
{
    protocol::RequestId id;
    const auto refused = [&](ErrorCode code, std::string sentence) {
        return tl::unexpected(CommandError {code, std::move(sentence), "", id});
    };
    const JsonView message = JsonView::of(text);
    if (!message.isObject())
        return refused(ErrorCode::badRequest, "a request is a JSON object");
    if (const JsonView given = message.find("id"); given.present()) {
        if (!isId(given))
            return refused(ErrorCode::badRequest,
                "request ID must be an unsigned integer, a string of at most 36 characters or "
                "null");
        id = given.bytes();
    }
    for (auto member = message.walk(); member.next();) {
        if (member.name() != "method" && member.name() != "params" && member.name() != "id")
            return refused(
                ErrorCode::badRequest, "unknown property: there are method, params and id");
    }
    if (!message.find("method").present())
        return refused(ErrorCode::badRequest, "missing field method");
    const auto method = message.find("method").text();
    if (!method)
        return refused(ErrorCode::badRequest, "method must be a string");
    if (method == "LIST_SUBSCRIPTIONS")
        return ListSubscriptions {id};
    if (method == "SET_PROPERTY" || method == "GET_PROPERTY")
        return refused(ErrorCode::unknownType,
            "properties are not served: whether streams are combined is said by the path, "
            "/stream or /ws");
    if (method != "SUBSCRIBE" && method != "UNSUBSCRIBE")
        return refused(ErrorCode::unknownType,
            "unknown variant, expected one of SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS");
    const JsonView params = message.find("params");
    if (!params.isArray())
        return refused(ErrorCode::badRequest, "params must be an array of streams' names");
    std::vector<Stream> streams;
    for (auto element = params.walk(); element.next();) {
        const auto name = element.value().text();
        if (!name)
            return refused(ErrorCode::badRequest, "params must be an array of streams' names");
        auto stream = readStream(*name);
        if (!stream)
            return tl::unexpected(noSuchStream(*name, id));
        if (streams.size() == kMostStreams)
            return refused(ErrorCode::tooManyChannels, "too many parameters");
        streams.push_back(std::move(*stream));
    }
    if (streams.empty())
        return refused(ErrorCode::badRequest, "params names no stream");
    if (method == "SUBSCRIBE")
        return Subscribe {id, std::move(streams)};
    return Unsubscribe {id, std::move(streams)};
}

} // namespace wavetape::dialects::binance
