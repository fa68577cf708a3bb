// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "defence/Defence.h"
#include "metrics/Work.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::net {

using metrics::Work;

/// One connection's part of each turn of its thread, whatever it asks: what is beyond it waits for
/// the next turns, while the others get theirs. Counted in units of about a microsecond, not
/// measured, so that the same requests take the same turns on every machine. What cannot be divided
/// is paid off in the turns that follow.
class WorkShare {
public:
    static constexpr uint32_t kUnits = 256; ///< per turn
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

    /// `turn`: the thread's count.
    bool left(uint32_t turn)
    {
        settle(turn);
        return m_used < kUnits;
    }
    /// Returns true where it is this that uses the share up.
    bool charge(uint32_t turn, Work work, size_t amount = 1)
    {
        settle(turn);
        const Price &price = kPrices[static_cast<size_t>(work)];
        const bool before = m_used < kUnits;
        const auto units = static_cast<uint32_t>(amount * price.units / price.per);
        if (before && m_used + units >= kUnits && !armed(price.defence))
            return false;
        m_used += units;
        return before && m_used >= kUnits;
    }

private:
    void settle(uint32_t turn)
    {
        const uint64_t paid = uint64_t(turn - m_turn) * kUnits;
        m_used = m_used > paid ? m_used - static_cast<uint32_t>(paid) : 0;
        m_turn = turn;
    }

    uint32_t m_turn = 0;
    uint32_t m_used = 0;
};

} // namespace wavetape::net
