// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Reply.h"

#include "SchemaChecker.h"

#include <gtest/gtest.h>

using namespace wavetape::protocol;
using wavetape::tests::SchemaChecker;

namespace {

/// The exact text, and that it is a `message` of the schema and that very definition of it.
class Reply : public testing::Test {
protected:
    template <typename Append>
    void expect(const char *definition, const std::string &expected, Append append)
    {
        std::string out = "kept"; // encoders append
        append(out);
        ASSERT_TRUE(out.starts_with("kept"));
        out.erase(0, 4);
        EXPECT_EQ(out, expected);
        EXPECT_EQ(m_checker.check(definition, out), "") << out;
        if (std::string_view(definition).starts_with("message.")) {
            EXPECT_EQ(m_checker.check("message", out), "") << out;
        }
    }

    const SchemaChecker m_checker;
};

} // namespace

TEST_F(Reply, welcome)
{
    expect("message.welcome",
        R"({"type":"welcome","session":"s1","node":"n","server":"wavetape/0.1.0",)"
        R"("heartbeat":{"pingMs":30000,"pongMs":10000},"limits":{"messageBytes":1048576,"fragments":1024,)"
        R"("messagesPerSecond":100,"burst":200,"channels":128,"jsonDepth":16,"errorsPer10s":10,)"
        R"("queueLow":65536,"queueHigh":262144,"queueHard":1048576},"time":1700000000000})",
        [](std::string &out) {
            appendWelcome(out,
                {"s1", "n", "wavetape/0.1.0", 30000, 10000, 1048576, 1024, 100, 200, 128, 16, 10,
                    65536, 262144, 1048576, 1'700'000'000'000});
        });
}

TEST_F(Reply, publications)
{
    expect("message.publication",
        R"({"channel":"chat.a","data":{"x": 1},"seq":7,"ts":1700000000000.125})",
        [](std::string &out) {
            appendPublication(out, "chat.a", R"({"x": 1})", 7, 1'700'000'000'000'125, {});
        });
    expect("message.publication",
        R"({"channel":"t","data":null,"seq":1,"ts":1700000000000.1,"kseq":3})",
        [](std::string &out) { appendPublication(out, "t", "null", 1, 1'700'000'000'000'100, 3); });
    expect("anyData", R"({"stream":"t","data":[1]})",
        [](std::string &out) { appendStreamMessage(out, "t", "[1]"); });
}

TEST_F(Reply, acknowledgements)
{
    expect("message.subscribed",
        R"({"type":"ack","id":1,"channel":"t","channelId":9,"epoch":"e","seq":0,"policy":"conflate","maxRate":2.5,"recovered":false,"replayed":0})",
        [](std::string &out) {
            SubscribeAck ack {.id = "1",
                .channel = "t",
                .channelId = 9,
                .epoch = "e",
                .seq = 0,
                .policy = Policy::conflate};
            ack.maxRate = 2.5;
            appendSubscribeAck(out, ack);
        });
    expect("message.subscribed",
        R"({"type":"ack","id":"a\"","channel":"wave.sine1","channelId":9,"epoch":"e","seq":4,"policy":"drop-oldest","recovered":true,"replayed":3,"rate":48000,"lanes":1})",
        [](std::string &out) {
            SubscribeAck ack {
                .id = R"("a\"")", .channel = "wave.sine1", .channelId = 9, .epoch = "e", .seq = 4};
            ack.recovered = true;
            ack.replayed = 3;
            ack.rate = 48'000;
            ack.lanes = 1;
            appendSubscribeAck(out, ack);
        });
    expect("message.subscribed",
        R"({"type":"ack","channel":"book.*","policy":"disconnect","recovered":false,"replayed":0})",
        [](std::string &out) {
            appendSubscribeAck(out, {.channel = "book.*", .policy = Policy::disconnect});
        });
    expect("message.unsubscribed",
        R"({"type":"ack","id":2,"channel":"t","delivered":1,"conflated":2,"dropped":3,"startSeq":4,"lastSeq":10})",
        [](std::string &out) {
            appendUnsubscribeAck(out, "2", "t", {1, 2, 3}, SeqSpan {4, 10});
        });
    expect("message.unsubscribed",
        R"({"type":"ack","id":2,"channel":"t.*","delivered":1,"conflated":2,"dropped":3})",
        [](std::string &out) {
            appendUnsubscribeAck(out, "2", "t.*", {1, 2, 3}, {});
        });
    expect("message.published", R"({"type":"ack","id":3,"channel":"chat.a","epoch":"e","seq":5})",
        [](std::string &out) {
            appendPublishAck(out, "3", "chat.a", {"e", 5});
        });
    expect("message.described", R"({"type":"ack","id":4,"channels":["uplink.s1.0","uplink.s1.1"]})",
        [](std::string &out) {
            appendDescribeAck(out, "4", std::vector<std::string> {"uplink.s1.0", "uplink.s1.1"});
        });
    expect(
        "message.done", R"({"type":"ack","id":4})", [](std::string &out) { appendAck(out, "4"); });
    expect("message.done", R"({"type":"ack"})", [](std::string &out) { appendAck(out, ""); });
}

TEST_F(Reply, notices)
{
    expect("message.channel",
        R"({"type":"channel","channel":"t","channelId":0,"epoch":"e","seq":2})",
        [](std::string &out) {
            appendChannelNotice(out, {"t", 0, "e", 2, {}, {}});
        });
    expect("message.channel",
        R"({"type":"channel","channel":"wave.x","channelId":1,"epoch":"e","seq":2,"rate":0.5,"lanes":2})",
        [](std::string &out) {
            appendChannelNotice(out, {"wave.x", 1, "e", 2, 0.5, 2});
        });
    expect("message.snapshot",
        R"({"type":"snapshot","channel":"t","epoch":"e","seq":2,"data":[1]})",
        [](std::string &out) { appendSnapshot(out, "t", "e", 2, "[1]"); });
    expect("message.lagged",
        R"({"type":"lagged","channel":"t","epoch":"e","from":3,"to":7,"n":5,"reason":"drop"})",
        [](std::string &out) { appendLagged(out, "t", "e", 3, 7, "drop"); });
    expect("message.closing",
        R"({"type":"closing","code":1012,"reason":"stopping","retry":true,"afterMs":250})",
        [](std::string &out) { appendClosing(out, 1012, "stopping", true, 250); });
}

TEST_F(Reply, answers)
{
    const std::string row
        = R"({"channel":"t","kind":"text","epoch":"e","seq":2,"policy":"drop-newest","subscribers":4})";
    expect("channelRow", row, [](std::string &out) {
        appendChannelRow(out, {"t", false, "e", 2, Policy::dropNewest, 4});
    });
    expect("channelRow",
        R"({"channel":"w","kind":"binary","epoch":"e","seq":0,"policy":"drop-oldest","subscribers":0})",
        [](std::string &out) {
            appendChannelRow(out, {"w", true, "e", 0, Policy::dropOldest, 0});
        });
    expect("message.list", R"({"type":"list","id":1,"channels":[)" + row + "," + row + "]}",
        [&](std::string &out) { appendList(out, "1", row + "," + row); });
    expect("message.list", R"({"type":"list","channels":[]})",
        [](std::string &out) { appendList(out, "", ""); });

    const std::string publication = R"({"channel":"t","data":1,"seq":1,"ts":5})";
    const std::string_view two[] = {publication, publication};
    expect("message.history",
        R"({"type":"history","id":1,"channel":"t","epoch":"e","publications":[)" + publication + ","
            + publication + R"(],"more":true})",
        [&](std::string &out) { appendHistory(out, "1", "t", "e", two, true); });
    expect("message.history",
        R"({"type":"history","channel":"t","epoch":"e","publications":[],"more":false})",
        [](std::string &out) { appendHistory(out, "", "t", "e", {}, false); });

    const PresentClient clients[] = {{"s1", ""}, {"s2", "n2"}};
    expect("message.presence",
        R"({"type":"presence","id":1,"channel":"t","count":9,"clients":[{"session":"s1"},{"session":"s2","node":"n2"}]})",
        [&](std::string &out) { appendPresence(out, "1", "t", 9, clients); });
    expect("message.greet", R"({"type":"greet","id":1,"msg":"\"<b>\"","session":"s1"})",
        [](std::string &out) { appendGreet(out, "1", "\"<b>\"", "s1"); });
    expect("message.pong", R"({"type":"pong","id":1,"t":{"a": 1},"time":1700000000000})",
        [](std::string &out) { appendPong(out, "1", R"({"a": 1})", 1'700'000'000'000); });
}

TEST_F(Reply, errors)
{
    for (int code = 100; code <= 117; ++code) {
        if (code == 105 || code == 114) // retired, never given
            continue;
        std::string out;
        appendError(out, {static_cast<ErrorCode>(code), "m", "/channel", "\"i\""});
        EXPECT_EQ(m_checker.check("message.error", out), "") << out;
    }
    expect("message.error",
        R"({"type":"error","id":1,"code":111,"name":"rate limited","message":"say \"less\"","path":"","temporary":true})",
        [](std::string &out) {
            appendError(out, {ErrorCode::rateLimited, "say \"less\"", "", "1"});
        });
}
