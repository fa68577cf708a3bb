// SPDX-License-Identifier: GPL-3.0-or-later
#include "IdleServer.h"
#include "monitoring/CounterFigure.h"
#include "monitoring/MetricsPage.h"
#include "monitoring/ServerTotals.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace wavetape::monitoring {
namespace {

bool hasLine(const std::string &page, const std::string &wanted)
{
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (line == wanted)
            return true;
    }
    return false;
}

TEST(CounterFigures, HaveNamesOfTheirOwn)
{
    std::set<std::string_view> names, metrics;
    for (const CounterFigure &figure : counterFigures()) {
        if (!figure.name.empty()) {
            EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
        }
        if (figure.metric) {
            EXPECT_TRUE(metrics.insert(figure.metric).second) << figure.metric;
        }
        EXPECT_TRUE(!figure.name.empty() || figure.metric);
    }
}

TEST(CounterFigures, AreTheSumOverAllThreadsUnderTheirNameInMetrics)
{
    IdleServer server;
    uint64_t n = 0;
    for (const CounterFigure &figure : counterFigures()) {
        (server.stats(0).*figure.counted).add(++n);
        (server.stats(1).*figure.counted).add(100);
    }
    const ServerTotals totals = ServerTotals::of(server.context);
    const std::string page = metricsPage(server.context, {});
    n = 0;
    for (const CounterFigure &figure : counterFigures()) {
        const uint64_t expected = 100 + ++n;
        EXPECT_EQ(totals.*figure.total, expected) << figure.help;
        if (figure.metric) {
            EXPECT_TRUE(hasLine(page, std::string(figure.metric) + " " + std::to_string(expected)))
                << figure.metric;
        }
    }
}

TEST(MetricsPage, BoundsOfBucketsAreTheNumbersThatPeopleWrite)
{
    IdleServer server;
    for (const uint64_t micros : {40, 90, 400, 2'000'000})
        server.stats(0).publishLatency.record(micros);
    const std::string page = metricsPage(server.context, {});
    const std::string name = "wavetape_publish_latency_seconds_bucket{le=\"";
    for (const auto &[edge, count] : {std::pair {"0.0001", 2}, {"0.00025", 2}, {"0.0005", 3},
             {"0.001", 3}, {"0.0025", 3}, {"1", 3}, {"5", 4}, {"+Inf", 4}})
        EXPECT_TRUE(hasLine(page, name + edge + "\"} " + std::to_string(count))) << edge;
}

TEST(MetricsPage, TellsRefusalsByLimit)
{
    IdleServer server;
    server.stats(0).countRefused(metrics::Limit::messageBytes);
    server.stats(1).countRefused(metrics::Limit::messageBytes);
    server.stats(1).countRefused(metrics::Limit::subscriptions);
    const std::string page = metricsPage(server.context, {});
    const std::string name = "wavetape_limit_refusals_total{limit=\"";
    EXPECT_TRUE(hasLine(page, name + "message_bytes\"} 2"));
    EXPECT_TRUE(hasLine(page, name + "subscriptions_per_connection\"} 1"));
    EXPECT_TRUE(hasLine(page, name + "connections\"} 0"));
}

TEST(MetricsPage, CountsClosesByCodeAndTheUnusualTogether)
{
    IdleServer server;
    server.stats(0).countClose(1000);
    server.stats(1).countClose(1000);
    server.stats(0).countClose(4711);
    const std::string page = metricsPage(server.context, {});
    EXPECT_TRUE(hasLine(page, "wavetape_connections_closed_total{code=\"1000\"} 2"));
    EXPECT_TRUE(hasLine(page, "wavetape_connections_closed_total{code=\"1001\"} 0"));
    EXPECT_TRUE(hasLine(page, "wavetape_connections_closed_total{code=\"other\"} 1"));
}

TEST(MetricsPage, TellsOfFeeds)
{
    IdleServer server;
    const std::string page
        = metricsPage(server.context, {{"market", 12, 0.25, true}, {"waves", 0, 0, false}});
    EXPECT_TRUE(hasLine(page, "wavetape_feed_publications_total{feed=\"market\"} 12"));
    EXPECT_TRUE(hasLine(page, "wavetape_feed_lag_seconds{feed=\"market\"} 0.25"));
    EXPECT_TRUE(hasLine(page, "wavetape_feed_running{feed=\"waves\"} 0"));
}

} // namespace
} // namespace wavetape::monitoring
