// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/IoThread.h"

#include "defence/Defence.h"
#include "net/ChannelSession.h"
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
constexpr size_t kClockEvery = 32; // connections between two looks at the clock

// Fine enough for the shortest deadline, coarse enough to leave an idle machine asleep.
uint64_t tickFor(const config::ServerConfig::Deadlines &deadlines)
{
    const uint64_t shortest = std::min({deadlines.handshake, deadlines.ping, deadlines.pong,
        deadlines.close, deadlines.noProgress, deadlines.lagging});
    return std::clamp<uint64_t>(shortest / 20, 5, 100);
}

// The tick is at most 100 ms: a loop that did not look at the clock for this long was not allowed
// to.
constexpr uint64_t kSuspendedMs = 500;

// Of what all queues together may hold, the inboxes' part: what one takes may be twice its room,
// for the batch that is worked off is no longer in it.
constexpr uint64_t kInboxPart = 4;
// What a publication holds besides its frame, about.
constexpr uint64_t kPublicationBytes = 256;

constexpr size_t kDossiers = 1000;
constexpr size_t kDossierBytes = 8 << 20;
} // namespace

IoThread::IoThread(ServerContext &context, unsigned index, unsigned threads)
    : m_context(context)
    , m_index(index)
    , m_sink(context.hub.attach(this))
    , m_inboxLimit(context.config.queue.serverBytes / kInboxPart / threads)
    , m_flushMs(context.config.flushMs == "auto" ? 0 : std::stoull(context.config.flushMs))
    , m_flushAuto(context.config.flushMs == "auto")
    , m_marks {context.config.queue.low, context.config.queue.high, context.config.queue.hard}
    , m_timers(tickFor(context.config.deadlines))
    , m_dossiers(kDossiers, kDossierBytes)
    , m_commands(context.config.limits.jsonDepth)
    , m_receiveBuffer(new char[kReceiveBytes])
    , m_sendBuffer(new char[kSendBytes])
{
    uv_loop_init(&m_loop);
    m_loop.data = this;
    const auto self = [](auto *handle) { return static_cast<IoThread *>(handle->loop->data); };
    static const auto thread = self;
    uv_async_init(&m_loop, &m_wakeUp, [](uv_async_t *) {});
    uv_prepare_init(&m_loop, &m_prepare);
    uv_prepare_start(&m_prepare, [](uv_prepare_t *handle) { thread(handle)->endTurn(); });
    uv_check_init(&m_loop, &m_check);
    uv_check_start(&m_check, [](uv_check_t *handle) { thread(handle)->endTurn(); });
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
            if (m_inboxPending.load(std::memory_order_relaxed))
                takeInbox(uv_hrtime() + kSliceNanos);
        });
    m_seenMs = uv_now(&m_loop);
    m_timers.start(nowMs());
}

IoThread::~IoThread()
{
    if (!m_ran)
        runOnce(); // the handles want closing
    else
        stop();
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
    closeAll();
    finishLoop();
}

void IoThread::finishLoop()
{
    uv_run(&m_loop, UV_RUN_DEFAULT);
    endTurn();
    for (Connection *connection : m_retired)
        delete connection;
    m_retired.clear();
    uv_loop_close(&m_loop);
}

void IoThread::stop()
{
    if (!m_thread.joinable())
        return;
    m_stopRequested.store(true, std::memory_order_relaxed);
    post([this] { closeAll(); });
    m_thread.join();
}

void IoThread::closeAll()
{
    m_stopping = true;
    while (!m_connections.empty())
        m_connections.begin()->second->abort("server stopped", false);
    for (auto *handle :
        {reinterpret_cast<uv_handle_t *>(&m_wakeUp), reinterpret_cast<uv_handle_t *>(&m_prepare),
            reinterpret_cast<uv_handle_t *>(&m_check), reinterpret_cast<uv_handle_t *>(&m_idle),
            reinterpret_cast<uv_handle_t *>(&m_tick), reinterpret_cast<uv_handle_t *>(&m_rateTimer),
            reinterpret_cast<uv_handle_t *>(&m_flushTimer)}) {
        if (!uv_is_closing(handle))
            uv_close(handle, nullptr);
    }
    m_poller->close();
}

void IoThread::queue(Item item)
{
    const std::lock_guard lock(m_inboxMutex);
    m_inbox.push_back(std::move(item));
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void IoThread::push(channels::PublicationRef publication)
{
    const uint64_t bytes = publication->frames.front()->size() + kPublicationBytes;
    const std::lock_guard lock(m_inboxMutex);
    if (m_inboxBytes + bytes > m_inboxLimit && m_inboxBytes > 0 && armed(Defence::inboxBound)) {
        m_stats.inboxSkipped.add(1);
        const uint32_t channel = publication->channelId;
        if (std::find(m_skippedChannels.begin(), m_skippedChannels.end(), channel)
            == m_skippedChannels.end()) {
            m_skippedChannels.push_back(channel);
            m_inbox.push_back(Skipped {channel});
        }
        return;
    }
    m_inboxBytes += bytes;
    m_inbox.push_back(std::move(publication));
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void IoThread::channelBorn(channels::ChannelRef channel)
{
    queue(Born {std::move(channel)});
}

void IoThread::channelRestarted(channels::ChannelRef channel)
{
    queue(Restarted {std::move(channel)});
}

void IoThread::wake()
{
    // This thread looks at its inbox before it waits again.
    if (m_threadId.load(std::memory_order_relaxed) != std::this_thread::get_id())
        uv_async_send(&m_wakeUp);
}

void IoThread::post(std::function<void()> task)
{
    // Under the lock, so that the handle cannot be closed between queueing and waking.
    const std::lock_guard lock(m_inboxMutex);
    m_inbox.push_back(std::move(task));
    uv_async_send(&m_wakeUp);
}

void IoThread::adopt(int descriptor, const PeerAddress &peer, TlsContext *tls)
{
    m_load.fetch_add(1, std::memory_order_relaxed);
    if (m_threadId.load(std::memory_order_relaxed) == std::this_thread::get_id())
        open(descriptor, peer, tls);
    else
        post([this, descriptor, peer, tls] { open(descriptor, peer, tls); });
}

void IoThread::open(int descriptor, const PeerAddress &peer, TlsContext *tls)
{
    if (m_stopping) {
        ::close(descriptor);
        return;
    }
    const uint64_t id = m_context.nextConnection.fetch_add(1, std::memory_order_relaxed);
    auto *connection
        = new Connection(*this, descriptor, peer, id, tls ? tls->accept(descriptor) : nullptr);
    m_connections.emplace(id, connection);
    m_context.connections.fetch_add(1, std::memory_order_relaxed);
    m_stats.accepted.add(1);
    connection->start(m_context.firstSession(*connection));
}

void IoThread::touch(Connection &connection)
{
    if (connection.m_touched)
        return;
    connection.m_touched = true;
    m_touched.push_back(&connection);
}

void IoThread::touchForPublication(Connection &connection)
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
    for (Connection *connection : m_gathered) {
        connection->m_gathered = false;
        touch(*connection);
    }
    m_gathered.clear();
}

uint64_t IoThread::nowMs()
{
    const uint64_t loop = uv_now(&m_loop);
    if (loop - m_seenMs > kSuspendedMs)
        m_pausedMs += loop - m_seenMs;
    m_seenMs = loop;
    return loop - m_pausedMs;
}

void IoThread::onTick()
{
    m_timers.advance(
        nowMs(), [](TimerWheel::Entry &entry) { Connection::fromTimer(entry).onTimer(); });
    m_taps.sweep(nowMs());
    watchCeiling();
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
    const uint64_t queued = m_context.queuedBytes();
    const uint64_t part = queued > queue.serverBytes / 10 * 9 ? 2 : 1;
    m_marks = {queue.low / part, queue.high / part, queue.hard / part};
    if (queued <= queue.serverBytes || !armed(Defence::ceiling))
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
        if (m_context.queuedBytes() <= queue.serverBytes / 100 * 85)
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

void IoThread::addSubscriber(Subscription &subscription)
{
    Subscribers &subscribers = m_subscribers[subscription.channel->id()];
    subscription.slot = static_cast<uint32_t>(subscribers.list.size());
    subscribers.list.push_back(&subscription);
}

void IoThread::removeSubscriber(Subscription &subscription)
{
    const auto it = m_subscribers.find(subscription.channel->id());
    if (it == m_subscribers.end())
        return;
    Subscribers &subscribers = it->second;
    if (m_group == &subscribers) {
        // Places must not move while a fan-out is between two of them.
        subscribers.list[subscription.slot] = nullptr;
        ++subscribers.holes;
        return;
    }
    subscribers.list[subscription.slot] = subscribers.list.back();
    subscribers.list[subscription.slot]->slot = subscription.slot;
    subscribers.list.pop_back();
    if (subscribers.list.empty())
        m_subscribers.erase(it);
}

void IoThread::watchPrefix(Connection &connection)
{
    if (std::find(m_prefixWatchers.begin(), m_prefixWatchers.end(), &connection)
        == m_prefixWatchers.end())
        m_prefixWatchers.push_back(&connection);
}

void IoThread::unwatchPrefix(Connection &connection)
{
    std::erase(m_prefixWatchers, &connection);
}

bool IoThread::takeInbox(uint64_t untilNanos)
{
    for (;;) {
        if (m_group && !deliverGroup(untilNanos))
            return false;
        if (m_batchAt == m_batch.size()) {
            m_batch.clear();
            m_batchAt = 0;
            {
                const std::lock_guard lock(m_inboxMutex);
                m_batch.swap(m_inbox);
                m_inboxBytes = 0;
                m_skippedChannels.clear();
                m_inboxPending.store(false, std::memory_order_relaxed);
            }
            if (m_batch.empty())
                return true;
            const auto channelOf = [](const Item &item) {
                const auto *publication = std::get_if<channels::PublicationRef>(&item);
                return publication ? (*publication)->channelId : 0;
            };
            m_batchIsOneChannel
                = std::all_of(m_batch.begin(), m_batch.end(), [&](const Item &item) {
                      return channelOf(item) && channelOf(item) == channelOf(m_batch.front());
                  });
        }
        Item &item = m_batch[m_batchAt];
        if (const auto *publication = std::get_if<channels::PublicationRef>(&item)) {
            const uint32_t channel = (*publication)->channelId;
            m_groupEnd = m_batchAt + 1;
            while (m_groupEnd < m_batch.size()) {
                const auto *next = std::get_if<channels::PublicationRef>(&m_batch[m_groupEnd]);
                if (!next || (*next)->channelId != channel)
                    break;
                ++m_groupEnd;
            }
            const auto it = m_subscribers.find(channel);
            // Whatever is still to be said, the end does not wait for it.
            if (it == m_subscribers.end() || m_stopRequested.load(std::memory_order_relaxed)) {
                m_batchAt = m_groupEnd;
                continue;
            }
            m_group = &it->second;
            m_groupAt = 0;
            makeRuns();
            continue;
        }
        Item taken = std::move(item);
        ++m_batchAt;
        if (auto *born = std::get_if<Born>(&taken)) {
            const std::vector<Connection *> watchers = m_prefixWatchers;
            for (Connection *connection : watchers)
                static_cast<ChannelSession &>(connection->session()).onChannelBorn(born->channel);
            born->channel->dropBirthHold(m_sink);
        } else if (auto *restarted = std::get_if<Restarted>(&taken)) {
            if (const auto it = m_subscribers.find(restarted->channel->id());
                it != m_subscribers.end()) {
                for (Subscription *subscription : it->second.list)
                    ChannelSession::onRestart(*subscription);
            }
        } else if (const auto *skipped = std::get_if<Skipped>(&taken)) {
            catchUp(skipped->channelId);
        } else {
            std::get<std::function<void()>>(taken)();
        }
    }
}

void IoThread::catchUp(uint32_t channelId)
{
    const auto found = m_subscribers.find(channelId);
    if (found == m_subscribers.end())
        return;
    // A numbering that begins anew behind this in the batch, or is already in the inbox: what its
    // history holds now is not of the life in which these publications were.
    const auto restarts = [&](const Item &item) {
        const auto *restarted = std::get_if<Restarted>(&item);
        return restarted && restarted->channel->id() == channelId;
    };
    const auto rest = m_batch.begin() + static_cast<std::ptrdiff_t>(m_batchAt);
    if (std::any_of(rest, m_batch.end(), restarts))
        return;
    {
        const std::lock_guard lock(m_inboxMutex);
        if (std::any_of(m_inbox.begin(), m_inbox.end(), restarts))
            return;
    }
    for (Subscription *subscription : found->second.list) {
        static_cast<WebSocketSession &>(subscription->connection->session())
            .onSkipped(*subscription);
        makeReady(*subscription->connection);
    }
}

void IoThread::makeRuns()
{
    for (size_t format = 0; format < m_runs.size(); ++format) {
        PublicationRun &run = m_runs[format];
        run.bytes.clear();
        run.publications.clear();
        run.headers = {};
        // With other channels in the turn a connection may get more, and then in one write.
        if (!m_batchIsOneChannel || m_flushMs != 0)
            continue;
        for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
            const channels::Publication &publication
                = *std::get<channels::PublicationRef>(m_batch[i]);
            const channels::FrameRef &frame = publication.frames[format];
            if (!frame || run.bytes.size() + frame->size() > kSendBytes) {
                run.bytes.clear();
                break;
            }
            run.bytes += frame->bytes();
            ++run.headers[frame->headerSize() == 2 ? 0 : frame->headerSize() == 4 ? 1 : 2];
            run.publications.push_back(&publication);
        }
    }
}

bool IoThread::deliverGroup(uint64_t untilNanos)
{
    // Subscribers outside, publications inside: a connection's queue is touched while it is in the
    // cache, and where nothing else came in this turn its one write follows at once.
    for (; m_groupAt < m_group->list.size(); ++m_groupAt) {
        if (m_groupAt % kClockEvery == kClockEvery - 1 && uv_hrtime() > untilNanos)
            return false;
        Subscription *subscription = m_group->list[m_groupAt];
        if (!subscription || !subscription->live)
            continue;
        Connection &connection = *subscription->connection;
        const PublicationRun &run = m_runs[static_cast<size_t>(subscription->format)];
        if (!run.bytes.empty() && subscription->liveAfter < run.publications.front()->seq
            && subscription->maxRate == 0 && subscription->deflateBits == 0
            && connection.takesRun()) {
            connection.sendRun(*subscription, run);
            continue;
        }
        const bool untouched = !connection.m_touched;
        for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
            const auto &publication = std::get<channels::PublicationRef>(m_batch[i]);
            if (!subscription->live)
                break; // the one before made a gap: a snapshot comes
            if (publication->seq <= subscription->liveAfter)
                continue;
            if (subscription->maxRate > 0
                && !ChannelSession::passesRate(*subscription, publication))
                continue;
            connection.deliver(*subscription, *publication);
            if (connection.behind() || !connection.aboveHigh())
                continue;
            // Nobody is slow yet: it only has much to say in one turn.
            connection.flush();
            if (m_group->list[m_groupAt] != subscription)
                break; // the connection ended
        }
        if (m_batchIsOneChannel && untouched && connection.m_touched
            && m_touched.back() == &connection && !connection.m_overflowed) {
            m_touched.pop_back();
            connection.endTurn();
        }
    }
    const uint32_t channel = std::get<channels::PublicationRef>(m_batch[m_batchAt])->channelId;
    for (size_t i = m_batchAt; i < m_groupEnd; ++i)
        std::get<channels::PublicationRef>(m_batch[i]).reset();
    m_batchAt = m_groupEnd;
    Subscribers &subscribers = *m_group;
    m_group = nullptr;
    if (subscribers.holes) {
        std::erase(subscribers.list, nullptr);
        for (size_t i = 0; i < subscribers.list.size(); ++i)
            subscribers.list[i]->slot = static_cast<uint32_t>(i);
        subscribers.holes = 0;
    }
    if (subscribers.list.empty())
        m_subscribers.erase(channel);
    return true;
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

void IoThread::runReady()
{
    std::vector<Connection *> ready;
    ready.swap(m_ready);
    for (Connection *connection : ready)
        connection->goOn();
    ready.clear();
    if (m_ready.empty())
        m_ready.swap(ready); // keeps its memory
}

void IoThread::endTurn()
{
    const uint64_t begun = uv_hrtime();
    if (!m_ready.empty())
        runReady();
    takeInbox(begun + kSliceNanos);
    flushTouched(begun + 2 * kSliceNanos);
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
    m_stats.loopTurn.record((uv_hrtime() - begun) / 1000);
    armIdle();
}

void IoThread::armIdle()
{
    if (m_stopping)
        return;
    // While something is left to do, the loop must look at its sockets without waiting on them.
    const bool busy = m_group || m_batchAt < m_batch.size() || m_touchedAt < m_touched.size()
        || !m_ready.empty() || m_inboxPending.load(std::memory_order_relaxed);
    if (busy == m_idling)
        return;
    m_idling = busy;
    if (busy)
        uv_idle_start(&m_idle, [](uv_idle_t *) {});
    else
        uv_idle_stop(&m_idle);
}

void IoThread::scheduleRate(Subscription &subscription)
{
    if (subscription.rateScheduled)
        return;
    subscription.rateScheduled = true;
    m_rates.push_back(&subscription);
    if (!uv_is_active(reinterpret_cast<uv_handle_t *>(&m_rateTimer)))
        sendDueRates();
}

void IoThread::forgetRate(Subscription &subscription)
{
    if (subscription.rateScheduled)
        std::erase(m_rates, &subscription);
    subscription.rateScheduled = false;
}

void IoThread::sendDueRates()
{
    uint64_t earliest = ~0ull;
    const std::vector<Subscription *> waiting = std::exchange(m_rates, {});
    for (Subscription *subscription : waiting) {
        const uint64_t next = ChannelSession::sendDue(*subscription, nowMs());
        subscription->rateScheduled = next != 0;
        if (next) {
            m_rates.push_back(subscription);
            earliest = std::min(earliest, next);
        }
    }
    if (m_rates.empty() || m_stopping)
        return;
    const uint64_t now = nowMs();
    uv_timer_start(
        &m_rateTimer,
        [](uv_timer_t *handle) { static_cast<IoThread *>(handle->loop->data)->sendDueRates(); },
        earliest > now ? earliest - now : 1, 0);
}

void IoThreadPool::create(ServerContext &context, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        m_threads.push_back(std::make_unique<IoThread>(context, i, count));
}

void IoThreadPool::start()
{
    for (const auto &thread : m_threads)
        thread->start();
}

void IoThreadPool::stop()
{
    for (const auto &thread : m_threads)
        thread->stop();
}

IoThread &IoThreadPool::leastLoaded()
{
    return **std::min_element(m_threads.begin(), m_threads.end(),
        [](const auto &a, const auto &b) { return a->load() < b->load(); });
}

} // namespace wavetape::net
