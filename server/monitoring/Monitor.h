// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "monitoring/ServerTotals.h"
#include "net/ConnectionRow.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wavetape::monitoring {

class ConnectionTable;

/// Publishes what the server does on `sys.stats` (1 Hz), `sys.connections` (1 Hz, gathered only
/// while somebody subscribes) and `sys.events`. A thread of its own; nothing that it watches waits
/// for it.
class Monitor final : public net::ConnectionObserver {
public:
    explicit Monitor(channels::ChannelHub &hub);
    ~Monitor() override;

    /// Appends the members of one feed object each into an array that is open.
    std::function<void(protocol::JsonWriter &)> appendFeeds;
    /// Appends members of `sys.stats` about the recording.
    std::function<void(protocol::JsonWriter &)> appendRecording;
    /// Told of each event after it was published, on the monitor's thread: for a log. Set before
    /// start().
    std::function<void(
        std::string_view kind, const net::ConnectionEvent &event, std::string_view text)>
        onEvent;

    void start(net::ServerContext &context);
    /// Before the I/O threads stop.
    void stop();

    /// Any thread; returns at once. In a storm the events beyond what is kept are counted, not
    /// kept.
    void onConnectionEvent(net::ConnectionEvent event) override;
    /// Something about the server itself or a feed, for people.
    void note(std::string_view kind, std::string text);

private:
    struct Event {
        net::ConnectionEvent connection;
        std::string kind, text;
        int64_t timeMs = 0;
    };

    void run();
    void queueEvent(Event event);
    void publishEvents();
    void publishStats(double seconds);
    void gatherConnections();
    void forgetConnections();
    void publishPages(std::chrono::steady_clock::time_point now);

    channels::ChannelHub &m_hub;
    net::ServerContext *m_context = nullptr;
    channels::ChannelRef m_stats, m_connections, m_eventsChannel;
    std::shared_ptr<ConnectionTable> m_table;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_condition;
    bool m_stopping = false;
    std::deque<Event> m_events;
    uint64_t m_eventsLost = 0;
    ServerTotals m_before;
    uint64_t m_startedMs = 0; ///< steady
    std::chrono::steady_clock::time_point m_gatheredAt {};
    uint64_t m_joinsSeen = 0;
    std::vector<std::string> m_pages; ///< of the full table, on their way; else empty
    size_t m_nextPage = 0;
    std::chrono::steady_clock::time_point m_pagesDue {};
};

} // namespace wavetape::monitoring
