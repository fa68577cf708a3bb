// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"
#include "dialects/centrifuge/CentrifugeForm.h"
#include "dialects/centrifuge/CentrifugeReply.h"
#include "dialects/centrifuge/CentrifugeRequest.h"

#include <gtest/gtest.h>

using namespace wavetape;
using namespace wavetape::dialects;
using protocol::ErrorCode;

namespace {

/// The code of the refusal, and whether it can be answered; nothing where it was none.
std::optional<std::pair<ErrorCode, bool>> refusalOf(std::string_view line)
{
    const auto request = centrifuge::readRequest(line);
    if (request)
        return {};
    const protocol::CommandError &error = request.error().error;
    EXPECT_FALSE(error.message.empty()) << line;
    return std::pair(error.code, !error.id.empty());
}

template <typename Kind>
Kind requestOf(std::string_view line)
{
    const auto request = centrifuge::readRequest(line);
    EXPECT_TRUE(request) << line;
    const Kind *kind = request ? std::get_if<Kind>(&*request) : nullptr;
    EXPECT_TRUE(kind) << line;
    return kind ? *kind : Kind {};
}

} // namespace

TEST(CentrifugeRequest, BecomesACommandOfOurs)
{
    const auto subscribe = requestOf<centrifuge::Subscribe>(
        R"({"id":7,"subscribe":{"channel":"chat.a","recover":true,"offset":42,"epoch":"e\u0031","flag":3}})");
    EXPECT_EQ(subscribe.command.id, "7");
    EXPECT_EQ(subscribe.command.channels, std::vector<std::string> {"chat.a"});
    ASSERT_TRUE(subscribe.command.since);
    EXPECT_EQ(subscribe.command.since->seq, 42u);
    EXPECT_EQ(subscribe.command.since->epoch, "e1");
    EXPECT_TRUE(subscribe.onlyRecovered);

    // A position that is not asked for is none.
    EXPECT_FALSE(requestOf<centrifuge::Subscribe>(
        R"({"id":1,"subscribe":{"channel":"a","offset":4,"recover":null}})")
                     .command.since);

    const auto publish = requestOf<protocol::PublishCommand>(
        R"({"publish": {"data": { "a" : [1, 2]}, "channel": "chat.a"}, "id": 3})");
    EXPECT_EQ(publish.data, R"({ "a" : [1, 2]})");
    EXPECT_EQ(publish.id, "3");

    EXPECT_EQ(
        requestOf<centrifuge::Connect>(R"({"id":1,"connect":{"token":"a.b.c","name":"js"}})").token,
        "a.b.c");
    requestOf<centrifuge::Pong>(" {} ");
    requestOf<centrifuge::Send>(R"({"send":{"data":1}})");
    const auto history = requestOf<centrifuge::History>(
        R"({"id":1,"history":{"channel":"a","limit":-1,"reverse":true,"since":{"offset":2,"epoch":"x"}}})");
    EXPECT_EQ(history.limit, -1);
    EXPECT_TRUE(history.reverse);
    EXPECT_EQ(history.since->seq, 2u);
}

TEST(CentrifugeRequest, RefusalsNameTheRequestWhereTheyCan)
{
    using Refused = std::pair<ErrorCode, bool>;
    for (const char *line : {"[]", "7", "null", R"({"connect":{}})", R"({"id":-1,"connect":{}})",
             R"({"id":4294967296,"ping":{}})", R"({"id":"1","connect":{}})",
             R"({"id":0,"publish":{"channel":"a","data":1}})"})
        EXPECT_EQ(refusalOf(line), Refused(ErrorCode::badRequest, false)) << line;
    EXPECT_EQ(refusalOf(R"({"x":1})"), Refused(ErrorCode::unknownType, false));
    EXPECT_EQ(refusalOf(R"({"id":1,"ping":{}})"), Refused(ErrorCode::unknownType, true));
    EXPECT_EQ(refusalOf(R"({"id":1,"rpc":{}})"), Refused(ErrorCode::unknownType, true));
    for (const char *line :
        {R"({"id":1,"subscribe":{"channel":"a"},"publish":{}})", R"({"id":1,"subscribe":null})",
            R"({"id":1,"subscribe":{}})", R"({"id":1,"subscribe":{"channel":"a","offset":1.5}})",
            R"({"id":1,"subscribe":{"channel":"a","offset":99999999999999999999}})",
            R"({"id":1,"subscribe":{"channel":"a.*"}})", R"({"id":1,"publish":{"channel":"a"}})",
            R"({"id":1,"history":{"channel":"a","since":[]}})", R"({"id":1,"refresh":{}})"})
        EXPECT_EQ(refusalOf(line), Refused(ErrorCode::badRequest, true)) << line;
    for (const char *line : {R"({"id":1,"subscribe":{"channel":"a","type":2}})",
             R"({"id":1,"subscribe":{"channel":"a","tf":{"op":""}}})",
             R"({"id":1,"publish":{"channel":"a","data":1,"key":"k"}})",
             R"({"id":1,"connect":{"subs":{"a":{}}}})", R"({"id":1,"sub_refresh":{}})"})
        EXPECT_EQ(refusalOf(line), Refused(ErrorCode::unavailable, true)) << line;
}

TEST(CentrifugeForm, IsEncodedOnceAndHasNoLineEnd)
{
    channels::ChannelHub hub {{}};
    const auto published
        = hub.publishFromClient("chat.a", "{\r\n \"a\": \"x\\ny\"\n}", {}, [] { return true; });
    ASSERT_TRUE(published);
    const auto channel = hub.find("chat.a");
    const auto page = channel->readNewest(1);
    ASSERT_EQ(page.publications.size(), 1u);
    const channels::FrameRef &frame = channel->frame(*page.publications[0], centrifuge::form);
    EXPECT_EQ(frame->payload(),
        R"({"push":{"channel":"chat.a","pub":{"data":{   "a": "x\ny" },"offset":1}}})");
    EXPECT_EQ(&*channel->frame(*page.publications[0], centrifuge::form), &*frame);
}

TEST(CentrifugeForm, OffersAPositionOnlyWhereOneCanComeBackToIt)
{
    const auto isRecoverable = [](const char *name) {
        return centrifuge::isRecoverable(channels::ChannelSpec::of(name));
    };
    EXPECT_TRUE(isRecoverable("chat.a"));
    EXPECT_TRUE(isRecoverable("trades.AAPL"));
    for (const char *name : {"ticker.AAPL", "book.AAPL", "candles.AAPL.1s", "wave.sine1"})
        EXPECT_FALSE(isRecoverable(name)) << name;
}

TEST(CentrifugeReply, SaysWhatItsClientsKnow)
{
    std::string text;
    centrifuge::appendSubscribed(text,
        {.id = "2",
            .epoch = "e",
            .seq = 9,
            .recoverable = true,
            .recovered = true,
            .wasRecovering = true,
            .snapshot = "[1,\n2]"});
    EXPECT_EQ(text,
        R"({"id":2,"subscribe":{"recoverable":true,"positioned":true,"epoch":"e","offset":9,"was_recovering":true,"recovered":true,"data":[1, 2]}})");
    text.clear();
    centrifuge::appendError(text, {ErrorCode::rateLimited, "too many", "", "5"});
    EXPECT_EQ(text, R"({"id":5,"error":{"code":111,"message":"too many","temporary":true}})");
    text.clear();
    centrifuge::appendInsufficientState(text, "chat.a");
    EXPECT_EQ(text,
        R"({"push":{"channel":"chat.a","unsubscribe":{"code":2500,"reason":"insufficient state"}}})");
}
