// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::feeds::market {

enum class TradingStatus : uint8_t { open, halted, closed };
std::string_view statusName(TradingStatus status);

enum class StatusReason : uint8_t {
    trading, ///< continuous trading
    priceBand, ///< the price left its band (limit up, limit down)
    marketFall7, ///< the whole market fell by 7 %
    marketFall13,
    openingAuction,
    closingAuction,
    night,
};
std::string_view reasonText(StatusReason reason);

struct StatusChange {
    TradingStatus status = TradingStatus::open;
    StatusReason reason = StatusReason::trading;
    int64_t time = 0; ///< simulated µs
    int64_t until = 0; ///< when it is expected to end, simulated µs; 0: nobody knows
    bool operator==(const StatusChange &) const = default;
};

enum class NewsKind : uint8_t {
    company,
    economy,
    sellOff,
    recovery,
    halt,
    resumption,
    opening,
    closing
};

/// Something that people read about. The words are made of it by MarketFeed.
struct NewsItem {
    NewsKind kind = NewsKind::company;
    std::optional<size_t> symbol; ///< none: the whole market
    double move = 0; ///< log return that it brings
    int64_t time = 0; ///< simulated µs
};

} // namespace wavetape::feeds::market
