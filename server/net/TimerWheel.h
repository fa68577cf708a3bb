// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::net {

/// All deadlines of one I/O thread: scheduling and cancelling are O(1) and allocate nothing. A
/// deadline is met at most two ticks late, never early. Owns nothing: each Entry lives in what it
/// belongs to.
class TimerWheel {
public:
    struct Entry {
        Entry *previous = nullptr;
        Entry *next = nullptr;
        uint64_t dueMs = 0;

        bool scheduled() const { return next != nullptr; }
    };

    /// `tickMs`: how often advance() will be called.
    explicit TimerWheel(uint64_t tickMs)
        : m_tickMs(tickMs)
    {
        for (Entry &slot : m_slots)
            slot.previous = slot.next = &slot;
    }

    uint64_t tickMs() const { return m_tickMs; }

    /// Moves `entry` where it was scheduled already.
    void schedule(Entry &entry, uint64_t dueMs)
    {
        cancel(entry);
        entry.dueMs = dueMs;
        uint64_t tick = dueMs / m_tickMs + 1;
        if (tick <= m_tick)
            tick = m_tick + 1;
        Entry &slot = m_slots[tick % kSlots];
        entry.previous = slot.previous;
        entry.next = &slot;
        slot.previous->next = &entry;
        slot.previous = &entry;
    }

    void cancel(Entry &entry)
    {
        if (!entry.scheduled())
            return;
        entry.previous->next = entry.next;
        entry.next->previous = entry.previous;
        entry.previous = entry.next = nullptr;
    }

    /// Calls `expired(entry)` for each that is due; the entry is no longer scheduled then and may
    /// be scheduled again.
    template <typename Expired>
    void advance(uint64_t nowMs, Expired &&expired)
    {
        const uint64_t target = nowMs / m_tickMs;
        // After a long stall one round visits every slot.
        if (target > m_tick + kSlots)
            m_tick = target - kSlots;
        while (m_tick < target) {
            ++m_tick;
            Entry due;
            due.previous = due.next = &due;
            Entry &slot = m_slots[m_tick % kSlots];
            for (Entry *entry = slot.next; entry != &slot;) {
                Entry *following = entry->next;
                if (entry->dueMs <= nowMs) {
                    unlink(*entry);
                    append(due, *entry);
                }
                entry = following;
            }
            while (due.next != &due) {
                Entry &entry = *due.next;
                unlink(entry);
                entry.previous = entry.next = nullptr;
                expired(entry);
            }
        }
    }

    /// To be called once, before the first deadline is scheduled.
    void start(uint64_t nowMs) { m_tick = nowMs / m_tickMs; }

private:
    static constexpr size_t kSlots = 1024;

    static void unlink(Entry &entry)
    {
        entry.previous->next = entry.next;
        entry.next->previous = entry.previous;
    }
    static void append(Entry &list, Entry &entry)
    {
        entry.previous = list.previous;
        entry.next = &list;
        list.previous->next = &entry;
        list.previous = &entry;
    }

    const uint64_t m_tickMs;
    uint64_t m_tick = 0;
    std::array<Entry, kSlots> m_slots;
};

} // namespace wavetape::net
