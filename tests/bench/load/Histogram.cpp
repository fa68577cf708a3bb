// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Histogram.h"

#include <algorithm>
#include <cmath>

namespace wavetape::load {

std::uint64_t Histogram::percentile(double share) const
{
    if (m_count == 0)
        return 0;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(m_count)));
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < m_counts.size(); ++index) {
        seen += m_counts[index];
        if (seen < std::max<std::uint64_t>(wanted, 1))
            continue;
        if (index < (1u << kSubBits))
            return index;
        const std::size_t shift = (index >> kSubBits) - 1;
        const std::uint64_t base = (index & ((1u << kSubBits) - 1u)) | (1u << kSubBits);
        return std::min(m_max, ((base + 1) << shift) - 1);
    }
    return m_max;
}

} // namespace wavetape::load
