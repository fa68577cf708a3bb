// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/History.h"

#include <gtest/gtest.h>

namespace wavetape::channels {
namespace {

PublicationRef publication(uint64_t seq, size_t bytes = 10, int64_t timeMicros = 0)
{
    auto made = std::make_shared<Publication>();
    made->seq = seq;
    made->timeMicros = timeMicros;
    made->message = EncodedFrame::text(std::string(bytes, 'x'));
    return made;
}

TEST(History, KeepsAtMostTheCount)
{
    History history({3, 1 << 20, 1'000'000});
    for (uint64_t seq = 1; seq <= 5; ++seq)
        history.add(publication(seq));
    EXPECT_EQ(history.size(), 3u);
    EXPECT_EQ(history.oldestSeq(), 3u);
}

TEST(History, KeepsAtMostTheBytesAndReportsWhatItHoldsExactly)
{
    History history({1000, 100, 1'000'000});
    int64_t held = 0;
    for (uint64_t seq = 1; seq <= 20; ++seq) {
        held += history.add(publication(seq, 30));
        EXPECT_LE(history.bytes(), 100u);
        EXPECT_EQ(static_cast<uint64_t>(held), history.held());
    }
    EXPECT_EQ(history.held(), history.bytes() + history.size() * History::kBeside);
    EXPECT_GT(History::kBeside, sizeof(Publication))
        << "small messages are not the memory they take";
    EXPECT_EQ(history.clear(), static_cast<uint64_t>(held));
    EXPECT_TRUE(history.empty());
}

TEST(History, ForgetsWhatIsTooOld)
{
    History history({1000, 1 << 20, 100});
    history.add(publication(1, 10, 0));
    history.add(publication(2, 10, 50));
    history.add(publication(3, 10, 140));
    EXPECT_EQ(history.oldestSeq(), 2u);
    EXPECT_GT(history.expire(1000), 0u);
    EXPECT_TRUE(history.empty());
}

TEST(History, ReadsFromANumberOnWithinItsBounds)
{
    History history({100, 1 << 20, 1'000'000});
    for (uint64_t seq = 11; seq <= 30; ++seq)
        history.add(publication(seq));
    EXPECT_TRUE(history.read(5, 10, ~0ull).empty()) << "a gap at the front is not papered over";
    const auto page = history.read(20, 5, ~0ull);
    ASSERT_EQ(page.size(), 5u);
    EXPECT_EQ(page.front()->seq, 20u);
    EXPECT_EQ(history.read(20, 100, 25).size(), 3u) << "stops once the bytes are reached";
    EXPECT_TRUE(history.read(31, 5, ~0ull).empty());
}

TEST(History, GoesOnInOrderHoweverOftenItsPlacesAreUsedAgain)
{
    for (const uint32_t kept : {1u, 15u, 16u, 17u, 100u}) {
        History history({kept, 1 << 20, 50});
        for (uint64_t seq = 1; seq <= 1000; ++seq) {
            // Now and then nothing comes for so long that all or most of it is too old.
            const int64_t now = static_cast<int64_t>(seq + seq / 300 * 60 + seq / 170 * 45);
            history.add(publication(seq, 10, now));
            ASSERT_LE(history.size(), kept);
            ASSERT_EQ(history.newest()->seq, seq);
            const auto all = history.read(history.oldestSeq(), ~size_t {0}, ~0ull);
            ASSERT_EQ(all.size(), history.size());
            for (size_t i = 0; i < all.size(); ++i)
                ASSERT_EQ(all[i]->seq, seq + 1 - all.size() + i);
        }
        history.expire(1'000'000);
        EXPECT_TRUE(history.empty());
        EXPECT_EQ(history.bytes(), 0u);
    }
}

TEST(History, KeepsNothingWhereNothingMayBeKept)
{
    History history({0, 1 << 20, 1'000'000});
    EXPECT_EQ(history.add(publication(1)), 0);
    EXPECT_TRUE(history.empty());
}

// The ceiling of all queues is what is resident beyond it: what it said too much a queue could hold
// unseen.
TEST(History, AllOfThemKnowWhatTheirMessagesTake)
{
    const uint64_t before = History::allBytes(), resident = EncodedFrame::residentBytes();
    const auto beyond = [&] {
        return (EncodedFrame::residentBytes() - resident) - (History::allBytes() - before);
    };
    {
        History one({3, 1 << 20, 50}), other({1000, 100, 50});
        for (uint64_t seq = 1; seq <= 20; ++seq) {
            one.add(publication(seq, 30));
            other.add(publication(seq, 30));
            ASSERT_EQ(History::allBytes() - before, one.bytes() + other.bytes());
            ASSERT_EQ(beyond(), 0u);
        }
        one.expire(1'000'000);
        other.clear();
        EXPECT_EQ(History::allBytes(), before);
        one.add(publication(21));
    }
    EXPECT_EQ(History::allBytes(), before);
    EXPECT_EQ(beyond(), 0u);
}

} // namespace
} // namespace wavetape::channels
