// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/EventReader.h"

#include "scenario/JsonFields.h"

#include <algorithm>

namespace wavetape::scenario {

namespace {

void appendUpTo(std::string &to, std::string_view piece)
{
    to.append(piece.substr(0, EventReader::kMost - std::min(EventReader::kMost, to.size())));
}

} // namespace

void EventReader::take(std::string_view piece, const std::function<void(const Event &)> &onEvent)
{
    while (!piece.empty()) {
        const std::size_t stop = piece.find('\n');
        appendUpTo(m_line, piece.substr(0, stop));
        if (stop == std::string_view::npos)
            return;
        piece.remove_prefix(stop + 1);
        if (m_line.ends_with('\r'))
            m_line.pop_back();
        if (m_line.empty()) {
            onEvent(m_event);
            m_event.name.clear();
            m_event.data.clear();
            m_event.retryMs.reset();
        } else {
            takeLine(m_line);
            m_line.clear();
        }
    }
}

void EventReader::clear()
{
    m_line.clear();
    m_event = {};
}

void EventReader::takeLine(std::string_view line)
{
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value
        = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    if (name == "data") {
        if (!m_event.data.empty())
            appendUpTo(m_event.data, "\n");
        appendUpTo(m_event.data, value);
    } else if (name == "event") {
        m_event.name = value;
    } else if (name == "id") {
        m_event.id = value;
    } else if (name == "retry") {
        m_event.retryMs = leadingWhole(value);
    }
}

} // namespace wavetape::scenario
