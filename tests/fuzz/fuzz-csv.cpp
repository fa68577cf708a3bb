// SPDX-License-Identifier: GPL-3.0-or-later
// Comma-separated values: the same rows in whatever pieces they come, and what is written of them
// reads again as the same.
#include "recording/CsvRows.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using wavetape::recording::CsvRows;

namespace {
using Rows = std::vector<std::vector<std::string>>; ///< a broken one has no cells

Rows rowsOf(std::string_view bytes, size_t piece)
{
    Rows result;
    CsvRows rows;
    const auto take = [&](CsvRows::Found found) {
        if (found != CsvRows::Found::more)
            result.push_back(
                found == CsvRows::Found::row ? rows.cells() : std::vector<std::string>());
    };
    while (!bytes.empty()) {
        std::string_view part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        while (!part.empty())
            take(rows.take(part));
    }
    take(rows.finish());
    return result;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const Rows whole = rowsOf(bytes, bytes.size() + 1);
    if (whole != rowsOf(bytes, 1 + data[0] % 7))
        std::abort();
    std::string again;
    Rows expected;
    for (const auto &row : whole) {
        if (row.empty())
            continue;
        for (size_t i = 0; i < row.size(); ++i) {
            again += i ? ",\"" : "\"";
            for (const char c : row[i])
                again.append(c == '"' ? 2 : 1, c);
            again += '"';
        }
        again += "\r\n";
        expected.push_back(row);
    }
    if (rowsOf(again, again.size() + 1) != expected)
        std::abort();
    return 0;
}
