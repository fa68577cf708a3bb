// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <sys/types.h>

namespace wavetape::scenario {

/// The Redis of a scenario with several nodes: a process `redis-server` of the run's own, on a
/// socket in a folder of its own, which keeps nothing. Ends with the thread that started it. One
/// thread.
class OwnBroker {
public:
    OwnBroker() = default;
    /// Ends it, and nothing is left.
    ~OwnBroker();
    OwnBroker(const OwnBroker &) = delete;
    OwnBroker &operator=(const OwnBroker &) = delete;

    /// Starts it and waits for it; empty, or what went wrong, without a full stop.
    std::string start();
    /// `redis+unix://…`, as `cluster.broker`.
    std::string url() const { return "redis+unix://" + m_folder + "/socket"; }
    /// As `cluster.key_file`.
    std::string keyFile() const { return m_folder + "/key"; }

private:
    std::string writeKey() const;
    bool answers() const;

    std::string m_folder; ///< empty: not started
    pid_t m_process = -1;
};

} // namespace wavetape::scenario
