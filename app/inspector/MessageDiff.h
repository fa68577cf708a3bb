// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>
#include <vector>

namespace wavetape::inspector {

// A line of two texts laid beside each other.
struct DiffLine {
    enum class Side { Both, First, Second };

    Side side = Side::Both;
    QString text;
    bool operator==(const DiffLine &) const = default;
};

// The fewest lines that are in one alone, in their order; JSON is laid out first, one value a line,
// its keys in one order, and what is no text is compared as a hex dump. Of texts longer than
// kMostDiffLines only what comes first is compared, and the last line says so.
std::vector<DiffLine> diffOf(std::string_view first, std::string_view second);

inline constexpr qsizetype kMostDiffLines = 800;

} // namespace wavetape::inspector
