// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::net {

/// One connection as monitoring sees it: a copy, made on the connection's I/O thread.
struct ConnectionRow {
    uint64_t id = 0;
    std::string address, path, dialect, origin, agent, user, state, lag, policy;
    std::optional<double> rttMs, lagMs;
    std::optional<uint64_t> bufferedAmount;
    uint64_t bytesOut = 0, bytesIn = 0, messagesOut = 0, messagesIn = 0;
    uint64_t queueBytes = 0, queueMessages = 0, oldestMs = 0;
    uint64_t dropped = 0, conflated = 0, laggedNotices = 0, channels = 0;
    uint64_t sinceMs = 0;
    bool webSocket = false;
};

/// Something that happened to a connection: what `sys.events` tells.
struct ConnectionEvent {
    enum class Kind : uint8_t { open, close, refused, limit };
    Kind kind = Kind::open;
    uint64_t id = 0;
    std::string address, path;
    uint16_t code = 0; ///< close code or HTTP status
    std::string reason;
    std::string by; ///< client, server, network
    bool clean = false;
    uint64_t durationMs = 0;
};

struct SubscriptionRow {
    std::string channel, policy;
    double maxRate = 0;
    uint64_t delivered = 0, conflated = 0, dropped = 0, lastSeq = 0, startSeq = 0;
};

/// The detail of one connection. Handshake and history are there only while its dossier is kept.
struct ConnectionDetails {
    uint64_t id = 0;
    std::optional<std::string> request, response;
    int64_t openedAtMs = 0;
    double handshakeMs = 0;
    std::vector<SubscriptionRow> subscriptions;
    std::vector<uint64_t> queueHistory;
    std::vector<double> rttHistory;
};

} // namespace wavetape::net
