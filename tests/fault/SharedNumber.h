// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

/// The number in the file that an environment variable names: a test writes it while the program
/// runs. Null where the variable is not set or the file cannot be read; mapped until the process
/// ends.
inline const volatile int64_t *sharedNumber(const char *variable)
{
    const char *path = std::getenv(variable);
    const int file = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return nullptr;
    void *place = ::mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return place == MAP_FAILED ? nullptr : static_cast<const volatile int64_t *>(place);
}
