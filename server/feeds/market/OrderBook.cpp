// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/OrderBook.h"

namespace wavetape::feeds::market {

namespace {
bool better(Side side, int64_t a, int64_t b)
{
    return side == Side::bid ? a > b : a < b;
}
} // namespace

void OrderBook::erase(Half &half, size_t index, size_t count)
{
    std::move(half.levels.begin() + index + count, half.levels.begin() + half.count,
        half.levels.begin() + index);
    half.count -= count;
}

void OrderBook::add(Side side, int64_t price, int64_t size)
{
    Half &half = of(side);
    size_t at = 0;
    while (at < half.count && better(side, half.levels[at].price, price))
        ++at;
    if (at < half.count && half.levels[at].price == price) {
        half.levels[at].size += size;
        ++m_updates;
        return;
    }
    if (at == kDepth)
        return;
    if (half.count == kDepth)
        --half.count;
    std::move_backward(half.levels.begin() + at, half.levels.begin() + half.count,
        half.levels.begin() + half.count + 1);
    half.levels[at] = {price, size};
    ++half.count;
    ++m_updates;
}

void OrderBook::cancel(Side side, size_t index, int64_t size)
{
    Half &half = of(side);
    Level &level = half.levels[index];
    if (size < level.size)
        level.size -= size;
    else
        erase(half, index, 1);
    ++m_updates;
}

int64_t OrderBook::take(Side side, int64_t size, int64_t limit, std::vector<Level> &fills)
{
    Half &half = of(side);
    size_t emptied = 0;
    while (size > 0 && emptied < half.count && !better(side, limit, half.levels[emptied].price)) {
        Level &level = half.levels[emptied];
        const int64_t filled = std::min(size, level.size);
        fills.push_back({level.price, filled});
        size -= filled;
        level.size -= filled;
        ++m_updates;
        if (level.size > 0)
            break;
        ++emptied;
    }
    if (emptied > 0)
        erase(half, 0, emptied);
    return size;
}

bool OrderBook::sound() const
{
    for (const Side side : {Side::bid, Side::ask}) {
        const Half &half = of(side);
        if (half.count > kDepth)
            return false;
        for (size_t i = 0; i < half.count; ++i) {
            if (half.levels[i].size <= 0
                || (i > 0 && !better(side, half.levels[i - 1].price, half.levels[i].price)))
                return false;
        }
    }
    return empty(Side::bid) || empty(Side::ask) || best(Side::bid) < best(Side::ask);
}

void OrderBook::clear()
{
    m_bids.count = 0;
    m_asks.count = 0;
    ++m_updates;
}

} // namespace wavetape::feeds::market
