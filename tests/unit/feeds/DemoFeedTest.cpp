// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/demos/DemoFeed.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"
#include "protocol/JsonView.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace wavetape::feeds::demos {

namespace {
constexpr int64_t kTurn = 20'000;
constexpr int64_t kMinute = 200'000;

class DemoFeedTest : public testing::Test {
protected:
    uint64_t play(int64_t micros)
    {
        uint64_t published = 0;
        for (const int64_t end = m_time + micros; m_time < end;)
            published += m_feed.advance(m_time += kTurn);
        return published;
    }
    channels::Channel &game() { return *m_hub.find("scores.north"); }

    FakeFeedClock m_clock;
    channels::ChannelHub m_hub {channels::HubOptions(), m_clock};
    CaptureSink m_sink {m_hub};
    DemoFeed m_feed {m_hub, 1};
    int64_t m_time = 0;
};

TEST_F(DemoFeedTest, NobodyReadsSoNothingIsPublishedAndNoMatchGoesOn)
{
    EXPECT_EQ(play(300 * kMinute), 0u);
    EXPECT_EQ(m_hub.published(), 0u);
    const std::string snapshot = m_sink.join(game()).snapshot;
    EXPECT_EQ(protocol::JsonView::of(snapshot).find("clock").find("minute").integer(), 0);
    // The others still stand still.
    EXPECT_GT(play(10 * kMinute), 0u);
    for (const auto &publication : m_sink.take())
        EXPECT_EQ(channelOf(publication), "scores.north");
    m_sink.leave(game());
    EXPECT_EQ(play(300 * kMinute), 0u);
}

/// The parts of a score, by name, as JSON.
using Parts = std::map<std::string, std::string>;

Parts partsOf(const std::string &snapshot)
{
    Parts parts;
    const auto whole = protocol::JsonView::of(snapshot);
    for (const char *part : {"clock", "home", "away", "moment"})
        parts[part] = std::string(whole.find(part).bytes());
    return parts;
}

TEST_F(DemoFeedTest, SnapshotAndPartsAreTheScore)
{
    Parts mine = partsOf(m_sink.join(game()).snapshot);
    uint64_t goals = 0;
    uint64_t matches = 0;
    for (int round = 0; round < 40; ++round) {
        play(10 * kMinute);
        for (const auto &publication : m_sink.take()) {
            const std::string data = dataOf(publication);
            const auto view = protocol::JsonView::of(data);
            const std::string part = view.find("part").text().value_or("");
            const std::string head = R"({"part":")" + part + "\",";
            ASSERT_EQ(data.substr(0, head.size()), head);
            ASSERT_EQ(mine.count(part), 1u) << data;
            mine[part] = "{" + data.substr(head.size());
            // Its key is the part: the newest of each is all that a slow reader needs.
            EXPECT_NE(publication->key, 0u);
            if (part == "moment") {
                goals += view.find("text").text()->starts_with("goal");
                matches += view.find("text").text() == "full time";
            }
        }
        EXPECT_EQ(mine, partsOf(game().snapshotNow().first));
    }
    EXPECT_GE(matches, 3u);
    EXPECT_GT(goals, 0u);
}

TEST_F(DemoFeedTest, TheScoreIsWhatTheGoalsAdd)
{
    m_sink.join(game());
    play(110 * kMinute);
    std::map<int64_t, int64_t> goals; // by match
    for (const auto &publication : m_sink.take()) {
        const std::string data = dataOf(publication);
        const auto view = protocol::JsonView::of(data);
        if (view.find("part").text() != "moment")
            continue;
        int64_t &sum = goals[*view.find("match").integer()];
        sum += view.find("text").text()->starts_with("goal");
        EXPECT_EQ(*view.find("home").integer() + *view.find("away").integer(), sum) << data;
    }
}
} // namespace

} // namespace wavetape::feeds::demos
