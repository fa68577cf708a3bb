// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/OrderBook.h"

#include "feeds/market/RandomStream.h"

#include <gtest/gtest.h>

#include <map>

namespace wavetape::feeds::market {

namespace {

/// The same book, the simple way.
struct ModelBook {
    std::map<int64_t, int64_t, std::greater<>> bids;
    std::map<int64_t, int64_t> asks;

    template <typename Levels>
    static void trim(Levels &levels)
    {
        while (levels.size() > OrderBook::kDepth)
            levels.erase(std::prev(levels.end()));
    }
    void add(Side side, int64_t price, int64_t size)
    {
        if (side == Side::bid) {
            bids[price] += size;
            trim(bids);
        } else {
            asks[price] += size;
            trim(asks);
        }
    }
    template <typename Levels>
    static void cancel(Levels &levels, size_t index, int64_t size)
    {
        const auto it = std::next(levels.begin(), static_cast<ptrdiff_t>(index));
        it->second -= size;
        if (it->second <= 0)
            levels.erase(it);
    }
    template <typename Levels, typename Worse>
    static int64_t take(Levels &levels, int64_t size, Worse worse, std::vector<Level> &fills)
    {
        while (size > 0 && !levels.empty() && !worse(levels.begin()->first)) {
            const auto best = levels.begin();
            const int64_t filled = std::min(size, best->second);
            fills.push_back({best->first, filled});
            size -= filled;
            if ((best->second -= filled) == 0)
                levels.erase(best);
        }
        return size;
    }
};

template <typename Levels>
std::vector<Level> flat(const Levels &levels)
{
    std::vector<Level> result;
    for (const auto &[price, size] : levels)
        result.push_back({price, size});
    return result;
}

std::vector<Level> flat(std::span<const Level> levels)
{
    return {levels.begin(), levels.end()};
}

} // namespace

TEST(OrderBook, DoesWhatASimpleModelDoes)
{
    for (const uint64_t seed : {1, 2, 3}) {
        RandomStream random(seed, 0);
        OrderBook book;
        ModelBook model;
        for (int i = 0; i < 20'000; ++i) {
            const Side side = random.chance(0.5) ? Side::bid : Side::ask;
            const auto price = static_cast<int64_t>(
                1000 + (side == Side::bid ? -1.0 : 1.0) * random.exponential(12));
            const auto size = static_cast<int64_t>(1 + random.below(50));
            const double what = random.uniform();
            if (what < 0.6) {
                if (book.crosses(side, price))
                    continue;
                book.add(side, price, size);
                model.add(side, price, size);
            } else if (what < 0.8) {
                if (book.empty(side))
                    continue;
                const size_t index = random.below(book.levels(side).size());
                book.cancel(side, index, size);
                if (side == Side::bid)
                    ModelBook::cancel(model.bids, index, size);
                else
                    ModelBook::cancel(model.asks, index, size);
            } else {
                std::vector<Level> fills;
                std::vector<Level> expected;
                const int64_t left = book.take(side, size * 4, price, fills);
                const int64_t expectedLeft = side == Side::bid
                    ? ModelBook::take(
                        model.bids, size * 4, [&](int64_t p) { return p < price; }, expected)
                    : ModelBook::take(
                        model.asks, size * 4, [&](int64_t p) { return p > price; }, expected);
                ASSERT_EQ(fills, expected);
                ASSERT_EQ(left, expectedLeft);
            }
            ASSERT_EQ(flat(book.levels(Side::bid)), flat(model.bids));
            ASSERT_EQ(flat(book.levels(Side::ask)), flat(model.asks));
        }
    }
}

TEST(OrderBook, ForgetsWhatIsWorseThanItsDepth)
{
    OrderBook book;
    for (int64_t i = 0; i < 100; ++i)
        book.add(Side::bid, 1000 - i, 1);
    EXPECT_EQ(book.levels(Side::bid).size(), OrderBook::kDepth);
    EXPECT_EQ(book.visible(Side::bid).size(), OrderBook::kVisible);
    book.add(Side::bid, 1001, 7);
    EXPECT_EQ(book.best(Side::bid), 1001);
    EXPECT_EQ(book.levels(Side::bid).back().price, 1000 - int64_t(OrderBook::kDepth) + 2);
}

TEST(OrderBook, CountsEveryChange)
{
    OrderBook book;
    book.add(Side::ask, 10, 5);
    book.add(Side::ask, 11, 5);
    EXPECT_EQ(book.updates(), 2u);
    std::vector<Level> fills;
    book.take(Side::ask, 7, 11, fills);
    EXPECT_EQ(book.updates(), 4u);
    book.cancel(Side::ask, 0, 1);
    EXPECT_EQ(book.updates(), 5u);
}

TEST(OrderBook, AnOrderMeetsTheOtherSideAtItsPrice)
{
    OrderBook book;
    book.add(Side::ask, 10, 5);
    book.add(Side::bid, 8, 5);
    EXPECT_TRUE(book.crosses(Side::bid, 10));
    EXPECT_FALSE(book.crosses(Side::bid, 9));
    EXPECT_TRUE(book.crosses(Side::ask, 8));
    EXPECT_FALSE(book.crosses(Side::ask, 9));
}

} // namespace wavetape::feeds::market
