// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AddressKey.h"

#include <algorithm>

namespace wavetape::security {

AddressKey AddressKey::of(const IpBytes &ip)
{
    constexpr std::array<uint8_t, 12> kMapped {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const auto number = [&](size_t from) {
        uint64_t value = 0;
        for (size_t i = from; i < from + 8; ++i)
            value = value << 8 | ip[i];
        return value;
    };
    if (std::equal(kMapped.begin(), kMapped.end(), ip.begin()))
        return {number(0), number(8)};
    // ::1 must not share an entry with 0::/64 as a whole, nor with any mapped IPv4 address: low
    // stays 0.
    return {number(0), 0};
}

} // namespace wavetape::security
