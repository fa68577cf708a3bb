// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded into a program: its wall clock is off by as many nanoseconds as the file named by
// CLOCK_SHIM_OFFSET holds (one int64, changed while the program runs). The machine's clock is not
// touched; monotonic clocks are as they were.
#include "SharedNumber.h"

#include <dlfcn.h>
#include <time.h>

#include <cstdint>

extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock, timespec *time)
{
    using Function = int (*)(clockid_t, timespec *);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "clock_gettime"));
    static const volatile int64_t *const offset = sharedNumber("CLOCK_SHIM_OFFSET");
    const int result = real(clock, time);
    if (result == 0 && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        constexpr int64_t kSecond = 1'000'000'000;
        const int64_t now = time->tv_sec * kSecond + time->tv_nsec + *offset;
        time->tv_sec = now / kSecond;
        time->tv_nsec = now % kSecond;
    }
    return result;
}
