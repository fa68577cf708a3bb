// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace wavetape::documents {

/// Clocks `from` to `to`, without `to`, of one client's insertions. Pre: from < to.
struct ClockRange {
    uint64_t client = 0, from = 0, to = 0;
    bool operator==(const ClockRange &) const = default;
};

/// A set of clocks per client, kept as ranges that neither meet nor overlap. One thread at a time.
class ClockRanges {
public:
    void add(const ClockRange &range);
    bool covers(const ClockRange &range) const;
    bool covers(const std::vector<ClockRange> &ranges) const;
    /// How many ranges it is made of: what bounds its memory.
    size_t size() const { return m_size; }
    void clear();

    /// Up to where each client's clocks have no hole: what Yjs calls a state vector.
    std::map<uint64_t, uint64_t> reached() const;

private:
    std::map<uint64_t, std::map<uint64_t, uint64_t>> m_ranges; ///< of a client: from -> to
    size_t m_size = 0;
};

} // namespace wavetape::documents
