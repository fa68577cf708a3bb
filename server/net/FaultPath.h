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
#include <vector>

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
        faults::FaultRequest request, faults::ConnectionFacts facts, std::string address,
        std::string path);
    ~FaultPath();
    FaultPath(const FaultPath &) = delete;
    FaultPath &operator=(const FaultPath &) = delete;

    /// As it was asked for, for people.
    std::string label() const;
    const faults::ConnectionFacts &connection() const { return m_plan.connection(); }
    /// Puts these in the place of those that others had for it.
    void setShared(std::span<const faults::Fault> faults);
    /// There is nothing that could happen, and nothing held.
    bool idle() const
    {
        return m_plan.idle() && !m_line.active() && !m_incoming.active() && m_waiting.empty();
    }

    // Messages and frames.
    /// What becomes of it.
    faults::Touch judge(
        const delivery::Subscription &subscription, const channels::Publication &publication);
    /// The frame that is sent in the place of its own: one without bytes where it is left out.
    channels::FrameRef touched(
        const delivery::Subscription &subscription, const channels::Publication &publication);
    /// What becomes of `frame` where it is one message still: spoilt, or in other frames, as the
    /// message that was judged last.
    channels::FrameRef changed(const channels::EncodedFrame &frame, faults::Touch touch) const;
    /// Messages that were held back and whose time has come; what they were held for may be gone.
    std::vector<channels::FrameRef> dueMessages();
    /// The frames that are sent in the place of one that is of no channel.
    std::vector<channels::FrameRef> touched(channels::FrameRef frame);
    /// The connection ends with the message that passed last.
    bool endsNow() const { return m_plan.endsNow(); }
    /// The status by which its handshake is answered; 0: as it should be.
    int handshakeStatus();
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

    // What the client sends.
    bool holdsIncoming() const { return m_incoming.active(); }
    /// Nothing more is to be read for now.
    bool incomingFull() const;
    void takeIncoming(std::string_view bytes);
    /// What its session may have now; `all`: whatever the time.
    std::string dueIncoming(bool all);
    /// In how many ns it may have more; ~0: nothing waits.
    uint64_t incomingInNanos() const;

    // Time.
    /// How the connection is to end now: by that close code, or, 0, without one.
    struct Ending {
        uint16_t code = 0;
        std::string reason;
        bool quiet = false; ///< by the end of its bytes, not by a reset
        bool half = false; ///< on the server's side alone
    };
    std::optional<Ending> takeEnding();
    /// For how long its end, decided on just now, is put off; 0: not at all.
    uint64_t endInNanos();
    /// In how many ns there is something to do; `bytes`: bytes that are due count. ~0: nothing.
    uint64_t nextInNanos(bool bytes) const;

private:
    uint64_t lifeNanos() const;
    size_t room() const;
    bool hold(const channels::EncodedFrame &frame, uint32_t channelId, faults::Touch touch);
    channels::FrameRef withOvertaken(channels::FrameRef frame, uint32_t channelId);
    void note(const faults::FaultPlan::Strike &strike, std::string_view about,
        std::string_view channel = {});

    ServerContext &m_context;
    metrics::ThreadStats &m_stats;
    const uint64_t m_connection;
    const std::string m_address, m_path;
    const uint64_t m_begunNanos;
    faults::FaultPlan m_plan;
    faults::ByteLine m_line, m_incoming;
    bool m_exhausted = false; ///< and that is told
    uint64_t m_endNanos = faults::kNever; ///< when its end, put off, may come
    std::unordered_map<uint32_t, uint64_t> m_leftOut; ///< per channel the newest
    /// A message that others overtake.
    struct Waiting {
        std::string bytes;
        uint64_t dueNanos; ///< at the latest
        uint64_t overtaking; ///< so many more of its channel come before it; 0: its time counts
        uint32_t channelId;
    };
    std::vector<Waiting> m_waiting;
    uint64_t m_amount = 0; ///< of the strike that was judged last
};

} // namespace wavetape::net
