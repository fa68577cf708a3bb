// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace wavetape::inspector {

// Reads text/event-stream as the HTML standard interprets it (section 9.2.6), however its bytes are
// split. One thread at a time.
class EventStream {
public:
    struct Event {
        QByteArray type; // empty: "message"
        QByteArray data; // its lines, joined
        QByteArray id; // the last that was given, also by an event before
        qsizetype dataBytes = 0; // of the values of data as they travelled
        qsizetype wireBytes = 0; // of the whole block, comments in it included
    };
    static constexpr qsizetype kMost = 16 << 20; // bytes of one block

    // Calls back for every block with data. False: a block is beyond kMost, and nothing more is
    // read.
    bool feed(const QByteArray &bytes, const std::function<void(const Event &)> &onEvent);
    // A new connection: what was not whole is forgotten; the id stays.
    void restart();
    const QByteArray &lastId() const { return m_id; }
    // That the server asked for before the next connection; -1: it did not.
    int retryMs() const { return m_retryMs; }

private:
    void takeLine(const QByteArray &line, const std::function<void(const Event &)> &onEvent);

    QByteArray m_rest;
    QByteArray m_id;
    Event m_event;
    int m_retryMs = -1;
    bool m_afterReturn = false, m_first = true, m_hasData = false;
};

} // namespace wavetape::inspector
