// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::protocol {

// What an administrator is told of one connection (protocol.md, Channels and `admin`).

/// Of one subscription.
struct SubscriptionDetails {
    std::string channel, policy;
    double maxRate = 0; ///< 0: none
    uint64_t delivered = 0, conflated = 0, dropped = 0, lastSeq = 0, startSeq = 0;
};

/// What was recorded of a connection since its handshake.
struct RecordedDetails {
    const std::string &request, &response; ///< header blocks
    int64_t openedAtMs; ///< since 1970
    double handshakeMs;
    const std::vector<uint64_t> &queueHistory; ///< bytes
    const std::vector<double> &rttHistory; ///< ms
};

/// The answer to the action `details`. `recorded`: null where nothing is.
void appendDetails(std::string &out, const AdminCommand &command, const RecordedDetails *recorded,
    const std::vector<SubscriptionDetails> &subscriptions);

/// One frame as it was on the wire (RFC 6455 5.2), for `sys.frames`.
struct FrameCopy {
    int64_t timeMicros; ///< since 1970
    bool incoming;
    bool fin;
    uint8_t rsv; ///< three bits
    uint8_t opcode;
    bool masked;
    std::string_view key, header; ///< bytes; the key of a masked one
    uint64_t bytes; ///< of the payload
    bool hidden; ///< its payload is a secret
    std::string_view payload; ///< the beginning
    uint64_t skipped; ///< frames before it that are not told
};
void appendFrameCopy(std::string &out, const FrameCopy &frame);
/// The first on `sys.frames` where whole frames were asked for. `recorded`: null where the
/// handshake is not.
void appendFramesBegin(std::string &out, int64_t timeMicros, const RecordedDetails *recorded);
/// The last on `sys.frames`.
void appendFramesEnd(std::string &out, std::string_view why, uint64_t skipped);

} // namespace wavetape::protocol
