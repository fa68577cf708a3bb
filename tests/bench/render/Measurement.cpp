// SPDX-License-Identifier: GPL-3.0-or-later
#include "Measurement.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

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
    // Medians: a machine that others use as well disturbs some frames, not most.
    std::vector<double> drawing, feeding;
    while (drawing.size() < 3
        || (static_cast<int>(drawing.size()) < frames
            && Clock::now() - begin < std::chrono::duration<double>(seconds))) {
        const double before = processCpuMs();
        feed();
        const double between = processCpuMs();
        show();
        drawing.push_back(processCpuMs() - between);
        feeding.push_back(between - before);
    }
    const auto median = [](std::vector<double> &values) {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    };
    cost.frames = static_cast<int>(drawing.size());
    cost.drawMs = median(drawing);
    cost.feedMs = median(feeding);
    return cost;
}
