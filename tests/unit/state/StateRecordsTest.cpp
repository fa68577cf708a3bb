// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/StateRecords.h"

#include "channels/ChannelHub.h"

#include <gtest/gtest.h>

namespace wavetape::state {
namespace {
const auto anybody = [] { return true; };

class StateRecordsTest : public testing::Test {
protected:
    StateRecordsTest()
    {
        for (const char *data : {"1", R"({"a":"b"})", "3"})
            hub.publishFromClient("chat.a", data, "key", anybody);
        hub.publishFromClient("chat.a", "[]", {}, anybody);
        hub.findOrInterest("chat.b");
        appendHead(file, hub.image());
        for (const auto &channel : hub.all()) {
            const auto state = channel->state({});
            appendChannel(file, channel->id(), channel->name(), state);
            for (const auto &publication : state.history)
                appendPublication(file, channel->id(), *publication);
        }
        for (const auto &key : hub.image().keys)
            appendKey(file, key);
    }
    channels::ChannelHub hub {{}};
    std::string file;
};

TEST_F(StateRecordsTest, ReadWhatTheyWrote)
{
    EXPECT_FALSE(readRecords(file)->ended);
    appendTrailer(file);
    const auto read = readRecords(file);
    ASSERT_TRUE(read) << read.error();
    EXPECT_TRUE(read->ended);
    ASSERT_EQ(read->hub.channels.size(), 2u);
    const auto &channel = read->hub.channels[0];
    EXPECT_EQ(channel.name, "chat.a");
    EXPECT_EQ(channel.numbering.epoch, hub.find("chat.a")->position().epoch);
    EXPECT_EQ(channel.numbering.seq, 2u);
    EXPECT_TRUE(channel.born);
    ASSERT_EQ(channel.history.size(), 2u);
    EXPECT_EQ(channel.history[1].payload.substr(channel.history[1].dataAt, 2), "[]");
    EXPECT_FALSE(read->hub.channels[1].born);
    ASSERT_EQ(read->hub.keys.size(), 1u);
    EXPECT_EQ(read->hub.keys[0].key, "key");
    EXPECT_EQ(read->hub.keys[0].seq, 1u);
}

TEST_F(StateRecordsTest, EndWhereTheirWriterWasKilled)
{
    size_t most = 0;
    for (size_t size = 17; size <= file.size(); ++size) {
        const auto read = readRecords(std::string_view(file).substr(0, size));
        ASSERT_TRUE(read) << size << read.error();
        EXPECT_FALSE(read->ended);
        most = std::max(most, read->hub.channels.size());
    }
    EXPECT_EQ(most, 2u);
}

TEST_F(StateRecordsTest, SayWhatIsWrongWithThem)
{
    appendTrailer(file);
    for (const size_t at : {size_t {30}, file.size() / 2, file.size() - 1}) {
        std::string altered = file;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        const auto read = readRecords(altered);
        ASSERT_TRUE(!read || !read->ended) << at;
        if (!read) {
            EXPECT_EQ(read.error().find("the state file is damaged at byte "), 0u) << read.error();
        }
    }
    EXPECT_FALSE(readRecords(file + "x")) << "something follows the end";
    EXPECT_FALSE(readRecords("root:x:0:0"));
    EXPECT_FALSE(readRecords(""));
}

// A checksum says that a record is as it was written, not that it makes sense.
TEST_F(StateRecordsTest, TakeNoRecordThatMakesNoSense)
{
    const auto readsWith
        = [&](const channels::ChannelState &state, std::string_view name = "chat.c") {
              std::string altered = file;
              appendChannel(altered, 77, name, state);
              return readRecords(altered).has_value();
          };
    channels::ChannelState state = hub.find("chat.a")->state({});
    ASSERT_TRUE(readsWith(state));
    EXPECT_FALSE(readsWith(state, "chat c")) << "no name of a channel";
    for (const char *epoch : {"", "a\r\nb", "a,b"}) {
        auto other = state;
        other.numbering.epoch = epoch;
        EXPECT_FALSE(readsWith(other)) << "no epoch: " << epoch;
    }
    state.numbering.seq = uint64_t {1} << 54;
    EXPECT_FALSE(readsWith(state)) << "no number that a client can hold";

    for (const int64_t time : {INT64_MIN, int64_t {-1}, INT64_MAX}) {
        channels::Publication other;
        other.message = state.history[1]->message;
        other.timeMicros = time;
        std::string altered = file;
        const auto channel = hub.find("chat.a");
        auto more = channel->state({});
        other.seq = ++more.numbering.seq;
        appendChannel(altered, channel->id(), channel->name(), more);
        appendPublication(altered, channel->id(), other);
        EXPECT_FALSE(readRecords(altered)) << "no time: " << time;
    }

    std::string key = file;
    appendKey(key, {"chat.a", "k", 1, INT64_MAX});
    EXPECT_FALSE(readRecords(key)) << "a key that would be known for ever";
}

TEST_F(StateRecordsTest, NumbersOfAChannelSaidAgainGoForward)
{
    const auto channel = hub.find("chat.a");
    channels::ChannelState state = channel->state({});
    std::string again = file;
    state.numbering.seq = 3;
    appendChannel(again, channel->id(), channel->name(), state);
    ASSERT_TRUE(readRecords(again));
    EXPECT_EQ(readRecords(again)->hub.channels[0].history.size(), 2u) << "is kept";
    std::string twice = again;
    appendPublication(twice, channel->id(), *state.history[1]);
    EXPECT_FALSE(readRecords(twice)) << "a publication that there is already";
    std::string back = again;
    state.numbering.seq = 1;
    appendChannel(back, channel->id(), channel->name(), state);
    EXPECT_FALSE(readRecords(back)) << "a number below one that was given";
    state.numbering.epoch = "another";
    appendChannel(again, channel->id(), channel->name(), state);
    ASSERT_TRUE(readRecords(again));
    EXPECT_TRUE(readRecords(again)->hub.channels[0].history.empty()) << "of another life";
    appendPublication(again, channel->id(), *state.history[1]);
    EXPECT_FALSE(readRecords(again)) << "a publication beyond the channel's number";
}

} // namespace
} // namespace wavetape::state
