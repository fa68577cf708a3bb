// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "feeds/market/OrderBook.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace wavetape::feeds::market {

/// The book as its readers know it: the visible levels at the last published delta. A level that
/// leaves the twenty, for whatever reason, is removed by the next delta, so snapshot and deltas
/// describe the very same book. Changed under the channel's mutex only; the one thread that changes
/// it may read it without.
class PublishedBook final : public channels::SnapshotSource {
public:
    explicit PublishedBook(const OrderBook &book) { take(book); }

    /// Pre: the side is not empty.
    int64_t best(Side side) const { return of(side).levels[0].price; }
    std::span<const Level> levels(Side side) const
    {
        return {of(side).levels.data(), of(side).count};
    }
    uint64_t last() const { return m_last; }

    /// Appends the delta that leads from here to `book`, with the checksum of the result where
    /// `withCrc`. False, and nothing appended, where they look the same.
    bool appendDelta(std::string &out, const OrderBook &book, bool withCrc) const;
    /// From now on the published state is that of `book`.
    void take(const OrderBook &book);
    /// The whole book, best first.
    void append(std::string &out) const override;

    /// No deeper than published.
    bool sound() const
    {
        return m_bids.count <= OrderBook::kVisible && m_asks.count <= OrderBook::kVisible;
    }

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(m_bids, m_asks, m_last);
    }

private:
    struct Half {
        std::array<Level, OrderBook::kVisible> levels;
        size_t count = 0;
    };
    const Half &of(Side side) const { return side == Side::bid ? m_bids : m_asks; }

    Half m_bids;
    Half m_asks;
    uint64_t m_last = 0;
};

/// CRC-32 (IEEE) of the ten best bids, then the ten best asks, each `<price>:<size>` as in the
/// JSON, joined by `|`.
uint32_t bookChecksum(std::span<const Level> bids, std::span<const Level> asks);

} // namespace wavetape::feeds::market
