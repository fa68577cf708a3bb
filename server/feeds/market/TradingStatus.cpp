// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/TradingStatus.h"

namespace wavetape::feeds::market {

std::string_view statusName(TradingStatus status)
{
    constexpr std::string_view kNames[] = {"open", "halted", "closed"};
    return kNames[static_cast<size_t>(status)];
}

std::string_view reasonText(StatusReason reason)
{
    constexpr std::string_view kTexts[] = {"continuous trading", "price left its band",
        "market fell by 7 %", "market fell by 13 %", "opening auction", "closing auction", "night"};
    return kTexts[static_cast<size_t>(reason)];
}

} // namespace wavetape::feeds::market
