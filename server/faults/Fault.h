// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/FaultType.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {

using metrics::FaultType;

inline constexpr uint64_t kNanosPerMs = 1'000'000;
/// In millionths: that is certain.
inline constexpr uint32_t kCertain = 1'000'000;
/// What is neither a time nor a number that is ever reached.
inline constexpr uint64_t kNever = ~uint64_t {0};

/// As seen from the client: what it is sent, what it sends.
enum class Direction : uint8_t { down, up };
constexpr std::string_view directionName(Direction direction)
{
    return direction == Direction::down ? "down" : "up";
}
/// The same in Toxiproxy's words.
constexpr std::string_view streamName(Direction direction)
{
    return direction == Direction::down ? "downstream" : "upstream";
}

/// Who a connection is, as far as faults are chosen by it.
struct ConnectionFacts {
    std::string name; ///< its own `as:`, else `c` and its number
    std::string user; ///< empty: nobody in particular
    std::string path; ///< without the query
    std::string transport; ///< websocket, sse, longpoll, http
    /// An administrator's, as the window's own is: hit only where its name or user is asked for.
    bool own = false;
};

/// One message, as far as faults are chosen by it.
struct MessageFacts {
    std::string_view channel; ///< empty: it is of none
    uint64_t seq = 0; ///< of a publication; else 0
    std::string_view type = kPublication; ///< else that of a reply: `ack`, `snapshot` …
    bool text = true;
    Direction direction = Direction::down;
    bool checksum = false; ///< it carries a book's

    static constexpr std::string_view kPublication = "publication";
};

/// Whom and what a fault is for; what is empty does not choose. Patterns end in `*` or are the
/// whole text.
struct Match {
    std::string connection, user, path, transport; ///< of the connection
    std::string channel,
        type; ///< of the message; without `type` a message's fault hits publications
    std::optional<Direction> direction;

    bool takes(const ConnectionFacts &connection) const;
    bool takes(const MessageFacts &message) const;
    bool operator==(const Match &) const = default;
};

/// Which of the messages that match it, and when; 0 does not choose.
struct When {
    uint64_t forMs = 0; ///< it ends so long after it began
    uint64_t afterMessages = 0; ///< so many pass it by first
    uint64_t every = 0, nth = 0; ///< of those that follow, from 1
    uint64_t count = 0; ///< so often at most
    uint64_t nextConnections = 0; ///< only so many that come from now on, each at its first request

    bool operator==(const When &) const = default;
};

/// One fault that a connection is to have. A plain value.
struct Fault {
    FaultType type = FaultType::cut;
    uint64_t afterMs
        = 0; ///< since it was asked for or the connection began; before, it does nothing
    /// By type. handshake: HTTP status. latency, stall: ms. bandwidth: bit/s. close: code. gap,
    /// duplicate, truncateJson: how many publications in a row (0: each for itself). timeout,
    /// resetPeer: ms until the end (timeout: 0: never). slicer: bytes of a piece. limitData: bytes.
    /// slowClose: ms. corrupt: bits of every KiB. fragment: bytes of a frame. reorder: how many
    /// overtake it. delay, clockSkew: ms.
    uint64_t amount = 0;
    /// How likely it hits: each message where it is one of messages, else each connection.
    uint32_t millionths = kCertain;

    uint64_t spread = 0; ///< latency: ± ms. slicer: ± bytes
    uint64_t pauseMicros = 0; ///< slicer: between two pieces
    std::string reason; ///< close: what the frame says
    uint32_t toxicity = kCertain; ///< in millionths: how likely it hits a connection at all
    Match match {};
    When when {};
    std::string name; ///< that decisions are drawn and logged for; empty: its place
    std::optional<uint64_t> seed; ///< of its own

    /// A fault of messages: what becomes of each is decided anew.
    bool touchesMessages() const
    {
        switch (type) {
        case FaultType::gap:
        case FaultType::drop:
        case FaultType::duplicate:
        case FaultType::truncateJson:
        case FaultType::fragment:
        case FaultType::badRsv:
        case FaultType::badUtf8:
        case FaultType::reorder:
        case FaultType::delay:
        case FaultType::badChecksum:
        case FaultType::clockSkew:
            return true;
        default:
            return false;
        }
    }
    /// `amount` of them in a row.
    bool touchesInARow() const
    {
        return type == FaultType::gap || type == FaultType::duplicate
            || type == FaultType::truncateJson;
    }
    bool endsConnection() const
    {
        return type == FaultType::close || type == FaultType::cut || type == FaultType::resetPeer
            || type == FaultType::halfClose;
    }
    /// Its time is that of a message, after which the connection ends.
    bool endsByMessage() const
    {
        return endsConnection()
            && (when.nth || when.every || when.afterMessages || !match.channel.empty()
                || !match.type.empty());
    }
    bool operator==(const Fault &) const = default;
};

/// What is asked for together.
struct FaultRequest {
    std::vector<Fault> faults;
    uint64_t seed = 0;
    std::string name; ///< that decisions are drawn for; empty: the connection's own

    /// Of that type; null: there is none.
    const Fault *find(FaultType type) const
    {
        for (const Fault &fault : faults) {
            if (fault.type == type)
                return &fault;
        }
        return nullptr;
    }
    bool operator==(const FaultRequest &) const = default;
};

} // namespace wavetape::faults
