// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/RandomStream.h"

namespace wavetape::feeds::market {

/// Sudden moves: many small ones and, rarely, one that has a reason. One draws others after it.
class JumpProcess {
public:
    /// A jump of this size or more is news.
    static constexpr double kNews = 7e-4;

    /// `perSecond`: in quiet times, without those that follow others. `reasons`: the share of those
    /// that have one.
    JumpProcess(double perSecond, double reasons)
        : m_perSecond(perSecond)
        , m_reasons(reasons)
    {
    }
    /// The log return of the jumps of `seconds`, 0 where there was none. `frequency` scales how
    /// often, `size` how far, `down` is the share that falls.
    double draw(RandomStream &random, double seconds, double frequency, double size, double down);

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(m_excited);
    }

private:
    double m_perSecond;
    double m_reasons;
    double m_excited = 0; ///< jumps per second on top, because there were some
};

} // namespace wavetape::feeds::market
