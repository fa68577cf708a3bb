// SPDX-License-Identifier: GPL-3.0-or-later
#include "Measurement.h"

#include <chrono>
#include <ctime>

namespace {

double clockMs(clockid_t clock)
{
    timespec now {};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

double processCpuMs()
{
    return clockMs(CLOCK_PROCESS_CPUTIME_ID);
}

double threadCpuMs()
{
    return clockMs(CLOCK_THREAD_CPUTIME_ID);
}

Cost measure(const std::function<void()> &feed, const std::function<void()> &show, double seconds,
    int frames)
{
    using Clock = std::chrono::steady_clock;
    for (int i = 0; i < 3; ++i) {
        feed();
        show();
    }
    Cost cost;
    const auto begin = Clock::now();
    const double cpu = processCpuMs();
    while (cost.frames < 3
        || (cost.frames < frames
            && Clock::now() - begin < std::chrono::duration<double>(seconds))) {
        const double before = threadCpuMs();
        feed();
        cost.feedMs += threadCpuMs() - before;
        show();
        ++cost.frames;
    }
    cost.drawMs = (processCpuMs() - cpu - cost.feedMs) / cost.frames;
    cost.feedMs /= cost.frames;
    return cost;
}
