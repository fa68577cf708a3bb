// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/ConnectionTable.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wavetape::monitoring {
namespace {

net::ConnectionRow row(uint64_t id, uint64_t messagesOut = 0)
{
    net::ConnectionRow row;
    row.id = id;
    row.messagesOut = messagesOut;
    return row;
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != text.npos;
}

size_t rowsIn(const std::string &text)
{
    size_t rows = 0;
    for (size_t at = text.find(R"({"id":")"); at != text.npos; at = text.find(R"({"id":")", at + 1))
        ++rows;
    return rows;
}

TEST(ConnectionTable, TellsWhatChangedAndWhoLeft)
{
    ConnectionTable table;
    EXPECT_TRUE(table.empty());
    table.replace({row(1), row(2), row(3)}, 1, 1000);
    EXPECT_EQ(rowsIn(table.takeChanges(10)), 3u);
    EXPECT_EQ(rowsIn(table.takeChanges(10)), 0u) << "told already";

    table.replace({row(1), row(3, 20)}, 2, 3000);
    const std::string changes = table.takeChanges(10);
    EXPECT_TRUE(has(changes, R"("removed":["c2"])"));
    EXPECT_TRUE(has(changes, R"("time":3000,"full":false)"));
    EXPECT_EQ(rowsIn(changes), 1u);
    EXPECT_TRUE(has(changes, R"("id":"c3")"));
    EXPECT_FALSE(has(table.takeChanges(10), "c2")) << "once";
}

TEST(ConnectionTable, RatesAreOfTheTimeBetweenTwoLooks)
{
    ConnectionTable table;
    table.replace({row(1, 100)}, 0, 0);
    EXPECT_TRUE(has(table.takeChanges(1), R"("outPerSecond":0)"));
    table.replace({row(1, 150)}, 2, 2000);
    EXPECT_TRUE(has(table.takeChanges(1), R"("outPerSecond":25)"));
}

TEST(ConnectionTable, WhoWaitedLongestIsToldFirst)
{
    ConnectionTable table;
    std::vector<net::ConnectionRow> rows;
    for (uint64_t id = 1; id <= 6; ++id)
        rows.push_back(row(id));
    table.replace(rows, 1, 0);
    std::string told;
    for (int round = 0; round < 3; ++round) {
        const std::string changes = table.takeChanges(2);
        EXPECT_EQ(rowsIn(changes), 2u);
        told += changes;
    }
    for (uint64_t id = 1; id <= 6; ++id)
        EXPECT_TRUE(has(told, R"("id":"c)" + std::to_string(id) + "\"")) << id;
}

TEST(ConnectionTable, PagesAreBoundedAndTheFirstIsTheSnapshot)
{
    ConnectionTable table;
    std::vector<net::ConnectionRow> rows;
    for (uint64_t id = 1; id <= 1000; ++id)
        rows.push_back(row(id));
    table.replace(rows, 1, 7);
    const auto pages = table.takePages();
    ASSERT_GT(pages.size(), 1u);
    size_t told = 0;
    for (size_t i = 0; i < pages.size(); ++i) {
        EXPECT_LE(pages[i].size(), 64u * 1024);
        EXPECT_TRUE(has(pages[i],
            R"("full":true,"page":)" + std::to_string(i) + R"(,"pages":)"
                + std::to_string(pages.size())));
        told += rowsIn(pages[i]);
    }
    EXPECT_EQ(told, 1000u);
    std::string snapshot;
    table.append(snapshot);
    EXPECT_EQ(snapshot, pages[0]);
    EXPECT_EQ(rowsIn(table.takeChanges(10)), 0u) << "pages told everything";
}

TEST(ConnectionTable, HasNoSnapshotOfWhatNobodyLooksAt)
{
    ConnectionTable table;
    std::string snapshot;
    table.append(snapshot);
    EXPECT_EQ(snapshot, "") << "nothing was gathered yet";
    table.replace({row(1), row(2)}, 1, 7);
    table.forget();
    table.append(snapshot);
    EXPECT_EQ(snapshot, "");
    table.replace({row(2)}, 1, 8);
    const std::string changes = table.takeChanges(10);
    EXPECT_FALSE(has(changes, R"("removed":["c1"])")) << changes;
    EXPECT_TRUE(has(changes, R"("id":"c2")")) << changes;
}

TEST(ConnectionTable, BytesWithinTlsAreLabelled)
{
    ConnectionTable table;
    net::ConnectionRow secure = row(1);
    secure.tls = true;
    table.replace({secure, row(2)}, 1, 0);
    const std::string changes = table.takeChanges(10);
    const size_t second = changes.find(R"("id":"c2")");
    EXPECT_LT(changes.find(R"("tls":true)"), second);
    EXPECT_EQ(changes.find(R"("tls":true)", second), changes.npos);
}

} // namespace
} // namespace wavetape::monitoring
