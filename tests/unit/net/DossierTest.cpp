// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Dossier.h"

#include <gtest/gtest.h>

namespace wavetape::net {
namespace {

Dossier dossier(size_t bytes)
{
    Dossier made;
    made.request = std::string(bytes, 'r');
    return made;
}

TEST(DossierStore, KeepsTheNewestWithinItsBounds)
{
    DossierStore store(10, 1 << 20);
    for (uint64_t id = 1; id <= 100; ++id)
        store.open(id, dossier(50));
    EXPECT_EQ(store.size(), 10u);
    EXPECT_FALSE(store.find(90));
    EXPECT_TRUE(store.find(91));
    EXPECT_TRUE(store.find(100));
}

TEST(DossierStore, BytesCountToo)
{
    DossierStore store(1000, 100'000);
    for (uint64_t id = 1; id <= 100; ++id)
        store.open(id, dossier(16'000));
    EXPECT_LE(store.size(), 6u);
    EXPECT_TRUE(store.find(100));
}

TEST(DossierStore, AHistoryKeepsTheNewestMinute)
{
    Dossier kept;
    for (uint64_t bytes = 1; bytes <= 100; ++bytes)
        Dossier::note(kept.queueHistory, bytes);
    EXPECT_EQ(kept.queueHistory.size(), Dossier::kHistory);
    EXPECT_EQ(kept.queueHistory.front(), 41u);
    EXPECT_EQ(kept.queueHistory.back(), 100u);
    // What the store counts for it from the start.
    EXPECT_LE(kept.queueHistory.capacity(), 64u);
}

TEST(DossierStore, ManyShortConnectionsLeaveNothingBehind)
{
    DossierStore store(10, 1 << 20);
    for (uint64_t id = 1; id <= 10'000; ++id) {
        store.open(id, dossier(50));
        store.close(id);
    }
    EXPECT_EQ(store.size(), 0u);
    store.open(20'000, dossier(50));
    EXPECT_TRUE(store.find(20'000));
}

} // namespace
} // namespace wavetape::net
