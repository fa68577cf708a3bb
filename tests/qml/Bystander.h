// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QThread>

#include <atomic>
#include <memory>

class QWebSocket;

namespace wavetape::tests {

// Another client of the server, in a thread of its own: reads a wave and keeps count. Every member
// function belongs to the thread that made it; the figures may be read from any.
class Bystander {
public:
    explicit Bystander(quint16 port);
    ~Bystander();

    int blocks() const { return m_blocks; }
    // Blocks that are missing by their numbers.
    quint64 missing() const { return m_missing; }
    // The longest time without a block, in ms, since the last call.
    int takeLongestSilence() { return m_silence.exchange(0); }
    bool connected() const { return m_connected; }

private:
    void receive(const QByteArray &block);

    QThread m_thread;
    QWebSocket *m_socket; // of m_thread
    QElapsedTimer m_sinceBlock;
    quint64 m_seq = 0;
    std::atomic<int> m_blocks = 0, m_silence = 0;
    std::atomic<quint64> m_missing = 0;
    std::atomic<bool> m_connected = false;
};

} // namespace wavetape::tests
