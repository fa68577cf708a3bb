// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/Lane.h"
#include "metrics/Transport.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::net {

/// One connection as monitoring sees it: a copy, made on the connection's I/O thread.
struct ConnectionRow {
    uint64_t id = 0;
    std::string address, path, dialect, origin, agent, user, state, lag, policy;
    std::string keptBy; ///< Dossier::keptBy
    std::string faults; ///< that it asked for; empty: none
    std::optional<double> rttMs, lagMs;
    std::optional<uint64_t> bufferedAmount;
    uint64_t bytesOut = 0, bytesIn = 0, messagesOut = 0, messagesIn = 0;
    uint64_t queueBytes = 0, queueMessages = 0, oldestMs = 0;
    uint64_t dropped = 0, conflated = 0, laggedNotices = 0, channels = 0;
    metrics::LaneCounts droppedByLane {};
    uint64_t sinceMs = 0;
    std::optional<uint64_t> closingMs; ///< since the close began
    uint64_t readPauses = 0; ///< how often nothing was read from it until its queue had room
    bool readPaused = false; ///< now
    metrics::Transport transport = metrics::Transport::http;
    bool administrator = false; ///< may do everything here, as the window's own may
    bool tls = false; ///< bytes are those within TLS
};

/// Something that happened to a connection: what `sys.events` tells.
struct ConnectionEvent {
    enum class Kind : uint8_t { open, close, refused, fault };
    Kind kind = Kind::open;
    uint64_t id = 0;
    std::string address, path;
    uint16_t code = 0; ///< close code or HTTP status
    std::string reason;
    std::string by; ///< client, server, network
    bool clean = false;
    uint64_t durationMs = 0; ///< of all three phases
    std::optional<double> openingMs; ///< until the handshake was answered, where it is remembered
    std::optional<uint64_t> closingMs; ///< from the close's begin; nothing where none was begun
};

} // namespace wavetape::net
