// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/CsvRows.h"

#include <utility>

namespace wavetape::recording {

CsvRows::Found CsvRows::endRow()
{
    if (!m_cell.empty() && m_cell.back() == '\r' && m_state == State::plain)
        m_cell.pop_back();
    const bool isEmpty = m_cells.empty() && m_cell.empty() && m_state != State::afterQuote;
    m_broken = m_broken || m_state == State::quoted;
    m_cells.push_back(std::exchange(m_cell, {}));
    m_state = State::begin;
    m_begun = false;
    m_size = 0;
    m_done = true;
    if (isEmpty && !std::exchange(m_broken, false)) {
        m_cells.clear();
        return Found::more; // an empty line is no row
    }
    return std::exchange(m_broken, false) ? Found::broken : Found::row;
}

CsvRows::Found CsvRows::take(std::string_view &bytes)
{
    while (!bytes.empty()) {
        if (std::exchange(m_done, false))
            m_cells.clear();
        const char c = bytes.front();
        bytes.remove_prefix(1);
        m_begun = true;
        if (++m_size > kMostRow || m_cells.size() >= kMostCells)
            m_broken = true;
        if (m_broken && c != '\n')
            continue;
        if (c == '\n' && (m_state != State::quoted || m_broken)) {
            if (const Found found = endRow(); found != Found::more)
                return found;
            continue;
        }
        switch (m_state) {
        case State::quoted:
            if (c == '"')
                m_state = State::afterQuote;
            else
                m_cell += c;
            break;
        case State::afterQuote:
            if (c == '"') {
                m_cell += c;
                m_state = State::quoted;
            } else if (c == ',') {
                m_cells.push_back(std::exchange(m_cell, {}));
                m_state = State::begin;
            } else if (c != '\r') {
                m_broken = true;
            }
            break;
        case State::begin:
        case State::plain:
            if (c == ',') {
                m_cells.push_back(std::exchange(m_cell, {}));
                m_state = State::begin;
            } else if (c == '"' && m_state == State::begin) {
                m_state = State::quoted;
            } else {
                m_cell += c;
                m_state = State::plain;
            }
            break;
        }
    }
    return Found::more;
}

CsvRows::Found CsvRows::finish()
{
    if (!m_begun)
        return Found::more;
    if (std::exchange(m_done, false))
        m_cells.clear();
    return endRow();
}

} // namespace wavetape::recording
