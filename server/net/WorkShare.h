// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "defence/Defence.h"
#include "metrics/Work.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::net {

using metrics::Work;

/// One connection's part of each turn of its thread, whatever it asks: what is beyond it waits for
/// the next turns, while the others get theirs. Counted in units of about a microsecond, not
/// measured, so that the same requests take the same turns on every machine. What cannot be divided
/// is paid off in the turns that follow. Where many want theirs it is the smaller, so that a turn
/// does not grow with their number.
class WorkShare {
public:
    static constexpr uint32_t kUnits = 256; ///< per turn, while few want theirs
    static constexpr uint32_t kTurnUnits = 16 * kUnits; ///< of all together, about
    static constexpr uint32_t kLeastUnits = 16;
    /// What a turn gives to each of so many.
    static uint32_t unitsFor(size_t wanting)
    {
        if (wanting * kUnits <= kTurnUnits || !armed(defence::Defence::crowdShare))
            return kUnits;
        return std::max(kLeastUnits, static_cast<uint32_t>(kTurnUnits / wanting));
    }
    /// A thread's turns as its connections see them.
    struct Turn {
        uint32_t units = kUnits; ///< that each has in this one
        uint32_t granted = 0; ///< in all turns up to this one; wraps around
        void next(size_t wanting)
        {
            units = unitsFor(wanting);
            granted += units;
        }
    };
    struct Price {
        uint32_t units; ///< for each `per` of it
        uint32_t per;
        defence::Defence defence;
    };
    static constexpr std::array<Price, metrics::kWorks> kPrices {{
        {1, 1, defence::Defence::messageShare},
        {8, 1, defence::Defence::messageShare},
        {8, 1, defence::Defence::joinShare},
        {1, 1, defence::Defence::replayShare},
        {1, 1, defence::Defence::rowShare},
        {1, 1024, defence::Defence::byteShare},
        {1, 64, defence::Defence::compressShare},
    }};

    bool left(const Turn &turn)
    {
        settle(turn);
        return m_used < turn.units;
    }
    /// Returns true where it is this that uses the share up.
    bool charge(const Turn &turn, Work work, size_t amount = 1)
    {
        settle(turn);
        const Price &price = kPrices[static_cast<size_t>(work)];
        const bool before = m_used < turn.units;
        const auto units = static_cast<uint32_t>(amount * price.units / price.per);
        if (before && m_used + units >= turn.units && !armed(price.defence))
            return false;
        m_used += units;
        return before && m_used >= turn.units;
    }

private:
    void settle(const Turn &turn)
    {
        const uint32_t paid = turn.granted - m_granted;
        m_used = m_used > paid ? m_used - paid : 0;
        m_granted = turn.granted;
    }

    uint32_t m_granted = 0;
    uint32_t m_used = 0;
};

} // namespace wavetape::net
