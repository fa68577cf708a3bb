// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace wavetape::monitoring {

/// Says when memory that was freed is worth giving back to the kernel: the allocator keeps what a
/// burst of queues or connections left behind. Waits until the burst is over, and for a while after
/// it, so that nothing is given back that is about to be asked for again. One thread.
class MemoryReturn {
public:
    /// `giveBack`: what does it (malloc_trim(0) unless told otherwise).
    explicit MemoryReturn(std::function<void()> giveBack = {});

    /// Once a second or so: about how many bytes are in use now, and were at most since the last
    /// call.
    void look(uint64_t used, uint64_t most, uint64_t nowMs);

private:
    const std::function<void()> m_giveBack;
    uint64_t m_peak = 0; ///< of what was used, since memory was given back last
    uint64_t m_fellMs = 0; ///< since when it is below half of that; 0: it is not
};

} // namespace wavetape::monitoring
