// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace wavetape::faults {

/// What a fault did once.
struct FaultRecord {
    std::string connection; ///< its name: `as:`, else `c` and its number
    Direction direction = Direction::down;
    uint64_t index = 0; ///< a publication's seq, a reply's number; 0: it was not of a message
    std::string channel;
    std::string fault; ///< its name
    FaultType type = FaultType::cut;

    auto order() const { return std::tie(connection, direction, index, channel, fault, type); }
};

/// What faults did, without a time: for named connections the same seed and the same publications
/// make the same text, byte for byte, whatever the threads did. Any thread.
class FaultLog {
public:
    /// `most` records are kept; what comes after is counted.
    explicit FaultLog(size_t most = 20'000)
        : m_most(most)
    {
    }

    void add(FaultRecord record);
    void clear();
    /// NDJSON: a line for each, sorted by connection, direction and index; at the end, where some
    /// did not fit, how many: `{"lost":n}`.
    std::string text() const;

private:
    const size_t m_most;
    mutable std::mutex m_mutex;
    std::vector<FaultRecord> m_records;
    uint64_t m_lost = 0;
};

} // namespace wavetape::faults
