// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace wavetape::dialects::centrifuge {

struct Connect {
    protocol::RequestId id;
    std::string token; ///< empty: none
};
struct Refresh {
    protocol::RequestId id;
    std::string token;
};
struct Subscribe {
    protocol::SubscribeCommand command; ///< one channel; `since` where it asks to recover
    bool recovers = false;
    bool onlyRecovered = false; ///< flag 2: what cannot be recovered is error 112
};
struct History {
    protocol::RequestId id;
    std::string channel;
    std::optional<protocol::StreamPosition> since;
    int64_t limit = 0; ///< 0: the position alone; below: as many as one answer may have
    bool reverse = false;
};
struct PresenceStats {
    protocol::RequestId id;
    std::string channel;
};
/// The empty object: the answer to the server's own.
struct Pong { };
/// `send`: a message for the server's program, which is not answered.
struct Send { };
/// A command of the protocol's first version: its client knows no other.
struct FirstVersion { };

using Request = std::variant<Connect, Refresh, Subscribe, protocol::UnsubscribeCommand,
    protocol::PublishCommand, History, protocol::PresenceCommand, PresenceStats, Pong, Send,
    FirstVersion>;

/// What a line cannot be: an error to be answered, or, where it names no request that an answer
/// could be for, the end.
struct Refusal {
    protocol::CommandError error; ///< without an id: nothing can be answered
};

/// Turns one line of a message into a request of ours. `line` is valid JSON; views in the result
/// are into it. Pure. (Protocol: centrifugal/protocol, definitions/client.proto, in its JSON form.)
tl::expected<Request, Refusal> readRequest(std::string_view line);

} // namespace wavetape::dialects::centrifuge
