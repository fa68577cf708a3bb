// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultPath.h"
#include "IoThreads.h"
#include "clock/Clock.h"
#include "metrics/ThreadStats.h"

#include <string>

namespace wavetape::net {
namespace {

struct SetClock final : clock::Clock {
    int64_t nanos = 1'000'000'000;

    int64_t wallMicros() const override { return nanos / 1000; }
    int64_t steadyNanos() const override { return nanos; }
};

class FaultPathTest : public IoThreads {
protected:
    SetClock m_clock;
    ServerContext m_timed {.config = m_config,
        .hub = m_hub,
        .threads = m_pool,
        .observer = m_observer,
        .hosts = m_hosts,
        .origins = m_origins,
        .addresses = m_addresses,
        .adminToken = security::AdminToken("0123456789abcdef"),
        .softwareName = "wavetape/test",
        .broadcast = nullptr,
        .clock = m_clock};
    metrics::ThreadStats m_stats;
};

TEST_F(FaultPathTest, WhatIsHeldOfTheClientIsDueAfterItsTimeHoweverOldTheConnectionIs)
{
    FaultPath path(m_timed, m_stats, 1, {}, {}, "127.0.0.1", "/echo");
    faults::Fault slow;
    slow.name = "slow";
    slow.type = faults::FaultType::bandwidth;
    slow.match.direction = faults::Direction::up;
    slow.amount = 8000; // bits per second: a piece of 16 bytes each 16 ms
    path.setShared({&slow, 1});
    m_clock.nanos += 3'600'000'000'000;
    EXPECT_EQ(path.incomingInNanos(), faults::kNever);
    path.takeIncoming(std::string(40, 'x'));
    EXPECT_EQ(path.incomingInNanos(), 16 * faults::kNanosPerMs);
    m_clock.nanos += 16'000'000;
    EXPECT_EQ(path.dueIncoming(false), std::string(16, 'x'));
    EXPECT_EQ(path.incomingInNanos(), 16 * faults::kNanosPerMs);
}

} // namespace
} // namespace wavetape::net
