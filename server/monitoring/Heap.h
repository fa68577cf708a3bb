// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape::monitoring {

/// What of the allocator (glibc's) is for a whole process. Any thread.
class Heap {
public:
    /// Frames of some 10 KiB come and go all the time: giving their pages back to the kernel each
    /// time would cost more than all else that is done with them. At the start of a program.
    static void keepForReuse();
    /// Gives back the pages of what was freed, but for the last piece of another thread's arena.
    static void giveBack();
    /// Gives back that of the calling thread's.
    static void giveBackLast();
};

} // namespace wavetape::monitoring
