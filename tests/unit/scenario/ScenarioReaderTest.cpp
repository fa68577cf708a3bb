// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ScenarioReader.h"
#include "scenario/Quantity.h"

#include <gtest/gtest.h>

namespace wavetape::scenario {
namespace {

const std::string kBase = R"(title = "t"
[[clients]]
name = "ok"
count = 3
)";
const std::string kExpect = R"([[expect]]
state = "open"
)";

tl::expected<Scenario, std::string> read(
    const std::string &text, Reading reading = Reading::asWritten)
{
    return readScenarioText(text, "a.toml", reading);
}

std::string problem(const std::string &text, Reading reading = Reading::asWritten)
{
    const auto scenario = read(text, reading);
    return scenario ? "none" : scenario.error();
}

TEST(ScenarioReaderTest, TellsFileLineAndKey)
{
    EXPECT_EQ(problem(kBase + "colour = 1\n" + kExpect).substr(0, 46),
        "a.toml:5: clients.colour: no such key, allowed");
    EXPECT_EQ(problem(kBase + "ramp = \"5 minutes\"\n" + kExpect),
        "a.toml:5: clients.ramp: must be a time as \"1.5s\", \"200ms\" or \"2m\", at most an hour");
    EXPECT_EQ(problem(kBase + "transport = \"quic\"\n" + kExpect),
        "a.toml:5: clients.transport: must be \"websocket\", \"sse\" or \"longpoll\"");
    EXPECT_EQ(problem(kBase + "[[steps]]\nat = \"1s\"\ncut = { client = \"nobody\" }\n" + kExpect),
        "a.toml:7: steps.cut.client: there are no clients named \"nobody\"");
    EXPECT_EQ(problem(kBase + "[server.limits]\nmessage_bytes = 1\n" + kExpect).substr(0, 49),
        "a.toml:6: server.limits.message_bytes: must be a ");
    EXPECT_EQ(problem(kBase + "[server.limits]\nmesage_bytes = 1\n" + kExpect).substr(0, 52),
        "a.toml:6: server.limits.mesage_bytes: no such settin");
    EXPECT_EQ(problem(kBase + "x = [\n").substr(0, 12), "a.toml:5: no");
}

TEST(ScenarioReaderTest, WhatIsMisspeltIsToldBeforeWhatIsMissing)
{
    EXPECT_EQ(problem("about = \"a\"\ntitles = \"t\"\n" + kExpect),
        "a.toml:2: titles: no such key, did you mean \"title\"?");
    EXPECT_EQ(problem(kBase + "[[expects]]\nstate = \"open\"\n"),
        "a.toml:5: expects: no such key, did you mean \"expect\"?");
    EXPECT_EQ(problem("about = \"a\"\n" + kExpect), "a.toml:1: title: is missing");
}

TEST(ScenarioReaderTest, FaultsAndPoliciesThatNoServerTakesAreRefused)
{
    EXPECT_EQ(problem(kBase + "policy = \"conflat\"\n" + kExpect),
        "a.toml:5: clients.policy: there is no policy of that name");
    EXPECT_EQ(problem(kBase + "policy = \"conflate\"\n" + kExpect), "none");
    EXPECT_EQ(problem(kBase + "faults = \"cut@5\"\n" + kExpect).substr(0, 26),
        "a.toml:5: clients.faults: ");
    EXPECT_EQ(problem(kBase + "faults = \"cut@5s;gap:3@2s\"\n" + kExpect), "none");
}

TEST(ScenarioReaderTest, RefusesWhatProvesNothing)
{
    EXPECT_EQ(problem(kBase),
        "a.toml:1: expect: there must be 1 to 1000 [[expect]]: a run without any proves nothing");
    EXPECT_EQ(problem("title = \"t\"\n" + kExpect),
        "a.toml:1: clients: there must be 1 to 64 [[clients]]");
    EXPECT_NE(problem(kBase + "[[expect]]\nstate = \"open\"\nclose = 1000\n")
                  .find("needs exactly one of"),
        std::string::npos);
    EXPECT_NE(problem(kBase + "[[expect]]\ncount = \"lost\"\n").find("needs \"equals\""),
        std::string::npos);
}

TEST(ScenarioReaderTest, OnlyTheCommandLineNamesAnotherMachine)
{
    EXPECT_EQ(problem(kBase + "[target]\nurl = \"ws://192.0.2.1/\"\n" + kExpect),
        "a.toml:6: target.url: is another machine's; only --against may name one");
    EXPECT_EQ(problem(kBase + "[target]\nurl = \"ws://127.0.0.1:9/\"\n" + kExpect), "none");
}

TEST(ScenarioReaderTest, HeadersHaveNoLineBreaks)
{
    EXPECT_NE(problem(kBase + "headers = [\"A: b\\r\\nC: d\"]\n" + kExpect).find("line break"),
        std::string::npos);
}

TEST(ScenarioReaderTest, NamesAndPathsFitIntoAUrl)
{
    EXPECT_NE(problem("title = \"t\"\n[[clients]]\nname = \"far away\"\n" + kExpect)
                  .find("a.toml:3: clients.name: must be 1 to 40 letters"),
        std::string::npos);
    EXPECT_NE(
        problem(kBase + "path = \"/a b\"\n" + kExpect).find("a blank in path"), std::string::npos);
    EXPECT_NE(problem(kBase + "faults = \"cut@1s x\"\n" + kExpect).find("a blank in path"),
        std::string::npos);
}

TEST(ScenarioReaderTest, ATwinIsTheSameWithSomethingElse)
{
    const std::string text = kBase + kExpect + R"([twin]
why = "w"
fails = "f"
[twin.server.limits]
connections = 7
[twin.clients.ok]
resume = false
)";
    const auto written = read(text), twin = read(text, Reading::asTwin);
    ASSERT_TRUE(written && twin) << problem(text, Reading::asTwin);
    EXPECT_TRUE(written->clients[0].resumes);
    EXPECT_FALSE(twin->clients[0].resumes);
    EXPECT_EQ(twin->clients[0].count, 3u);
    EXPECT_EQ(twin->server.limits.connections, 7u);
    EXPECT_NE(written->server.limits.connections, 7u);
    EXPECT_EQ(problem(kBase + kExpect, Reading::asTwin), "a.toml:1: twin: this scenario has none");
    EXPECT_EQ(problem(kBase + kExpect + "[twin]\nwhy = \"w\"\nfails = \"f\"\ndisarm = \"fire\"\n"),
        "a.toml:10: twin.disarm: there is no defence of that name");
}

TEST(ScenarioReaderTest, SaysWhatIsWrongOnOneLine)
{
    for (const char *text :
        {"start = tru\n[[clients]]\n", "title = \"\\n\"\n", "\"a\\nb\" = 1\n"}) {
        const std::string sentence = problem(text);
        EXPECT_TRUE(sentence.starts_with("a.toml:")) << sentence;
        EXPECT_EQ(sentence.find('\n'), sentence.npos) << sentence;
    }
}

TEST(ScenarioReaderTest, ReadsStepsAndBounds)
{
    const auto scenario = read(kBase + R"([[steps]]
at = "1s"
publish = { channel = "chat.a", rate = 100, for = "2s", size = "1KiB" }
[[steps]]
send = { client = "ok", hex = "81 80 00000000", times = 10, rate = 5 }
[[expect]]
client = "ok"
metric = "delivery.p99.9"
below = "50ms"
during = "1s..2.5s"
)");
    ASSERT_TRUE(scenario) << scenario.error();
    EXPECT_EQ(scenario->steps[0].size, 1024u);
    EXPECT_EQ(scenario->steps[1].bytes, std::string("\x81\x80\0\0\0\0", 6));
    EXPECT_EQ(scenario->steps[1].during, 2'000'000'000u);
    EXPECT_EQ(scenario->expectations[0].percentile, 99.9);
    EXPECT_EQ(scenario->expectations[0].text, "ok: delivery p99.9 below 50 ms during 1 s to 2.5 s");
    EXPECT_EQ(scenario->duration, 3'200'000'000u);
}

TEST(ScenarioReaderTest, AFaultIsAToxicWhoseConnectionsAreAGroup)
{
    const std::string step = "[[steps]]\nfault = { type = \"ws_close\", code = 1012, ";
    const auto scenario = read(kBase + step
        + "match = { client = \"ok\", channel = \"chat.*\" }, when = { nth = 50 }, seed = 7 }\n"
        + kExpect);
    ASSERT_TRUE(scenario) << scenario.error();
    ASSERT_TRUE(scenario->hasFaults && scenario->steps[0].toxic);
    EXPECT_EQ(scenario->steps[0].toxic->match.connection, "ok-*");
    EXPECT_EQ(scenario->steps[0].toxic->match.channel, "chat.*");
    EXPECT_EQ(scenario->steps[0].toxic->when.nth, 50u);
    EXPECT_EQ(problem(kBase + step + "match = { client = \"no\" } }\n" + kExpect),
        "a.toml:6: steps.fault.match: there are no clients of that name");
    EXPECT_EQ(
        problem(kBase + step + "colour = 1 }\n" + kExpect).substr(0, 22), "a.toml:6: steps.fault:");
    EXPECT_EQ(problem(kBase + "[[steps]]\nfault = { type = \"fire\" }\n" + kExpect).substr(0, 22),
        "a.toml:6: steps.fault:");
    EXPECT_EQ(problem(kBase + "[[steps]]\nheal = false\n" + kExpect),
        "a.toml:6: steps.heal: must be true");
}

TEST(ScenarioReaderTest, AStepIsOfAllNodesOrOfOne)
{
    const std::string step = "[[steps]]\nkill = ";
    const std::string nodes = "nodes = 3\n" + std::string(kBase);
    const auto scenario = read(nodes + step + "3\n[[steps]]\nstart = true\n" + kExpect);
    ASSERT_TRUE(scenario) << scenario.error();
    EXPECT_EQ(scenario->nodes, 3u);
    EXPECT_EQ(scenario->steps[0].kind, StepKind::kill);
    EXPECT_EQ(scenario->steps[0].node, 3u);
    EXPECT_EQ(scenario->steps[1].node, 0u);
    for (const char *wrong : {"0", "4", "-1", "false", "\"n1\""}) {
        std::string text = nodes;
        text.append(step).append(wrong).append("\n").append(kExpect);
        EXPECT_EQ(problem(text), "a.toml:7: steps.kill: must be true, or a node: 1 to 3") << wrong;
    }
    EXPECT_EQ(problem(kBase + step + "1\n" + kExpect), "a.toml:6: steps.kill: must be true");
    EXPECT_EQ(problem(nodes + "[[steps]]\nfault = { type = \"ws_cut\" }\n" + kExpect),
        "a.toml:7: steps.fault: faults are of one server, not of several nodes");
    EXPECT_FALSE(read("nodes = 9\n" + std::string(kBase) + kExpect));
}

TEST(ScenarioReaderTest, ReadsDurationsAndSizes)
{
    EXPECT_EQ(parseDuration("1.5s"), 1'500'000'000u);
    EXPECT_EQ(parseDuration("200ms"), 200'000'000u);
    EXPECT_EQ(parseDuration("2m"), 120'000'000'000u);
    for (const char *wrong : {"", "s", "1", "-1s", "nans", "infs", "61m", "1h", "1 s", "1ss"})
        EXPECT_EQ(parseDuration(wrong), std::nullopt) << wrong;
    EXPECT_EQ(parseByteCount("64KiB"), 65536u);
    for (const char *wrong : {"", "KiB", "0", "-1", "1KB", "9999999999GiB", "1.5MiB"})
        EXPECT_EQ(parseByteCount(wrong), std::nullopt) << wrong;
}

} // namespace
} // namespace wavetape::scenario
