// SPDX-License-Identifier: GPL-3.0-or-later
// Prints a number that every trade and every book of a simulated hour goes into. Two builds that
// print the same simulate the same market.
#include "feeds/market/MarketSimulator.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

using namespace wavetape::feeds::market;

namespace {
class Hash final : public MarketObserver {
public:
    void traded(size_t symbol, const Trade &trade) override
    {
        for (const int64_t value : {static_cast<int64_t>(symbol), trade.price, trade.size,
                 trade.time, static_cast<int64_t>(trade.aggressor)})
            add(value);
        ++trades;
    }
    void slotEnded(size_t, int64_t) override { }
    void add(int64_t value) { hash = (hash ^ static_cast<uint64_t>(value)) * 0x100000001b3ull; }
    uint64_t hash = 0xcbf29ce484222325ull;
    uint64_t trades = 0;
};
} // namespace

int main(int argc, char **argv)
{
    const int64_t seconds = argc > 1 ? std::atoll(argv[1]) : 3600;
    Hash hash;
    MarketSimulator simulator({42, 3, Profile::calm});
    simulator.livePast(12, hash);
    simulator.advance(seconds * 1'000'000, hash);
    for (size_t i = 0; i < 3; ++i) {
        for (const Side side : {Side::bid, Side::ask}) {
            for (const Level &level : simulator.book(i).levels(side)) {
                hash.add(level.price);
                hash.add(level.size);
            }
        }
    }
    std::printf("%016" PRIx64 " %" PRIu64 "\n", hash.hash, hash.trades);
    return 0;
}
