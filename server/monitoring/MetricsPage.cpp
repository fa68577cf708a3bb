// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MetricsPage.h"

#include "channels/ChannelHub.h"
#include "monitoring/CounterFigure.h"
#include "monitoring/ServerTotals.h"
#include "net/IoThreadPool.h"
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

constexpr double kMicrosPerSecond = 1e6; // divided by, so that a bucket of 100 µs is 0.0001 exactly
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
        histogram.sample_sum = static_cast<double>(micros.sum()) / kMicrosPerSecond;
        for (const uint64_t edge : kEdges)
            histogram.bucket.push_back(
                {micros.countUpTo(edge), static_cast<double>(edge) / kMicrosPerSecond});
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

/// Only where there is a broker: zeros of a node that is alone would look like health.
void addCluster(
    Families &families, const cluster::BrokerReading &broker, const cluster::FeedReading &feed)
{
    if (!broker.shared)
        return;
    families.gauge("wavetape_cluster_broker_up", "1 while the broker answers.", broker.up ? 1 : 0);
    families.counter("wavetape_cluster_broker_losses_total", "How often the broker was lost.",
        number(broker.losses));
    families.gauge("wavetape_cluster_followed_channels",
        "Channels that are kept in step with the other nodes.", number(broker.followed));
    const auto published = [&](uint64_t count, const char *result) {
        families.counter("wavetape_cluster_published_total",
            "Publications of this node's clients: numbered by the broker, or refused with 116.",
            number(count), {{"result", result}});
    };
    published(broker.published, "numbered");
    published(broker.refused, "unavailable");
    families.counter("wavetape_cluster_received_total", "Envelopes that the broker sent.",
        number(broker.received));
    const auto dropped = [&](uint64_t count, const char *why) {
        families.counter("wavetape_cluster_dropped_total",
            "Of those, not taken; known: it had come before.", number(count), {{"why", why}});
    };
    dropped(broker.known, "known");
    dropped(broker.forged, "forged");
    dropped(broker.replayed, "replayed");
    dropped(broker.oversize, "oversize");
    dropped(broker.malformed, "malformed");
    families.counter("wavetape_cluster_filled_total",
        "Publications that had not come and were read from the broker later.",
        number(broker.filled));
    families.counter("wavetape_cluster_lost_total",
        "Numbers that were announced as lost: lagged with the reason backplane.",
        number(broker.lost));
    families.counter("wavetape_cluster_restarts_total", "Channels whose numbering began anew.",
        number(broker.restarts));
    for (const auto &[percentile, ms] :
        {std::pair {"50", broker.hopP50Ms}, {"99", broker.hopP99Ms}})
        families.gauge("wavetape_cluster_hop_seconds",
            "From a publish here to its coming back from the broker, of the last thousand.",
            ms / 1000, {{"percentile", percentile}});
    if (feed.role == cluster::FeedRole::none)
        return;
    for (const auto role :
        {cluster::FeedRole::alone, cluster::FeedRole::follower, cluster::FeedRole::leader})
        families.gauge("wavetape_cluster_feed_role", "1 for this node's part in the feed of all.",
            feed.role == role ? 1 : 0, {{"role", std::string(textOf(role))}});
    families.counter("wavetape_cluster_feed_leaders_total",
        "How often another node than before led the feed.", number(feed.leaders));
    families.gauge("wavetape_cluster_feed_checkpoint_bytes",
        "Of the feed's checkpoint that this node stored last.", number(feed.checkpointBytes));
}

} // namespace

std::string metricsPage(const net::ServerContext &context, const std::vector<FeedReading> &feeds,
    const RecordingReading &recording, const cluster::FeedReading &shared)
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
    const auto byTransport = [&](auto add) {
        for (size_t i = 0; i < totals.transports.size(); ++i)
            add(totals.transports[i],
                Labels {{"transport", std::string(metrics::kTransportNames[i])}});
    };
    byTransport([&](const auto &one, Labels labels) {
        families.gauge("wavetape_connections",
            "WebSocket connections and SSE streams that are open, polls that are held.",
            number(one.opened - one.closed), std::move(labels));
    });
    byTransport([&](const auto &one, Labels labels) {
        families.counter("wavetape_transport_opened_total", "The same that were ever opened.",
            number(one.opened), std::move(labels));
    });
    byTransport([&](const auto &one, Labels labels) {
        families.counter("wavetape_transport_sent_messages_total",
            "Messages that went out, by what they were carried.", number(one.messagesOut),
            std::move(labels));
    });
    byTransport([&](const auto &one, Labels labels) {
        families.counter("wavetape_transport_sent_bytes_total",
            "Bytes that went out, by what they carried.", number(one.bytesOut), std::move(labels));
    });
    const auto byDialect = [&](auto add) {
        for (size_t i = 0; i < totals.dialects.size(); ++i)
            add(totals.dialects[i], Labels {{"dialect", std::string(metrics::kDialectNames[i])}});
    };
    byDialect([&](const auto &one, Labels labels) {
        families.gauge("wavetape_dialect_connections",
            "Connections that are open of clients that speak another protocol.",
            number(one.opened - one.closed), std::move(labels));
    });
    byDialect([&](const auto &one, Labels labels) {
        families.counter("wavetape_dialect_opened_total", "The same that were ever opened.",
            number(one.opened), std::move(labels));
    });
    byDialect([&](const auto &one, Labels labels) {
        families.counter("wavetape_dialect_requests_total", "What these clients asked for.",
            number(one.requests), std::move(labels));
    });
    byDialect([&](const auto &one, Labels labels) {
        families.counter("wavetape_dialect_refused_total",
            "Of that, what was answered with an error.", number(one.refused), std::move(labels));
    });
    for (size_t i = 0; i < totals.refusedBy.size(); ++i)
        families.counter("wavetape_limit_refusals_total",
            "What a limit refused or ended, by the setting's name.", number(totals.refusedBy[i]),
            {{"limit", std::string(metrics::kLimitNames[i])}});
    for (size_t i = 0; i < totals.closes.size(); ++i)
        families.counter("wavetape_connections_closed_total",
            "WebSocket connections that have ended, by close code.", number(totals.closes[i]),
            {{"code",
                i < metrics::ThreadStats::kCodes.size()
                    ? std::to_string(metrics::ThreadStats::kCodes[i])
                    : "other"}});

    for (const CounterFigure &figure : counterFigures()) {
        if (figure.metric)
            families.counter(figure.metric, figure.help, number(totals.*figure.total));
    }
    constexpr const char *gaps = "wavetape_unexplained_gaps_total";
    constexpr const char *gapsHelp
        = "Holes that were not told: must be 0, but for those that a fault was asked to make.";
    families.counter(gaps, gapsHelp, number(totals.unexplainedGaps), {{"cause", "delivery"}});
    families.counter(gaps, gapsHelp, number(totals.requestedGaps), {{"cause", "fault"}});
    for (size_t type = 0; type < totals.faults.size(); ++type)
        families.counter("wavetape_faults_total", "Faults on request that struck.",
            number(totals.faults[type]), {{"type", std::string(metrics::kFaultTypeNames[type])}});
    for (size_t lane = 0; lane < totals.dropped.size(); ++lane)
        families.counter("wavetape_dropped_publications_total", "Left out for slow readers.",
            number(totals.dropped[lane]), {{"lane", metrics::kLaneNames[lane]}});
    families.counter("wavetape_publications_total", "Publications on all channels.",
        number(context.hub.published()));
    for (size_t i = 0; i < totals.sharesUsedUp.size(); ++i)
        families.counter("wavetape_shares_used_up_total",
            "How often a connection used up its share of an I/O thread's turn, by what it asked.",
            number(totals.sharesUsedUp[i]), {{"work", metrics::kWorkNames[i]}});

    families.gauge("wavetape_channels", "Channels.", number(channels.channels));
    families.gauge("wavetape_subscriptions", "Subscriptions.", number(channels.subscriptions));
    families.gauge("wavetape_queued_bytes",
        "Bytes that wait for readers: the sum of all connections' queues.",
        number(context.threads.queuedBytes()));
    families.gauge("wavetape_held_bytes",
        "Resident bytes of frames that no history holds, each frame counted once.",
        number(context.heldBytes()));
    families.gauge("wavetape_held_limit_bytes", "How many there may be.",
        number(context.config.queue.serverBytes));
    families.gauge("wavetape_history_bytes", "Resident bytes of all histories.",
        number(context.hub.historyBytes()));

    families.histogram("wavetape_publish_latency_seconds",
        "From publish to the kernel's send buffer, of the oldest publication in each write; "
        "replays are none.",
        totals.publishLatency);
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
    families.gauge("wavetape_recording_running", "1 while what is published is recorded.",
        recording.running ? 1 : 0);
    families.gauge("wavetape_recording_failing",
        "1 while what is recorded does not get into its file.", recording.failing ? 1 : 0);
    families.counter("wavetape_recorded_messages_total",
        "Publications and states of channels that are in a recording.", number(recording.messages));
    families.counter(
        "wavetape_recorded_bytes_total", "Bytes of recordings.", number(recording.bytes));
    families.counter("wavetape_recording_dropped_publications_total",
        "Left out of a recording: no room to wait, or they could not be written.",
        number(recording.dropped));
    addCluster(families, context.broker->reading(), shared);
    addProcess(families);
    return families.text();
}

} // namespace wavetape::monitoring
