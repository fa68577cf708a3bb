// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/AddressKey.h"

#include <vector>

namespace wavetape::security {

/// The proxies whose word on their clients is taken: blocks of addresses. Read-only; any thread.
class ProxyTrust {
public:
    struct Block {
        IpBytes ip {};
        unsigned bits = 128; ///< of `ip` that are the block's
    };
    explicit ProxyTrust(std::vector<Block> blocks = {})
        : m_blocks(std::move(blocks))
    {
    }
    bool trusts(const IpBytes &ip) const;

private:
    std::vector<Block> m_blocks;
};

} // namespace wavetape::security
