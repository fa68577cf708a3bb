// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/EventStream.h"

#include <algorithm>

namespace wavetape::inspector {

namespace {
constexpr int kMostRetryMs = 86'400'000;
}

bool EventStream::feed(const QByteArray &bytes, const std::function<void(const Event &)> &onEvent)
{
    m_rest += bytes;
    qsizetype from = 0;
    for (;;) {
        // The second half of a line's end may have come later than the first.
        if (m_afterReturn && from < m_rest.size()) {
            const bool pair = m_rest.at(from) == '\n';
            from += pair ? 1 : 0;
            m_event.wireBytes += pair ? 1 : 0;
            m_afterReturn = false;
        }
        const auto end = std::find_if(
            m_rest.cbegin() + from, m_rest.cend(), [](char c) { return c == '\n' || c == '\r'; });
        if (end == m_rest.cend())
            break;
        const qsizetype at = end - m_rest.cbegin();
        m_afterReturn = *end == '\r';
        m_event.wireBytes += at - from + 1;
        takeLine(m_rest.mid(from, at - from), onEvent);
        from = at + 1;
    }
    m_rest.remove(0, from);
    return m_rest.size() <= kMost && m_event.data.size() <= kMost;
}

void EventStream::restart()
{
    m_rest.clear();
    m_event = {};
    m_afterReturn = m_hasData = false;
    m_first = true;
}

void EventStream::takeLine(const QByteArray &raw, const std::function<void(const Event &)> &onEvent)
{
    QByteArray line = raw;
    if (m_first && line.startsWith("\xEF\xBB\xBF"))
        line.remove(0, 3);
    m_first = false;
    if (line.isEmpty()) {
        m_event.id = m_id;
        if (m_hasData)
            onEvent(m_event);
        m_event = {};
        m_hasData = false;
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArray field = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "data") {
        if (m_hasData)
            m_event.data += '\n';
        m_hasData = true;
        m_event.dataBytes += value.size();
        m_event.data += value;
    } else if (field == "event") {
        m_event.type = value;
    } else if (field == "id") {
        if (!value.contains('\0'))
            m_id = value;
    } else if (field == "retry") {
        bool good = false;
        const int ms = value.toInt(&good);
        if (good && ms >= 0)
            m_retryMs = std::min(ms, kMostRetryMs);
    }
}

} // namespace wavetape::inspector
