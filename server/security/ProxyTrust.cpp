// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/ProxyTrust.h"

#include <algorithm>

namespace wavetape::security {

bool ProxyTrust::trusts(const IpBytes &ip) const
{
    return std::any_of(m_blocks.begin(), m_blocks.end(), [&](const Block &block) {
        const auto whole = static_cast<std::ptrdiff_t>(block.bits / 8);
        if (!std::equal(ip.begin(), ip.begin() + whole, block.ip.begin()))
            return false;
        const unsigned left = block.bits % 8;
        const auto at = static_cast<size_t>(whole);
        return left == 0 || (ip[at] >> (8 - left)) == (block.ip[at] >> (8 - left));
    });
}

} // namespace wavetape::security
