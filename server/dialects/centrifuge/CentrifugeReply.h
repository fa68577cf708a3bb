// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"
#include "protocol/Command.h"
#include "protocol/StreamPosition.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// One encoder per message that the server sends in Centrifuge's JSON. Each appends one line to
/// `out`, without an end of line. Pure.
namespace wavetape::dialects::centrifuge {

/// Codes of errors and of the connection's end as its clients know them: an end from 3500 to 3999
/// is final, and so is one from 4500 to 4999.
enum class End : uint16_t {
    shutdown = 3001,
    expired = 3005,
    slow = 3008,
    noPong = 3012,
    tooManyRequests = 3013,
    invalidToken = 3500,
    badRequest = 3501,
    stale = 3502,
    inappropriateProtocol = 3506,
    permissionDenied = 3507,
    notAvailable = 3508,
    tooManyErrors = 3509,
};
/// The `code` of an error.
int codeOf(protocol::ErrorCode code);

struct Connected {
    std::string_view id, client, version, node;
    uint64_t pingS = 0;
    std::optional<uint64_t> ttlS; ///< the token is to be replaced after so many seconds
};
void appendConnected(std::string &out, const Connected &connected);
void appendRefreshed(
    std::string &out, std::string_view id, std::string_view client, std::optional<uint64_t> ttlS);

struct Subscribed {
    std::string_view id;
    std::string_view epoch;
    uint64_t seq = 0; ///< where it goes on: that of the position given, where recovered
    bool recoverable = false;
    bool recovered = false, wasRecovering = false;
    std::string_view snapshot; ///< JSON; empty: none
    std::span<const channels::PublicationRef> missed;
};
void appendSubscribed(std::string &out, const Subscribed &subscribed);
/// The reply of a command that says no more than that it is done: `unsubscribe`, `publish`.
void appendDone(std::string &out, std::string_view id, std::string_view method);
void appendHistory(std::string &out, std::string_view id, const protocol::StreamPosition &position,
    std::span<const channels::PublicationRef> publications);
void appendPresence(std::string &out, std::string_view id, std::span<const std::string> sessions);
void appendPresenceStats(std::string &out, std::string_view id, uint64_t clients);
void appendError(std::string &out, const protocol::CommandError &error);

/// Nothing more comes of the channel; its client subscribes again, from where it is.
void appendInsufficientState(std::string &out, std::string_view channel);
/// A publication that is no shared one: the newest of a channel whose last one is its snapshot.
void appendPush(std::string &out, std::string_view channel, std::string_view dataJson);

/// JSON without line ends, which part the commands and replies of a message: a publication's very
/// bytes may have them between its tokens.
void appendOnOneLine(std::string &out, std::string_view json);

} // namespace wavetape::dialects::centrifuge
