// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <tl/expected.hpp>

#include <string>

namespace wavetape::faults {
class FaultBoard;
}

namespace wavetape::sessions {

/// What an administrator asks of faults: those on the server's own doors (`fault`, `heal`,
/// `faults`), and the proxies that lead to foreign servers with what stands still there (`proxies`,
/// `proxy`, `remove-proxy`, `hold`, `let-go`). `board`: null where the server has none. Returns the
/// answer as JSON, empty where it is done and there is nothing to say. Any thread.
tl::expected<std::string, protocol::CommandError> actOnFaults(
    faults::FaultBoard *board, const protocol::AdminCommand &command);

} // namespace wavetape::sessions
