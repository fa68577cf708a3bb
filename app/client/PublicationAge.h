// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <optional>

namespace wavetape::client {

// How old a publication is when it arrives, told from the server's clock in it and ours. One
// thread; all times are milliseconds since 1970.
class PublicationAge {
public:
    // Another server. `sameClock`: it runs on this machine.
    void begin(bool sameClock)
    {
        m_sameClock = sameClock;
        m_fastest.reset();
    }
    // By the server's clock.
    void welcomed(double serverMs) { m_welcomedAt = serverMs; }

    // Nothing for what tells no time, and for what was published before this connection was
    // welcomed: that is replayed, its age is no latency. Two machines have two clocks: there the
    // fastest message ever seen counts as having taken no time.
    std::optional<double> of(double publishedMs, double nowMs)
    {
        if (!(publishedMs > 0) || publishedMs < m_welcomedAt)
            return {};
        const double late = nowMs - publishedMs;
        if (m_sameClock)
            return late;
        m_fastest = std::min(m_fastest.value_or(late), late);
        return late - *m_fastest;
    }

private:
    bool m_sameClock = true;
    double m_welcomedAt = 0;
    std::optional<double> m_fastest;
};

} // namespace wavetape::client
