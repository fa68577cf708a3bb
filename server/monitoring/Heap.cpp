// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/Heap.h"

#include <atomic>
#include <cstdlib>
#include <malloc.h>

namespace wavetape::monitoring {

namespace {
constexpr int kReused = 16 << 20, kNotWorthIt = 128 << 10; // bytes
// From 64 KiB on glibc looks at an arena's end when something is freed; above 128 it may not be of
// an arena.
constexpr size_t kLooksAtTheEnd = 96 << 10;
std::atomic<bool> s_keeps {false};
} // namespace

void Heap::keepForReuse()
{
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, kReused);
    s_keeps = true;
}

void Heap::giveBack()
{
    malloc_trim(0);
}

void Heap::giveBackLast()
{
    void *volatile piece = std::malloc(kLooksAtTheEnd); // volatile: or the compiler leaves it out
    if (s_keeps)
        mallopt(M_TRIM_THRESHOLD, kNotWorthIt);
    std::free(piece);
    if (s_keeps)
        mallopt(M_TRIM_THRESHOLD, kReused);
}

} // namespace wavetape::monitoring
