// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/FanOut.h"
#include "delivery/Loop.h"
#include "delivery/RateGate.h"
#include "delivery/SendQueue.h"
#include "metrics/ThreadStats.h"
#include "net/Doorway.h"
#include "net/Dossier.h"
#include "net/FaultAlarm.h"
#include "net/FrameTap.h"
#include "net/PeerAddress.h"
#include "net/Poller.h"
#include "net/TimerWheel.h"
#include "net/TlsContext.h"
#include "net/WorkShare.h"
#include "protocol/Command.h"
#include "security/AddressLimiter.h"

#include <uv.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace wavetape::net {

class Connection;
class Sender;
struct ServerContext;

/// One event loop with the connections it owns and its share of every channel's subscribers.
/// Nothing here is locked per client: other threads hand over immutable publications, sockets and
/// tasks through one inbox (FanOut). What a thread that cannot keep up is sent beyond the inbox's
/// room is not queued: its subscribers go on from the channel's history, and what that no longer
/// holds is announced as lost.
///
/// A turn: go on with connections that were cut short, wait for sockets and timers, take the inbox,
/// then give each connection that was touched one write. Every connection has its share of each
/// turn (WorkShare), so that the others get theirs.
class IoThread final : public delivery::Loop {
public:
    /// `threads`: how many there will be.
    IoThread(ServerContext &context, unsigned index, unsigned threads);
    ~IoThread();
    IoThread(const IoThread &) = delete;
    IoThread &operator=(const IoThread &) = delete;

    void start();
    /// Ends the loop after aborting what is still connected, by resets where `reset`; joins. Any
    /// thread but this one.
    void stop(bool reset);

    // Any thread.
    /// Runs on this thread, after what was left in its inbox before.
    void post(std::function<void()> task) { m_fanOut.post(std::move(task)); }
    void adopt(int descriptor, const PeerAddress &peer, const Doorway &door);
    unsigned index() const { return m_index; }
    const metrics::ThreadStats &stats() const { return m_stats; }
    /// Connections it owns or was handed.
    int64_t load() const { return m_load.load(std::memory_order_relaxed); }

    bool isCurrent() const override
    {
        return m_threadId.load(std::memory_order_relaxed) == std::this_thread::get_id();
    }
    void wakeUp() override { uv_async_send(&m_wakeUp); }
    bool stopRequested() const override { return m_stopRequested.load(std::memory_order_relaxed); }

    // This thread only.
    ServerContext &context() { return m_context; }
    uv_loop_t *loop() { return &m_loop; }
    const WorkShare::Turn &turn() const { return m_turn; }
    delivery::FanOut &fanOut() { return m_fanOut; }
    delivery::RateGate &rates() { return m_rates; }
    Poller &poller() { return *m_poller; }
    /// The clock of all deadlines, in ms. Stands still while the process could not run (suspended,
    /// stopped): a client is judged only by time in which it could have been served.
    uint64_t nowMs() override;
    /// The machine's monotonic clock in ms: what I/O threads have in common.
    uint64_t sharedNowMs() const { return uv_now(&m_loop); }
    TimerWheel &timers() { return m_timers; }
    delivery::SendNodePool &pool() { return m_pool; }
    metrics::ThreadStats &stats() { return m_stats; }
    /// Counts one that was not let in.
    void countRefused(security::AddressLimiter::Limit limit);
    DossierStore &dossiers() { return m_dossiers; }
    FrameTaps &taps() { return m_taps; }
    protocol::CommandParser &commands() { return m_commands; }
    std::span<char> receiveBuffer() { return {m_receiveBuffer.get(), kReceiveBytes}; }
    std::span<char> sendBuffer() { return {m_sendBuffer.get(), kSendBytes}; }
    /// Empty; for a message that is written and sent at once, before anybody writes another.
    std::string &text();
    const std::unordered_map<uint64_t, Connection *> &connections() const { return m_connections; }

    /// Gives the connection its write at the end of this turn.
    void touch(Sender &connection);
    /// The same for a publication, which may wait for the flush interval.
    void touchForPublication(Sender &connection);
    bool gathersPublications() const override { return m_flushMs != 0; }
    /// Gives its write at once to the connection that was touched last: nothing else will come for
    /// it in this turn.
    void writeNow(Sender &connection);
    /// The marks of every queue; halved while the server as a whole is short of room.
    const delivery::SendQueue::Marks &marks() const { return m_marks; }
    /// One write that carried publications, and how many.
    void countWrite(uint64_t messages)
    {
        ++m_writes;
        m_writtenMessages += messages;
    }
    /// Comes back to it in the next turn: it was cut short, and no event will tell.
    void makeReady(Connection &connection);
    void forget(Connection &connection);
    /// It is closed; deleted at the end of the turn.
    void retire(Connection &connection);

    void wakeRateGateIn(uint64_t ms) override;
    /// What is to go wrong for its connections is another now.
    void onFaultsChanged();
    /// Calls Connection::onFaultAlarm() of that connection in `nanos`, if it is still there.
    void ringIn(uint64_t connection, uint64_t nanos);

    static constexpr size_t kReceiveBytes = 128 * 1024;
    static constexpr size_t kSendBytes = 80 * 1024;

private:
    void run();
    void runOnce();
    void open(int descriptor, const PeerAddress &peer, const Doorway &door);
    void dropUnheard(int descriptor);
    void refuseUnheard(int descriptor, const PeerAddress &peer,
        const security::AddressLimiter::Admission &admission);
    void finishLoop();
    void beginTurn();
    void endTurn(uint64_t begunNanos);
    void flushTouched(uint64_t untilNanos);
    void runReady(uint64_t untilNanos);
    void closeAll(bool reset);
    void onTick();
    void watchCeiling();
    void adaptFlush();
    void flushGathered();
    void armIdle();

    ServerContext &m_context;
    const unsigned m_index;
    uv_loop_t m_loop {};
    uv_async_t m_wakeUp {};
    uv_prepare_t m_prepare {};
    uv_check_t m_check {};
    uv_idle_t m_idle {};
    uv_timer_t m_tick {};
    uv_timer_t m_rateTimer {};
    uv_timer_t m_flushTimer {};
    std::optional<Poller> m_poller;
    std::optional<FaultAlarm> m_faultAlarm;
    bool m_idling = false;
    bool m_stopping = false;
    std::atomic<bool> m_stopRequested {false};
    bool m_ran = false;
    std::thread m_thread;
    std::atomic<int64_t> m_load {0};
    std::atomic<std::thread::id> m_threadId {};

    delivery::RateGate m_rates;
    delivery::FanOut m_fanOut;
    std::unordered_map<uint64_t, Connection *> m_connections;
    std::vector<Sender *> m_touched;
    size_t m_touchedAt = 0;
    std::vector<Connection *> m_ready;
    WorkShare::Turn m_turn;
    std::vector<Sender *> m_gathered; ///< wait for m_flushTimer
    uint64_t m_flushMs = 0; ///< 0: publications are written in the turn they come
    const bool m_flushAuto;
    uint64_t m_flushDecidedMs = 0;
    uint64_t m_writes = 0, m_writtenMessages = 0; ///< since then
    delivery::SendQueue::Marks m_marks;
    std::vector<Connection *> m_retired;

    uint64_t m_seenMs = 0; ///< the loop's time when it was last looked at
    uint64_t m_pausedMs = 0; ///< of the loop's time, how much does not count
    TimerWheel m_timers;
    delivery::SendNodePool m_pool;
    metrics::ThreadStats m_stats;
    DossierStore m_dossiers;
    FrameTaps m_taps;
    protocol::CommandParser m_commands;
    std::unique_ptr<char[]> m_receiveBuffer;
    std::unique_ptr<char[]> m_sendBuffer;
    std::string m_text; ///< keeps its room from message to message
};

} // namespace wavetape::net
