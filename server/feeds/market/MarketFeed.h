// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "feeds/Feed.h"
#include "feeds/FeedClock.h"
#include "feeds/market/AlertDetector.h"
#include "feeds/market/CandleBuilder.h"
#include "feeds/market/CandleSeries.h"
#include "feeds/market/MarketSimulator.h"
#include "feeds/market/PublishedBook.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace wavetape::feeds::market {

class AlertList;

/// Publishes a simulated market: `ticker.<SYM>`, `trades.<SYM>`, `book.<SYM>`,
/// `candles.<SYM>.<interval>`, `index.ALL` and `alerts`. Every channel agrees with every other: a
/// ticker follows the book delta and the trades it tells of, so its bid and ask are the best of a
/// published state, its price that of a published trade.
///
/// Running candles are published with the tickers while somebody listens, else every ten seconds;
/// closed ones always.
class MarketFeed final : public Feed {
public:
    /// Lives through the past and creates the channels on `hub`, which must outlive this. Throws
    /// std::invalid_argument.
    MarketFeed(channels::ChannelHub &hub, const MarketSettings &settings, const FeedClock &clock);
    ~MarketFeed() override;

    std::string_view name() const override { return "market"; }
    uint64_t advance(int64_t timeMicros) override;

private:
    class Past;
    class Live;
    struct Ticker {
        int64_t open = 0, high = 0, low = 0, price = 0; ///< ticks, of the session
        int64_t volume = 0;
        int64_t sessionEnds = 0; ///< simulated µs
    };
    struct CandleChannel {
        channels::ChannelRef channel;
        std::shared_ptr<CandleSeries> series;
        CandleBuilder builder;
        int64_t due = 0; ///< when a running candle nobody listens to is published
        bool changed = false;
    };
    struct Symbol {
        std::string name;
        channels::ChannelRef ticker, trades, book;
        std::shared_ptr<PublishedBook> published;
        std::vector<CandleChannel> candles;
        std::deque<Trade> lastTrades; ///< of the past
        Ticker stats;
        AlertDetector detector;
        uint64_t bookSeq = 0;
        bool tickerChanged = false;
        int64_t bookDue = 0, tickerDue = 0;
    };

    void createChannels();
    void publishBeginning();
    void count(Symbol &symbol, const Trade &trade);
    void closeCandles(Symbol &symbol, int64_t time, bool publish);
    void publishTrade(Symbol &symbol, const Trade &trade);
    void publishBook(Symbol &symbol, const OrderBook &book);
    void publishTicker(Symbol &symbol, int64_t time);
    void publishCandle(CandleChannel &candles, const Candle &candle);
    void publishRunning(Symbol &symbol, int64_t time);
    void publishAlert(const Symbol &symbol, const Alert &alert);
    void publishIndex(int64_t time);
    void publish(channels::Channel &channel, uint64_t key = 0,
        const std::function<void(uint64_t)> &apply = {});
    /// ms since 1970, as the wire has it.
    int64_t wireTime(int64_t time) const { return (m_origin + time) / 1000; }

    channels::ChannelHub &m_hub;
    const FeedClock &m_clock;
    const Profile m_profile;
    MarketSimulator m_simulator;
    std::vector<Symbol> m_symbols;
    channels::ChannelRef m_index;
    channels::ChannelRef m_alerts;
    std::shared_ptr<AlertList> m_alertList;
    std::string m_json;
    int64_t m_origin; ///< µs since 1970 of simulated time 0, on a whole second
    int64_t m_shift = 0; ///< simulated time at feed time 0
    bool m_started = false;
    int64_t m_indexDue = 0;
    uint64_t m_published = 0;
};

} // namespace wavetape::feeds::market
