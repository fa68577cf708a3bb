// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace wavetape::process {

/// Listening TCP sockets that a service manager opened for us (sd_listen_fds(3)), so that nobody is
/// turned away while the program starts anew. Descriptors are the caller's.
struct InheritedSockets {
    std::vector<int> plain;
    std::vector<int> secure; ///< those named `tls` (FileDescriptorName=)

    bool empty() const { return plain.empty() && secure.empty(); }
};

/// What `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` say; empty where they are another
/// process's. Takes the variables out of the environment and marks the descriptors close-on-exec.
/// The error names a descriptor that is no listening TCP socket. Once, before the first thread.
tl::expected<InheritedSockets, std::string> takeInheritedSockets();

} // namespace wavetape::process
