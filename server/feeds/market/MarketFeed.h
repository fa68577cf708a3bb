// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "clock/Clock.h"
#include "feeds/Feed.h"
#include "feeds/market/AlertDetector.h"
#include "feeds/market/CandleBuilder.h"
#include "feeds/market/CandleSeries.h"
#include "feeds/market/MarketSimulator.h"
#include "feeds/market/PublishedBook.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::feeds::market {

class RecentList;
class StatusBoard;

/// Publishes a simulated market: `ticker.<SYM>`, `trades.<SYM>`, `book.<SYM>`,
/// `candles.<SYM>.<interval>`, `index.ALL`, `alerts`, `news` and `status`. Every channel agrees
/// with every other: a ticker follows the book delta and the trades it tells of, so its bid and ask
/// are the best of a published state, its price that of a published trade.
///
/// What is published is a function of the settings and of simulated time alone, whoever listens.
/// Its numbering (epoch, seq, kseq) goes on through a checkpoint.
class MarketFeed final : public Feed {
public:
    /// Lives through the past and creates the channels on `hub`, which must outlive this. Throws
    /// std::invalid_argument.
    MarketFeed(
        channels::ChannelHub &hub, const MarketSettings &settings, const clock::Clock &clock);
    /// Goes on where checkpoint() was called, byte for byte; its time there is this feed's time 0.
    /// Throws std::invalid_argument with a sentence where the checkpoint is not whole, of another
    /// version or of other settings.
    MarketFeed(channels::ChannelHub &hub, const MarketSettings &settings, const clock::Clock &clock,
        std::string_view checkpoint);
    ~MarketFeed() override;

    std::string_view name() const override { return "market"; }
    uint64_t advance(int64_t timeMicros) override;
    void wallClockMoved(int64_t micros) override;
    /// Everything that later publications depend on, the channels' numbering with it. Between two
    /// calls of advance(), on their thread.
    std::string checkpoint();
    /// Goes on from a checkpoint of the same settings, its time there is this feed's time 0 again;
    /// whoever reads is told that the numbering is another one. Between two calls of advance(), on
    /// their thread. Throws std::invalid_argument as the constructor, and nothing has changed then.
    void goOnFrom(std::string_view checkpoint);
    /// From now on publications bear the time that they happen at in a simulation of `speed`, not
    /// the clock's: whoever has the same checkpoint publishes the same.
    void stampBySimulation(double speed) { m_stampSpeed = speed; }

    /// `[{"symbol","name",…}]` as GET /symbols answers. Any thread.
    std::string symbolsJson() const;

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
        std::atomic<TradingStatus> status {TradingStatus::open}; ///< /symbols reads it
        uint64_t bookSeq = 0;
        bool tickerChanged = false;
        int64_t bookDue = 0, tickerDue = 0;
    };

    using Numberings = std::map<std::string, channels::Numbering, std::less<>>; ///< by channel

    /// `within`: calls what it is given about a channel's snapshot source.
    template <typename Archive, typename Within>
    void archive(Archive &archive, const Within &within);
    void reachedByCheckpoint();
    void makeSymbols();
    void createChannels(const Numberings &begin = {});
    std::vector<channels::ChannelRef> allChannels() const;
    void publishBeginning();
    void count(Symbol &symbol, const Trade &trade);
    void closeCandles(Symbol &symbol, int64_t time, bool publish);
    void publishTrade(Symbol &symbol, const Trade &trade);
    void publishBook(Symbol &symbol, const OrderBook &book);
    void publishTicker(Symbol &symbol, int64_t time);
    void publishCandle(CandleChannel &candles, const Candle &candle);
    void publishRunning(Symbol &symbol);
    void publishStatus(size_t index, const StatusChange &change);
    void publishNews(const NewsItem &item);
    bool mayAlert(int64_t time);
    void publishAlert(const Symbol &symbol, const Alert &alert);
    void publishIndex(int64_t time);
    void publish(channels::Channel &channel, uint64_t key = 0,
        const std::function<void(uint64_t)> &apply = {});
    /// ms since 1970, as the wire has it.
    int64_t wireTime(int64_t time) const { return (m_origin + time) / 1000; }

    channels::ChannelHub &m_hub;
    const clock::Clock &m_clock;
    MarketSimulator m_simulator;
    std::deque<Symbol> m_symbols;
    channels::ChannelRef m_index;
    channels::ChannelRef m_alerts, m_news, m_status;
    std::shared_ptr<RecentList> m_alertList, m_newsList;
    std::shared_ptr<StatusBoard> m_statusBoard;
    double m_alertsLeft; ///< that may be published now
    int64_t m_alertTime = 0;
    std::string m_json;
    int64_t m_origin; ///< µs since 1970 of simulated time 0, on a whole second
    int64_t m_shift = 0; ///< simulated time at feed time 0
    int64_t m_now = 0; ///< simulated time that was reached
    double m_stampSpeed = 0; ///< 0: the clock stamps
    int64_t m_happens = 0; ///< simulated time of what is being published
    bool m_started = false;
    int64_t m_indexDue = 0;
    uint64_t m_published = 0;
};

} // namespace wavetape::feeds::market
