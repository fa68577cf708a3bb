// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::security {

/// An IP address as 16 bytes in network order; IPv4 as IPv4-mapped IPv6 (::ffff:a.b.c.d).
using IpBytes = std::array<uint8_t, 16>;

/// Who counts as one address for a limit: an IPv4 address, or an IPv6 /64, which is what one
/// household has.
struct AddressKey {
    uint64_t high = 0, low = 0;

    static AddressKey of(const IpBytes &ip);
    bool operator==(const AddressKey &) const = default;
};

struct AddressKeyHash {
    size_t operator()(const AddressKey &key) const
    {
        uint64_t x = key.high ^ (key.low * 0x9e3779b97f4a7c15);
        x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
        return x ^ (x >> 32);
    }
};

} // namespace wavetape::security
