// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/JsonView.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What the REST interface answers, made of what our channels hold. Each appends JSON to `out`.
/// What is not counted here (the value traded, the number of trades) is left out of objects and 0
/// in rows. Pure. (Binance's "Spot REST API", market data endpoints.)
namespace wavetape::dialects::binance {

/// `symbols`: as GET /symbols answers. `markets`: those alone; none: all.
void appendExchangeInfo(std::string &out, std::string_view symbols,
    std::span<const std::string> markets, int64_t nowMs);
/// `book`: the snapshot of `book.<SYM>`.
void appendDepth(std::string &out, protocol::JsonView book, size_t most);
/// `trade`: one publication of `trades.<SYM>`.
void appendTradeRow(std::string &out, protocol::JsonView trade);
void appendAggTradeRow(std::string &out, protocol::JsonView trade);
/// `candles`: the snapshot of `candles.<SYM>.<interval>`; those that begin from `fromMs` to `toMs`,
/// at most `most`: the oldest where `fromMs` was given, else the newest.
void appendKlines(std::string &out, protocol::JsonView candles, int64_t intervalMs,
    std::optional<int64_t> fromMs, int64_t toMs, size_t most);
/// `ticker`: the snapshot of `ticker.<SYM>`; `book` that of `book.<SYM>`, for the best orders;
/// nothing: their short form, which has neither these nor the change.
void appendTicker24h(
    std::string &out, protocol::JsonView ticker, std::optional<protocol::JsonView> book);
void appendPriceTicker(std::string &out, protocol::JsonView ticker);
void appendBookTicker(std::string &out, std::string_view symbol, protocol::JsonView book);

} // namespace wavetape::dialects::binance
