// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/SymbolTable.h"
#include "feeds/market/TradingStatus.h"

#include <string>

namespace wavetape::feeds::market {

/// A headline for what happened, invented; the same for the same item.
std::string headline(const NewsItem &item, const std::vector<SymbolInfo> &symbols);

} // namespace wavetape::feeds::market
