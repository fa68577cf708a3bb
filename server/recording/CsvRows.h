// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

/// Rows of comma-separated values (RFC 4180; a line may end with LF alone), fed in pieces of any
/// size. Bounded: a row of more than kMostRow bytes or kMostCells cells is broken. One thread.
class CsvRows {
public:
    static constexpr size_t kMostRow = 1 << 20;
    static constexpr size_t kMostCells = 256;

    enum class Found { more, row, broken };
    /// Takes bytes from the front of `bytes` up to the end of a row. `more`: it wants the next
    /// piece; `row`: cells() has one; `broken`: the row makes no sense and is left out.
    Found take(std::string_view &bytes);
    /// The file's end: a row without a line break may be left.
    Found finish();
    const std::vector<std::string> &cells() const { return m_cells; }

private:
    enum class State { begin, plain, quoted, afterQuote };
    Found endRow();

    std::vector<std::string> m_cells;
    std::string m_cell;
    size_t m_size = 0;
    State m_state = State::begin;
    bool m_begun = false, m_broken = false, m_done = false;
};

} // namespace wavetape::recording
