// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wavetape::feeds::market {

enum class Side : uint8_t { bid, ask };

struct Level {
    int64_t price = 0; ///< ticks
    int64_t size = 0; ///< > 0
    bool operator==(const Level &) const = default;
};

/// An order book by price level, best first. Never crossed: the best bid is below the best ask. Not
/// thread-safe.
class OrderBook {
public:
    static constexpr size_t kDepth
        = 32; ///< levels kept a side; what is worse than that is forgotten
    static constexpr size_t kVisible = 20; ///< levels a side that are published

    std::span<const Level> levels(Side side) const
    {
        return {of(side).levels.data(), of(side).count};
    }
    std::span<const Level> visible(Side side) const
    {
        return levels(side).first(std::min(of(side).count, kVisible));
    }
    bool empty(Side side) const { return of(side).count == 0; }
    /// Pre: the side is not empty.
    int64_t best(Side side) const { return of(side).levels[0].price; }
    /// Would an order on `side` at `price` meet the other side?
    bool crosses(Side side, int64_t price) const
    {
        if (side == Side::bid)
            return !empty(Side::ask) && price >= best(Side::ask);
        return !empty(Side::bid) && price <= best(Side::bid);
    }
    /// Counts every change of a level, from 1.
    uint64_t updates() const { return m_updates; }

    /// Rests an order. Pre: size > 0, it does not cross.
    void add(Side side, int64_t price, int64_t size);
    /// Takes up to `size` off the level at `index`.
    void cancel(Side side, size_t index, int64_t size);
    /// Executes against the resting orders of `side`, best first, no worse than `limit`, and
    /// appends one fill per level. Returns what is left of `size`.
    int64_t take(Side side, int64_t size, int64_t limit, std::vector<Level> &fills);
    void clear();
    /// Sorted, not crossed, no deeper than kept.
    bool sound() const;

    template <typename Archive>
    void archive(Archive &archive)
    {
        for (Half *half : {&m_bids, &m_asks})
            archive(half->levels, half->count);
        archive(m_updates);
    }

private:
    struct Half {
        std::array<Level, kDepth> levels;
        size_t count = 0;
    };
    const Half &of(Side side) const { return side == Side::bid ? m_bids : m_asks; }
    Half &of(Side side) { return side == Side::bid ? m_bids : m_asks; }
    void erase(Half &half, size_t index, size_t count);

    Half m_bids;
    Half m_asks;
    uint64_t m_updates = 0;
};

} // namespace wavetape::feeds::market
