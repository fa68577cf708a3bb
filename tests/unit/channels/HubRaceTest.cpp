// SPDX-License-Identifier: GPL-3.0-or-later
#include "CollectingSink.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace wavetape::channels {
namespace {

// Whoever joins at whatever moment sees what was before by recovery and what comes after by its
// inbox: all of it, once, in order.
TEST(HubRace, FourPublishersAndRandomJoinsLeaveNoHoleAndNoDuplicate)
{
    ChannelHub hub(HubOptions {{100'000, 64 << 20, 300'000'000}, 64 << 20, 100});
    CollectingSink sinks[2];
    for (CollectingSink &sink : sinks)
        hub.attach(&sink);
    ChannelSpec spec;
    spec.name = "race";
    const ChannelRef channel = hub.create(spec);
    constexpr int kEach = 1500, kMost = 20'000, kJoins = 20;

    std::atomic<int> joins {0};
    std::atomic<bool> done {false};
    std::vector<std::thread> publishers, threads;
    for (int publisher = 0; publisher < 4; ++publisher) {
        publishers.emplace_back([&] {
            // A machine that is busy elsewhere may let the joins wait.
            for (int i = 0; i < kEach || (joins < kJoins && i < kMost); ++i) {
                const ChannelHub::Batch batch(hub);
                hub.publish(*channel, "0");
            }
        });
    }
    for (size_t sink = 0; sink < 2; ++sink) {
        threads.emplace_back([&, sink] {
            std::minstd_rand random(static_cast<unsigned>(sink) + 1);
            const std::string epoch = channel->position().epoch;
            while (!done) {
                sinks[sink].takePublications();
                const uint64_t since = channel->position().seq / 2;
                const auto joined = channel->join(
                    {sink, 1, false, true, protocol::StreamPosition {epoch, since}});
                ASSERT_TRUE(joined.recovered);
                uint64_t last = since;
                for (const auto &publication :
                    channel->read(since + 1, joined.position.seq - since, ~0ull).publications)
                    ASSERT_EQ(publication->seq, ++last);
                ASSERT_EQ(last, joined.position.seq);
                const uint64_t until = last + random() % 200;
                while (last < until && !done) {
                    for (const auto &publication : sinks[sink].takePublications()) {
                        if (publication->seq <= joined.position.seq)
                            continue;
                        ASSERT_EQ(publication->seq, ++last);
                    }
                }
                channel->leave(sink, 1, false);
                ++joins;
            }
        });
    }
    for (std::thread &thread : publishers)
        thread.join();
    done = true;
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_GE(channel->position().seq, 4u * kEach);
    EXPECT_GT(joins.load(), 0);
    EXPECT_FALSE(channel->hasSubscribers());
}

} // namespace
} // namespace wavetape::channels
