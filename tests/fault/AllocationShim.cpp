// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded into a server: counts what it asks of the allocator in the file named by
// ALLOCATION_SHIM_COUNT (one int64), over all threads. Nothing else is changed.
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" {
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
}

namespace {

std::atomic<int64_t> *s_count = nullptr;

__attribute__((constructor)) void map()
{
    const char *path = std::getenv("ALLOCATION_SHIM_COUNT");
    const int file = path ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *place = ::mmap(nullptr, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (place != MAP_FAILED)
        s_count = static_cast<std::atomic<int64_t> *>(place);
}

void *counted(void *block)
{
    if (s_count)
        s_count->fetch_add(1, std::memory_order_relaxed);
    return block;
}

} // namespace

extern "C" {
#define SHIM __attribute__((visibility("default")))
SHIM void *malloc(size_t size) noexcept
{
    return counted(__libc_malloc(size));
}
SHIM void *calloc(size_t count, size_t size) noexcept
{
    return counted(__libc_calloc(count, size));
}
SHIM void *realloc(void *old, size_t size) noexcept
{
    return counted(__libc_realloc(old, size));
}
SHIM void *aligned_alloc(size_t alignment, size_t size) noexcept
{
    return counted(__libc_memalign(alignment, size));
}
SHIM int posix_memalign(void **block, size_t alignment, size_t size) noexcept
{
    *block = counted(__libc_memalign(alignment, size));
    return *block ? 0 : ENOMEM;
}
}
