// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded into a server: while the file named by FEED_SHIM_HANG holds a 1 (one int64), the first feed that computes an
// exponential does not come back from it. Nothing else in the program is touched.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

const volatile int64_t *mapSwitch()
{
    const char *path = std::getenv("FEED_SHIM_HANG");
    const int file = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return nullptr;
    void *place = ::mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return place == MAP_FAILED ? nullptr : static_cast<const volatile int64_t *>(place);
}

bool isFeedThread()
{
    char name[16] = "";
    return pthread_getname_np(pthread_self(), name, sizeof name) == 0 && std::strcmp(name, "feed") == 0;
}

std::atomic<bool> hangs {false};

} // namespace

extern "C" __attribute__((visibility("default"))) double exp(double value)
{
    using Function = double (*)(double);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "exp"));
    static const volatile int64_t *const wanted = mapSwitch();
    if (wanted && *wanted == 1 && isFeedThread() && !hangs.exchange(true)) {
        const timespec pause {0, 10'000'000};
        while (*wanted == 1)
            nanosleep(&pause, nullptr);
        hangs = false;
    }
    return real(value);
}
