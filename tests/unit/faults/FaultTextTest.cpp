// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultText.h"

#include <gtest/gtest.h>

namespace wavetape::faults {

TEST(FaultText, readsWhatTheProtocolNames)
{
    const auto request = readFaults("close:1012@10s;cut@5s;gap:3@2s;stall:8s@4s;delay:200ms;"
                                    "mute-pong;status:503@0;slow:64kbit;dup@3s;badjson@6s;"
                                    "drop:5%;seed:7;as:NAME");
    ASSERT_TRUE(request) << request.error();
    const std::vector<Fault> faults {
        {FaultType::close, 10'000, 1012},
        {FaultType::cut, 5'000},
        {FaultType::gap, 2'000, 3},
        {FaultType::stall, 4'000, 8'000},
        {FaultType::latency, 0, 200},
        {FaultType::mutePong},
        {FaultType::handshake, 0, 503},
        {FaultType::bandwidth, 0, 64'000},
        {FaultType::duplicate, 3'000, 1},
        {FaultType::truncateJson, 6'000, 1},
        {FaultType::drop, 0, 0, 50'000},
    };
    EXPECT_EQ(request->faults, faults);
    EXPECT_EQ(request->seed, 7u);
    EXPECT_EQ(request->name, "NAME");
}

TEST(FaultText, writesWhatReadsAlike)
{
    for (const char *text :
        {"drop:0.0001%", "drop:100%@1.5s", "delay:60s", "delay:0", "slow:1mbit", "stall:120s@3600s",
            "gap;gap:2@1ms;dup:10000", "close:4999;seed:18446744073709551615"}) {
        const auto request = readFaults(text);
        ASSERT_TRUE(request) << text << ": " << request.error();
        const auto again = readFaults(writeFaults(*request));
        ASSERT_TRUE(again) << writeFaults(*request) << ": " << again.error();
        EXPECT_EQ(*again, *request) << writeFaults(*request);
    }
    EXPECT_EQ(writeFaults(*readFaults("drop:5%;gap:3@2s;close:1012@0.25s;as:a")),
        "drop:5.0000%;gap:3@2s;close:1012@250ms;as:a");
}

TEST(FaultText, saysWhatIsWrong)
{
    for (const char *text : {"", ";", "cut;", "cut;;cut", "what", "cut:1", "cut@", "cut@5",
             "cut@-1s", "cut@3601s", "cut@1.0005s", "delay", "delay:", "delay:60001ms", "delay:61s",
             "delay:99999999999s", "stall:121s", "close", "close:1005", "close:1006", "close:1015",
             "close:999", "close:5000", "close:1012@10s@2s", "status:200", "status:503@1s",
             "status:600", "gap:0", "gap:10001", "gap:-1", "gap:1x", "drop", "drop:5", "drop:101%",
             "drop:%", "drop:.5%", "drop:5.%", "drop:1.00001%", "slow:0kbit", "slow:64",
             "slow:64kB", "slow:1001mbit", "mute-pong:1", "seed:1", "as:x",
             "cut;seed:", "cut;seed:-1", "cut;seed:18446744073709551616", "cut;seed:1;seed:2",
             "cut;seed:1@2s", "cut;as:", "cut;as:a b", "cut;as:\xc3\xa9", "cut;as:a;as:b",
             "cut;cut", "delay:1s;delay:2s", "CUT", "cut @5s"}) {
        const auto request = readFaults(text);
        ASSERT_FALSE(request) << text;
        EXPECT_TRUE(request.error().ends_with('.')) << request.error();
    }
    EXPECT_EQ(readFaults("cut;gap:x").error(),
        "\"gap:x\" is not what it takes: how many publications, 1 to 10000.");
}

TEST(FaultText, isBounded)
{
    std::string sixteen = "gap";
    for (int i = 1; i < 16; ++i)
        sixteen += ";gap";
    EXPECT_TRUE(readFaults(sixteen));
    EXPECT_FALSE(readFaults(sixteen + ";gap"));
    EXPECT_FALSE(readFaults("cut;as:" + std::string(65, 'a')));
    EXPECT_TRUE(readFaults("cut;as:" + std::string(64, 'a')));
    EXPECT_FALSE(readFaults(std::string(1025, 'a')));
}

} // namespace wavetape::faults
