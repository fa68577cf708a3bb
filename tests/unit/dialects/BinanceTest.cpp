// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"
#include "dialects/binance/BinanceForm.h"
#include "dialects/binance/BinanceMarket.h"
#include "dialects/binance/BinanceReply.h"
#include "dialects/binance/BinanceRequest.h"
#include "dialects/binance/BookDelta.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace wavetape;
using namespace wavetape::dialects;
using protocol::JsonView;

namespace {

size_t kindOf(std::string_view suffix)
{
    const auto kinds = binance::streamKinds();
    return static_cast<size_t>(std::find_if(kinds.begin(), kinds.end(), [&](const auto &kind) {
        return kind.suffix == suffix;
    }) - kinds.begin());
}

std::string eventOf(std::string_view suffix, std::string_view channel, std::string_view data)
{
    std::string event;
    binance::appendEvent(event, binance::streamKinds()[kindOf(suffix)], channel, JsonView::of(data),
        1'700'000'000'123, false);
    return event;
}

/// What readers of it are sent; a snapshot that says how it stands now.
class Book final : public channels::SnapshotSource {
public:
    void append(std::string &out) const override { out += m_state; }
    void become(std::string state) { m_state = std::move(state); }

private:
    std::string m_state = R"({"last":6,"bids":[[1.5,100]],"asks":[[2,3]]})";
};

} // namespace

TEST(BinanceStream, NamesAndChannelsAreTheSameBothWays)
{
    for (size_t kind = 0; kind < binance::kStreamKinds; ++kind) {
        const auto &row = binance::streamKinds()[kind];
        const std::string name = "aaplusd" + std::string(row.suffix);
        const auto stream = binance::readStream(name);
        ASSERT_TRUE(stream) << name;
        EXPECT_EQ(stream->kind, kind);
        EXPECT_EQ(binance::streamName(row, stream->channel), name);
    }
    EXPECT_EQ(binance::readStream("aaplusd@kline_1m")->channel, "candles.AAPL.1m");
    // Two names of one thing are two streams, each told under its own.
    EXPECT_EQ(binance::readStream("aaplusd@depth@1000ms")->channel, "book.AAPL");
    EXPECT_NE(binance::readStream("aaplusd@depth@1000ms")->kind,
        binance::readStream("aaplusd@depth")->kind);
    EXPECT_EQ(binance::readStream("vusd@trade")->channel, "trades.V");
    for (const char *name : {"", "@", "@trade", "usd@trade", "aapl@trade", "AAPLUSD@trade",
             "aaplusd@Trade", "aaplusd@trade ", "aaplusd@depth7", "aapl.usd@trade",
             "aaplusd@kline_5s", "!ticker@arr"})
        EXPECT_FALSE(binance::readStream(name)) << name;
}

TEST(BinanceRequest, IsReadOrRefusedWithItsId)
{
    const auto request
        = binance::readRequest(R"({"method":"SUBSCRIBE","params":["aaplusd@trade"],"id":"a"})");
    ASSERT_TRUE(request);
    const auto &subscribe = std::get<binance::Subscribe>(*request);
    EXPECT_EQ(subscribe.id, "\"a\"");
    EXPECT_EQ(subscribe.streams.front().channel, "trades.AAPL");

    const auto refused = binance::readRequest(R"({"method":"SUBSCRIBE","params":[7],"id":3})");
    ASSERT_FALSE(refused);
    std::string reply;
    binance::appendError(reply, refused.error());
    EXPECT_EQ(reply,
        R"({"error":{"code":2,"msg":"Invalid request: params must be an array of streams' names"},"id":3})");
}

TEST(BinanceForm, SaysWhatWasPublishedInTheirWords)
{
    EXPECT_EQ(eventOf("@trade", "trades.AAPL",
                  R"({"id":7,"price":227.5,"size":100,"side":"sell","time":1700000000120})"),
        R"({"e":"trade","E":1700000000123,"s":"AAPLUSD","t":7,"p":"227.50","q":"100","T":1700000000120,"m":true,"M":true})");
    EXPECT_EQ(eventOf("@depth", "book.AAPL",
                  R"({"first":8,"last":9,"bids":[[227,0],[226.1,5]],"asks":[]})"),
        R"({"e":"depthUpdate","E":1700000000123,"s":"AAPLUSD","U":8,"u":9,"b":[["227.00","0"],["226.10","5"]],"a":[]})");
    EXPECT_EQ(eventOf("@depth5", "book.AAPL",
                  R"({"last":9,"bids":[[6,1],[5,1],[4,1],[3,1],[2,1],[1,1]],"asks":[]})"),
        R"({"lastUpdateId":9,"bids":[["6.00","1"],["5.00","1"],["4.00","1"],["3.00","1"],["2.00","1"]],"asks":[]})");
    EXPECT_EQ(eventOf("@bookTicker", "book.AAPL", R"({"last":9,"bids":[[6,1]],"asks":[[7,2]]})"),
        R"({"u":9,"s":"AAPLUSD","b":"6.00","B":"1","a":"7.00","A":"2"})");
    EXPECT_EQ(
        eventOf("@kline_1m", "candles.AAPL.1m",
            R"({"start":60000,"open":1,"high":2,"low":1,"close":2,"volume":5,"closed":true})"),
        R"({"e":"kline","E":1700000000123,"s":"AAPLUSD","k":{"t":60000,"T":119999,"s":"AAPLUSD","i":"1m","o":"1.00","c":"2.00","h":"2.00","l":"1.00","v":"5","x":true}})");
    // What it does not have is left out.
    EXPECT_EQ(eventOf("@miniTicker", "ticker.AAPL", "{}"),
        R"({"e":"24hrMiniTicker","E":1700000000123,"s":"AAPLUSD"})");
}

TEST(BinanceForm, OfStateIsMadeOnceOfTheSnapshot)
{
    channels::ChannelHub hub {{}};
    const auto book = std::make_shared<Book>();
    channels::ChannelSpec spec = channels::ChannelSpec::of("book.AAPL");
    spec.snapshot = book;
    const channels::ChannelRef channel = hub.create(spec);
    hub.publish(*channel, R"({"first":7,"last":7,"bids":[[1.5,0]],"asks":[]})", 0,
        [&](uint64_t) { book->become(R"({"last":7,"bids":[],"asks":[[2,3]]})"); });
    const auto page = channel->readNewest(1);
    ASSERT_EQ(page.publications.size(), 1u);
    const channels::Form &form = binance::form(kindOf("@depth20"), true);
    const channels::FrameRef &frame = channel->frame(*page.publications[0], form);
    EXPECT_EQ(frame->payload(),
        R"({"stream":"aaplusd@depth20","data":{"lastUpdateId":7,"bids":[],"asks":[["2.00","3"]]}})");
    EXPECT_EQ(&*channel->frame(*page.publications[0], form), &*frame);
}

TEST(BookDelta, SeveralInOneHaveOfEachPriceTheNewestSize)
{
    constexpr std::string_view kDeltas[]
        = {R"({"first":8,"last":9,"bids":[[227,5],[226.1,5]],"asks":[[228,1]],"crc":7})",
            R"({"first":10,"last":10,"bids":[[227.05,3]],"asks":[]})",
            R"({"first":11,"last":15,"bids":[[227,0],[225,9]],"asks":[[229,4],[228,2]],"crc":9})"};
    EXPECT_EQ(binance::inOneDelta(kDeltas),
        R"({"first":8,"last":15,"bids":[[227.05,3],[227,0],[226.1,5],[225,9]],"asks":[[228,2],[229,4]]})");
    EXPECT_EQ(binance::inOneDelta(std::span(kDeltas).first(1)),
        R"({"first":8,"last":9,"bids":[[227,5],[226.1,5]],"asks":[[228,1]]})");
}

TEST(BinanceStream, DepthHasTheSpeedOfItsNameAndOnlyDeltasAreGathered)
{
    for (const auto &row : binance::streamKinds()) {
        const bool isDepth = row.suffix.starts_with("@depth");
        EXPECT_EQ(row.gathers(), isDepth && row.levels == 0) << row.suffix;
        EXPECT_TRUE(!isDepth || row.maxRate == (row.suffix.ends_with("@100ms") ? 10 : 1))
            << row.suffix;
    }
}

TEST(BinanceMarket, KlinesAreTheOldestOfAStretchElseTheNewest)
{
    constexpr std::string_view kCandles
        = R"([{"start":0,"open":1,"high":1,"low":1,"close":1,"volume":1},{"start":1000,"open":2,"high":2,"low":2,"close":2,"volume":2},{"start":2000,"open":3,"high":3,"low":3,"close":3,"volume":3}])";
    const auto klines = [&](std::optional<int64_t> from, int64_t to, size_t most) {
        std::string out;
        binance::appendKlines(out, JsonView::of(kCandles), 1000, from, to, most);
        return out;
    };
    constexpr auto kLast = R"([2000,"3.00","3.00","3.00","3.00","3",2999,"0",0,"0","0","0"])";
    EXPECT_EQ(klines({}, 9000, 1), "[" + std::string(kLast) + "]");
    EXPECT_EQ(klines(1000, 9000, 1),
        R"([[1000,"2.00","2.00","2.00","2.00","2",1999,"0",0,"0","0","0"]])");
    EXPECT_EQ(klines(3000, 9000, 5), "[]");
}
