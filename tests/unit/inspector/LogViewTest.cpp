// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogView.h"

#include <gtest/gtest.h>

#include <string>

using namespace wavetape::inspector;

namespace {

class LogViewTest : public testing::Test {
protected:
    void add(int count, int from = 0)
    {
        std::vector<LogEntry> batch;
        for (int i = 0; i < count; ++i) {
            LogEntry entry;
            entry.kind = LogEntry::Kind::Text;
            entry.frames = 1;
            entry.payload
                = "message " + std::to_string(from + i) + ((from + i) % 100 == 0 ? " hundred" : "");
            batch.push_back(std::move(entry));
        }
        m_log->append(batch);
        settle();
    }
    // Work is done in slices: until none is left.
    void settle()
    {
        do
            m_view.refresh();
        while (m_view.isBusy());
    }
    QString row(int i) { return m_view.data(m_view.index(i), LogView::Summary).toString(); }

    std::shared_ptr<MessageLog> m_log = std::make_shared<MessageLog>(20'000, 64 << 20);
    LogView m_view {m_log};
};

} // namespace

TEST_F(LogViewTest, followsTheNewest)
{
    m_view.setRows(10);
    add(1000);
    EXPECT_EQ(m_view.total(), 1000);
    EXPECT_EQ(m_view.top(), 990);
    EXPECT_EQ(row(9), "message 999");
    add(5, 1000);
    EXPECT_EQ(row(9), "message 1004");
}

TEST_F(LogViewTest, staysWhereOneReads)
{
    m_view.setRows(10);
    add(1000);
    m_view.setTop(500);
    EXPECT_FALSE(m_view.isFollowing());
    EXPECT_EQ(row(0), "message 500 hundred");
    add(15'000, 1000);
    EXPECT_EQ(row(0), "message 500 hundred");
    // Until the line that one reads is dropped: then the oldest that is there.
    add(15'000, 16'000);
    EXPECT_EQ(m_view.dropped(), 11'000);
    EXPECT_EQ(row(0), "message 11000 hundred");
}

TEST_F(LogViewTest, filtersWhatIsThereAndWhatComes)
{
    m_view.setRows(5);
    add(1000);
    m_view.setText("HUNDRED");
    settle();
    EXPECT_EQ(m_view.total(), 10);
    add(1000, 1000);
    EXPECT_EQ(m_view.total(), 20);
    EXPECT_EQ(row(4), "message 1900 hundred");
    add(20'000, 2000);
    EXPECT_EQ(m_view.total(), 200) << "what was dropped is not shown";
    m_view.setText("");
    settle();
    EXPECT_EQ(m_view.total(), 20'000);
}

TEST_F(LogViewTest, findsBothWaysCountsAndStopsFollowing)
{
    m_view.setRows(5);
    add(1000);
    m_view.setCurrent(250);
    m_view.setFind("HUNDRED");
    settle();
    EXPECT_EQ(m_view.hits(), 10);
    EXPECT_EQ(m_view.hit(), 0);
    EXPECT_TRUE(m_view.isFollowing());
    m_view.findNext(true);
    EXPECT_EQ(m_view.current(), 300);
    EXPECT_EQ(m_view.hit(), 4);
    EXPECT_FALSE(m_view.isFollowing());
    m_view.findNext(false);
    EXPECT_EQ(m_view.current(), 200);
    m_view.setCurrent(0);
    m_view.findNext(false);
    EXPECT_EQ(m_view.current(), 900) << "round the end";
    m_view.findNext(true);
    EXPECT_EQ(m_view.current(), 0);
    add(1000, 1000);
    settle();
    EXPECT_EQ(m_view.hits(), 20) << "what comes is counted";
    EXPECT_EQ(m_view.hit(), 1);
    m_view.setFind("nowhere");
    settle();
    m_view.findNext(true);
    EXPECT_EQ(m_view.hits(), 0);
    EXPECT_EQ(m_view.current(), 0);
    m_view.setFind("later");
    m_view.findNext(true);
    settle();
    EXPECT_EQ(m_view.current(), 0);
}

TEST_F(LogViewTest, stepsByKeyboard)
{
    m_view.setRows(5);
    add(100);
    m_view.step(-1);
    EXPECT_EQ(m_view.current(), 95);
    m_view.step(-1);
    EXPECT_EQ(m_view.current(), 94);
    EXPECT_EQ(m_view.top(), 94);
    m_view.step(-1000);
    EXPECT_EQ(m_view.current(), 0);
    m_view.step(99);
    EXPECT_EQ(m_view.top(), 95);
}

TEST_F(LogViewTest, isEmptyAfterAClear)
{
    m_view.setRows(5);
    add(100);
    m_view.setCurrent(50);
    m_log->clear();
    m_view.refresh();
    EXPECT_EQ(m_view.total(), 0);
    EXPECT_EQ(m_view.current(), -1);
    EXPECT_EQ(row(0), "");
}

TEST_F(LogViewTest, aWatchedPlaceIsTold)
{
    m_view.setRows(3);
    std::vector<LogEntry> batch;
    for (const char *payload :
        {R"({"data":{"price":101.5}})", "no json", R"({"data":{"price":"a\nb"}})"}) {
        LogEntry entry;
        entry.kind = LogEntry::Kind::Text;
        entry.frames = 1;
        entry.payload = payload;
        batch.push_back(std::move(entry));
    }
    m_log->append(batch);
    settle();
    const auto watched = [this](int row) {
        return m_view.data(m_view.index(row), LogView::Watched).toString().toStdString();
    };
    EXPECT_EQ(watched(0), "");
    m_view.setColumn("$.data.price");
    EXPECT_EQ(watched(0), "101.5");
    EXPECT_EQ(watched(1), "");
    EXPECT_EQ(watched(2), "a b");
    m_view.setColumn("");
    EXPECT_EQ(watched(0), "");
}
