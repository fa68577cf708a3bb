// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogFilter.h"

#include <algorithm>
#include <cstring>

namespace wavetape::inspector {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

} // namespace

TextNeedle::TextNeedle(std::string_view text)
    : m_lower(text)
{
    std::transform(m_lower.begin(), m_lower.end(), m_lower.begin(), lower);
    if (!m_lower.empty()) {
        const char first = m_lower.front();
        m_upperFirst = first >= 'a' && first <= 'z' ? char(first - ('a' - 'A')) : first;
    }
}

bool TextNeedle::isIn(std::string_view text) const
{
    if (m_lower.empty())
        return true;
    if (text.size() < m_lower.size())
        return false;
    const char *const end = text.data() + text.size() - m_lower.size() + 1;
    for (const char first : {m_lower.front(), m_upperFirst}) {
        const char *at = text.data();
        while (at < end) {
            at = static_cast<const char *>(std::memchr(at, first, size_t(end - at)));
            if (!at)
                break;
            size_t same = 1;
            while (same < m_lower.size() && lower(at[same]) == m_lower[same])
                ++same;
            if (same == m_lower.size())
                return true;
            ++at;
        }
        if (m_upperFirst == m_lower.front())
            break;
    }
    return false;
}

bool LogFilter::accepts(const LogEntry &entry) const
{
    using Kind = LogEntry::Kind;
    const bool message = entry.kind == Kind::Text || entry.kind == Kind::Binary;
    switch (only) {
    case Only::Everything:
        break;
    case Only::Messages:
        if (!message)
            return false;
        break;
    case Only::Control:
        if (message)
            return false;
        break;
    case Only::Incoming:
        if (entry.outgoing || !entry.hasFrame())
            return false;
        break;
    case Only::Outgoing:
        if (!entry.outgoing || !entry.hasFrame())
            return false;
        break;
    }
    return text.isIn(entry.payload);
}

} // namespace wavetape::inspector
