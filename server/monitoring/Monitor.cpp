// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/Monitor.h"

#include "channels/EncodedFrame.h"
#include "monitoring/ConnectionTable.h"
#include "monitoring/CounterFigure.h"
#include "net/Connection.h"
#include "net/IoThreadPool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <pthread.h>

namespace wavetape::monitoring {

namespace {
using Clock = std::chrono::steady_clock;
constexpr size_t kEventsKept = 1000;
constexpr size_t kEventsPerTurn = 100;
constexpr size_t kRowsPerSlice = 250;
constexpr size_t kChangedRows = 500;
/// Ten thousand rows are 5 MB: more than a client's queue may hold, and more than a window reads
/// without a hitch.
constexpr size_t kPagesPerTurn = 2;
constexpr auto kPagesEvery = std::chrono::milliseconds(125);

std::string_view kindName(net::ConnectionEvent::Kind kind)
{
    using Kind = net::ConnectionEvent::Kind;
    return kind == Kind::open ? "open"
        : kind == Kind::close ? "close"
        : kind == Kind::fault ? "fault"
                              : "refused";
}

/// Rows of all I/O threads as they come in, a slice at a time so that no loop is held up.
struct Gathering {
    std::mutex mutex;
    std::condition_variable done;
    std::vector<net::ConnectionRow> rows;
    size_t threadsLeft = 0;
};

void gatherSlice(const std::shared_ptr<Gathering> &gathering, net::IoThread &thread,
    std::shared_ptr<std::vector<uint64_t>> ids, size_t at)
{
    const size_t end = std::min(ids->size(), at + kRowsPerSlice);
    std::vector<net::ConnectionRow> rows;
    for (; at < end; ++at) {
        const auto it = thread.connections().find((*ids)[at]);
        if (it == thread.connections().end() || it->second->closed())
            continue;
        rows.push_back(it->second->row());
        if (net::Dossier *dossier = thread.dossiers().find(it->first))
            net::Dossier::note(dossier->queueHistory, rows.back().queueBytes);
    }
    const bool last = at == ids->size();
    {
        const std::lock_guard lock(gathering->mutex);
        std::move(rows.begin(), rows.end(), std::back_inserter(gathering->rows));
        if (last && --gathering->threadsLeft == 0)
            gathering->done.notify_one();
    }
    if (!last)
        thread.post([gathering, &thread, ids = std::move(ids), at] {
            gatherSlice(gathering, thread, ids, at);
        });
}
} // namespace

Monitor::Monitor(channels::ChannelHub &hub)
    : m_hub(hub)
    , m_table(std::make_shared<ConnectionTable>())
    , m_startedMs(hub.clock().steadyMs())
{
    m_stats = hub.create(channels::ChannelSpec::of("sys.stats"));
    channels::ChannelSpec connections = channels::ChannelSpec::of("sys.connections");
    connections.snapshot = m_table;
    connections.snapshotMoves = true; // it is forgotten without a publication
    m_connections = hub.create(std::move(connections));
    m_eventsChannel = hub.create(channels::ChannelSpec::of("sys.events"));
}

Monitor::~Monitor()
{
    stop();
}

void Monitor::start(net::ServerContext &context)
{
    m_context = &context;
    m_thread = std::thread([this] { run(); });
}

void Monitor::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_condition.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Monitor::onConnectionEvent(net::ConnectionEvent event)
{
    Event queued;
    queued.connection = std::move(event);
    queued.kind = kindName(queued.connection.kind);
    queueEvent(std::move(queued));
}

void Monitor::note(std::string_view kind, std::string text)
{
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    queueEvent(std::move(event));
}

void Monitor::queueEvent(Event event)
{
    event.timeMs = m_hub.clock().wallMs();
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_events.size() >= kEventsKept) {
            ++m_eventsLost;
            return;
        }
        first = m_events.empty();
        m_events.push_back(std::move(event));
    }
    if (first)
        m_condition.notify_one();
}

void Monitor::run()
{
    pthread_setname_np(pthread_self(), "monitor");
    auto last = Clock::now();
    auto next = last + std::chrono::seconds(1);
    for (;;) {
        bool events = false;
        {
            std::unique_lock lock(m_mutex);
            m_condition.wait_until(lock, m_pages.empty() ? next : std::min(next, m_pagesDue),
                [this] { return m_stopping || !m_events.empty(); });
            if (m_stopping)
                break;
            events = !m_events.empty();
        }
        if (events) {
            publishEvents();
            // A storm is told in batches of ten a second.
            std::unique_lock lock(m_mutex);
            m_condition.wait_until(lock,
                std::min(next, Clock::now() + std::chrono::milliseconds(100)),
                [this] { return m_stopping; });
            if (m_stopping)
                break;
        }
        const auto now = Clock::now();
        if (!m_pages.empty() && now >= m_pagesDue)
            publishPages(now);
        if (now < next)
            continue;
        const double seconds = std::chrono::duration<double>(now - last).count();
        last = now;
        next = std::max(next + std::chrono::seconds(1), now + std::chrono::milliseconds(500));
        publishStats(seconds);
        if (m_connections->hasSubscribers())
            gatherConnections();
        else
            forgetConnections();
    }
}

void Monitor::publishEvents()
{
    std::vector<Event> events;
    uint64_t lost = 0;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_events.empty() && events.size() < kEventsPerTurn) {
            events.push_back(std::move(m_events.front()));
            m_events.pop_front();
        }
        lost = std::exchange(m_eventsLost, 0);
    }
    if (lost) {
        Event event;
        event.kind = "server";
        event.timeMs = m_hub.clock().wallMs();
        event.text = std::to_string(lost) + " further events were not kept";
        events.push_back(std::move(event));
    }
    const channels::ChannelHub::Batch batch(m_hub);
    std::string text;
    for (const Event &event : events) {
        text.clear();
        protocol::JsonWriter json(text);
        json.beginObject().key("time").integer(event.timeMs).key("kind").string(event.kind);
        if (event.connection.id) {
            const net::ConnectionEvent &connection = event.connection;
            json.key("id")
                .string("c" + std::to_string(connection.id))
                .key("session")
                .string("s" + std::to_string(connection.id));
            json.key("address").string(connection.address).key("path").string(connection.path);
            json.key("code")
                .unsignedInteger(connection.code)
                .key("reason")
                .string(connection.reason);
            json.key("by").string(connection.by).key("clean").boolean(connection.clean);
            json.key("durationMs").unsignedInteger(connection.durationMs);
            if (connection.openingMs)
                json.key("openingMs").number(*connection.openingMs, 3);
            if (connection.closingMs)
                json.key("closingMs").unsignedInteger(*connection.closingMs);
        }
        if (!event.text.empty())
            json.key("text").string(event.text);
        json.endObject();
        m_hub.publish(*m_eventsChannel, text);
        if (onEvent)
            onEvent(event.kind, event.connection, event.text);
    }
}

void Monitor::publishStats(double seconds)
{
    const ServerTotals totals = ServerTotals::of(*m_context);
    const auto recent = totals.publishLatency.since(m_before.publishLatency);
    const auto recentTurns = totals.loopTurn.since(m_before.loopTurn);

    const ChannelTotals channels = ChannelTotals::of(m_hub);
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject()
        .key("time")
        .integer(m_hub.clock().wallMs())
        .key("uptimeMs")
        .integer(static_cast<int64_t>(m_hub.clock().steadyMs() - m_startedMs));
    json.key("connections")
        .unsignedInteger(totals.opened - totals.closed)
        .key("sockets")
        .integer(m_context->connections.load());
    for (const CounterFigure &figure : counterFigures()) {
        if (figure.name.empty())
            continue;
        const uint64_t total = totals.*figure.total;
        json.key(figure.name).unsignedInteger(total);
        if (figure.perSecond)
            json.key(std::string(figure.name) + "PerSecond")
                .number(static_cast<double>(total - m_before.*figure.total) / seconds, 1);
    }
    appendDropped(json, totals.dropped);
    const uint64_t resident = channels::EncodedFrame::residentBytes();
    const uint64_t history = m_hub.historyBytes();
    json.key("queuedBytes").unsignedInteger(m_context->threads.queuedBytes());
    json.key("heldBytes").unsignedInteger(m_context->heldBytes());
    json.key("residentBytes")
        .unsignedInteger(resident)
        .key("historyBytes")
        .unsignedInteger(history);
    json.key("publishLatency").beginObject().key("p50").unsignedInteger(recent.percentile(0.5));
    json.key("p99")
        .unsignedInteger(recent.percentile(0.99))
        .key("max")
        .unsignedInteger(recent.max())
        .endObject();
    json.key("loopStallP99").unsignedInteger(recentTurns.percentile(0.99));
    json.key("transports").beginObject();
    for (size_t i = 0; i < totals.transports.size(); ++i) {
        const ServerTotals::OfTransport &one = totals.transports[i];
        json.key(metrics::kTransportNames[i]).beginObject();
        json.key("connections").unsignedInteger(one.opened - one.closed);
        json.key("opened").unsignedInteger(one.opened);
        json.key("messagesOut").unsignedInteger(one.messagesOut);
        json.key("bytesOut").unsignedInteger(one.bytesOut).endObject();
    }
    json.endObject();
    json.key("channels")
        .unsignedInteger(channels.channels)
        .key("subscriptions")
        .unsignedInteger(channels.subscriptions);
    json.key("refusedBy").beginObject();
    for (size_t i = 0; i < totals.refusedBy.size(); ++i) {
        if (totals.refusedBy[i])
            json.key(metrics::kLimitNames[i]).unsignedInteger(totals.refusedBy[i]);
    }
    json.endObject().key("closes").beginObject();
    for (size_t i = 0; i < totals.closes.size(); ++i) {
        if (totals.closes[i])
            json.key(i < metrics::ThreadStats::kCodes.size()
                        ? std::to_string(metrics::ThreadStats::kCodes[i])
                        : "other")
                .unsignedInteger(totals.closes[i]);
    }
    json.endObject().key("headers").beginObject().key("out").beginObject();
    json.key("2")
        .unsignedInteger(totals.headersOut[0])
        .key("4")
        .unsignedInteger(totals.headersOut[1])
        .key("10")
        .unsignedInteger(totals.headersOut[2])
        .endObject();
    json.key("in").beginObject();
    json.key("6")
        .unsignedInteger(totals.headersIn[0])
        .key("8")
        .unsignedInteger(totals.headersIn[1])
        .key("14")
        .unsignedInteger(totals.headersIn[2])
        .endObject()
        .endObject();
    json.key("rssBytes")
        .unsignedInteger(residentMemory())
        .key("cpuSeconds")
        .number(cpuSeconds(), 3);
    json.key("insecure").boolean(m_context->exposed);
    json.key("threads")
        .unsignedInteger(m_context->threads.threads().size())
        .key("feeds")
        .beginArray();
    if (appendFeeds)
        appendFeeds(json);
    json.endArray();
    if (appendRecording)
        appendRecording(json);
    json.endObject();
    m_before = totals;
    m_hub.publish(*m_stats, text);
}

void Monitor::gatherConnections()
{
    auto gathering = std::make_shared<Gathering>();
    const auto &threads = m_context->threads.threads();
    gathering->threadsLeft = threads.size();
    for (const auto &thread : threads) {
        thread->post([gathering, at = thread.get()] {
            auto ids = std::make_shared<std::vector<uint64_t>>();
            for (const auto &[id, connection] : at->connections())
                ids->push_back(id);
            gatherSlice(gathering, *at, std::move(ids), 0);
        });
    }
    {
        std::unique_lock lock(gathering->mutex);
        // A thread that is too busy now will be asked again in the next round.
        if (!gathering->done.wait_for(
                lock, std::chrono::seconds(2), [&] { return gathering->threadsLeft == 0; }))
            return;
    }
    const auto now = Clock::now();
    const double seconds = m_gatheredAt == Clock::time_point {}
        ? 0
        : std::chrono::duration<double>(now - m_gatheredAt).count();
    m_gatheredAt = now;
    const bool wasEmpty = m_table->empty();
    m_table->replace(std::move(gathering->rows), seconds > 5 ? 0 : seconds, m_hub.clock().wallMs());
    // Changes wait for the last page of a listing: an older page must not undo them.
    if (!m_pages.empty())
        return;
    if (const uint64_t joined = m_connections->joins(); joined != m_joinsSeen || wasEmpty) {
        // Somebody is new: the snapshot was page 0 at most, and perhaps of an old round.
        m_joinsSeen = joined;
        m_pages = m_table->takePages();
        m_nextPage = 0;
        publishPages(now);
    } else {
        m_hub.publish(*m_connections, m_table->takeChanges(kChangedRows));
    }
}

void Monitor::forgetConnections()
{
    m_table->forget();
    m_pages.clear();
    m_gatheredAt = {};
}

void Monitor::publishPages(Clock::time_point now)
{
    const channels::ChannelHub::Batch batch(m_hub);
    const size_t end = std::min(m_pages.size(), m_nextPage + kPagesPerTurn);
    for (; m_nextPage < end; ++m_nextPage)
        m_hub.publish(*m_connections, m_pages[m_nextPage], m_nextPage + 1);
    m_pagesDue = now + kPagesEvery;
    if (m_nextPage == m_pages.size())
        m_pages.clear();
}

} // namespace wavetape::monitoring
