// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultBoard.h"
#include "faults/ToxicJson.h"
#include "protocol/JsonWriter.h"

#include <gtest/gtest.h>

namespace wavetape::faults {

namespace {

std::string toxicText(const Fault &toxic)
{
    std::string text;
    protocol::JsonWriter json(text);
    writeToxic(json, toxic);
    return text;
}

const ConnectionFacts kSomebody {"c1", "ann", "/ws", "websocket", false};

} // namespace

TEST(ToxicJson, readsToxiproxysSevenInItsUnits)
{
    const auto read = [](std::string_view body) { return readToxic(body).value(); };
    Fault toxic = read(R"({"type":"latency","attributes":{"latency":1000,"jitter":50}})");
    EXPECT_EQ(toxic.amount, 1000u);
    EXPECT_EQ(toxic.spread, 50u);
    EXPECT_EQ(toxic.match.direction, Direction::down);
    toxic = read(
        R"({"name":"b","type":"bandwidth","stream":"upstream","toxicity":0.25,"attributes":{"rate":8}})");
    EXPECT_EQ(toxic.amount, 64'000u) << "8 KB/s in bit/s";
    EXPECT_EQ(toxic.toxicity, 250'000u);
    EXPECT_EQ(toxic.match.direction, Direction::up);
    toxic = read(
        R"({"type":"slicer","attributes":{"average_size":64,"size_variation":32,"delay":10}})");
    EXPECT_EQ(toxic.amount, 64u);
    EXPECT_EQ(toxic.spread, 32u);
    EXPECT_EQ(toxic.pauseMicros, 10u);
    for (const char *type : {"slow_close", "timeout", "reset_peer", "limit_data"})
        EXPECT_EQ(read(std::string(R"({"type":")") + type + "\"}").amount, 0u) << type;
}

TEST(ToxicJson, writesWhatReadsAlike)
{
    for (const char *body :
        {R"({"attributes":{"latency":7,"jitter":0},"name":"a","type":"latency","stream":"upstream","toxicity":0.5})",
            R"({"attributes":{"code":1012,"reason":"x","probability":0.25,"seed":7,"match":{"connection":"a*","user":"u","path":"/ws","transport":"sse","channel":"book.*","type":"publication"},"when":{"after_ms":5,"for_ms":6,"after_messages":1,"nth":100,"count":2,"next_connections":3}},"name":"b","type":"ws_close","stream":"downstream","toxicity":1})",
            R"({"attributes":{"n":3,"when":{"every":10}},"name":"c","type":"msg_gap","stream":"downstream","toxicity":1})"}) {
        const auto toxic = readToxic(body);
        ASSERT_TRUE(toxic) << toxic.error().sentence;
        EXPECT_EQ(toxicText(*toxic), body);
    }
}

TEST(ToxicJson, changesOnlyWhatIsSaid)
{
    const Fault known
        = readToxic(R"({"name":"a","type":"latency","attributes":{"latency":7,"jitter":3}})")
              .value();
    const auto changed
        = readToxicChange(R"({"toxicity":0,"attributes":{"latency":9}})", known).value();
    EXPECT_EQ(changed.amount, 9u);
    EXPECT_EQ(changed.spread, 3u);
    EXPECT_EQ(changed.toxicity, 0u);
    EXPECT_TRUE(readToxicChange(toxicText(known), known)) << "as it was told";
    for (const char *body :
        {R"({"type":"timeout"})", R"({"name":"b"})", R"({"stream":"upstream"})", "3"})
        EXPECT_FALSE(readToxicChange(body, known)) << body;
}

TEST(ToxicJson, readsProxies)
{
    const auto proxies = readProxies(
        R"([{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","enabled":false},{"name":"b","upstream":"x:2"}])");
    ASSERT_TRUE(proxies) << proxies.error().sentence;
    EXPECT_EQ(proxies->size(), 2u);
    EXPECT_FALSE((*proxies)[0].enabled);
    for (const char *body : {"{}", "[3]", R"([{"name":"a"}])", R"([{"upstream":"a:1"}])",
             R"([{"name":"a","upstream":"a:1","tls":true}])", R"([{"name":5,"upstream":"a:1"}])"}) {
        const auto read = readProxies(body);
        ASSERT_FALSE(read) << body;
        EXPECT_TRUE(read.error().sentence.ends_with('.')) << read.error().sentence;
    }
}

TEST(FaultBoard, hasOneProxyForEachOfTheServersDoors)
{
    FaultBoard board;
    board.addOwn("127.0.0.1:8080");
    board.addOwn("[::1]:8080");
    EXPECT_TRUE(board.quiet());
    EXPECT_EQ(board.proxies()[1].name, "wavetape-2");
    EXPECT_EQ(board.removeProxy("wavetape").error().status, 400);
    EXPECT_EQ(board.removeProxy("other").error().status, 404);
    ASSERT_TRUE(board.addToxic("wavetape-2", readToxic(R"({"type":"ws_cut"})").value()));
    EXPECT_FALSE(board.quiet());
    EXPECT_TRUE(board.faultsFor(0, 1, kSomebody, true).empty());
    EXPECT_EQ(board.faultsFor(1, 1, kSomebody, true).size(), 1u);
    EXPECT_EQ(board.faultsFor(1, 1, kSomebody, true).front().name, "ws_cut_downstream");
    ASSERT_TRUE(board.changeProxy("wavetape", {{}, {}, false}));
    EXPECT_TRUE(board.down(0));
    EXPECT_FALSE(board.down(1));
    board.reset();
    EXPECT_TRUE(board.quiet());
    EXPECT_FALSE(board.down(0));
}

TEST(FaultBoard, tellsOfEachChangeAfterIt)
{
    FaultBoard board;
    board.addOwn("127.0.0.1:8080");
    std::vector<size_t> seen;
    board.onChange = [&] { seen.push_back(board.proxies()[0].toxics.size()); };
    ASSERT_TRUE(board.addToxic("wavetape", readToxic(R"({"name":"a","type":"ws_cut"})").value()));
    EXPECT_FALSE(board.addToxic("wavetape", readToxic(R"({"name":"a","type":"ws_cut"})").value()));
    ASSERT_TRUE(
        board.changeToxic("wavetape", readToxic(R"({"name":"a","type":"ws_cut"})").value()));
    ASSERT_TRUE(board.removeToxic("wavetape", "a"));
    board.reset();
    EXPECT_EQ(seen, (std::vector<size_t> {1, 1, 0, 0}));
}

TEST(FaultBoard, theNextConnectionsAreCountedAndRemembered)
{
    FaultBoard board;
    board.addOwn("127.0.0.1:8080");
    ASSERT_TRUE(board.addToxic("wavetape",
        readToxic(
            R"({"type":"ws_cut","attributes":{"match":{"user":"ann"},"when":{"next_connections":2}}})")
            .value()));
    const auto has
        = [&](uint64_t connection, bool fresh, const ConnectionFacts &facts = kSomebody) {
              return !board.faultsFor(0, connection, facts, fresh).empty();
          };
    EXPECT_FALSE(has(1, false)) << "was there before";
    EXPECT_FALSE(has(2, true, {"c2", "bob", "/ws", "websocket", false})) << "is somebody else";
    EXPECT_TRUE(has(3, true));
    EXPECT_TRUE(has(4, true));
    EXPECT_FALSE(has(5, true));
    EXPECT_TRUE(has(3, false)) << "is one of them still";
}

} // namespace wavetape::faults
