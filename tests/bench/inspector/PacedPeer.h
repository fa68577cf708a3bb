// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace wavetape::bench {

// A WebSocket server of the least kind for one client: upgrades it, sends numbered text messages at
// a rate, closes with 1000. A thread of its own; the destructor waits for it.
class PacedPeer {
public:
    // `perSecond` 0: as fast as the client takes them.
    PacedPeer(uint64_t messages, uint64_t perSecond, unsigned payloadBytes);
    ~PacedPeer();

    uint16_t port() const { return m_port; }
    uint64_t sent() const { return m_sent; }
    bool over() const { return m_over; }
    double seconds() const { return m_seconds; } // of sending

private:
    void run();

    const uint64_t m_messages, m_perSecond;
    const unsigned m_payloadBytes;
    int m_listener = -1;
    uint16_t m_port = 0;
    std::atomic<uint64_t> m_sent {0};
    std::atomic<bool> m_over {false};
    std::atomic<double> m_seconds {0};
    std::thread m_thread;
};

} // namespace wavetape::bench
