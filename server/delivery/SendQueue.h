// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"
#include "delivery/Outlet.h"
#include "delivery/SendNodePool.h"
#include "delivery/Subscription.h"
#include "metrics/Lane.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <sys/uio.h>
#include <utility>
#include <vector>

namespace wavetape::delivery {

/// What waits for one connection's socket: HTTP answers in order, then a control lane that
/// overtakes, and data in order, to which each subscription's policy applies while the reader is
/// behind (backpressure.md). What the reader asked for (replies, snapshots, replays) is pulled in
/// as it reads and makes no room for itself: neither trimmed nor counted when others are. One
/// thread; owns its nodes. No I/O.
class SendQueue {
public:
    struct Marks {
        uint64_t low, high, hard; ///< bytes
    };
    /// Frames below this are cheaper to copy together than to gather (tests/bench/README.md).
    static constexpr size_t kCopyBelow = 4096;
    enum class Verdict { queued, overflow };

    struct Sent {
        uint64_t messages = 0; ///< data frames whose last byte went out; no HTTP answers
        int64_t oldestPublishedNanos = 0; ///< among them; 0: none
        std::array<uint32_t, 3> headers {}; ///< of 2, 4 and 10 bytes
    };

    /// Counts what was lost, over all subscriptions.
    struct Losses {
        uint64_t dropped = 0, conflated = 0, notices = 0, unexplainedGaps = 0;
        metrics::LaneCounts droppedByLane {}; ///< their sum is `dropped`
    };

    ~SendQueue();

    void pushControl(SendNodePool &pool, channels::FrameRef frame);
    /// `replace`: a pong that still waits gives way, so that at most one answers the newest ping
    /// (RFC 6455 5.5.3).
    void pushPong(SendNodePool &pool, channels::FrameRef frame, bool replace);
    void pushReply(SendNodePool &pool, channels::FrameRef frame, uint64_t nowMs);
    /// `behind`: the socket took less than it was given, so the policy applies. `overflow`: the
    /// hard mark would be passed.
    Verdict pushPublication(SendNodePool &pool, Subscription &subscription,
        const channels::Publication &publication, bool behind, const Marks &marks, uint64_t nowMs);

    /// The same, with `frame` sent in the place of its own; one without bytes is not sent, but
    /// accounted as if it were.
    Verdict pushTouched(SendNodePool &pool, Subscription &subscription,
        const channels::Publication &publication, const channels::FrameRef &frame, bool behind,
        const Marks &marks, uint64_t nowMs);

    /// Tells, behind what waits of `subscription`, that the publications `from` to `to` are lost;
    /// the caller counts them. `frame`: the notice itself.
    void pushLoss(SendNodePool &pool, Subscription &subscription, uint64_t from, uint64_t to,
        channels::FrameRef frame, uint64_t nowMs);

    /// Counts publications that were lost before they were queued.
    void countLoss(Subscription &subscription, Loss loss, uint64_t count);

    /// `count` publications went out past the empty queue.
    void countRun(Subscription &subscription, uint64_t firstSeq, uint64_t lastSeq, uint64_t count);

    /// Collects at least one and about `budget` bytes to send: what is smaller than `copyBelow`
    /// copied into `scratch` as long as that has room, larger frames where they lie. Returns the
    /// number of parts put into `parts`.
    size_t gather(size_t budget, std::span<char> scratch, std::span<iovec> parts, size_t &total,
        size_t copyBelow = kCopyBelow);
    /// The first `bytes` of what gather() gave were taken.
    Sent consume(SendNodePool &pool, uint64_t bytes);

    /// Forgets what waits of `subscription`, counting it as dropped, without a notice: the caller
    /// tells of the loss. Returns the first number that was lost.
    uint64_t dropAll(SendNodePool &pool, Subscription &subscription);
    /// Forgets all data whose first byte has not been sent, replies too, but HTTP answers.
    void discardData(SendNodePool &pool);
    /// The policy of one of its subscriptions is another now.
    void policyChanged();
    /// `subscription` ends: what waits of it stays in order, but is no longer its own.
    void detach(Subscription &subscription);
    void clear(SendNodePool &pool);

    bool empty() const { return !m_head && !m_controlHead; }
    uint64_t bytes() const { return m_bytes; }
    /// Bytes to come of the one frame that is partly out.
    uint64_t unsentOfStarted() const;
    uint32_t messages() const { return m_messages; }
    uint64_t oldestQueuedMs() const { return m_head ? m_head->queuedMs : 0; }
    /// Has a subscription that resyncs lost something since the last call?
    bool takeResyncWanted() { return std::exchange(m_resyncWanted, false); }
    Losses losses() const { return m_behind ? m_behind->losses : Losses {}; }
    bool everFellBehind() const { return m_behind != nullptr; }
    /// What losses() has gained since the last call.
    Losses takeLosses();

private:
    /// What only a reader that fell behind needs.
    struct Behind {
        Losses losses;
        Losses taken; ///< of them, by takeLosses()
        /// Per lane, and for all lanes together: nothing before it may be dropped, so trim() does
        /// not look there again.
        std::array<SendNode *, metrics::kLanes + 1> droppable {};
    };

    /// What the marks of the policies are about.
    uint64_t feedBytes() const { return m_bytes - m_pulledBytes; }
    void resize(const SendNode *node, int64_t bytes);
    SendNode *append(SendNodePool &pool, channels::FrameRef frame, uint64_t nowMs);
    void unlink(SendNode *node);
    void linkToSubscription(SendNode *node, Subscription &subscription);
    void unlinkFromSubscription(SendNode *node);
    bool untouched(const SendNode *node) const { return node != m_head || m_headSent == 0; }
    bool conflate(Subscription &subscription, const channels::Publication &publication,
        const channels::FrameRef &frame);
    void trim(SendNodePool &pool, uint64_t mark, protocol::Policy policy);
    void drop(SendNodePool &pool, SendNode *node);
    void encodeNotice(SendNode *node);
    void writePrefix(SendNode *node, bool first);
    void writePrefixes();
    void discard(SendNode *node);
    void pop(SendNodePool &pool, Sent &sent);
    Behind &behind();
    Losses &lose() { return behind().losses; }
    void countDropped(Subscription &subscription, uint64_t count);

    SendNode *m_head = nullptr;
    SendNode *m_tail = nullptr;
    SendNode *m_controlHead = nullptr;
    SendNode *m_controlTail = nullptr;
    uint64_t m_bytes = 0;
    uint64_t m_pulledBytes = 0; ///< of them: what the reader asked for
    uint32_t m_messages = 0;
    bool m_resyncWanted = false;
    uint32_t m_headSent = 0; ///< bytes of m_head that are out
    uint32_t m_controlSent = 0;
    std::unique_ptr<Behind> m_behind; ///< null: nothing was ever lost, as with nearly all
};

} // namespace wavetape::delivery
