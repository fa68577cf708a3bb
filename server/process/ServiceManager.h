// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace wavetape::process {

/// Tells the service manager how we are (sd_notify(3)): datagrams to `NOTIFY_SOCKET`. Does nothing
/// where there is none, and never waits. One thread.
class ServiceManager {
public:
    /// Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment.
    ServiceManager();
    ~ServiceManager();
    ServiceManager(const ServiceManager &) = delete;
    ServiceManager &operator=(const ServiceManager &) = delete;

    /// `status`: one line for `systemctl status`.
    void ready(std::string_view status);
    /// Until ready() is called again.
    void reloading();
    void stopping();
    /// Not called for two intervals, we are killed and started anew.
    void alive();
    /// How often alive() is to be called: half of what is allowed; 0: nobody watches.
    std::chrono::milliseconds interval() const { return m_interval; }

private:
    void tell(std::string_view state);

    std::string m_path;
    int m_socket = -1;
    std::chrono::milliseconds m_interval {0};
};

} // namespace wavetape::process
