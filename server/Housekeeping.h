// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "NodeOrders.h"
#include "Revocations.h"
#include "monitoring/MemoryReturn.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace wavetape {

namespace net {
struct ServerContext;
}

/// What must be done now and then though nobody asks for it: presence is told, history and sessions
/// that are too old end, what other nodes revoke and order is done here too, channels that nobody
/// needs go, memory goes back. Once a second, on a thread of its own.
class Housekeeping {
public:
    /// `context` must outlive this.
    explicit Housekeeping(net::ServerContext &context);
    /// stop()
    ~Housekeeping();
    Housekeeping(const Housekeeping &) = delete;
    Housekeeping &operator=(const Housekeeping &) = delete;

    void start();
    /// Before the I/O threads stop.
    void stop();

    /// NodeOrders::drain(), where there are other nodes. Any thread.
    void drainNode(const std::string &node, NodeOrders::Done done);

private:
    void run();
    void turn();
    void lookAtMemory();

    net::ServerContext &m_context;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    monitoring::MemoryReturn m_memory;
    std::unique_ptr<Revocations> m_revocations; ///< null: there is no other node; so the next one
    std::unique_ptr<NodeOrders> m_orders; ///< set once, under m_mutex
};

} // namespace wavetape
