// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketFeed.h"

#include "channels/PublicationTime.h"
#include "channels/Replica.h"
#include "feeds/market/Checkpoint.h"
#include "feeds/market/MarketNews.h"
#include "feeds/market/MarketTime.h"
#include "feeds/market/RecentList.h"
#include "feeds/market/StatusBoard.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wavetape::feeds::market {

namespace {
constexpr int kDecimals = SymbolMarket::kPriceDecimals;
// Per symbol at pace 1.
constexpr double kBooksPerSecond = 12;
constexpr double kTickersPerSecond = 5;
constexpr int64_t kIndexInterval = kSecond / 2;
/// At most so many alerts in any hour of the whole market: a burst, then one each so often.
constexpr double kAlertBurst = 8;
constexpr int64_t kAlertInterval = 170 * kSecond;
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

/// As people read it, whatever the process's locale.
std::string fixed(double value, int decimals)
{
    char text[64];
    const auto done
        = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
    return done.ec == std::errc() ? std::string(text, done.ptr) : std::string("?");
}

template <typename Archive>
void archiveNumbering(Archive &archive, std::string &channel, channels::Numbering &numbering)
{
    archive.text(channel);
    archive.text(numbering.epoch);
    archive(numbering.seq);
    archive.sequence(
        numbering.keys, kMaxSymbols, [&](auto &key) { archive(key.first, key.second); });
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
        m_feed.m_happens = trade.time;
        m_feed.count(symbol, trade);
        m_feed.publishTrade(symbol, trade);
    }
    void slotEnded(size_t index, int64_t time) override
    {
        Symbol &symbol = m_feed.m_symbols[index];
        m_feed.m_happens = time;
        if (time >= symbol.bookDue) {
            const MarketMood &mood = m_feed.m_simulator.mood();
            symbol.bookDue
                = std::max(symbol.bookDue + interval(kBooksPerSecond * mood.pace), time - kSecond);
            m_feed.publishBook(symbol, m_feed.m_simulator.book(index));
            if (time >= symbol.tickerDue) {
                symbol.tickerDue = std::max(
                    symbol.tickerDue + interval(kTickersPerSecond * mood.pace), time - kSecond);
                m_feed.publishTicker(symbol, time);
                m_feed.publishRunning(symbol);
            }
        }
        if (time % kSecond == 0)
            m_feed.closeCandles(symbol, time, true);
        if (time >= m_feed.m_indexDue && index + 1 == m_feed.m_symbols.size())
            m_feed.publishIndex(time);
    }
    void statusChanged(size_t index, const StatusChange &change) override
    {
        m_feed.m_happens = change.time;
        m_feed.publishStatus(index, change);
    }
    void happened(const NewsItem &item) override
    {
        m_feed.m_happens = item.time;
        m_feed.publishNews(item);
    }

private:
    MarketFeed &m_feed;
};

MarketFeed::MarketFeed(
    channels::ChannelHub &hub, const MarketSettings &settings, const clock::Clock &clock)
    : m_hub(hub)
    , m_clock(clock)
    , m_simulator(settings)
    , m_alertsLeft(kAlertBurst)
    , m_origin(clock.wallMicros() / kSecond * kSecond)
{
    makeSymbols();
    // The session is as old as the candles of a minute go back.
    const int64_t candles = candlesOfPast(settings.symbols);
    Past past(*this, -candles * 60 * kSecond);
    m_simulator.livePast(candles, past);
    createChannels();
    publishBeginning();
}

MarketFeed::MarketFeed(channels::ChannelHub &hub, const MarketSettings &settings,
    const clock::Clock &clock, std::string_view checkpoint)
    : m_hub(hub)
    , m_clock(clock)
    , m_simulator(settings)
    , m_alertsLeft(kAlertBurst)
    , m_origin(0)
{
    CheckpointReader reader(openCheckpoint(checkpoint));
    uint64_t seed = 0;
    uint64_t symbols = 0;
    Profile profile = Profile::calm;
    reader(seed, symbols, profile);
    if (MarketSettings {seed, symbols, profile} != settings)
        throw std::invalid_argument(
            "the checkpoint is of another seed, profile or number of symbols");
    makeSymbols();
    archive(reader, [](const channels::ChannelRef &, const auto &read) { read(); });
    Numberings numberings;
    while (!reader.atEnd()) {
        std::string name;
        channels::Numbering numbering;
        archiveNumbering(reader, name, numbering);
        numberings.emplace(std::move(name), std::move(numbering));
    }
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        if (!m_simulator.book(i).sound() || !m_symbols[i].published->sound())
            throw std::invalid_argument("the checkpoint is damaged: its books are none");
    }
    createChannels(numberings);
    reachedByCheckpoint();
}

void MarketFeed::reachedByCheckpoint()
{
    for (size_t i = 0; i < m_symbols.size(); ++i)
        m_symbols[i].status = m_simulator.status(i).status;
    m_started = true;
    m_shift = m_simulator.now();
    m_now = m_shift;
}

void MarketFeed::goOnFrom(std::string_view checkpoint)
{
    // What is wrong with it is found aside; its channels say how theirs are numbered.
    channels::ChannelHub aside({}, m_clock);
    MarketFeed read(aside, m_simulator.settings(), m_clock, checkpoint);
    const auto goOn = [&](const channels::ChannelRef &channel, const std::function<void()> &apply) {
        channels::Replica::goOnAs(
            m_hub, *channel, aside.find(channel->name())->numbering(), channel->rate(), apply);
        m_hub.tellState(*channel);
    };
    CheckpointReader reader(openCheckpoint(checkpoint));
    uint64_t number = 0;
    Profile profile = Profile::calm;
    reader(number, number, profile);
    archive(reader, goOn);
    for (const Symbol &symbol : m_symbols) {
        goOn(symbol.ticker, {});
        goOn(symbol.trades, {});
    }
    goOn(m_index, {});
    reachedByCheckpoint();
}

void MarketFeed::makeSymbols()
{
    for (size_t i = 0; i < m_simulator.symbols().size(); ++i) {
        Symbol &symbol = m_symbols.emplace_back();
        symbol.name = m_simulator.symbols()[i].name;
        symbol.published = std::make_shared<PublishedBook>(m_simulator.book(i));
        for (const CandleInterval &candle : kCandleIntervals)
            symbol.candles.push_back(
                {nullptr, std::make_shared<CandleSeries>(), CandleBuilder(candle.micros)});
        // Spread over the interval, so that turns are alike.
        const double phase
            = static_cast<double>(i) / static_cast<double>(m_simulator.symbols().size());
        symbol.bookDue
            = static_cast<int64_t>(phase * static_cast<double>(interval(kBooksPerSecond)));
        symbol.tickerDue = static_cast<int64_t>(
            std::fmod(phase * 7, 1.0) * static_cast<double>(interval(kTickersPerSecond)));
    }
    m_alertList = std::make_shared<RecentList>();
    m_newsList = std::make_shared<RecentList>();
    m_statusBoard = std::make_shared<StatusBoard>(m_symbols.size());
}

template <typename Archive, typename Within>
void MarketFeed::archive(Archive &archive, const Within &within)
{
    m_simulator.archive(archive);
    for (Symbol &symbol : m_symbols) {
        within(symbol.book, [&] { symbol.published->archive(archive); });
        for (CandleChannel &candles : symbol.candles) {
            within(candles.channel, [&] { candles.series->archive(archive); });
            candles.builder.archive(archive);
            archive(candles.changed);
        }
        symbol.detector.archive(archive);
        archive(
            symbol.stats, symbol.bookSeq, symbol.tickerChanged, symbol.bookDue, symbol.tickerDue);
    }
    within(m_alerts, [&] { m_alertList->archive(archive); });
    within(m_news, [&] { m_newsList->archive(archive); });
    within(m_status, [&] { m_statusBoard->archive(archive); });
    archive(m_alertsLeft, m_alertTime, m_origin, m_indexDue);
}

std::string MarketFeed::checkpoint()
{
    CheckpointWriter writer;
    uint64_t seed = m_simulator.settings().seed;
    uint64_t symbols = m_simulator.settings().symbols;
    Profile profile = m_simulator.settings().profile;
    writer(seed, symbols, profile);
    archive(writer, [](const channels::ChannelRef &, const auto &write) { write(); });
    for (const channels::ChannelRef &channel : allChannels()) {
        std::string name = channel->name();
        channels::Numbering numbering = channel->numbering();
        archiveNumbering(writer, name, numbering);
    }
    return sealCheckpoint(writer.take());
}

MarketFeed::~MarketFeed() = default;

void MarketFeed::createChannels(const Numberings &begin)
{
    const auto create = [&](channels::ChannelSpec spec) {
        const auto known = begin.find(spec.name);
        return m_hub.create(
            std::move(spec), known == begin.end() ? channels::Numbering {} : known->second);
    };
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        Symbol &symbol = m_symbols[i];
        symbol.ticker = create(channels::ChannelSpec::of("ticker." + symbol.name));
        symbol.trades = create(channels::ChannelSpec::of("trades." + symbol.name));

        channels::ChannelSpec book = channels::ChannelSpec::of("book." + symbol.name);
        book.snapshot = symbol.published;
        symbol.book = create(std::move(book));

        for (size_t k = 0; k < kCandleIntervals.size(); ++k) {
            CandleChannel &candles = symbol.candles[k];
            channels::ChannelSpec spec = channels::ChannelSpec::of(
                "candles." + symbol.name + "." + std::string(kCandleIntervals[k].name));
            spec.snapshot = candles.series;
            candles.channel = create(std::move(spec));
        }
    }
    m_index = create(channels::ChannelSpec::of("index.ALL"));
    channels::ChannelSpec alerts = channels::ChannelSpec::of("alerts");
    alerts.snapshot = m_alertList;
    m_alerts = create(std::move(alerts));
    channels::ChannelSpec news = channels::ChannelSpec::of("news");
    news.snapshot = m_newsList;
    m_news = create(std::move(news));
    channels::ChannelSpec status = channels::ChannelSpec::of("status");
    status.snapshot = m_statusBoard;
    status.keysKept = m_symbols.size(); // one each
    m_status = create(std::move(status));
}

std::vector<channels::ChannelRef> MarketFeed::allChannels() const
{
    std::vector<channels::ChannelRef> all {m_index, m_alerts, m_news, m_status};
    for (const Symbol &symbol : m_symbols) {
        all.insert(all.end(), {symbol.ticker, symbol.trades, symbol.book});
        for (const CandleChannel &candles : symbol.candles)
            all.push_back(candles.channel);
    }
    return all;
}

void MarketFeed::publishBeginning()
{
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        m_symbols[i].published->take(m_simulator.book(i));
        publishStatus(i, m_simulator.status(i));
        for (CandleChannel &candles : m_symbols[i].candles) {
            if (candles.builder.running())
                candles.series->put(*candles.builder.running());
        }
    }
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
        m_shift
            = std::clamp<int64_t>(m_clock.wallMicros() - m_origin - timeMicros, 0, kLatestStart);
    }
    const uint64_t before = m_published;
    Live live(*this);
    m_now = timeMicros + m_shift;
    m_simulator.advance(m_now, live);
    return m_published - before;
}

void MarketFeed::wallClockMoved(int64_t micros)
{
    // By whole seconds, on which candles begin; the market lives through the rest.
    const int64_t rest = (micros % kSecond + kSecond) % kSecond;
    m_origin += micros - rest;
    m_shift += rest;
    for (Symbol &symbol : m_symbols)
        closeCandles(symbol, m_now, true);
}

void MarketFeed::publish(
    channels::Channel &channel, uint64_t key, const std::function<void(uint64_t)> &apply)
{
    const int64_t stamp = m_stampSpeed > 0
        ? m_origin + static_cast<int64_t>(static_cast<double>(m_happens) / m_stampSpeed)
        : 0;
    const channels::PublicationTime time(stamp);
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
        candles.builder.add(trade.price, trade.size, m_origin + trade.time, trade.auction);
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
        if (const std::optional<Alert> alert = symbol.detector.watch(*closed);
            alert && publish && mayAlert(time))
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
    if (trade.auction)
        json.key("auction").boolean(true);
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
    json.key("status").string(statusName(symbol.status.load(std::memory_order_relaxed)));
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

void MarketFeed::publishRunning(Symbol &symbol)
{
    for (CandleChannel &candles : symbol.candles) {
        if (candles.changed && candles.builder.running())
            publishCandle(candles, *candles.builder.running());
    }
}

void MarketFeed::publishStatus(size_t index, const StatusChange &change)
{
    Symbol &symbol = m_symbols[index];
    symbol.status = change.status;
    symbol.tickerChanged = true;
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("symbol").string(symbol.name);
    json.key("status").string(statusName(change.status));
    json.key("reason").string(reasonText(change.reason));
    json.key("time").integer(wireTime(change.time));
    if (change.until > 0)
        json.key("until").integer(wireTime(change.until));
    json.endObject();
    const std::string copy = m_json;
    publish(*m_status, index + 1, [&](uint64_t) { m_statusBoard->put(index, copy); });
}

void MarketFeed::publishNews(const NewsItem &item)
{
    protocol::JsonWriter json(m_json);
    json.beginObject();
    json.key("time").integer(wireTime(item.time));
    json.key("symbol");
    if (item.symbol)
        json.string(m_symbols[*item.symbol].name);
    else
        json.null();
    json.key("text").string(headline(item, m_simulator.symbols()));
    json.key("simulated").boolean(true);
    json.endObject();
    const std::string copy = m_json;
    publish(*m_news, 0, [&](uint64_t) { m_newsList->put(copy); });
}

bool MarketFeed::mayAlert(int64_t time)
{
    m_alertsLeft = std::min(kAlertBurst,
        m_alertsLeft
            + static_cast<double>(time - m_alertTime) / static_cast<double>(kAlertInterval));
    m_alertTime = time;
    if (m_alertsLeft < 1)
        return false;
    --m_alertsLeft;
    return true;
}

void MarketFeed::publishAlert(const Symbol &symbol, const Alert &alert)
{
    const std::string price = fixed(static_cast<double>(alert.price) / std::pow(10, kDecimals), 2);
    const std::string move = std::string(alert.change < 0 ? " falls " : " rises ")
        + fixed(std::abs(alert.change) * 100, 2) + " %";
    std::string text = symbol.name;
    switch (alert.kind) {
    case AlertKind::jump:
        text += move + " at once, to " + price;
        break;
    case AlertKind::move:
        text += move + " within a minute, to " + price;
        break;
    case AlertKind::volume:
        text += " trades " + fixed(alert.change, 0) + " times its usual volume, at " + price;
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

std::string MarketFeed::symbolsJson() const
{
    std::string out;
    protocol::JsonWriter json(out);
    json.beginArray();
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        const SymbolInfo &info = m_simulator.symbols()[i];
        json.beginObject();
        json.key("symbol").string(info.name);
        json.key("name").string(info.title);
        json.key("sector").string(sectorName(info.sector));
        json.key("decimals").integer(kDecimals);
        json.key("tick").decimal(1, kDecimals);
        json.key("lot").integer(OrderSizes::kLot);
        json.key("currency").string("USD");
        json.key("status").string(statusName(m_symbols[i].status.load(std::memory_order_relaxed)));
        json.key("simulated").boolean(true);
        json.endObject();
    }
    json.endArray();
    return out;
}

} // namespace wavetape::feeds::market
