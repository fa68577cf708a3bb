// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/ServiceManager.h"

#include "process/Environment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace wavetape::process {

namespace {

uint64_t monotonicMicroseconds()
{
    timespec now {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000
        + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

} // namespace

ServiceManager::ServiceManager()
    : m_path(takeVariable("NOTIFY_SOCKET"))
{
    const uint64_t watchdog = wholeNumber(takeVariable("WATCHDOG_USEC")).value_or(0);
    const std::string pid = takeVariable("WATCHDOG_PID");
    const bool named = m_path.size() > 1 && (m_path[0] == '/' || m_path[0] == '@')
        && m_path.size() < sizeof(sockaddr_un::sun_path);
    if (!named)
        return;
    m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (watchdog > 0 && (pid.empty() || wholeNumber(pid) == static_cast<uint64_t>(::getpid())))
        m_interval = std::chrono::milliseconds(std::max<uint64_t>(1, watchdog / 2000));
}

ServiceManager::~ServiceManager()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

void ServiceManager::tell(std::string_view state)
{
    if (m_socket < 0)
        return;
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, m_path.data(), m_path.size());
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0'; // the abstract namespace
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_path.size());
    // What cannot be told is no reason not to serve.
    (void)::sendto(m_socket, state.data(), state.size(), MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr *>(&address), size);
}

void ServiceManager::ready(std::string_view status)
{
    tell("READY=1\nSTATUS=" + std::string(status));
}

void ServiceManager::reloading()
{
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonicMicroseconds()));
}

void ServiceManager::stopping()
{
    tell("STOPPING=1\nSTATUS=telling everybody to come back");
}

void ServiceManager::alive()
{
    tell("WATCHDOG=1");
}

} // namespace wavetape::process
