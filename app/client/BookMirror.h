// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedTypes.h"

#include <functional>
#include <map>
#include <string>

namespace wavetape::client {

// The book of one symbol as this side has put it together from a snapshot and deltas, and the proof
// that it is the server's: continuity of every delta and the checksum that some of them carry.
// Pure.
class BookMirror {
public:
    enum class Result {
        Applied,
        Ignored, // older than what we have, or no snapshot yet
        Broken, // a hole or a wrong checksum: ask for a new snapshot (FeedClient::resync)
    };

    Result apply(const BookSnapshot &snapshot);
    Result apply(const BookDelta &delta);
    void clear();

    bool valid() const { return m_valid; }
    uint64_t last() const { return m_last; }
    std::vector<BookLevel> bids(std::size_t depth = SIZE_MAX) const; // best first
    std::vector<BookLevel> asks(std::size_t depth = SIZE_MAX) const;

    // IEEE CRC-32 of the ten best bids, then asks, as protocol.md writes them.
    uint32_t checksum() const;
    uint64_t checksumsPassed() const { return m_passed; }
    uint64_t checksumsFailed() const { return m_failed; }
    uint64_t deltas() const { return m_deltas; }

private:
    std::map<double, double, std::greater<>> m_bids;
    std::map<double, double> m_asks;
    uint64_t m_last = 0;
    uint64_t m_passed = 0, m_failed = 0, m_deltas = 0;
    bool m_valid = false;
};

} // namespace wavetape::client
