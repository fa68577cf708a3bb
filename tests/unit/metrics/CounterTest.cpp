// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/Counter.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

using wavetape::metrics::Counter;

TEST(Counter, startsAtNothingAndAddsUp)
{
    Counter counter;
    EXPECT_EQ(counter.value(), 0u);
    counter.add();
    counter.add(41);
    EXPECT_EQ(counter.value(), 42u);
}

TEST(Counter, losesNothingWithMoreThreadsThanShards)
{
    Counter counter;
    constexpr int kThreads = 20;
    constexpr int kTimes = 10'000;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < kTimes; ++n)
                counter.add();
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(counter.value(), uint64_t {kThreads} * kTimes);
}

TEST(Counter, neverFallsWhileOthersAdd)
{
    Counter counter;
    std::atomic<bool> done {false};
    std::thread writer([&] {
        for (int n = 0; n < 100'000; ++n)
            counter.add();
        done = true;
    });
    uint64_t last = 0;
    while (!done) {
        const uint64_t now = counter.value();
        ASSERT_GE(now, last);
        last = now;
    }
    writer.join();
    EXPECT_EQ(counter.value(), 100'000u);
}
