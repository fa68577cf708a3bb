// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded into a server: while the file named by FEED_SHIM_HANG holds a 1 (one int64), the
// first feed that rounds a number does not come back from it. Nothing else in the program is
// touched.
#include "SharedNumber.h"

#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <cstdint>
#include <cstring>

namespace {

bool isFeedThread()
{
    char name[16] = "";
    return pthread_getname_np(pthread_self(), name, sizeof name) == 0
        && std::strcmp(name, "feed") == 0;
}

std::atomic<bool> hangs {false};

} // namespace

extern "C" __attribute__((visibility("default"))) long long llround(double value)
{
    using Function = long long (*)(double);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "llround"));
    static const volatile int64_t *const wanted = sharedNumber("FEED_SHIM_HANG");
    if (wanted && *wanted == 1 && isFeedThread() && !hangs.exchange(true)) {
        const timespec pause {0, 10'000'000};
        while (*wanted == 1)
            nanosleep(&pause, nullptr);
        hangs = false;
    }
    return real(value);
}
