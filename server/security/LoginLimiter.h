// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/AddressKey.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <unordered_map>

namespace wavetape::security {

/// At most so many failed logins per address within a minute. An attempt counts from its start, so
/// that many at once do not slip through; success takes it back. Any thread; bounded. Time is
/// monotonic, in ms.
class LoginLimiter {
public:
    struct Options {
        size_t failures = 5;
        uint64_t windowMs = 60'000;
        size_t addresses = 16'384; ///< remembered at a time
    };

    LoginLimiter() = default;
    explicit LoginLimiter(Options options);

    /// Before the credential is looked at. 0: go on, this attempt is counted; else how long to wait
    /// in ms (429).
    uint64_t begin(const IpBytes &ip, uint64_t nowMs);
    /// The attempt begun last was right.
    void succeeded(const IpBytes &ip);
    size_t addresses() const;

private:
    struct Entry {
        std::deque<uint64_t> attempts; ///< ms, oldest first; at most `failures`
        std::list<AddressKey>::iterator age;
    };

    const Options m_options;
    mutable std::mutex m_mutex;
    std::unordered_map<AddressKey, Entry, AddressKeyHash> m_table;
    std::list<AddressKey> m_ages; ///< by last attempt, longest ago first
};

} // namespace wavetape::security
