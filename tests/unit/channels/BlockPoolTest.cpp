// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/BlockPool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace wavetape::channels {
namespace {

// Of sizes that nothing else in this program takes.
constexpr size_t kSmall = 900, kLarge = 7777, kBeyond = 10'000;

#ifndef __SANITIZE_ADDRESS__
TEST(BlockPool, GivesAgainWhatWasGivenBack)
{
    void *first = BlockPool::take(kSmall);
    BlockPool::give(first, kSmall);
    void *second = BlockPool::take(kSmall - 1);
    EXPECT_EQ(second, first);
    BlockPool::give(second, kSmall - 1);
}

TEST(BlockPool, AnotherThreadTakesWhatOneGaveTooMuchOf)
{
    constexpr size_t kMany = 1000;
    std::set<void *> given;
    std::thread([&] {
        std::vector<void *> blocks(kMany);
        for (void *&block : blocks)
            block = BlockPool::take(kLarge);
        for (void *block : blocks)
            BlockPool::give(block, kLarge);
        given.insert(blocks.begin(), blocks.end());
    }).join();
    std::thread([&] {
        std::vector<void *> taken(8);
        for (void *&block : taken) {
            block = BlockPool::take(kLarge);
            EXPECT_TRUE(given.contains(block));
        }
        for (void *block : taken)
            BlockPool::give(block, kLarge);
    }).join();
}
#endif

TEST(BlockPool, EveryBlockIsItsTakersAlone)
{
    std::vector<std::pair<unsigned char *, size_t>> taken;
    for (size_t bytes = 0; bytes <= kBeyond; bytes += 61)
        taken.emplace_back(static_cast<unsigned char *>(BlockPool::take(bytes)), bytes);
    for (size_t i = 0; i < taken.size(); ++i)
        std::memset(taken[i].first, static_cast<int>(i), taken[i].second);
    for (size_t i = 0; i < taken.size(); ++i) {
        const auto [block, bytes] = taken[i];
        EXPECT_TRUE(std::all_of(block, block + bytes,
            [i](unsigned char byte) { return byte == static_cast<unsigned char>(i); }));
        BlockPool::give(block, bytes);
    }
}

TEST(BlockPool, ThreadsPassBlocksToEachOther)
{
    std::mutex mutex;
    std::vector<std::pair<unsigned char *, size_t>> left;
    const auto work = [&](unsigned char mark) {
        for (size_t i = 0; i < 20'000; ++i) {
            const size_t bytes = 1 + i * 37 % 3000;
            auto *block = static_cast<unsigned char *>(BlockPool::take(bytes));
            block[0] = block[bytes - 1] = mark;
            std::pair<unsigned char *, size_t> other {nullptr, 0};
            {
                const std::lock_guard lock(mutex);
                left.emplace_back(block, bytes);
                if (left.size() > 64) {
                    other = std::exchange(left.front(), left.back());
                    left.pop_back();
                }
            }
            if (other.first) {
                EXPECT_EQ(other.first[0], other.first[other.second - 1]);
                BlockPool::give(other.first, other.second);
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned char mark = 1; mark <= 4; ++mark)
        threads.emplace_back(work, mark);
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &[block, bytes] : left)
        BlockPool::give(block, bytes);
}

} // namespace
} // namespace wavetape::channels
