// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::scenario {

enum class Opcode : std::uint8_t {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

/// One final frame from a client, masked (RFC 6455 5.2, 5.3). The key is never 0: some servers skip
/// unmasking then.
std::string clientFrame(Opcode opcode, std::string_view payload);

} // namespace wavetape::scenario
