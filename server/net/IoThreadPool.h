// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/IoThread.h"

#include <memory>
#include <vector>

namespace wavetape::net {

/// The I/O threads of a server.
class IoThreadPool {
public:
    /// Makes `count` threads and registers them with the hub; none runs yet.
    void create(ServerContext &context, unsigned count);
    void start();
    /// `reset`: as IoThread::stop().
    void stop(bool reset);

    IoThread &leastLoaded();
    const std::vector<std::unique_ptr<IoThread>> &threads() const { return m_threads; }
    /// The sum of what waits in all queues, as of each thread's last turn: a frame counts in every
    /// queue that it waits in.
    uint64_t queuedBytes() const;

private:
    std::vector<std::unique_ptr<IoThread>> m_threads;
};

} // namespace wavetape::net
