// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/IoThread.h"

#include "defence/Defence.h"
#include "faults/FaultBoard.h"
#include "net/Connection.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <chrono>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
constexpr uint64_t kSliceNanos
    = 1'000'000; // of fan-out or writing, before sockets and timers get their turn
constexpr uint64_t kReadyNanos = 2'000'000; // for connections that have used up their share
constexpr size_t kClockEvery = 32; // connections between two looks at the clock

// Fine enough for the shortest deadline, coarse enough to leave an idle machine asleep.
uint64_t tickFor(const config::ServerConfig::Deadlines &deadlines)
{
    const uint64_t shortest = std::min({deadlines.handshake, deadlines.ping, deadlines.pong,
        deadlines.close, deadlines.noProgress, deadlines.lagging});
    return std::clamp<uint64_t>(shortest / 20, 5, 100);
}

// A loop that did not look at the clock for so many ticks was not allowed to: what passed is not
// held against the clients. A quarter of the shortest deadline (of 100 ms or more): none is missed
// only because the server was away.
constexpr uint64_t kSuspendedTicks = 5;

// Of what all queues together may hold, the inboxes' part: what one takes may be twice its room,
// for the batch that is worked off is no longer in it.
constexpr uint64_t kInboxPart = 4;

constexpr size_t kDossiers = 1000;
constexpr size_t kDossierBytes = 8 << 20;
} // namespace

IoThread::IoThread(ServerContext &context, unsigned index, unsigned threads)
    : m_context(context)
    , m_index(index)
    , m_rates(*this)
    , m_fanOut(*this, context.hub, m_rates, context.config.queue.serverBytes / kInboxPart / threads,
          m_stats)
    , m_flushMs(context.config.flushMs == "auto" ? 0 : std::stoull(context.config.flushMs))
    , m_flushAuto(context.config.flushMs == "auto")
    , m_marks {context.config.queue.low, context.config.queue.high, context.config.queue.hard}
    , m_timers(tickFor(context.config.deadlines))
    , m_dossiers(kDossiers, kDossierBytes)
    , m_commands(context.config.limits.jsonDepth,
          context.config.limits.enabled ? context.config.limits.subscriptionsPerConnection
                                        : SIZE_MAX)
    , m_receiveBuffer(new char[kReceiveBytes])
    , m_sendBuffer(new char[kSendBytes])
{
    uv_loop_init(&m_loop);
    m_loop.data = this;
    const auto self = [](auto *handle) { return static_cast<IoThread *>(handle->loop->data); };
    static const auto thread = self;
    uv_async_init(&m_loop, &m_wakeUp, [](uv_async_t *) {});
    uv_prepare_init(&m_loop, &m_prepare);
    uv_prepare_start(&m_prepare, [](uv_prepare_t *handle) {
        const uint64_t begun = uv_hrtime();
        thread(handle)->beginTurn();
        thread(handle)->endTurn(begun);
    });
    uv_check_init(&m_loop, &m_check);
    uv_check_start(&m_check, [](uv_check_t *handle) { thread(handle)->endTurn(uv_hrtime()); });
    uv_idle_init(&m_loop, &m_idle);
    uv_timer_init(&m_loop, &m_tick);
    uv_timer_init(&m_loop, &m_rateTimer);
    uv_timer_init(&m_loop, &m_flushTimer);
    // Who was told that a publication is accepted finds it sent before the answer to whatever he
    // asks of us next, on any connection: the inbox is taken before commands that came later.
    m_poller.emplace(
        m_loop,
        [](void *owner, Poller::Events events) {
            static_cast<Connection *>(owner)->onEvents(events);
        },
        [this] {
            if (m_fanOut.hasInbox())
                m_fanOut.take(uv_hrtime() + kSliceNanos);
        });
    m_faultAlarm.emplace(m_loop, [this](uint64_t id) {
        if (const auto found = m_connections.find(id); found != m_connections.end())
            found->second->onFaultAlarm();
    });
    m_seenMs = uv_now(&m_loop);
    m_timers.start(nowMs());
}

IoThread::~IoThread()
{
    if (!m_ran)
        runOnce(); // the handles want closing
    else
        stop(false);
    // Not before: whoever was left behind in a feed that hung may still wake this thread.
    uv_loop_close(&m_loop);
}

void IoThread::start()
{
    m_ran = true;
    m_thread = std::thread([this] { run(); });
}

void IoThread::run()
{
    m_threadId.store(std::this_thread::get_id(), std::memory_order_relaxed);
    pthread_setname_np(pthread_self(), ("io-" + std::to_string(m_index)).c_str());
    uv_update_time(&m_loop);
    m_seenMs = uv_now(&m_loop);
    m_timers.start(nowMs());
    uv_timer_start(
        &m_tick, [](uv_timer_t *handle) { static_cast<IoThread *>(handle->loop->data)->onTick(); },
        m_timers.tickMs(), m_timers.tickMs());
    finishLoop();
}

void IoThread::runOnce()
{
    closeAll(false);
    finishLoop();
}

void IoThread::finishLoop()
{
    uv_run(&m_loop, UV_RUN_DEFAULT);
    endTurn(uv_hrtime());
    for (Connection *connection : m_retired)
        delete connection;
    m_retired.clear();
}

void IoThread::stop(bool reset)
{
    if (!m_thread.joinable())
        return;
    m_stopRequested.store(true, std::memory_order_relaxed);
    post([this, reset] { closeAll(reset); });
    m_thread.join();
}

void IoThread::closeAll(bool reset)
{
    m_stopping = true;
    while (!m_connections.empty())
        m_connections.begin()->second->abort("server stopped", reset);
    for (auto *handle :
        {reinterpret_cast<uv_handle_t *>(&m_wakeUp), reinterpret_cast<uv_handle_t *>(&m_prepare),
            reinterpret_cast<uv_handle_t *>(&m_check), reinterpret_cast<uv_handle_t *>(&m_idle),
            reinterpret_cast<uv_handle_t *>(&m_tick), reinterpret_cast<uv_handle_t *>(&m_rateTimer),
            reinterpret_cast<uv_handle_t *>(&m_flushTimer)}) {
        if (!uv_is_closing(handle))
            uv_close(handle, nullptr);
    }
    m_faultAlarm->close();
    m_poller->close();
}

void IoThread::adopt(int descriptor, const PeerAddress &peer, const Doorway &door)
{
    m_load.fetch_add(1, std::memory_order_relaxed);
    if (isCurrent())
        open(descriptor, peer, door);
    else
        post([this, descriptor, peer, door] { open(descriptor, peer, door); });
}

void IoThread::open(int descriptor, const PeerAddress &peer, const Doorway &door)
{
    if (m_stopping) {
        ::close(descriptor);
        return;
    }
    if (m_context.faultBoard && !door.faultPort && m_context.faultBoard->down(door.listener)) {
        dropUnheard(descriptor);
        m_stats.faults[static_cast<size_t>(metrics::FaultType::down)].add(1);
        return;
    }
    // Those that a trusted proxy speaks for are counted one by one, once it has named them.
    const bool trusted = m_context.proxies.trusts(peer.ip);
    auto admission = trusted ? security::AddressLimiter::Admission()
                             : m_context.addresses.arrive(peer.ip, sharedNowMs());
    if (!admission) {
        refuseUnheard(descriptor, peer, admission);
        return;
    }
    const uint64_t id = m_context.nextConnection.fetch_add(1, std::memory_order_relaxed);
    auto *connection = new Connection(*this, descriptor, peer, id, door);
    m_connections.emplace(id, connection);
    m_context.connections.fetch_add(1, std::memory_order_relaxed);
    m_stats.accepted.add(1);
    connection->setTicket(std::move(admission.ticket));
    if (door.proxy && trusted)
        connection->awaitProxyHeader();
    connection->start(m_context.firstSession(*connection));
}

void IoThread::countRefused(security::AddressLimiter::Limit limit)
{
    using From = security::AddressLimiter::Limit;
    switch (limit) {
    case From::connections:
        return m_stats.countRefused(metrics::Limit::connectionsPerAddress);
    case From::handshakeRate:
        return m_stats.countRefused(metrics::Limit::handshakesPerSecond);
    case From::unfinishedPerAddress:
        return m_stats.countRefused(metrics::Limit::unfinishedPerAddress);
    case From::unfinished:
        return m_stats.countRefused(metrics::Limit::unfinishedHandshakes);
    case From::none:
    case From::addresses:
        break;
    }
}

/// Before a request there is no answer that its sender would understand; a reset is tried again.
void IoThread::dropUnheard(int descriptor)
{
    const linger now {1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(descriptor);
    m_load.fetch_sub(1, std::memory_order_relaxed);
}

std::string &IoThread::text()
{
    constexpr size_t kKeptBytes = 64 * 1024;
    if (m_text.capacity() > kKeptBytes)
        std::string().swap(m_text);
    m_text.clear();
    return m_text;
}

void IoThread::onFaultsChanged()
{
    // It may end some of them, which takes them off the list.
    std::vector<Connection *> all;
    all.reserve(m_connections.size());
    for (const auto &[id, connection] : m_connections)
        all.push_back(connection);
    for (Connection *connection : all)
        connection->onFaultsChanged();
}

void IoThread::refuseUnheard(
    int descriptor, const PeerAddress &peer, const security::AddressLimiter::Admission &admission)
{
    dropUnheard(descriptor);
    m_stats.refused.add(1);
    countRefused(admission.limit);
    ConnectionEvent event;
    event.kind = ConnectionEvent::Kind::refused;
    event.id = m_context.nextConnection.fetch_add(1, std::memory_order_relaxed);
    event.address = peer.toString();
    event.code = static_cast<uint16_t>(admission.httpStatus());
    event.reason = admission.sentence();
    event.by = "server";
    m_context.observer.onConnectionEvent(std::move(event));
}

void IoThread::touch(Sender &connection)
{
    if (connection.m_touched)
        return;
    connection.m_touched = true;
    m_touched.push_back(&connection);
}

void IoThread::writeNow(Sender &connection)
{
    if (!connection.m_touched || m_touched.back() != &connection || connection.m_overflowed)
        return;
    m_touched.pop_back();
    connection.endTurn();
}

void IoThread::touchForPublication(Sender &connection)
{
    if (m_flushMs == 0) {
        touch(connection);
        return;
    }
    if (connection.m_gathered || connection.m_touched)
        return;
    connection.m_gathered = true;
    m_gathered.push_back(&connection);
    if (!uv_is_active(reinterpret_cast<uv_handle_t *>(&m_flushTimer)))
        uv_timer_start(
            &m_flushTimer,
            [](uv_timer_t *handle) {
                static_cast<IoThread *>(handle->loop->data)->flushGathered();
            },
            m_flushMs, 0);
}

void IoThread::flushGathered()
{
    for (Sender *connection : m_gathered) {
        connection->m_gathered = false;
        touch(*connection);
    }
    m_gathered.clear();
}

uint64_t IoThread::nowMs()
{
    const uint64_t loop = uv_now(&m_loop);
    // One tick of it counts: a loop that is always late still comes to its deadlines.
    if (loop - m_seenMs > kSuspendedTicks * m_timers.tickMs())
        m_pausedMs += loop - m_seenMs - m_timers.tickMs();
    m_seenMs = loop;
    return loop - m_pausedMs;
}

void IoThread::onTick()
{
    m_timers.advance(
        nowMs(), [](TimerWheel::Entry &entry) { Connection::fromTimer(entry).onTimer(); });
    m_taps.sweep(nowMs());
    watchCeiling();
    m_pool.shrink();
    if (m_flushAuto)
        adaptFlush();
}

void IoThread::adaptFlush()
{
    constexpr uint64_t kPeriodMs = 250, kBusyWritesPerMs = 10, kGatherMs = 5, kQuietMs = 5'000;
    const uint64_t now = nowMs();
    if (now < m_flushDecidedMs + kPeriodMs)
        return;
    const bool busy = m_writes > kBusyWritesPerMs * (now - m_flushDecidedMs);
    // Gathering pays only where a write then carries more than one message: a closed loop would
    // just wait.
    const bool pays = m_writtenMessages * 2 > m_writes * 3;
    m_flushDecidedMs = now;
    if (m_flushMs == 0 && busy) {
        m_flushMs = kGatherMs;
    } else if (m_flushMs != 0 && (!busy || !pays)) {
        // A low rate of writes may be the gathering's own doing: only what they carry tells.
        if (!pays) {
            m_flushMs = 0;
            m_flushDecidedMs = now + (busy ? kQuietMs : 0);
        }
    }
    m_writes = m_writtenMessages = 0;
}

void IoThread::watchCeiling()
{
    const auto &queue = m_context.config.queue;
    const uint64_t held = m_context.heldBytes();
    const uint64_t part = held > queue.serverBytes / 10 * 9 ? 2 : 1;
    m_marks = {queue.low / part, queue.high / part, queue.hard / part};
    if (held <= queue.serverBytes || !armed(Defence::ceiling))
        return;
    // Frames are shared, so the largest queue may free nothing: who holds the oldest ones goes
    // first.
    std::vector<std::pair<uint64_t, Connection *>> behind;
    for (const auto &[id, connection] : m_connections) {
        if (connection->behind() && !connection->finishing())
            behind.emplace_back(connection->queue().oldestQueuedMs(), connection);
    }
    std::sort(behind.begin(), behind.end());
    for (const auto &[since, connection] : behind) {
        if (m_context.heldBytes() <= queue.serverBytes / 100 * 85)
            break;
        connection->session().end(EndCause::overload, 5'000);
    }
}

void IoThread::makeReady(Connection &connection)
{
    if (connection.m_ready)
        return;
    connection.m_ready = true;
    m_ready.push_back(&connection);
}

void IoThread::forget(Connection &connection)
{
    m_connections.erase(connection.id());
    m_dossiers.close(connection.id());
    m_load.fetch_sub(1, std::memory_order_relaxed);
    m_context.connections.fetch_sub(1, std::memory_order_relaxed);
}

void IoThread::retire(Connection &connection)
{
    m_retired.push_back(&connection);
}

void IoThread::flushTouched(uint64_t untilNanos)
{
    // Writing may touch further connections: they are appended and served in the same turn.
    for (; m_touchedAt < m_touched.size(); ++m_touchedAt) {
        if (m_touchedAt % kClockEvery == kClockEvery - 1 && uv_hrtime() > untilNanos) {
            ++m_touchedAt;
            m_touched[m_touchedAt - 1]->endTurn();
            return;
        }
        m_touched[m_touchedAt]->endTurn();
    }
    m_touched.clear();
    m_touchedAt = 0;
}

void IoThread::runReady(uint64_t untilNanos)
{
    // Who becomes ready again goes to the end; who was not reached is first in the next turn.
    const size_t count = m_ready.size();
    size_t at = 0;
    do
        m_ready[at++]->goOn();
    while (at < count && uv_hrtime() < untilNanos);
    m_ready.erase(m_ready.begin(), m_ready.begin() + static_cast<std::ptrdiff_t>(at));
}

void IoThread::beginTurn()
{
    m_turn.next(m_ready.size());
    if (!m_ready.empty())
        runReady(uv_hrtime() + kReadyNanos);
}

void IoThread::endTurn(uint64_t begunNanos)
{
    const uint64_t now = uv_hrtime();
    m_fanOut.take(now + kSliceNanos);
    flushTouched(now + 2 * kSliceNanos);
    if (!m_retired.empty()) {
        // A connection that ended while it waited in a list is deleted once it has left it.
        std::vector<Connection *> retired;
        retired.swap(m_retired);
        for (Connection *connection : retired) {
            if (connection->m_touched || connection->m_ready || connection->m_gathered)
                m_retired.push_back(connection);
            else
                delete connection;
        }
    }
    m_stats.loopTurn.record((uv_hrtime() - begunNanos) / 1000);
    armIdle();
}

void IoThread::armIdle()
{
    if (m_stopping)
        return;
    // While something is left to do, the loop must look at its sockets without waiting on them.
    const bool busy = m_fanOut.busy() || m_touchedAt < m_touched.size() || !m_ready.empty();
    if (busy == m_idling)
        return;
    m_idling = busy;
    if (busy)
        uv_idle_start(&m_idle, [](uv_idle_t *) {});
    else
        uv_idle_stop(&m_idle);
}

void IoThread::wakeRateGateIn(uint64_t ms)
{
    if (m_stopping)
        return;
    uv_timer_start(
        &m_rateTimer,
        [](uv_timer_t *handle) { static_cast<IoThread *>(handle->loop->data)->m_rates.sendDue(); },
        ms, 0);
}

void IoThread::ringIn(uint64_t connection, uint64_t nanos)
{
    if (!m_stopping)
        m_faultAlarm->ringIn(connection, nanos);
}

} // namespace wavetape::net
