// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Handlers.h"
#include "http/Router.h"
#include "net/ServerContext.h"
#include "protocol/Command.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::http {

namespace {

constexpr uint64_t kMostCandles = 1000;
constexpr uint64_t kUsualCandles = 300;
constexpr uint64_t kLatest = (uint64_t(1) << 53) - 1; ///< ms

/// A query parameter within bounds, `otherwise` where it is not given; nothing where it is wrong.
std::optional<uint64_t> number(const Request &request, std::string_view name, uint64_t least,
    uint64_t most, uint64_t otherwise)
{
    if (!request.hasParameter(name))
        return otherwise;
    const std::string text(request.parameter(name));
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

/// The objects of a candle channel's snapshot, as this server wrote them: flat and without blanks.
std::vector<std::string_view> objects(std::string_view json)
{
    std::vector<std::string_view> result;
    for (size_t begin = json.find('{'); begin != std::string_view::npos;) {
        const size_t end = json.find('}', begin);
        result.push_back(json.substr(begin, end + 1 - begin));
        begin = json.find('{', end);
    }
    return result;
}

uint64_t startOf(std::string_view candle)
{
    constexpr std::string_view kHead = R"({"start":)";
    uint64_t start = 0;
    std::from_chars(candle.data() + kHead.size(), candle.data() + candle.size(), start);
    return start;
}

} // namespace

Answer symbols(Exchange &exchange)
{
    const auto &symbols = exchange.router.symbols;
    return plain(Response::json((symbols ? symbols() : std::string("[]")) + '\n'));
}

Answer candles(Exchange &exchange)
{
    const Request &request = exchange.request;
    const auto refusal = [](int status, std::string_view sentence) {
        return plain(Response::refusal(status, sentence));
    };
    std::string interval = "1m";
    if (request.hasParameter("interval"))
        interval = request.parameter("interval");
    constexpr std::string_view kIntervals[] = {"1s", "5s", "1m", "5m", "1h"};
    if (std::find(std::begin(kIntervals), std::end(kIntervals), interval) == std::end(kIntervals))
        return refusal(400, "The parameter interval is 1s, 5s, 1m, 5m or 1h.");
    const auto start = number(request, "start", 0, kLatest, 0);
    const auto end = number(request, "end", 0, kLatest, kLatest);
    const auto limit = number(request, "limit", 1, kMostCandles, kUsualCandles);
    if (!start || !end)
        return refusal(400, "The parameters start and end are milliseconds since 1970.");
    if (!limit)
        return refusal(400, "The parameter limit is a number from 1 to 1000.");
    if (*start > *end)
        return refusal(400, "The parameter start is after end.");
    const std::string name = "candles." + std::string(exchange.rest) + '.' + interval;
    if (!protocol::isValidChannelName(name))
        return refusal(400, kBadChannelName);
    if (!exchange.caller.mayRead(name))
        return refusal(403, kNotOpen);
    const channels::ChannelRef channel = exchange.context.hub.find(name);
    if (!channel)
        return refusal(404, "There is no such symbol.");
    const std::string json = channel->snapshotNow().first;
    std::vector<std::string_view> found = objects(json);
    std::erase_if(found, [&](std::string_view candle) {
        const uint64_t at = startOf(candle);
        return at < *start || at > *end;
    });
    if (found.size() > *limit) {
        const auto surplus = static_cast<std::ptrdiff_t>(found.size() - *limit);
        if (request.hasParameter("start"))
            found.erase(found.end() - surplus, found.end());
        else
            found.erase(found.begin(), found.begin() + surplus);
    }
    std::string text = "[";
    for (const std::string_view candle : found) {
        if (text.size() > 1)
            text += ',';
        text += candle;
    }
    return plain(Response::json(text + "]\n"));
}

} // namespace wavetape::http
