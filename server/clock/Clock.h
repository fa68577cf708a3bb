// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::clock {

/// What time it is. Whoever needs to know is given one; a test gives its own. Any thread.
class Clock {
public:
    virtual ~Clock() = default;

    /// Since 1970; jumps where somebody sets the machine's clock.
    virtual int64_t wallMicros() const = 0;
    /// Never falls, at any rate but the wall clock's corrections; stands still while the machine
    /// sleeps. Its zero means nothing.
    virtual int64_t steadyNanos() const = 0;

    int64_t wallMs() const { return wallMicros() / 1000; }
    int64_t wallSeconds() const { return wallMicros() / 1'000'000; }
    int64_t steadyMicros() const { return steadyNanos() / 1000; }
    uint64_t steadyMs() const { return static_cast<uint64_t>(steadyNanos() / 1'000'000); }
};

/// The machine's. Its steady time is the one that libuv's loops count in.
class SystemClock : public Clock {
public:
    int64_t wallMicros() const override;
    int64_t steadyNanos() const override;
};
const Clock &systemClock();

} // namespace wavetape::clock
