// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThread>

namespace wavetape::lab {

// Something on the way that means well: a relay on loopback with the manners of real proxies, in a
// thread of its own. Bytes are never changed, but for the one header that it may forget. Any
// thread; the destructor cuts what runs.
class MiddleBox {
public:
    // An answer is held until so much of it is there, or all: nginx's buffer (proxy_buffer_size).
    static constexpr qsizetype kBuffer = 4096;
    static constexpr int kMostConnections = 64;

    struct Manner {
        bool holdsAnswers = false; // but those that say X-Accel-Buffering: no
        bool forgetsHeader = false; // that one, before it looks
        int idleMs = 0; // without a byte either way: cut, or 504 where an answer is due; 0: never
        int deafAfterMs
            = 0; // of a connection: what its client sends from then on is lost; 0: never
    };

    MiddleBox(const QString &host, quint16 port, const Manner &manner);
    ~MiddleBox();

    quint16 port() const { return m_port; } // of 127.0.0.1; 0: none could be had

private:
    QThread m_thread;
    quint16 m_port = 0;
};

} // namespace wavetape::lab
