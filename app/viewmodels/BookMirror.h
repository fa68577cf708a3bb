// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedTypes.h"

#include <QByteArray>

#include <functional>
#include <map>
#include <optional>

namespace wavetape::viewmodels {

// Our copy of an order book: a snapshot, then deltas without a hole. Pure.
class BookMirror {
public:
    enum class Applied {
        Done,
        Stale, // the snapshot holds it already
        Hole, // a delta before it is missing: only a new snapshot helps
    };

    void reset(const client::BookSnapshot &snapshot);
    Applied apply(const client::BookDelta &delta);
    void clear();
    bool known() const { return m_known; }

    const std::map<double, double, std::greater<>> &bids() const { return m_bids; } // best first
    const std::map<double, double> &asks() const { return m_asks; }

    // IEEE CRC-32 of the ten best bids, then the ten best asks, each `<price>:<size>`, joined by
    // `|`.
    uint32_t crc() const;
    QByteArray crcText() const;

private:
    std::map<double, double, std::greater<>> m_bids;
    std::map<double, double> m_asks;
    uint64_t m_last = 0;
    bool m_known = false;
};

} // namespace wavetape::viewmodels
