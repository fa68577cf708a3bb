// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketFeed.h"

#include "feeds/market/AlertList.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace wavetape::feeds::market {

namespace {
constexpr int kDecimals = SymbolMarket::kPriceDecimals;
constexpr int64_t kSecond = 1'000'000;
// Per symbol at pace 1.
constexpr double kBooksPerSecond = 12;
constexpr double kTickersPerSecond = 5;
constexpr int64_t kIndexInterval = kSecond / 2;
constexpr int64_t kQuietCandleInterval = 10 * kSecond;
constexpr int64_t kDetectorsNeed = 300 * kSecond; ///< of the past
constexpr int64_t kSession = 86'400 * kSecond;
constexpr size_t kTradesAtStart = 20; ///< of the past, so that a tape is not empty
constexpr int64_t kTapeAtStart = 10 * kSecond; ///< how old they may be
constexpr uint64_t kChecksumEvery = 50;
constexpr double kIndexBase = 1000;
/// How late the first advance() may come for simulated time to begin at the clock's.
constexpr int64_t kLatestStart = 5 * kSecond;

/// 300 candles for up to 24 symbols; fewer for more, so that the start takes no longer.
int64_t candlesOfPast(size_t symbols)
{
    return std::clamp<int64_t>(static_cast<int64_t>(300 * 24 / symbols), 12, 300);
}

int64_t interval(double perSecond)
{
    return static_cast<int64_t>(static_cast<double>(kSecond) / perSecond);
}

channels::ChannelSpec conflating(std::string name)
{
    channels::ChannelSpec spec;
    spec.name = std::move(name);
    spec.policy = protocol::Policy::conflate;
    spec.recoverable = false;
    return spec;
}
} // namespace

/// Listens while the market lives through the past: nothing is published, candles and statistics
/// are kept.
class MarketFeed::Past final : public MarketObserver {
public:
    Past(MarketFeed &feed, int64_t sessionBegins)
        : m_feed(feed)
        , m_sessionBegins(sessionBegins)
    {
    }
    void traded(size_t index, const Trade &trade) override
    {
        Symbol &symbol = m_feed.m_symbols[index];
        m_feed.closeCandles(symbol, trade.time, false);
        if (trade.time < m_sessionBegins)
            symbol.stats = {.sessionEnds = m_sessionBegins + kSession};
        m_feed.count(symbol, trade);
        if (trade.time < -kTapeAtStart)
            return;
        symbol.lastTrades.push_back(trade);
        if (symbol.lastTrades.size() > kTradesAtStart)
            symbol.lastTrades.pop_front();
    }
    void slotEnded(size_t index, int64_t time) override
    {
        if (time % kSecond == 0)
            m_feed.closeCandles(m_feed.m_symbols[index], time, false);
    }

private:
    MarketFeed &m_feed;
    const int64_t m_sessionBegins;
};

/// Listens from then on: trades go out as they happen; at the end of a slot what is due of the
/// rest, in the order that lets a ticker tell of nothing that was not published.
class MarketFeed::Live final : public MarketObserver {
public:
    explicit Live(MarketFeed &feed)
        : m_feed(feed)
    {
    }
    void traded(size_t index, const Trade &trade) override
    {
        Symbol &symbol = m_feed.m_symbols[index];
        m_feed.count(symbol, trade);
        m_feed.publishTrade(symbol, trade);
    }
    void slotEnded(size_t index, int64_t time) override
    {
        Symbol &symbol = m_feed.m_symbols[index];
        if (time >= symbol.bookDue) {
            const MarketMood mood = moodAt(m_feed.m_profile, time);
            symbol.bookDue
                = std::max(symbol.bookDue + interval(kBooksPerSecond * mood.pace), time - kSecond);
            m_feed.publishBook(symbol, m_feed.m_simulator.book(index));
            if (time >= symbol.tickerDue) {
                symbol.tickerDue = std::max(
                    symbol.tickerDue + interval(kTickersPerSecond * mood.pace), time - kSecond);
                m_feed.publishTicker(symbol, time);
                m_feed.publishRunning(symbol, time);
            }
        }
        if (time % kSecond == 0)
            m_feed.closeCandles(symbol, time, true);
        if (time >= m_feed.m_indexDue && index + 1 == m_feed.m_symbols.size())
            m_feed.publishIndex(time);
    }

private:
    MarketFeed &m_feed;
};

MarketFeed::MarketFeed(
    channels::ChannelHub &hub, const MarketSettings &settings, const FeedClock &clock)
    : m_hub(hub)
    , m_clock(clock)
    , m_profile(settings.profile)
    , m_simulator(settings)
    , m_origin(clock.wall() / kSecond * kSecond)
{
    for (const SymbolInfo &info : m_simulator.symbols()) {
        Symbol &symbol = m_symbols.emplace_back();
        symbol.name = info.name;
        for (const CandleInterval &candle : kCandleIntervals)
            symbol.candles.push_back(
                {nullptr, std::make_shared<CandleSeries>(), CandleBuilder(candle.micros)});
    }
    m_alertList = std::make_shared<AlertList>();
    // The session is as old as the candles of a minute go back.
    const int64_t candles = candlesOfPast(settings.symbols);
    Past past(*this, -candles * 60 * kSecond);
    m_simulator.livePast(candles, past);
    createChannels();
    publishBeginning();
}

MarketFeed::~MarketFeed() = default;

void MarketFeed::createChannels()
{
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        Symbol &symbol = m_symbols[i];
        channels::ChannelSpec ticker = conflating("ticker." + symbol.name);
        ticker.latestIsSnapshot = true;
        symbol.ticker = m_hub.create(std::move(ticker));

        channels::ChannelSpec trades;
        trades.name = "trades." + symbol.name;
        symbol.trades = m_hub.create(std::move(trades));

        symbol.published = std::make_shared<PublishedBook>(m_simulator.book(i));
        channels::ChannelSpec book;
        book.name = "book." + symbol.name;
        book.policy = protocol::Policy::disconnect;
        book.recoverable = false;
        book.snapshot = symbol.published;
        symbol.book = m_hub.create(std::move(book));

        for (size_t k = 0; k < kCandleIntervals.size(); ++k) {
            CandleChannel &candles = symbol.candles[k];
            channels::ChannelSpec spec = conflating(
                "candles." + symbol.name + "." + std::string(kCandleIntervals[k].name));
            spec.snapshot = candles.series;
            if (candles.builder.running())
                candles.series->put(*candles.builder.running());
            candles.channel = m_hub.create(std::move(spec));
        }
        // Spread over the interval, so that turns are alike.
        const double phase = static_cast<double>(i) / static_cast<double>(m_symbols.size());
        symbol.bookDue
            = static_cast<int64_t>(phase * static_cast<double>(interval(kBooksPerSecond)));
        symbol.tickerDue = static_cast<int64_t>(
            std::fmod(phase * 7, 1.0) * static_cast<double>(interval(kTickersPerSecond)));
    }
    channels::ChannelSpec index = conflating("index.ALL");
    index.latestIsSnapshot = true;
    m_index = m_hub.create(std::move(index));
    channels::ChannelSpec alerts;
    alerts.name = "alerts";
    alerts.priority = 1;
    alerts.snapshot = m_alertList;
    m_alerts = m_hub.create(std::move(alerts));
}

void MarketFeed::publishBeginning()
{
    for (Symbol &symbol : m_symbols) {
        for (const Trade &trade : symbol.lastTrades)
            publishTrade(symbol, trade);
        symbol.lastTrades.clear();
        publishTicker(symbol, 0);
    }
    publishIndex(0);
}

uint64_t MarketFeed::advance(int64_t timeMicros)
{
    if (!m_started) {
        m_started = true;
        m_shift = std::clamp<int64_t>(m_clock.wall() - m_origin - timeMicros, 0, kLatestStart);
    }
    const uint64_t before = m_published;
    Live live(*this);
    m_simulator.advance(timeMicros + m_shift, live);
    return m_published - before;
}

void MarketFeed::publish(
    channels::Channel &channel, uint64_t key, const std::function<void(uint64_t)> &apply)
{
    m_hub.publish(channel, m_json, key, apply);
    ++m_published;
    m_json.clear();
}

void MarketFeed::count(Symbol &symbol, const Trade &trade)
{
    Ticker &stats = symbol.stats;
    if (trade.time >= stats.sessionEnds)
        stats = {.sessionEnds = stats.sessionEnds + kSession};
    if (stats.open == 0)
        stats.open = stats.high = stats.low = trade.price;
    stats.high = std::max(stats.high, trade.price);
    stats.low = std::min(stats.low, trade.price);
    stats.price = trade.price;
    stats.volume += trade.size;
    symbol.tickerChanged = true;
    for (CandleChannel &candles : symbol.candles) {
        candles.builder.add(trade.price, trade.size, m_origin + trade.time);
        candles.changed = true;
    }
}

void MarketFeed::closeCandles(Symbol &symbol, int64_t time, bool publish)
{
    for (size_t k = 0; k < symbol.candles.size(); ++k) {
        CandleChannel &candles = symbol.candles[k];
        const std::optional<Candle> closed = candles.builder.closeUntil(m_origin + time);
        if (!closed)
            continue;
        candles.changed = false;
        if (publish)
            publishCandle(candles, *closed);
        else
            candles.series->put(*closed);
        if (k != 0 || time <= -kDetectorsNeed)
            continue;
        if (const std::optional<Alert> alert = symbol.detector.watch(*closed); alert && publish)
            publishAlert(symbol, *alert);
    }
}

void MarketFeed::publishTrade(Symbol &symbol, const Trade &trade)
{
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("id").unsignedInteger(trade.id);
    json.key("price").decimal(trade.price, kDecimals);
    json.key("size").integer(trade.size);
    json.key("side").string(trade.aggressor == Side::bid ? "buy" : "sell");
    json.key("time").integer(wireTime(trade.time));
    json.endObject();
    publish(*symbol.trades);
}

void MarketFeed::publishBook(Symbol &symbol, const OrderBook &book)
{
    const bool withCrc = (symbol.bookSeq + 1) % kChecksumEvery == 0;
    if (!symbol.published->appendDelta(m_json, book, withCrc))
        return;
    ++symbol.bookSeq;
    symbol.tickerChanged = true;
    publish(*symbol.book, 0, [&](uint64_t) { symbol.published->take(book); });
}

void MarketFeed::publishTicker(Symbol &symbol, int64_t time)
{
    if (!symbol.tickerChanged || symbol.stats.open == 0)
        return;
    symbol.tickerChanged = false;
    const Ticker &stats = symbol.stats;
    const int64_t change = stats.price - stats.open;
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("symbol").string(symbol.name);
    json.key("price").decimal(stats.price, kDecimals);
    json.key("bid").decimal(symbol.published->best(Side::bid), kDecimals);
    json.key("ask").decimal(symbol.published->best(Side::ask), kDecimals);
    json.key("open").decimal(stats.open, kDecimals);
    json.key("high").decimal(stats.high, kDecimals);
    json.key("low").decimal(stats.low, kDecimals);
    json.key("change").decimal(change, kDecimals);
    json.key("changePct")
        .number(100.0 * static_cast<double>(change) / static_cast<double>(stats.open), 2);
    json.key("volume").integer(stats.volume);
    json.key("time").integer(wireTime(time));
    json.endObject();
    publish(*symbol.ticker);
}

void MarketFeed::publishCandle(CandleChannel &candles, const Candle &candle)
{
    appendCandle(m_json, candle);
    candles.changed = false;
    publish(*candles.channel, static_cast<uint64_t>(candle.start / 1000),
        [&](uint64_t) { candles.series->put(candle); });
}

void MarketFeed::publishRunning(Symbol &symbol, int64_t time)
{
    for (size_t k = 0; k < symbol.candles.size(); ++k) {
        CandleChannel &candles = symbol.candles[k];
        if (!candles.changed || !candles.builder.running())
            continue;
        if (!candles.channel->hasSubscribers() && (k == 0 || time < candles.due))
            continue;
        candles.due = time + kQuietCandleInterval;
        publishCandle(candles, *candles.builder.running());
    }
}

void MarketFeed::publishAlert(const Symbol &symbol, const Alert &alert)
{
    const double price = static_cast<double>(alert.price) / std::pow(10, kDecimals);
    const char *direction = alert.change < 0 ? "falls" : "rises";
    const double percent = std::abs(alert.change) * 100;
    char text[128];
    switch (alert.kind) {
    case AlertKind::jump:
        std::snprintf(text, sizeof text, "%s %s %.2f %% at once, to %.2f", symbol.name.c_str(),
            direction, percent, price);
        break;
    case AlertKind::move:
        std::snprintf(text, sizeof text, "%s %s %.2f %% within a minute, to %.2f",
            symbol.name.c_str(), direction, percent, price);
        break;
    case AlertKind::volume:
        std::snprintf(text, sizeof text, "%s trades %.0f times its usual volume, at %.2f",
            symbol.name.c_str(), alert.change, price);
        break;
    }
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("time").integer(alert.time / 1000);
    json.key("symbol").string(symbol.name);
    json.key("kind").string(alertKindName(alert.kind));
    json.key("price").decimal(alert.price, kDecimals);
    if (alert.kind == AlertKind::volume)
        json.key("times").number(alert.change, 1);
    else
        json.key("changePct").number(alert.change * 100, 2);
    json.key("text").string(text);
    json.endObject();
    const std::string copy = m_json;
    publish(*m_alerts, 0, [&](uint64_t) { m_alertList->put(copy); });
}

void MarketFeed::publishIndex(int64_t time)
{
    m_indexDue = time + kIndexInterval;
    // The mean of all symbols by their price relative to where the simulation began, of now and of
    // the session's open.
    double level = 0;
    double open = 0;
    unsigned advancing = 0;
    unsigned declining = 0;
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        const Ticker &stats = m_symbols[i].stats;
        const double base = m_simulator.symbols()[i].price * std::pow(10, kDecimals);
        level += static_cast<double>(stats.price) / base;
        open += static_cast<double>(stats.open) / base;
        advancing += stats.price > stats.open ? 1 : 0;
        declining += stats.price < stats.open ? 1 : 0;
    }
    const double scale = 100 * kIndexBase / static_cast<double>(m_symbols.size());
    const int64_t levelHundredths = std::llround(level * scale);
    const int64_t openHundredths = std::llround(open * scale);
    const int64_t change = levelHundredths - openHundredths;
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("level").decimal(levelHundredths, 2);
    json.key("open").decimal(openHundredths, 2);
    json.key("change").decimal(change, 2);
    json.key("changePct")
        .number(100.0 * static_cast<double>(change) / static_cast<double>(openHundredths), 2);
    json.key("advancing").integer(advancing);
    json.key("declining").integer(declining);
    json.key("time").integer(wireTime(time));
    json.endObject();
    publish(*m_index);
}

} // namespace wavetape::feeds::market
