// SPDX-License-Identifier: GPL-3.0-or-later
#include "clock/Clock.h"

#include <chrono>

namespace wavetape::clock {

int64_t SystemClock::wallMicros() const
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

int64_t SystemClock::steadyNanos() const
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

const Clock &systemClock()
{
    static const SystemClock clock;
    return clock;
}

} // namespace wavetape::clock
