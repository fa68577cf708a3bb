// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace wavetape::channels {

/// Memory of what comes and goes with every publication: a block that was given back goes out
/// again, whichever thread wants it, without a question to the allocator. Bounded: what is beyond a
/// burst's need, and what is large, is the allocator's. Any thread.
class BlockPool {
public:
    /// As ::operator new(bytes).
    static void *take(size_t bytes);
    /// `bytes`: as it was taken.
    static void give(void *block, size_t bytes) noexcept;
};

/// For std::allocate_shared().
template <typename T>
struct PoolAllocator {
    using value_type = T;

    PoolAllocator() = default;
    template <typename U>
    // NOLINTNEXTLINE(google-explicit-constructor): as the standard's allocators
    PoolAllocator(const PoolAllocator<U> &)
    {
    }
    T *allocate(size_t count) { return static_cast<T *>(BlockPool::take(count * sizeof(T))); }
    void deallocate(T *block, size_t count) noexcept { BlockPool::give(block, count * sizeof(T)); }
    bool operator==(const PoolAllocator &) const = default;
};

} // namespace wavetape::channels
