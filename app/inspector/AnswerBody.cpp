// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/AnswerBody.h"

#include <QList>

#include <algorithm>

namespace wavetape::inspector {

namespace {
constexpr qsizetype kMostChunkLine = 1024;
}

QByteArray headerField(const QByteArray &head, const QByteArray &name)
{
    const QByteArray wanted = "\r\n" + name + ':';
    const qsizetype at = head.toLower().indexOf(wanted);
    if (at < 0)
        return {};
    const qsizetype from = at + wanted.size();
    return head.mid(from, head.indexOf("\r\n", from) - from).trimmed();
}

AnswerBody::AnswerBody(const QByteArray &head, qsizetype most)
    : m_most(most)
{
    if (headerField(head, "transfer-encoding").toLower().endsWith("chunked")) {
        m_framing = Framing::Chunked;
    } else if (const QByteArray length = headerField(head, "content-length"); !length.isEmpty()) {
        m_framing = Framing::Length;
        m_left = std::max(0LL, length.toLongLong());
        m_whole = m_left == 0;
    }
}

void AnswerBody::feed(const QByteArray &bytes)
{
    if (m_whole)
        return;
    switch (m_framing) {
    case Framing::Chunked:
        m_raw += bytes;
        unchunk();
        break;
    case Framing::Length: {
        const QByteArray part = bytes.left(m_left);
        m_left -= part.size();
        m_bytes += part;
        m_whole = m_left == 0;
        break;
    }
    case Framing::UntilClose:
        m_bytes += bytes;
        break;
    }
    if (m_bytes.size() >= m_most || m_raw.size() >= m_most) {
        m_bytes.truncate(m_most);
        m_whole = true;
    }
}

void AnswerBody::unchunk()
{
    for (;;) {
        const qsizetype end = m_raw.indexOf("\r\n");
        if (end < 0 || end > kMostChunkLine) {
            m_whole = end > kMostChunkLine || m_raw.size() > kMostChunkLine;
            return;
        }
        bool good = false;
        const qint64 size = m_raw.left(end).split(';').front().trimmed().toLongLong(&good, 16);
        if (!good || size <= 0 || size > m_most) {
            m_whole = true; // the last chunk, or none that can be read
            return;
        }
        if (m_raw.size() < end + 2 + size + 2)
            return;
        m_bytes += m_raw.mid(end + 2, size);
        m_raw.remove(0, end + 2 + size + 2);
    }
}

} // namespace wavetape::inspector
