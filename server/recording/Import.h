// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/RecordingTape.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::recording {

/// How rows of somebody's file become publications.
struct ImportMapping {
    bool json = false; ///< an object per line (NDJSON); else comma-separated values
    std::vector<std::string> names; ///< of the columns, where the file has no line of them
    std::string channel = "import.rows"; ///< `trades.{symbol}`: a column's value in braces
    std::string time = "time"; ///< the column that says when
    double microsPerUnit = 1000; ///< of that column's numbers
    /// Members of the publications and the columns they are from; none: every column as it is.
    std::vector<std::pair<std::string, std::string>> columns;
    std::vector<std::string> numbers; ///< which of these columns have nothing but numbers
    bool operator==(const ImportMapping &) const = default;
};

/// `trades` (time, price, size), `tardis-trades`, `binance-aggtrades`; nothing for another name.
tl::expected<ImportMapping, std::string> importPreset(std::string_view name);
/// `s`, `ms`, `us`, `ns`; 0 for another.
double microsPerUnit(std::string_view unit);

struct Imported {
    std::string path; ///< of the recording; there is none without rows
    uint64_t rows = 0;
    uint64_t skipped = 0; ///< that made no sense
    std::string firstProblem; ///< `line 7: …`
};

/// Makes a recording of `path`, which `--replay` publishes. Row by row: neither file is ever in
/// memory. The error is one sentence.
tl::expected<Imported, std::string> importRecording(
    const std::string &path, const std::string &target, const ImportMapping &mapping);

} // namespace wavetape::recording
