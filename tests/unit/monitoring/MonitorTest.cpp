// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/Monitor.h"

#include "IdleServer.h"

#include <gtest/gtest.h>

#include <future>

namespace wavetape::monitoring {
namespace {

TEST(Monitor, MakesItsChannelsForAdminsOnly)
{
    IdleServer server;
    for (const char *name : {"sys.stats", "sys.connections", "sys.events"}) {
        const auto channel = server.hub.find(name);
        ASSERT_TRUE(channel) << name;
        EXPECT_TRUE(channel->spec().adminOnly && channel->spec().serverOwned) << name;
    }
}

TEST(Monitor, TellsWhatHappenedInOrderAndHowMuchItLeftOut)
{
    constexpr int kStorm = 1100, kKept = 1000;
    IdleServer server;
    std::vector<std::string> told;
    std::promise<void> lost;
    server.monitor.onEvent
        = [&](std::string_view kind, const net::ConnectionEvent &event, std::string_view text) {
              told.push_back(
                  std::string(kind) + " " + std::to_string(event.id) + " " + std::string(text));
              if (text == "100 further events were not kept")
                  lost.set_value();
          };
    // Before it starts nobody takes them.
    for (int i = 1; i <= kStorm; ++i) {
        net::ConnectionEvent event;
        event.kind = net::ConnectionEvent::Kind::close;
        event.id = static_cast<uint64_t>(i);
        event.code = 1001;
        server.monitor.onConnectionEvent(event);
    }
    server.monitor.start(server.context);
    lost.get_future().wait();
    server.monitor.stop();
    ASSERT_GE(told.size(), 100u);
    EXPECT_EQ(told[0], "close 1 ");
    EXPECT_EQ(told[99], "close 100 ");
    EXPECT_LE(told.size(), kKept + 1u);
    const auto page = server.hub.find("sys.events")->read(1, 1, 1 << 20);
    ASSERT_EQ(page.publications.size(), 1u);
    const std::string first(page.publications[0]->data());
    EXPECT_NE(first.find(R"("kind":"close","id":"c1","session":"s1")"), first.npos) << first;
    EXPECT_NE(first.find(R"("code":1001)"), first.npos);
}

TEST(Monitor, ANoteIsAnEventWithoutAConnection)
{
    IdleServer server;
    std::promise<std::string> told;
    server.monitor.onEvent
        = [&](std::string_view kind, const net::ConnectionEvent &event, std::string_view text) {
              told.set_value(
                  std::string(kind) + " " + std::to_string(event.id) + " " + std::string(text));
          };
    server.monitor.note("server", "the clock moved by +3600.000 s");
    server.monitor.start(server.context);
    EXPECT_EQ(told.get_future().get(), "server 0 the clock moved by +3600.000 s");
    server.monitor.stop();
}

} // namespace
} // namespace wavetape::monitoring
