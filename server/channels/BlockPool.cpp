// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/BlockPool.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <new>
#include <utility>

namespace wavetape::channels {

namespace {

// With AddressSanitizer a use after the end is to be seen.
#if defined(__SANITIZE_ADDRESS__) // GCC
constexpr bool kPools = false;
#elif defined(__has_feature) // clang
constexpr bool kPools = !__has_feature(address_sanitizer);
#else
constexpr bool kPools = true;
#endif

// Sizes that blocks are rounded up to: what histories hold must not grow much by it.
constexpr size_t kFine = 64, kFineUpTo = 1024;
constexpr size_t kCoarse = 512, kUpTo = 8192;
constexpr size_t kClasses = kFineUpTo / kFine + (kUpTo - kFineUpTo) / kCoarse;

constexpr size_t classOf(size_t bytes)
{
    return bytes <= kFineUpTo ? (std::max<size_t>(bytes, 1) - 1) / kFine
                              : kFineUpTo / kFine + (bytes - kFineUpTo - 1) / kCoarse;
}

constexpr size_t sizeOf(size_t sizeClass)
{
    constexpr size_t kFineClasses = kFineUpTo / kFine;
    return sizeClass < kFineClasses ? (sizeClass + 1) * kFine
                                    : kFineUpTo + (sizeClass + 1 - kFineClasses) * kCoarse;
}
static_assert(sizeOf(classOf(1)) == 64 && sizeOf(classOf(64)) == 64 && sizeOf(classOf(65)) == 128);
static_assert(sizeOf(classOf(1024)) == 1024 && sizeOf(classOf(1025)) == 1536);
static_assert(classOf(kUpTo) == kClasses - 1 && sizeOf(kClasses - 1) == kUpTo);

/// How many go from a thread to the others at once; a thread keeps up to twice as many.
constexpr size_t batchOf(size_t sizeClass)
{
    constexpr size_t kBatchBytes = 16 * 1024, kLeast = 4, kMost = 32;
    return std::clamp(kBatchBytes / sizeOf(sizeClass), kLeast, kMost);
}

struct Block {
    Block *next;
};

void freeAll(Block *first)
{
    while (first)
        ::operator delete(std::exchange(first, first->next));
}

/// Where threads that give more than they take leave batches for those that take more.
class Depot {
public:
    void leave(size_t sizeClass, Block *batch)
    {
        {
            const std::lock_guard lock(m_mutex);
            Shelf &shelf = m_shelves[sizeClass];
            if (const size_t count = shelf.count.load(std::memory_order_relaxed);
                count < shelf.batches.size()) {
                shelf.batches[count] = batch;
                shelf.count.store(count + 1, std::memory_order_relaxed);
                return;
            }
        }
        freeAll(batch);
    }
    /// Null where there is none.
    Block *fetch(size_t sizeClass)
    {
        Shelf &shelf = m_shelves[sizeClass];
        if (shelf.count.load(std::memory_order_relaxed) == 0)
            return nullptr; // as nearly always: not worth a lock
        const std::lock_guard lock(m_mutex);
        const size_t count = shelf.count.load(std::memory_order_relaxed);
        if (count == 0)
            return nullptr;
        shelf.count.store(count - 1, std::memory_order_relaxed);
        return shelf.batches[count - 1];
    }

private:
    struct Shelf {
        std::array<Block *, 8> batches {};
        std::atomic<size_t> count {0}; ///< changes under the mutex
    };
    std::mutex m_mutex; ///< none is taken after it
    std::array<Shelf, kClasses> m_shelves {};
};
constinit Depot s_depot;

thread_local bool t_ended = false; // its own blocks are gone: others may still give some back

class Cache {
public:
    constexpr Cache() = default;
    Cache(const Cache &) = delete;
    Cache &operator=(const Cache &) = delete;
    ~Cache()
    {
        t_ended = true;
        for (const List &list : m_lists)
            freeAll(list.first);
    }

    void *take(size_t sizeClass)
    {
        List &list = m_lists[sizeClass];
        if (!list.first) {
            list.first = s_depot.fetch(sizeClass);
            list.count = list.first ? batchOf(sizeClass) : 0;
        }
        if (!list.first)
            return ::operator new(sizeOf(sizeClass));
        --list.count;
        return std::exchange(list.first, list.first->next);
    }

    void give(void *block, size_t sizeClass)
    {
        List &list = m_lists[sizeClass];
        list.first = new (block) Block {list.first};
        const size_t batch = batchOf(sizeClass);
        if (++list.count <= 2 * batch)
            return;
        // The newest stay: they are in this core's cache.
        Block *last = list.first;
        for (size_t kept = list.count - batch; kept > 1; --kept)
            last = last->next;
        s_depot.leave(sizeClass, std::exchange(last->next, nullptr));
        list.count -= batch;
    }

private:
    struct List {
        Block *first = nullptr;
        size_t count = 0;
    };
    std::array<List, kClasses> m_lists {};
};
thread_local constinit Cache t_cache;

} // namespace

void *BlockPool::take(size_t bytes)
{
    if (!kPools || bytes > kUpTo)
        return ::operator new(bytes);
    // What is taken at a thread's end may be given back by another.
    return t_ended ? ::operator new(sizeOf(classOf(bytes))) : t_cache.take(classOf(bytes));
}

void BlockPool::give(void *block, size_t bytes) noexcept
{
    if (!kPools || bytes > kUpTo || t_ended)
        ::operator delete(block);
    else
        t_cache.give(block, classOf(bytes));
}

} // namespace wavetape::channels
