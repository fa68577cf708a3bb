// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"
#include "faults/ByteLine.h"
#include "faults/FaultPlan.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>
#include <unordered_map>

namespace wavetape::channels {
struct Publication;
}
namespace wavetape::delivery {
struct Subscription;
}
namespace wavetape::metrics {
struct ThreadStats;
}

namespace wavetape::net {

struct ServerContext;

/// What a connection that asked for faults has between its queue and its socket; all others have
/// none. Publications pass it before they are queued, so that what is left out or spoilt is
/// accounted like everything else; bytes pass it behind the queue. Every fault that strikes is
/// counted, and the first of each is told in `sys.events`. The connection's I/O thread.
class FaultPath {
public:
    /// Its life begins now. `address`, `path`: as in its other events. All of it outlives this.
    FaultPath(ServerContext &context, metrics::ThreadStats &stats, uint64_t connection,
        faults::FaultRequest request, std::string address, std::string path);
    ~FaultPath();
    FaultPath(const FaultPath &) = delete;
    FaultPath &operator=(const FaultPath &) = delete;

    /// As it was asked for, for people.
    std::string label() const;

    // Messages and frames.
    /// What becomes of it.
    faults::Touch judge(
        const delivery::Subscription &subscription, const channels::Publication &publication);
    /// The frame that is sent in the place of its own: one without bytes where it is left out.
    channels::FrameRef touched(
        const delivery::Subscription &subscription, const channels::Publication &publication);
    /// Its handshake is answered otherwise.
    void noteHandshake();
    /// The client's ping is not to be answered.
    bool mutesPong();

    // Bytes.
    bool holdsBytes() const { return m_line.active(); }
    size_t heldBytes() const { return m_line.size(); }
    /// For a byte more: of its own, and of what all such connections may hold together, beyond a
    /// little that each may always.
    bool hasRoom() const { return room() > 0; }
    /// Takes bytes as Socket::send() does, as far as there is room. Returns how many.
    size_t take(std::span<const iovec> parts);
    std::string_view dueBytes() { return m_line.due(lifeNanos()); }
    void passed(size_t bytes);
    /// For how long a byte may be held, in ms: so much later an answer may come.
    uint64_t longestHoldMs() const { return m_line.longestMs(); }

    // Time.
    /// How the connection is to end now: by that close code, or, 0, without one.
    std::optional<uint16_t> takeEnding();
    /// In how many ns there is something to do; `bytes`: bytes that are due count. ~0: nothing.
    uint64_t nextInNanos(bool bytes) const;

private:
    uint64_t lifeNanos() const;
    size_t room() const;
    void note(const faults::FaultPlan::Strike &strike, std::string_view about);

    ServerContext &m_context;
    metrics::ThreadStats &m_stats;
    const uint64_t m_connection;
    const std::string m_address, m_path;
    const uint64_t m_begunNanos;
    faults::FaultPlan m_plan;
    faults::ByteLine m_line;
    std::unordered_map<uint32_t, uint64_t> m_leftOut; ///< per channel the newest
};

} // namespace wavetape::net
