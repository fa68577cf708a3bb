// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Command.h"

#include "SchemaChecker.h"

#include <gtest/gtest.h>

using namespace wavetape::protocol;
using wavetape::tests::SchemaChecker;

namespace {

std::string nested(size_t depth, std::string_view inner)
{
    return std::string(depth, '[') + std::string(inner) + std::string(depth, ']');
}

template <typename T>
T parsed(CommandParser &parser, std::string_view text)
{
    auto result = parser.parse(text);
    if (!result) {
        ADD_FAILURE() << text << ": " << result.error().message;
        return {};
    }
    T *command = std::get_if<T>(&*result);
    if (!command) {
        ADD_FAILURE() << text << " is another command";
        return {};
    }
    return std::move(*command);
}

struct Refusal {
    std::string text;
    ErrorCode code;
    std::string path;
    std::string id = "";
};

void expectRefusal(CommandParser &parser, const Refusal &row)
{
    const auto result = parser.parse(row.text);
    ASSERT_FALSE(result) << row.text;
    EXPECT_EQ(result.error().code, row.code) << row.text;
    EXPECT_EQ(result.error().path, row.path) << row.text;
    EXPECT_EQ(result.error().id, row.id) << row.text;
    EXPECT_FALSE(result.error().message.empty()) << row.text;
}

const std::string kLongName(128, 'n');

} // namespace

TEST(Command, readsEveryRequest)
{
    CommandParser parser;
    const auto subscribe = parsed<SubscribeCommand>(parser,
        R"({"type":"subscribe","id":1,"channel":"ticker.AAPL","since":{"epoch":"e1","seq":42},)"
        R"("policy":"conflate","maxRate":10,"snapshot":false})");
    EXPECT_EQ(subscribe.id, "1");
    EXPECT_EQ(subscribe.channels, std::vector<std::string> {"ticker.AAPL"});
    EXPECT_EQ(subscribe.since, (StreamPosition {"e1", 42}));
    EXPECT_EQ(subscribe.policy, Policy::conflate);
    EXPECT_EQ(subscribe.maxRate, 10);
    EXPECT_FALSE(subscribe.snapshot);

    const auto several = parsed<SubscribeCommand>(
        parser, R"({"type":"subscribe","channels":["a","b.*"],"policy":"drop-newest"})");
    EXPECT_EQ(several.channels, (std::vector<std::string> {"a", "b.*"}));
    EXPECT_EQ(several.policy, Policy::dropNewest);
    EXPECT_EQ(channelPath(several.isList, 1), "/channels/1");
    EXPECT_EQ(channelPath(subscribe.isList, 0), "/channel");
    EXPECT_FALSE(several.since);
    EXPECT_FALSE(several.maxRate);
    EXPECT_TRUE(several.snapshot);

    EXPECT_EQ(
        parsed<UnsubscribeCommand>(parser, R"({"type":"unsubscribe","channel":"a"})").channels,
        std::vector<std::string> {"a"});
    const auto publish = parsed<PublishCommand>(
        parser, R"({"type":"publish","id":"x","channel":"chat.lobby","data":{"a":[1, 2]}})");
    EXPECT_EQ(publish.id, "\"x\"");
    EXPECT_EQ(publish.channel, "chat.lobby");
    EXPECT_EQ(publish.data, R"({"a":[1, 2]})");
    EXPECT_EQ(parsed<AuthCommand>(parser, R"({"type":"auth","token":"t"})").token, "t");
    EXPECT_EQ(parsed<GreetCommand>(parser, R"({"type":"greet","msg":"h\u00e9"})").message, "hé");
    EXPECT_EQ(parsed<PingCommand>(parser, R"({"type":"ping"})").t, "null");
    EXPECT_EQ(parsed<PingCommand>(parser, R"({"type":"ping","t":1.50})").t, "1.50");
    EXPECT_EQ(parsed<ListCommand>(parser, R"({"type":"list"})").prefix, "");
    EXPECT_EQ(parsed<ListCommand>(parser, R"({"type":"list","prefix":"book."})").prefix, "book.");
    const auto history = parsed<HistoryCommand>(
        parser, R"({"type":"history","channel":"a","since":{"seq":0,"epoch":"e"},"limit":300})");
    EXPECT_EQ(history.limit, 300u);
    EXPECT_EQ(history.since, (StreamPosition {"e", 0}));
    EXPECT_EQ(parsed<HistoryCommand>(parser, R"({"type":"history","channel":"a"})").limit, 100u);
    EXPECT_EQ(parsed<PresenceCommand>(parser, R"({"type":"presence","channel":"a"})").channel, "a");
    const auto report
        = parsed<ReportCommand>(parser, R"({"type":"report","bufferedAmount":12,"lagMs":1.5})");
    EXPECT_EQ(report.bufferedAmount, 12u);
    EXPECT_EQ(report.lagMs, 1.5);
    const auto described = parsed<DescribeCommand>(parser,
        R"({"type":"describe","signals":[{"name":"pressure","unit":"bar","lanes":3,"rate":50},)"
        R"({"name":"é"}]})");
    ASSERT_EQ(described.described.size(), 2u);
    EXPECT_EQ(described.described[0].name, "pressure");
    EXPECT_EQ(described.described[0].unit, "bar");
    EXPECT_EQ(described.described[0].lanes, 3u);
    EXPECT_EQ(described.described[0].rate, 50);
    EXPECT_EQ(described.described[1].lanes, 1u);
    EXPECT_EQ(described.described[1].rate, 0) << "not said";
    const auto admin = parsed<AdminCommand>(parser,
        R"({"type":"admin","action":"set-policy","connection":"7","channel":"a","reason":"r",)"
        R"("policy":"unbounded","maxRate":2,"code":4340,"enabled":true,"ms":5})");
    EXPECT_EQ(admin.action, AdminAction::setPolicy);
    EXPECT_EQ(admin.connection, "7");
    EXPECT_EQ(admin.channel, "a");
    EXPECT_EQ(admin.reason, "r");
    EXPECT_EQ(admin.policy, Policy::unbounded);
    EXPECT_EQ(admin.maxRate, 2);
    EXPECT_EQ(admin.code, 4340u);
    EXPECT_EQ(admin.enabled, true);
    EXPECT_EQ(admin.ms, 5u);
}

TEST(Command, readsIds)
{
    CommandParser parser;
    const std::pair<const char *, const char *> rows[] = {{"0", "0"}, {"-1", "-1"}, {"-0", "0"},
        {"1.0", "1"}, {"1e2", "100"}, {"9007199254740992", "9007199254740992"},
        {"-9007199254740992", "-9007199254740992"}, {R"("")", R"("")"},
        {R"("a\"\u0001")", R"("a\"\u0001")"}, {R"("\u00e9")", R"("é")"},
        {R"("éééééééééééééééééééééééééééééééééééé")", R"("éééééééééééééééééééééééééééééééééééé")"}};
    for (const auto &[given, echoed] : rows) {
        const auto command
            = parsed<PingCommand>(parser, "{\"type\":\"ping\",\"id\":" + std::string(given) + "}");
        EXPECT_EQ(command.id, echoed);
    }
    for (const char *bad : {"null", "true", "1.5", "9007199254740993", "18446744073709551615",
             "1e300", "1180591620717411300000", "1e400", "{}", "[1]",
             R"("0123456789012345678901234567890123456")"}) {
        expectRefusal(parser,
            {"{\"type\":\"ping\",\"id\":" + std::string(bad) + "}", ErrorCode::badRequest, "/id"});
    }
}

TEST(Command, refusesWhatIsNotJson)
{
    CommandParser parser;
    for (const std::string text : {"", " ", "hello", R"({"data":tru,,})", R"({"type":"ping")",
             R"({"type":"ping",})", R"({"type":"ping"} x)", R"({"type":"ping"}{})",
             R"({'type':"ping"})", R"({"type":"ping","t":NaN})", R"({"type":"ping","t":Infinity})",
             R"({"type":"ping","t":01})", R"({"type":"ping","t":1.})", R"({"type":"ping","t":.5})",
             R"({"type":"ping","t":+1})", R"({"type":"ping","t":0x10})",
             R"({"type":"ping","t":01e999})", R"({"type":"ping","t":1e})",
             R"({"type":"ping","t":1e999 5})", R"({"type":"ping","t":-})",
             R"({"type":"ping","t":"\x41"})", R"({"type":"ping","t":"\ud800"})",
             R"({"type":"ping","t":"\udc00\ud800"})", R"({"type":"ping","t":"\u12g4"})",
             "{\"type\":\"pi\tng\"}", "{\"type\":\"ping\",\"t\":\"a\nb\"}",
             "\xef\xbb\xbf{\"type\":\"ping\"}", "{\"type\":\"ping\",\"t\":\"\xff\"}",
             "{\"type\":\"ping\"}\v", R"({"type":"ping" /* c */})",
             R"({"type":"publish","channel":"a","data":tru})",
             R"({"type":"publish","channel":"a","data":[1,]})",
             R"({"type":"publish","channel":"a","data":})"}) {
        expectRefusal(parser, {text, ErrorCode::notJson, ""});
        EXPECT_FALSE(parser.isValidJson(text)) << text;
    }
    expectRefusal(parser, {std::string("{\"type\":\"ping\"}\0", 16), ErrorCode::notJson, ""});
    expectRefusal(parser, {nested(17, "").substr(0, 17), ErrorCode::notJson, ""});
}

TEST(Command, saysWhereARequestIsWrong)
{
    CommandParser parser;
    const SchemaChecker checker;
    const Refusal rows[] = {
        {"[]", ErrorCode::badRequest, ""},
        {"1", ErrorCode::badRequest, ""},
        {"null", ErrorCode::badRequest, ""},
        {R"("subscribe")", ErrorCode::badRequest, ""},
        {"{}", ErrorCode::badRequest, "/type"},
        {R"({"id":5})", ErrorCode::badRequest, "/type", "5"},
        {R"({"type":7,"id":5})", ErrorCode::badRequest, "/type", "5"},
        {R"({"type":null})", ErrorCode::badRequest, "/type"},
        {R"({"type":"SUBSCRIBE","id":5,"channel":"a"})", ErrorCode::unknownType, "/type", "5"},
        {R"({"type":"","id":"q"})", ErrorCode::unknownType, "/type", "\"q\""},
        {R"({"type":"subscribe"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":5})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":""})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"a b"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"é"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"a\u0000"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"*"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":".*"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"a*"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"a.*.b"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":"a.*.*"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"subscribe","channel":")" + kLongName + "n\"}", ErrorCode::badRequest,
            "/channel"},
        {R"({"type":"subscribe","channels":[]})", ErrorCode::badRequest, "/channels"},
        {R"({"type":"subscribe","channels":"a"})", ErrorCode::badRequest, "/channels"},
        {R"({"type":"subscribe","channels":["a",1]})", ErrorCode::badRequest, "/channels/1"},
        {R"({"type":"subscribe","channels":["a","b","c d"]})", ErrorCode::badRequest,
            "/channels/2"},
        {R"({"type":"subscribe","channel":"a","channels":["b"]})", ErrorCode::badRequest,
            "/channels"},
        {R"({"type":"subscribe","channel":"a","since":5})", ErrorCode::badRequest, "/since"},
        {R"({"type":"subscribe","channel":"a","since":{"seq":5}})", ErrorCode::badRequest,
            "/since/epoch"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":5,"seq":5}})", ErrorCode::badRequest,
            "/since/epoch"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"","seq":5}})",
            ErrorCode::badRequest, "/since/epoch"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"e"}})", ErrorCode::badRequest,
            "/since/seq"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"e","seq":-1}})",
            ErrorCode::badRequest, "/since/seq"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"e","seq":1.5}})",
            ErrorCode::badRequest, "/since/seq"},
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"e","seq":"5"}})",
            ErrorCode::badRequest, "/since/seq"},
        {R"({"type":"subscribe","channel":"a.*","since":{"epoch":"e","seq":5}})",
            ErrorCode::badRequest, "/since"},
        {R"({"type":"subscribe","channels":["a","b"],"since":{"epoch":"e","seq":5}})",
            ErrorCode::badRequest, "/since"},
        {R"({"type":"subscribe","channel":"a","policy":"never"})", ErrorCode::badRequest,
            "/policy"},
        {R"({"type":"subscribe","channel":"a","policy":"unbounded"})", ErrorCode::badRequest,
            "/policy"},
        {R"({"type":"subscribe","channel":"a","policy":"low-priority-first"})",
            ErrorCode::badRequest, "/policy"},
        {R"({"type":"subscribe","channel":"a","policy":1})", ErrorCode::badRequest, "/policy"},
        {R"({"type":"subscribe","channel":"a","maxRate":0})", ErrorCode::badRequest, "/maxRate"},
        {R"({"type":"subscribe","channel":"a","maxRate":-3})", ErrorCode::badRequest, "/maxRate"},
        {R"({"type":"subscribe","channel":"a","maxRate":"10"})", ErrorCode::badRequest, "/maxRate"},
        {R"({"type":"subscribe","channel":"a","maxRate":5,"policy":"drop-oldest"})",
            ErrorCode::badRequest, "/maxRate"},
        {R"({"type":"subscribe","channel":"a","snapshot":"yes"})", ErrorCode::badRequest,
            "/snapshot"},
        {R"({"type":"unsubscribe"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"publish","id":1,"channel":"a"})", ErrorCode::badRequest, "/data", "1"},
        {R"({"type":"publish","data":1})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"publish","channel":"a.*","data":1})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"auth"})", ErrorCode::badRequest, "/token"},
        {R"({"type":"auth","token":1})", ErrorCode::badRequest, "/token"},
        {R"({"type":"greet"})", ErrorCode::badRequest, "/msg"},
        {R"({"type":"greet","msg":{}})", ErrorCode::badRequest, "/msg"},
        {R"({"type":"list","prefix":1})", ErrorCode::badRequest, "/prefix"},
        {R"({"type":"list","prefix":"a b"})", ErrorCode::badRequest, "/prefix"},
        {R"({"type":"history"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"history","channel":"a","limit":0})", ErrorCode::badRequest, "/limit"},
        {R"({"type":"history","channel":"a","limit":301})", ErrorCode::badRequest, "/limit"},
        {R"({"type":"history","channel":"a","limit":1.5})", ErrorCode::badRequest, "/limit"},
        {R"({"type":"history","channel":"a.*"})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"presence","channel":[]})", ErrorCode::badRequest, "/channel"},
        {R"({"type":"report","bufferedAmount":-1})", ErrorCode::badRequest, "/bufferedAmount"},
        {R"({"type":"report","lagMs":"1"})", ErrorCode::badRequest, "/lagMs"},
        {R"({"type":"describe"})", ErrorCode::badRequest, "/signals"},
        {R"({"type":"describe","signals":{}})", ErrorCode::badRequest, "/signals"},
        {R"({"type":"describe","signals":[]})", ErrorCode::badRequest, "/signals"},
        {R"({"type":"describe","signals":[1]})", ErrorCode::badRequest, "/signals/0"},
        {R"({"type":"describe","signals":[{"name":"a"},{}]})", ErrorCode::badRequest,
            "/signals/1/name"},
        {R"({"type":"describe","signals":[{"name":""}]})", ErrorCode::badRequest,
            "/signals/0/name"},
        {R"({"type":"describe","signals":[{"name":"a","unit":"seventeen letters"}]})",
            ErrorCode::badRequest, "/signals/0/unit"},
        {R"({"type":"describe","signals":[{"name":"a","lanes":0}]})", ErrorCode::badRequest,
            "/signals/0/lanes"},
        {R"({"type":"describe","signals":[{"name":"a","lanes":17}]})", ErrorCode::badRequest,
            "/signals/0/lanes"},
        {R"({"type":"describe","signals":[{"name":"a","rate":0}]})", ErrorCode::badRequest,
            "/signals/0/rate"},
        {R"({"type":"describe","signals":[{"name":"a","rate":1e300}]})", ErrorCode::badRequest,
            "/signals/0/rate"},
        {R"({"type":"admin"})", ErrorCode::badRequest, "/action"},
        {R"({"type":"admin","action":"close","code":"1000"})", ErrorCode::badRequest, "/code"},
        {R"({"type":"admin","action":"close","enabled":1})", ErrorCode::badRequest, "/enabled"},
        {R"({"type":"admin","action":"set-policy","policy":"x"})", ErrorCode::badRequest,
            "/policy"},
    };
    for (const Refusal &row : rows) {
        expectRefusal(parser, row);
        EXPECT_NE(checker.check("request", row.text), "") << row.text;
    }
}

TEST(Command, acceptsWhatTheSchemaAccepts)
{
    CommandParser parser;
    const SchemaChecker checker;
    const std::string rows[] = {
        R"({"type":"subscribe","channel":"a","since":{"epoch":"e","seq":9007199254740992}})",
        R"({"type":"subscribe","channels":["a"],"since":{"epoch":"e","seq":1}})",
        R"({"type":"subscribe","channel":")" + kLongName + "\"}",
        R"({"type":"subscribe","channel":")" + kLongName + ".*\"}",
        R"({"type":"subscribe","channel":"sys.*","unknown":{"a":1},"another":[]})",
        R"({"type":"subscribe","channel":"A-z_0.9:x","maxRate":0.5})",
        R"({"type":"subscribe","channel":"a","maxRate":5,"policy":"conflate"})",
        R"({"type":"subscribe","channel":"a","policy":"disconnect"})",
        R"({"type":"unsubscribe","channels":["a","b.*"]})",
        R"({"type":"publish","channel":"a","data":null})",
        R"({"type":"publish","id":1.0,"channel":"a","data":1e2})",
        R"({"type":"auth","token":""})",
        R"({"type":"greet","msg":""})",
        R"({"type":"report"})",
        R"({"type":"report","lagMs":-0.5,"bufferedAmount":0})",
        R"({"type":"history","channel":"a","limit":1})",
        R"({"type":"list","prefix":""})",
        R"({"type":"describe","id":1,"signals":[{"name":"a","unit":"","lanes":16,"rate":0.5,"x":1}]})",
    };
    for (const std::string &text : rows) {
        EXPECT_TRUE(parser.parse(text)) << text;
        EXPECT_EQ(checker.check("request", text), "") << text;
    }
}

TEST(Command, refusesADoubledMember)
{
    CommandParser parser;
    expectRefusal(
        parser, {R"({"type":"ping","id":1,"type":"auth"})", ErrorCode::badRequest, "/type", "1"});
    expectRefusal(parser, {R"({"type":"ping","id":1,"id":2})", ErrorCode::badRequest, "/id"});
    expectRefusal(parser,
        {R"({"type":"publish","channel":"a","channel":"b","data":1})", ErrorCode::badRequest,
            "/channel"});
    expectRefusal(parser,
        {R"({"type":"publish","channel":"a","data":1,"dat\u0061":2})", ErrorCode::badRequest,
            "/data"});
    expectRefusal(parser,
        {R"({"type":"subscribe","channel":"a","since":{"epoch":"e","seq":1,"seq":2}})",
            ErrorCode::badRequest, "/since/seq"});
    // Nothing is decided by a name that nobody reads, nor inside data that is only passed on.
    EXPECT_TRUE(parser.parse(R"({"type":"ping","x":1,"x":2,"t":{"a":1,"a":2}})"));
}

TEST(Command, forwardsTheVeryBytes)
{
    CommandParser parser;
    for (const std::string data :
        {"1", "-0", "1.50", "1E5", "1e400", "-1e400", "1180591620717411300000", "\"\"",
            R"("\u0041\/\"}")", "null", "true", "{}", "[]", "[ ]",
            R"({ "b" : [ "]" , {"c":"\\"} ] })", R"("𝄞")", R"("\ud834\udd1e")", "[1 ,2\t,\n3]"}) {
        const std::string shapes[] = {
            R"({"type":"publish","channel":"a","data":)" + data + "}",
            R"({"data":)" + data + R"(,"type":"publish","channel":"a"})",
            " {\t\"x\" : [{\"data\":0}] , \"d\\u0061ta\" :\r\n" + data
                + " , \"type\" : \"publish\" ,\"channel\":\"a\" } ",
        };
        for (const std::string &text : shapes)
            EXPECT_EQ(parsed<PublishCommand>(parser, text).data, data) << text;
        EXPECT_EQ(parsed<PingCommand>(parser, R"({"t":)" + data + R"(,"type":"ping"})").t, data);
    }
}

TEST(Command, countsTheNestingExactly)
{
    for (const unsigned limit : {2u, 3u, 16u, 64u}) {
        CommandParser parser(limit);
        for (const std::string_view inner : {"", "1", "{}", "{\"a\":1}"}) {
            const size_t own = inner.starts_with('{');
            const size_t deepest = limit - 1 - own; // the message itself is one
            const auto ping = [&](size_t depth) {
                return R"({"type":"ping","id":5,"t":)" + nested(depth, inner) + "}";
            };
            if (deepest > 0) {
                EXPECT_TRUE(parser.parse(ping(deepest))) << limit << inner;
            }
            expectRefusal(parser, {ping(deepest + 1), ErrorCode::badRequest, "/t", "5"});
            expectRefusal(parser, {ping(deepest + 40), ErrorCode::badRequest, "/t", "5"});
            EXPECT_TRUE(parser.isValidJson(nested(limit - own, inner))) << limit << inner;
            EXPECT_FALSE(parser.isValidJson(nested(limit - own + 1, inner))) << limit << inner;
        }
        expectRefusal(
            parser, {R"({"a/b~c":)" + nested(limit, "1") + "}", ErrorCode::badRequest, "/a~1b~0c"});
        expectRefusal(parser, {nested(limit + 1, ""), ErrorCode::badRequest, ""});
        expectRefusal(parser, {nested(100'000, ""), ErrorCode::badRequest, ""});
        expectRefusal(parser, {R"({"t":)" + nested(limit, "1,,") + "}", ErrorCode::notJson, ""});
        EXPECT_TRUE(parser.parse(R"({"type":"ping"})")) << "usable after all that";
    }
}

TEST(Command, readsALargeMessageAndSmallOnesAfterIt)
{
    CommandParser parser;
    const std::string large(3 << 20, 'x');
    for (int i = 0; i < 3; ++i) {
        const std::string text = R"({"type":"publish","channel":"a","data":")" + large + "\"}";
        EXPECT_EQ(parsed<PublishCommand>(parser, text).data.size(), large.size() + 2);
        EXPECT_EQ(parsed<PingCommand>(parser, R"({"type":"ping","t":[1]})").t, "[1]");
    }
}

TEST(Command, readsThePublishBody)
{
    CommandParser parser;
    const auto body = parser.parsePublishBody(R"({"channel":"updates","data":{"x":1}})");
    ASSERT_TRUE(body);
    EXPECT_EQ(body->channel, "updates");
    EXPECT_EQ(body->data, R"({"x":1})");
    EXPECT_EQ(body->key, "");
    EXPECT_EQ(parser.parsePublishBody(R"({"channel":"a","data":1,"key":"k"})")->key, "k");
    const Refusal rows[] = {{"", ErrorCode::notJson, ""}, {"[]", ErrorCode::badRequest, ""},
        {R"({"channel":"a"})", ErrorCode::badRequest, "/data"},
        {R"({"data":1})", ErrorCode::badRequest, "/channel"},
        {R"({"channel":"a","data":1,"key":""})", ErrorCode::badRequest, "/key"},
        {R"({"channel":"a","data":1,"key":7})", ErrorCode::badRequest, "/key"},
        {R"({"channel":"a b","data":1})", ErrorCode::badRequest, "/channel"}};
    for (const Refusal &row : rows) {
        const auto result = parser.parsePublishBody(row.text);
        ASSERT_FALSE(result) << row.text;
        EXPECT_EQ(result.error().code, row.code) << row.text;
        EXPECT_EQ(result.error().path, row.path) << row.text;
    }
}
