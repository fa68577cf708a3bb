// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MetricsPage.h"

#include "channels/ChannelHub.h"
#include "monitoring/ServerTotals.h"
#include "net/ServerContext.h"

#include <prometheus/text_serializer.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <sys/resource.h>
#include <utility>

namespace wavetape::monitoring {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double kMicro = 1e-6;
// µs; the histograms' own buckets are far finer.
constexpr uint64_t kEdges[] = {50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000,
    100'000, 250'000, 500'000, 1'000'000, 5'000'000, 10'000'000};

class Families {
public:
    void gauge(const char *name, const char *help, double value, Labels labels = {})
    {
        ClientMetric &metric = add(name, help, MetricType::Gauge, std::move(labels));
        metric.gauge.value = value;
    }
    void counter(const char *name, const char *help, double value, Labels labels = {})
    {
        ClientMetric &metric = add(name, help, MetricType::Counter, std::move(labels));
        metric.counter.value = value;
    }
    /// `micros`: recorded in µs, shown in seconds.
    void histogram(const char *name, const char *help, const metrics::HistogramSnapshot &micros)
    {
        auto &histogram = add(name, help, MetricType::Histogram, {}).histogram;
        histogram.sample_count = micros.count();
        histogram.sample_sum = static_cast<double>(micros.sum()) * kMicro;
        for (const uint64_t edge : kEdges)
            histogram.bucket.push_back(
                {micros.countUpTo(edge), static_cast<double>(edge) * kMicro});
        histogram.bucket.push_back({micros.count(), std::numeric_limits<double>::infinity()});
    }
    std::string text() const { return prometheus::TextSerializer().Serialize(m_families); }

private:
    /// Metrics of one name come one after the other.
    ClientMetric &add(const char *name, const char *help, MetricType type, Labels labels)
    {
        if (m_families.empty() || m_families.back().name != name) {
            MetricFamily &family = m_families.emplace_back();
            family.name = name;
            family.help = help;
            family.type = type;
        }
        ClientMetric &metric = m_families.back().metric.emplace_back();
        metric.label = std::move(labels);
        return metric;
    }

    std::vector<MetricFamily> m_families;
};

double number(uint64_t value)
{
    return static_cast<double>(value);
}

void addProcess(Families &families)
{
    families.counter("process_cpu_seconds_total", "CPU time of the process.", cpuSeconds());
    families.gauge("process_resident_memory_bytes", "Resident memory of the process.",
        number(residentMemory()));
    std::error_code error;
    std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
    if (!error)
        families.gauge("process_open_fds", "Open file descriptors.",
            static_cast<double>(
                std::distance(begin(descriptors), std::filesystem::directory_iterator())
                - 1)); // its own
    rlimit limit {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        families.gauge("process_max_fds", "The most file descriptors that may be open.",
            number(limit.rlim_cur));
}

} // namespace

std::string metricsPage(const net::ServerContext &context, const std::vector<FeedReading> &feeds)
{
    const ServerTotals totals = ServerTotals::of(context);
    const ChannelTotals channels = ChannelTotals::of(context.hub);
    Families families;
    families.gauge("wavetape_build_info", "Always 1; the labels say what runs.", 1,
        {{"server", context.softwareName}, {"node", context.config.node}});
    families.gauge(
        "wavetape_draining", "1 while everybody is told to leave.", context.draining ? 1 : 0);
    families.gauge("wavetape_insecure",
        "1 where other machines reach this server without TLS or without a token.",
        context.exposed ? 1 : 0);

    families.gauge("wavetape_sockets", "TCP connections that are open.",
        static_cast<double>(context.connections.load()));
    families.gauge("wavetape_connections", "WebSocket connections that are open.",
        number(totals.opened - totals.closed));
    families.counter("wavetape_sockets_accepted_total", "TCP connections that were accepted.",
        number(totals.accepted));
    families.counter("wavetape_connections_opened_total", "Handshakes that were answered 101.",
        number(totals.opened));
    families.counter("wavetape_requests_refused_total",
        "Requests and handshakes that were refused.", number(totals.refused));
    for (size_t i = 0; i < totals.closes.size(); ++i)
        families.counter("wavetape_connections_closed_total",
            "WebSocket connections that have ended, by close code.", number(totals.closes[i]),
            {{"code",
                i < net::ThreadStats::kCodes.size() ? std::to_string(net::ThreadStats::kCodes[i])
                                                    : "other"}});

    families.counter(
        "wavetape_received_messages_total", "Messages from clients.", number(totals.messagesIn));
    families.counter(
        "wavetape_sent_messages_total", "Messages to clients.", number(totals.messagesOut));
    families.counter(
        "wavetape_received_bytes_total", "Bytes from clients.", number(totals.bytesIn));
    families.counter("wavetape_sent_bytes_total", "Bytes to clients.", number(totals.bytesOut));
    families.counter("wavetape_publications_total", "Publications on all channels.",
        number(context.hub.published()));
    families.counter("wavetape_dropped_publications_total", "Left out for slow readers.",
        number(totals.dropped));
    families.counter("wavetape_conflated_publications_total",
        "Replaced by newer ones before they were sent.", number(totals.conflated));
    families.counter(
        "wavetape_lagged_notices_total", "Losses that were told.", number(totals.lagged));
    families.counter("wavetape_unexplained_gaps_total", "Holes that were not told: must be 0.",
        number(totals.unexplainedGaps));
    families.counter("wavetape_inbox_skipped_publications_total",
        "Without room in the inbox of an I/O thread that fell behind: its readers went on from the "
        "history.",
        number(totals.inboxSkipped));
    families.counter("wavetape_rate_limited_messages_total", "Messages over a client's rate.",
        number(totals.rateLimited));

    families.gauge("wavetape_channels", "Channels.", number(channels.channels));
    families.gauge("wavetape_subscriptions", "Subscriptions.", number(channels.subscriptions));
    families.gauge("wavetape_queued_bytes", "Resident bytes that wait for readers.",
        number(context.queuedBytes()));
    families.gauge(
        "wavetape_queue_limit_bytes", "How many may.", number(context.config.queue.serverBytes));
    families.gauge("wavetape_history_bytes", "Resident bytes of all histories.",
        number(context.hub.historyBytes()));

    families.histogram("wavetape_publish_latency_seconds",
        "From publish to the kernel's send buffer.", totals.publishLatency);
    families.histogram("wavetape_loop_turn_seconds",
        "How long a turn of an I/O thread's loop kept it from its next event.", totals.loopTurn);

    for (const FeedReading &feed : feeds)
        families.gauge("wavetape_feed_running", "1 where the feed runs, 0 where it is stale.",
            feed.running ? 1 : 0, {{"feed", feed.name}});
    for (const FeedReading &feed : feeds)
        families.counter("wavetape_feed_publications_total", "Publications of the feed.",
            number(feed.messages), {{"feed", feed.name}});
    for (const FeedReading &feed : feeds)
        families.gauge("wavetape_feed_lag_seconds", "How far feed time is behind the clock.",
            feed.lagSeconds, {{"feed", feed.name}});
    addProcess(families);
    return families.text();
}

} // namespace wavetape::monitoring
