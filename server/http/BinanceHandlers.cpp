// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceMarket.h"
#include "dialects/binance/BinanceReply.h"
#include "dialects/binance/BinanceStream.h"
#include "http/Handlers.h"
#include "http/Router.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonView.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::http {

namespace binance = dialects::binance;
using protocol::JsonView;

namespace {

constexpr int kNotServed = -1020, kUnauthorized = -1002, kIllegal = -1100, kTooMany = -1104,
              kMandatory = -1102, kBadInterval = -1120, kBadSymbol = -1121, kBothGiven = -1128,
              kTwice = -1151;
constexpr int64_t kLatestMs = (int64_t(1) << 53) - 1; // ms
constexpr size_t kMostMarkets = 100; // that one request may name

/// One request of the REST interface: reads its parameters and keeps the first complaint.
class Question {
public:
    explicit Question(Exchange &exchange)
        : m_exchange(exchange)
    {
    }

    std::string_view path() const { return m_exchange.rest; }
    const std::string &body() const { return m_body; }
    std::string &body() { return m_body; }
    bool failed() const { return m_refused.has_value(); }

    /// Takes these parameters alone, each once.
    void takes(std::string_view names)
    {
        std::string seen;
        for (const auto &[name, value] : m_exchange.request.parameters()) {
            const std::string item = ' ' + name + ' ';
            if (name == "token" || name == "faults")
                continue;
            if (name.empty() || (' ' + std::string(names) + ' ').find(item) == names.npos)
                refuse(400, kTooMany,
                    "Not all sent parameters were read; "
                        + (names.empty() ? "there are none here."
                                         : "here there are: " + std::string(names) + '.'));
            else if (seen.find(item) != seen.npos)
                refuse(400, kTooMany, "The parameter " + name + " may come once.");
            seen += item;
        }
    }

    /// The channel of `symbol` in a family; null where it was refused.
    channels::ChannelRef channel(std::string_view family, std::string_view interval = {})
    {
        if (!m_exchange.request.hasParameter("symbol"))
            refuse(400, kMandatory,
                "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
        const auto symbol = binance::symbolOfMarket(m_exchange.request.parameter("symbol"));
        if (!symbol)
            refuse(400, kBadSymbol, "Invalid symbol.");
        return failed() ? nullptr : open(std::string(family) + *symbol + std::string(interval));
    }
    /// The markets that `symbol` or `symbols`, a JSON array, name, each of which there is; none:
    /// neither was sent, or they were refused.
    std::vector<std::string> markets()
    {
        std::vector<std::string> named;
        if (!has("symbols")) {
            if (has("symbol") && channel("ticker."))
                named.push_back(parameter("symbol"));
            return named;
        }
        if (has("symbol"))
            refuse(400, kBothGiven, "Parameters 'symbol' and 'symbols' do not go together.");
        const std::string text = parameter("symbols");
        const bool json = m_exchange.connection.thread().commands().isValidJson(text);
        const JsonView list = json ? JsonView::of(text) : JsonView();
        for (auto one = list.walk(); list.isArray() && !failed() && one.next();) {
            const std::string market = one.value().text().value_or("");
            const auto symbol = binance::symbolOfMarket(market);
            if (!symbol)
                refuse(400, kBadSymbol, "Invalid symbol.");
            else if (std::find(named.begin(), named.end(), market) != named.end())
                refuse(400, kTwice, "Symbol is present multiple times in the list.");
            else if (named.size() == kMostMarkets)
                refuse(400, kIllegal, "Parameter 'symbols' names at most 100.");
            else if (open("ticker." + *symbol))
                named.push_back(market);
        }
        if (named.empty())
            refuse(400, kIllegal,
                "Parameter 'symbols' is an array of names: [\"AAPLUSD\",\"MSFTUSD\"].");
        return failed() ? std::vector<std::string>() : named;
    }
    channels::ChannelRef open(const std::string &name)
    {
        if (!m_exchange.caller.mayRead(name))
            refuse(403, kUnauthorized, kNotOpen);
        channels::ChannelRef channel = failed() ? nullptr : m_exchange.context.hub.find(name);
        if (!channel)
            refuse(400, kBadSymbol, "Invalid symbol.");
        return channel;
    }

    std::optional<int64_t> number(std::string_view name, int64_t least, int64_t most)
    {
        if (!m_exchange.request.hasParameter(name))
            return {};
        const std::string text = m_exchange.request.parameter(name);
        int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < least
            || value > most)
            refuse(400, kIllegal,
                "Parameter '" + std::string(name) + "' is a whole number from "
                    + std::to_string(least) + " to " + std::to_string(most) + '.');
        return value;
    }
    size_t limit(int64_t usual, int64_t most)
    {
        return static_cast<size_t>(number("limit", 1, most).value_or(usual));
    }

    void refuse(int status, int code, std::string_view sentence)
    {
        if (m_refused)
            return;
        m_refused = status;
        m_body.clear();
        binance::appendRefusal(m_body, code, sentence);
    }

    Answer answer()
    {
        Response response = Response::json(std::move(m_body));
        response.status = m_refused.value_or(200);
        auto &stats = m_exchange.connection.thread().stats().of(metrics::Dialect::binance);
        stats.requests.add(1);
        if (m_refused) {
            stats.refused.add(1);
            noteRefused(m_exchange.connection, *m_refused, response.body, m_exchange.request.path);
        }
        return plain(std::move(response));
    }

    const Exchange &exchange() const { return m_exchange; }
    bool has(std::string_view name) const { return m_exchange.request.hasParameter(name); }
    std::string parameter(std::string_view name) const
    {
        return m_exchange.request.parameter(name);
    }
    int64_t nowMs() const { return m_exchange.context.clock.wallMs(); }

private:
    Exchange &m_exchange;
    std::string m_body;
    std::optional<int> m_refused;
};

void ping(Question &in)
{
    in.takes("");
    in.body() += "{}";
}

void serverTime(Question &in)
{
    in.takes("");
    protocol::JsonWriter(in.body()).beginObject().key("serverTime").integer(in.nowMs()).endObject();
}

void exchangeInfo(Question &in)
{
    in.takes("symbol symbols permissions showPermissionSets");
    const std::vector<std::string> markets = in.markets();
    if (in.failed())
        return;
    const auto &symbols = in.exchange().router.symbols;
    binance::appendExchangeInfo(in.body(), symbols ? symbols() : "[]", markets, in.nowMs());
}

void depth(Question &in)
{
    constexpr int64_t kUsual = 100, kMost = 5000;
    in.takes("symbol limit");
    const size_t most = in.limit(kUsual, kMost);
    if (const channels::ChannelRef book = in.channel("book.")) {
        const std::string snapshot = book->snapshotNow().first;
        binance::appendDepth(in.body(), JsonView::of(snapshot), most);
    }
}

/// The newest trades, each written by `append`.
void trades(Question &in, void (*append)(std::string &, JsonView))
{
    constexpr int64_t kUsual = 500, kMost = 1000;
    const size_t most = in.limit(kUsual, kMost);
    const channels::ChannelRef channel = in.channel("trades.");
    if (!channel)
        return;
    const auto publications = channel->readNewest(most).publications;
    in.exchange().connection.charge(metrics::Work::row, publications.size());
    in.body() += '[';
    for (const channels::PublicationRef &publication : publications) {
        if (in.body().size() > 1)
            in.body() += ',';
        append(in.body(), JsonView::of(publication->data()));
    }
    in.body() += ']';
}

void recentTrades(Question &in)
{
    in.takes("symbol limit");
    trades(in, binance::appendTradeRow);
}

void aggTrades(Question &in)
{
    in.takes("symbol limit");
    trades(in, binance::appendAggTradeRow);
}

void klines(Question &in)
{
    constexpr int64_t kUsual = 500, kMost = 1000;
    in.takes("symbol interval startTime endTime limit");
    const size_t most = in.limit(kUsual, kMost);
    const auto from = in.number("startTime", 0, kLatestMs), to = in.number("endTime", 0, kLatestMs);
    const std::string interval = in.parameter("interval");
    const auto kinds = binance::streamKinds();
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
        [&](const auto &one) { return !one.interval.empty() && one.interval == interval; });
    if (kind == kinds.end()) {
        in.refuse(400, kBadInterval, "Invalid interval: there are 1s, 1m, 5m and 1h.");
        return;
    }
    if (const channels::ChannelRef candles = in.channel("candles.", '.' + interval)) {
        const std::string snapshot = candles->snapshotNow().first;
        binance::appendKlines(in.body(), JsonView::of(snapshot), kind->intervalMs, from,
            to.value_or(kLatestMs), most);
    }
}

/// One symbol's answer, or an array: of those that `symbols` names, else of all that may be read.
void each(Question &in, void (*append)(Question &in, std::string_view symbol))
{
    const std::vector<std::string> markets = in.markets();
    if (in.failed())
        return;
    if (in.has("symbol")) {
        append(in, *binance::symbolOfMarket(markets.front()));
        return;
    }
    in.body() += '[';
    if (!markets.empty()) {
        in.exchange().connection.charge(metrics::Work::row, markets.size());
        for (const std::string &market : markets) {
            if (!in.failed() && in.body().size() > 1)
                in.body() += ',';
            append(in, *binance::symbolOfMarket(market));
        }
        if (!in.failed())
            in.body() += ']';
        return;
    }
    const auto all = in.exchange().context.hub.list("ticker.");
    in.exchange().connection.charge(metrics::Work::row, all.size());
    for (const channels::ChannelRef &ticker : all) {
        const std::string_view symbol = binance::symbolOf(ticker->name());
        if (!in.exchange().caller.mayRead(ticker->name())
            || !in.exchange().caller.mayRead("book." + std::string(symbol)))
            continue;
        if (in.body().size() > 1)
            in.body() += ',';
        append(in, symbol);
    }
    in.body() += ']';
}

std::string snapshotOf(Question &in, std::string_view family, std::string_view symbol)
{
    const channels::ChannelRef channel = in.open(std::string(family) + std::string(symbol));
    return channel ? channel->snapshotNow().first : std::string();
}

void ticker24h(Question &in)
{
    in.takes("symbol symbols type");
    if (in.has("type") && in.parameter("type") != "FULL" && in.parameter("type") != "MINI")
        in.refuse(400, kIllegal, "Parameter 'type' is FULL or MINI.");
    each(in, [](Question &one, std::string_view symbol) {
        const bool mini = one.parameter("type") == "MINI";
        const std::string ticker = snapshotOf(one, "ticker.", symbol),
                          book = mini ? std::string() : snapshotOf(one, "book.", symbol);
        if (!one.failed())
            binance::appendTicker24h(one.body(), JsonView::of(ticker),
                mini ? std::nullopt : std::optional(JsonView::of(book)));
    });
}

void priceTicker(Question &in)
{
    in.takes("symbol symbols");
    each(in, [](Question &one, std::string_view symbol) {
        const std::string ticker = snapshotOf(one, "ticker.", symbol);
        if (!one.failed())
            binance::appendPriceTicker(one.body(), JsonView::of(ticker));
    });
}

void bookTicker(Question &in)
{
    in.takes("symbol symbols");
    each(in, [](Question &one, std::string_view symbol) {
        const std::string book = snapshotOf(one, "book.", symbol);
        if (!one.failed())
            binance::appendBookTicker(one.body(), symbol, JsonView::of(book));
    });
}

struct Endpoint {
    std::string_view path;
    void (*answer)(Question &);
};
constexpr Endpoint kEndpoints[] = {
    {"ping", ping},
    {"time", serverTime},
    {"exchangeInfo", exchangeInfo},
    {"depth", depth},
    {"trades", recentTrades},
    {"aggTrades", aggTrades},
    {"klines", klines},
    {"ticker/24hr", ticker24h},
    {"ticker/price", priceTicker},
    {"ticker/bookTicker", bookTicker},
};

} // namespace

Answer binanceMarket(Exchange &exchange)
{
    Question question(exchange);
    const auto *endpoint = std::find_if(std::begin(kEndpoints), std::end(kEndpoints),
        [&](const Endpoint &one) { return one.path == question.path(); });
    if (!exchange.context.config.dialects.binance)
        question.refuse(404, kNotServed, kSwitchedOff);
    else if (endpoint == std::end(kEndpoints))
        question.refuse(404, kNotServed,
            "This is not served: there are market data, but no accounts and no orders.");
    else
        endpoint->answer(question);
    return question.answer();
}

} // namespace wavetape::http
