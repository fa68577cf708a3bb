// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"
#include "dialects/foxglove/FoxgloveForm.h"
#include "dialects/foxglove/FoxgloveReply.h"
#include "dialects/foxglove/FoxgloveRequest.h"
#include "protocol/Cdr.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

using namespace wavetape;
using namespace wavetape::dialects;

TEST(FoxgloveRequest, IsReadOrRefusedWithASentence)
{
    const auto request = foxglove::readRequest(
        R"({"op":"subscribe","subscriptions":[{"id":0,"channelId":4294967295},{"channelId":2,"id":1}]})");
    ASSERT_TRUE(request);
    const auto &parts = std::get<foxglove::Subscribe>(*request).parts;
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].channel, 4294967295u);
    EXPECT_EQ(parts[1].id, 1u);
    EXPECT_EQ(std::get<foxglove::Unsubscribe>(
                  *foxglove::readRequest(R"({"op":"unsubscribe","subscriptionIds":[7]})"))
                  .ids,
        std::vector<uint32_t> {7});
    for (const char *text : {"[]", "{}", R"({"op":1})", R"({"op":"subscribe"})",
             R"({"op":"subscribe","subscriptions":[{"id":-1,"channelId":1}]})",
             R"({"op":"subscribe","subscriptions":[{"id":1,"channelId":4294967296}]})",
             R"({"op":"unsubscribe","subscriptionIds":["1"]})", R"({"op":"getParameters"})"}) {
        const auto refused = foxglove::readRequest(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_FALSE(refused.error().empty());
    }
}

TEST(FoxgloveForm, ABlockIsCdrWithTheTimeOfItsFirstSample)
{
    channels::ChannelHub hub {{}};
    channels::ChannelSpec spec = channels::ChannelSpec::of("wave.a");
    spec.rate = 1000;
    const channels::ChannelRef channel = hub.create(spec);
    constexpr std::array<float, 2> kSamples {1.5f, -2};
    constexpr uint64_t kTime = 1'700'000'000'123'457;
    hub.publishBlock(*channel, kSamples, 1, kTime);
    const auto page = channel->readNewest(1);
    ASSERT_EQ(page.publications.size(), 1u);
    const std::string_view body = channel->frame(*page.publications[0], foxglove::form)->bytes();
    uint64_t nanos = 0;
    std::memcpy(&nanos, body.data(), sizeof nanos);
    EXPECT_EQ(nanos, static_cast<uint64_t>(page.publications[0]->timeMicros) * 1000);
    const auto block = protocol::readCdr(protocol::BlockKind::float32, body.substr(sizeof nanos));
    ASSERT_TRUE(block);
    EXPECT_EQ(block->timeMicros, kTime);
    EXPECT_EQ(block->rate, 1000);
    EXPECT_EQ(block->payload,
        std::string_view(reinterpret_cast<const char *>(kSamples.data()), sizeof kSamples));
}

TEST(FoxgloveReply, AChannelSaysWhatIsPublishedThere)
{
    std::string text;
    foxglove::appendChannel(text, channels::ChannelSpec::of("chat.a"), 7);
    EXPECT_EQ(text,
        R"({"id":7,"topic":"chat.a","encoding":"json","schemaName":"wavetape.anything","schemaEncoding":"jsonschema","schema":"{\"title\":\"anything\"}"})");
    text.clear();
    foxglove::appendChannel(text, channels::ChannelSpec::of("trades.AAPL"), 8);
    EXPECT_NE(text.find(R"("schemaName":"wavetape.trade")"), text.npos);
    text.clear();
    foxglove::appendMessageHead(text, 0x01020304);
    EXPECT_EQ(text, std::string_view("\1\4\3\2\1"));
    EXPECT_EQ(text.size(), foxglove::kMessageHead);
}
