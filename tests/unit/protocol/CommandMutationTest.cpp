// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Command.h"
#include "protocol/Reply.h"

#include "SchemaChecker.h"

#include <gtest/gtest.h>

#include <random>

using namespace wavetape::protocol;

namespace {

const std::string kSeeds[] = {
    R"({"type":"subscribe","id":1,"channel":"ticker.AAPL","since":{"epoch":"e1","seq":42},"maxRate":10})",
    R"({"type":"subscribe","id":"a","channels":["trades.*","book.MSFT"],"policy":"drop-oldest","snapshot":false})",
    R"({"type":"publish","id":3,"channel":"chat.lobby","data":{"text":"h\u00e9llo \ud834\udd1e","n":[1,-2.5e3,null,true]}})",
    R"({"type":"history","channel":"updates","limit":30,"since":{"epoch":"x","seq":0}})",
    R"({"type":"admin","action":"set-policy","policy":"unbounded","ms":100,"enabled":true})",
    R"({"type":"ping","t":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]})",
};
constexpr std::string_view kPieces[] = {"{", "}", "[", "]", "\"", "\\", ",", ":", "null", "true",
    "1e999", "-0", "\\u0000", "\\ud800", "\xff", "\xc3", "id", "\"id\":", "\"type\":\"ping\"",
    "data", ".*", " ", "9007199254740993", "[[[[[[[["};

std::string mutate(std::string text, std::mt19937 &random)
{
    const auto below = [&](size_t n) { return n ? random() % n : 0; };
    for (size_t changes = 1 + below(4); changes > 0; --changes) {
        const size_t at = below(text.size() + 1);
        switch (below(5)) {
        case 0:
            text.erase(at, below(8));
            break;
        case 1:
            text.insert(at, kPieces[below(std::size(kPieces))]);
            break;
        case 2:
            if (at < text.size())
                text[at] = static_cast<char>(random());
            break;
        case 3: {
            const std::string &other = kSeeds[below(std::size(kSeeds))];
            text.insert(at, other.substr(below(other.size()), below(30)));
            break;
        }
        case 4:
            text.resize(at);
            break;
        }
    }
    return text;
}

} // namespace

// Whatever comes in: one command or one error that can be sent as it is; the bytes that are
// forwarded are JSON.
TEST(CommandMutation, aHundredThousandMutatedMessages)
{
    std::mt19937 random(20'260'729);
    CommandParser parser;
    CommandParser second;
    const wavetape::tests::SchemaChecker checker;
    size_t accepted = 0;
    size_t refused = 0;
    std::string reply;
    for (int i = 0; i < 100'000; ++i) {
        const std::string text = mutate(kSeeds[random() % std::size(kSeeds)], random);
        const auto result = parser.parse(text);
        if (!result) {
            ++refused;
            reply.clear();
            appendError(reply, result.error());
            ASSERT_TRUE(second.isValidJson(reply)) << text << "\n" << reply;
            ASSERT_EQ(
                result.error().code == ErrorCode::notJson, !CommandParser(1000).isValidJson(text))
                << text;
            if (i % 100 == 0) {
                ASSERT_EQ(checker.check("message.error", reply), "") << text;
            }
            continue;
        }
        ++accepted;
        if (const auto *publish = std::get_if<PublishCommand>(&*result)) {
            ASSERT_TRUE(second.isValidJson(publish->data)) << text;
            ASSERT_TRUE(isValidChannelName(publish->channel)) << text;
            ASSERT_NE(text.find(publish->data), text.npos);
        }
        if (const auto *ping = std::get_if<PingCommand>(&*result)) {
            ASSERT_TRUE(second.isValidJson(ping->t)) << text;
        }
        if (const auto *subscribe = std::get_if<SubscribeCommand>(&*result)) {
            for (const std::string &name : subscribe->channels)
                ASSERT_TRUE(isValidChannelName(name) || isPrefix(name)) << text;
        }
    }
    EXPECT_GT(accepted, 1'000u);
    EXPECT_GT(refused, 50'000u);
}
