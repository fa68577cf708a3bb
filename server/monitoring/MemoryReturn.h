// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace wavetape::monitoring {

/// Says when memory that was freed is worth giving back to the kernel: the allocator keeps what a
/// burst of queues or connections left behind. What the process holds decides, so a burst between
/// two looks counts, too. Waits until the burst is over, and for a while after it, so that nothing
/// is given back that is about to be asked for again. One thread.
class MemoryReturn {
public:
    /// `giveBack`: what does it.
    explicit MemoryReturn(std::function<void()> giveBack);

    /// Once a second or so: about how many bytes queues and connections use, and how many of the
    /// process are resident.
    void look(uint64_t used, uint64_t resident, uint64_t nowMs);

private:
    const std::function<void()> m_giveBack;
    bool m_fresh = true; ///< memory was given back since the last look, or this is the first
    uint64_t m_floor = 0; ///< resident, when memory had been given back last
    uint64_t m_usedThen = 0;
    uint64_t m_idleSinceMs = 0; ///< since when little of what came on top is used; 0: it is
};

} // namespace wavetape::monitoring
