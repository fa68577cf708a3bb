// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded into a server: while the file named by DISK_SHIM_ERROR holds a number (one
// int64), what is written to a place in a file fails with it as errno, as on a disk that breaks.
// Sockets, pipes and what is appended to a log are not touched.
#include "SharedNumber.h"

#include <dlfcn.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdint>

namespace {

bool fails()
{
    static const volatile int64_t *const error = sharedNumber("DISK_SHIM_ERROR");
    if (!error || *error == 0)
        return false;
    errno = static_cast<int>(*error);
    return true;
}

using Function = ssize_t (*)(int, const void *, size_t, off_t);

} // namespace

extern "C" __attribute__((visibility("default"))) ssize_t pwrite(
    int file, const void *bytes, size_t size, off_t at)
{
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pwrite"));
    return fails() ? -1 : real(file, bytes, size, at);
}

extern "C" __attribute__((visibility("default"))) ssize_t pwrite64(
    int file, const void *bytes, size_t size, off_t at)
{
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pwrite64"));
    return fails() ? -1 : real(file, bytes, size, at);
}
