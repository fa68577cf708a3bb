// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceMarket.h"

#include "dialects/binance/BinanceForm.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <vector>

namespace wavetape::dialects::binance {

using protocol::JsonView;
using protocol::JsonWriter;

namespace {

void putPrice(JsonWriter &json, std::string_view name, JsonView from, std::string_view ours)
{
    if (const JsonView value = from.find(ours); value.present())
        json.key(name).string(priceText(value));
}

void putSize(JsonWriter &json, std::string_view name, JsonView from, std::string_view ours)
{
    if (const JsonView value = from.find(ours); value.present())
        json.key(name).string(value.bytes());
}

void putSame(JsonWriter &json, std::string_view name, JsonView from, std::string_view ours)
{
    if (const JsonView value = from.find(ours); value.present())
        json.key(name).raw(value.bytes());
}

void putSide(JsonWriter &json, JsonView book, std::string_view side, std::string_view price,
    std::string_view size)
{
    auto level = book.find(side).walk();
    if (!level.next())
        return;
    auto part = level.value().walk();
    if (part.next())
        json.key(price).string(priceText(part.value()));
    if (part.next())
        json.key(size).string(part.value().bytes());
}

bool isBuyerMaker(JsonView trade)
{
    return trade.find("side").bytes() == R"("sell")";
}

std::string_view tradingStatus(JsonView symbol)
{
    const std::string status = symbol.find("status").text().value_or("");
    return status == "open" ? "TRADING" : status == "halted" ? "HALT" : "BREAK";
}

void appendSymbol(std::string &out, JsonView symbol, std::string_view market)
{
    JsonWriter json(out);
    const std::string tick = priceText(symbol.find("tick"));
    json.beginObject().key("symbol").string(market);
    json.key("status").string(tradingStatus(symbol));
    putSame(json, "baseAsset", symbol, "symbol");
    json.key("baseAssetPrecision").integer(0);
    json.key("quoteAsset").string("USD");
    putSame(json, "quotePrecision", symbol, "decimals");
    putSame(json, "quoteAssetPrecision", symbol, "decimals");
    // There is nobody here to take an order.
    json.key("orderTypes").beginArray().endArray();
    json.key("isSpotTradingAllowed").boolean(true).key("isMarginTradingAllowed").boolean(false);
    json.key("filters").beginArray();
    json.beginObject().key("filterType").string("PRICE_FILTER").key("minPrice").string(tick);
    json.key("maxPrice").string("0.00").key("tickSize").string(tick).endObject();
    json.beginObject().key("filterType").string("LOT_SIZE").key("minQty").string("1");
    json.key("maxQty").string("0").key("stepSize").string("1").endObject();
    json.endArray();
    json.key("permissions").beginArray().string("SPOT").endArray();
    json.endObject();
}

/// One as an array: their REST interface has no names here.
void appendKline(std::string &out, JsonView candle, int64_t start, int64_t intervalMs)
{
    JsonWriter json(out);
    json.beginArray().integer(start);
    for (const std::string_view price : {"open", "high", "low", "close"})
        json.string(priceText(candle.find(price)));
    json.string(candle.find("volume").bytes()).integer(start + intervalMs - 1);
    json.string("0").integer(0).string("0").string("0").string("0").endArray();
}

} // namespace

void appendExchangeInfo(
    std::string &out, std::string_view symbols, std::span<const std::string> markets, int64_t nowMs)
{
    JsonWriter json(out);
    json.beginObject().key("timezone").string("UTC").key("serverTime").integer(nowMs);
    json.key("rateLimits").beginArray().endArray().key("exchangeFilters").beginArray().endArray();
    json.key("symbols").beginArray();
    for (auto one = JsonView::of(symbols).walk(); one.next();) {
        const std::string name = marketOf(one.value().find("symbol").text().value_or(""));
        if (!markets.empty() && std::find(markets.begin(), markets.end(), name) == markets.end())
            continue;
        json.raw("");
        appendSymbol(out, one.value(), name);
    }
    json.endArray().endObject();
}

void appendDepth(std::string &out, JsonView book, size_t most)
{
    JsonWriter json(out);
    json.beginObject();
    putSame(json, "lastUpdateId", book, "last");
    json.key("bids").raw("");
    appendLevels(out, book.find("bids"), most);
    json.key("asks").raw("");
    appendLevels(out, book.find("asks"), most);
    json.endObject();
}

void appendTradeRow(std::string &out, JsonView trade)
{
    JsonWriter json(out);
    json.beginObject();
    putSame(json, "id", trade, "id");
    putPrice(json, "price", trade, "price");
    putSize(json, "qty", trade, "size");
    putSame(json, "time", trade, "time");
    json.key("isBuyerMaker").boolean(isBuyerMaker(trade)).key("isBestMatch").boolean(true);
    json.endObject();
}

void appendAggTradeRow(std::string &out, JsonView trade)
{
    JsonWriter json(out);
    json.beginObject();
    putSame(json, "a", trade, "id");
    putPrice(json, "p", trade, "price");
    putSize(json, "q", trade, "size");
    putSame(json, "f", trade, "id");
    putSame(json, "l", trade, "id");
    putSame(json, "T", trade, "time");
    json.key("m").boolean(isBuyerMaker(trade)).key("M").boolean(true).endObject();
}

void appendKlines(std::string &out, JsonView candles, int64_t intervalMs,
    std::optional<int64_t> fromMs, int64_t toMs, size_t most)
{
    std::vector<std::pair<int64_t, JsonView>> found;
    for (auto one = candles.walk(); one.next();) {
        const int64_t start = one.value().find("start").integer().value_or(-1);
        if (start >= fromMs.value_or(0) && start <= toMs)
            found.emplace_back(start, one.value());
    }
    const size_t surplus = found.size() - std::min(found.size(), most);
    const size_t first = fromMs ? 0 : surplus;
    JsonWriter json(out);
    json.beginArray();
    for (size_t i = first; i < first + found.size() - surplus; ++i) {
        json.raw("");
        appendKline(out, found[i].second, found[i].first, intervalMs);
    }
    json.endArray();
}

void appendTicker24h(std::string &out, JsonView ticker, std::optional<JsonView> book)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("symbol").string(marketOf(ticker.find("symbol").text().value_or("")));
    if (book) {
        putPrice(json, "priceChange", ticker, "change");
        putSize(json, "priceChangePercent", ticker, "changePct");
        putSide(json, *book, "bids", "bidPrice", "bidQty");
        putSide(json, *book, "asks", "askPrice", "askQty");
    }
    putPrice(json, "lastPrice", ticker, "price");
    putPrice(json, "openPrice", ticker, "open");
    putPrice(json, "highPrice", ticker, "high");
    putPrice(json, "lowPrice", ticker, "low");
    putSize(json, "volume", ticker, "volume");
    putSame(json, "closeTime", ticker, "time");
    json.endObject();
}

void appendPriceTicker(std::string &out, JsonView ticker)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("symbol").string(marketOf(ticker.find("symbol").text().value_or("")));
    putPrice(json, "price", ticker, "price");
    json.endObject();
}

void appendBookTicker(std::string &out, std::string_view symbol, JsonView book)
{
    JsonWriter json(out);
    json.beginObject().key("symbol").string(marketOf(symbol));
    putSide(json, book, "bids", "bidPrice", "bidQty");
    putSide(json, book, "asks", "askPrice", "askQty");
    json.endObject();
}

} // namespace wavetape::dialects::binance
