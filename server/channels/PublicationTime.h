// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::channels {

/// While one lives, what its thread publishes bears this time and not the clock's: of what was made
/// by a function of time that others compute, too. The innermost one holds.
class PublicationTime {
public:
    /// `micros` since 1970; 0: the clock's after all.
    explicit PublicationTime(int64_t micros)
        : m_outer(t_micros)
    {
        t_micros = micros;
    }
    ~PublicationTime() { t_micros = m_outer; }
    PublicationTime(const PublicationTime &) = delete;
    PublicationTime &operator=(const PublicationTime &) = delete;

    /// This thread's; 0: none.
    static int64_t micros() { return t_micros; }

private:
    static inline thread_local int64_t t_micros = 0;
    const int64_t m_outer;
};

} // namespace wavetape::channels
