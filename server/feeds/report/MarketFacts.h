// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/report/MarketRecord.h"

#include <map>
#include <string>
#include <vector>

namespace wavetape::feeds::report {

/// Every fact by its id; what the record is too short for is missing. Of a fact that each symbol
/// has, the median symbol's.
using Facts = std::map<std::string, double>;

/// What is measured on the live part.
Facts measure(const MarketRecord &record, const std::vector<market::SymbolInfo> &symbols);
/// What can be measured on prices and volumes by the minute, of the past as well as of live.
Facts measureMinutes(const std::vector<std::vector<double>> &prices,
    const std::vector<std::vector<double>> &volumes);
/// Prices at the end of each minute and volumes of each, of all symbols.
std::vector<std::vector<double>> minutePrices(const MarketRecord &record);
std::vector<std::vector<double>> minuteVolumes(const MarketRecord &record);

/// Log returns over `step` places.
std::vector<double> logReturns(const std::vector<double> &prices, size_t step);

} // namespace wavetape::feeds::report
