// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/InheritedSockets.h"

#include "process/Environment.h"

#include <algorithm>
#include <fcntl.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::process {

namespace {

constexpr int kFirst = 3; // SD_LISTEN_FDS_START
constexpr uint64_t kMost = 64;

int option(int descriptor, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

bool isListeningTcp(int descriptor)
{
    const int domain = option(descriptor, SO_DOMAIN);
    return (domain == AF_INET || domain == AF_INET6) && option(descriptor, SO_TYPE) == SOCK_STREAM
        && option(descriptor, SO_ACCEPTCONN) == 1;
}

} // namespace

tl::expected<InheritedSockets, std::string> takeInheritedSockets()
{
    const std::string pid = takeVariable("LISTEN_PID");
    const std::string count = takeVariable("LISTEN_FDS");
    const std::string names = takeVariable("LISTEN_FDNAMES");
    InheritedSockets sockets;
    if (wholeNumber(pid) != static_cast<uint64_t>(::getpid()))
        return sockets;
    const uint64_t given = wholeNumber(count).value_or(kMost + 1);
    if (given > kMost)
        return tl::unexpected("LISTEN_FDS: '" + count + "' is no number of sockets");
    std::string_view rest = names;
    for (int descriptor = kFirst; descriptor < kFirst + static_cast<int>(given); ++descriptor) {
        const std::string_view name = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (!isListeningTcp(descriptor))
            return tl::unexpected("the service manager's socket " + std::to_string(descriptor)
                + " '" + std::string(name) + "' is no listening TCP socket");
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
        (name == "tls" ? sockets.secure : sockets.plain).push_back(descriptor);
    }
    return sockets;
}

} // namespace wavetape::process
