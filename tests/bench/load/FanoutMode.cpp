// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"
#include "load/Modes.h"
#include "load/Publisher.h"
#include "load/ServerMeter.h"

#include <vector>

namespace wavetape::load {

namespace {

class FanoutRun final : private ConnectionListener {
public:
    explicit FanoutRun(const Options &options)
        : m_options(options)
        , m_meter(options.serverPid)
        , m_span(m_meter)
        , m_fleet(m_loop, options, *this)
        , m_publisher(m_loop, options)
        , m_seen(options.connections)
        , m_ticks(options.inFlight)
    {
    }

    Report run()
    {
        m_fleet.add(m_options.connections, Fleet::openingFor(m_options));
        m_fleet.openAll();
        m_publisher.open();
        m_started = true;
        spin(m_options.warmup);
        m_latency.clear();
        const std::uint64_t own = m_publisher.received();
        m_span.begin();
        spin(m_options.seconds);
        m_span.end();

        Report report;
        report.text("mode", "fanout");
        report.count("subscribers", m_options.connections);
        report.count("bytes", m_options.bytes);
        report.count("in_flight", m_options.inFlight);
        report.count("publisher_received", m_publisher.received() - own);
        m_span.describe(report, m_latency.count() + m_publisher.received() - own);
        report.latency("latency_us", m_latency);
        return report;
    }

private:
    struct Tick {
        std::uint64_t sentAt = 0;
        std::size_t missing = 0; ///< subscribers that have not received it yet
    };

    void spin(double seconds)
    {
        const std::uint64_t stop = nowNanos() + nanosOf(seconds);
        m_loop.run([&] {
            publish();
            return nowNanos() >= stop ? Loop::kStop : stop;
        });
        if (m_publisher.published() == m_completed + m_options.inFlight
            && m_completed == m_completedBefore)
            throw LoadError(
                "No tick reached all subscribers in " + std::to_string(seconds) + " s.");
        m_completedBefore = m_completed;
    }

    void publish()
    {
        const std::uint64_t now = nowNanos();
        bool any = false;
        while (m_publisher.published() < m_completed + m_options.inFlight) {
            m_ticks[m_publisher.published() % m_options.inFlight] = {now, m_options.connections};
            m_publisher.queueNext(now);
            any = true;
        }
        if (any)
            m_publisher.flush();
    }

    void onReady(Connection &) override { }
    void onMessage(Connection &connection, const Message &message) override
    {
        // Shorter than the payload: an acknowledgement or a heartbeat of the application.
        if (!m_started || message.length < m_options.bytes)
            return;
        Tick &tick = m_ticks[m_seen[connection.index()]++ % m_options.inFlight];
        m_latency.record(m_loop.batchTime() - tick.sentAt);
        if (tick.missing-- == 1)
            ++m_completed;
    }
    void onClosed(Connection &connection) override
    {
        if (m_started)
            throw LoadError(
                "A subscriber's connection ended during the run: " + connection.failure() + ".");
    }

    const Options &m_options;
    Loop m_loop {m_options.busy};
    ServerMeter m_meter;
    CostSpan m_span;
    Fleet m_fleet;
    Publisher m_publisher;
    std::vector<std::uint64_t> m_seen; ///< ticks received, by subscriber
    std::vector<Tick> m_ticks; ///< those under way, a ring
    std::uint64_t m_completed = 0;
    std::uint64_t m_completedBefore = 0;
    bool m_started = false;
    Histogram m_latency;
};

} // namespace

Report runFanout(const Options &options)
{
    return FanoutRun(options).run();
}

} // namespace wavetape::load
