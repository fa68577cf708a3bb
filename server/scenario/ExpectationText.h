// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"

#include <span>
#include <string>
#include <string_view>

namespace wavetape::scenario {

/// The words of the file, in the order of the enumerations.
std::span<const std::string_view> clientStateNames();
std::span<const std::string_view> countNames();

inline constexpr std::string_view kMetricsInWords
    = "\"delivery.p50\" (or p90, p99, p99.9, max), \"connect.p99\" (likewise), \"reach\", "
      "\"reconnect.peak\" or \"memory\"";
/// Takes `delivery.p99`; false where there is no such metric.
bool parseMetric(std::string_view name, Expectation &into);

/// What is expected, in a sentence without its end: `slow: every client closed with 4308 within
/// 12 s`. `who` is empty for all clients.
std::string expectationText(const Expectation &expectation, std::string_view who);

/// `1.5 s`, `20 ms`, `350 µs`.
std::string durationText(double nanos);
/// At most three decimals.
std::string numberText(double value);

} // namespace wavetape::scenario
