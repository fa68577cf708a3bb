// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <utility>

namespace wavetape::inspector {

// The body of an HTTP/1.1 answer as its head says it is framed (RFC 9112 section 6.3): by
// Transfer-Encoding: chunked, by Content-Length, or by the end of the connection. Keeps at most
// `most` bytes that were not taken.
class AnswerBody {
public:
    static constexpr qsizetype kMost = 64 * 1024;

    AnswerBody() = default;
    explicit AnswerBody(const QByteArray &head, qsizetype most = kMost);

    // Bytes as they came; what lies beyond the body is left alone.
    void feed(const QByteArray &bytes);
    // Nothing of it is missing, or no more is wanted.
    bool isWhole() const { return m_whole; }
    const QByteArray &bytes() const { return m_bytes; }
    // What has come of it since the last time: of a body without an end.
    QByteArray take() { return std::exchange(m_bytes, {}); }

private:
    enum class Framing { Length, Chunked, UntilClose };

    void unchunk();

    qsizetype m_most = kMost;
    Framing m_framing = Framing::UntilClose;
    qint64 m_left = -1;
    bool m_whole = false;
    QByteArray m_raw; // of chunks, not yet read
    QByteArray m_bytes;
};

// A field of a head, "" where there is none; the first of several. `name` in lower case.
QByteArray headerField(const QByteArray &head, const QByteArray &name);

} // namespace wavetape::inspector
