// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"
#include "load/Modes.h"
#include "load/ServerMeter.h"

namespace wavetape::load {

namespace {

class HoldRun final : private ConnectionListener {
public:
    explicit HoldRun(const Options &options)
        : m_options(options)
        , m_meter(options.serverPid)
        , m_span(m_meter)
        , m_fleet(m_loop, options, *this)
    {
    }

    Report run()
    {
        const ServerMemory before = m_meter.memory();
        m_fleet.add(m_options.connections, Fleet::openingFor(m_options));
        m_span.begin();
        m_fleet.openWhatOpens();
        m_span.end();
        m_opened = true;
        if (m_fleet.ready() == 0)
            throw LoadError(
                "No connection opened; the first failure: " + m_fleet.firstFailure() + ".");
        wait(m_options.warmup);
        const ServerMemory after = m_meter.memory();
        wait(m_options.seconds);

        Report report;
        report.text("mode", "hold");
        report.count("wanted", m_options.connections);
        report.count("opened", m_fleet.ready());
        report.count("failed", m_fleet.failed());
        if (m_fleet.failed() != 0)
            report.text("first_failure", m_fleet.firstFailure());
        report.number("held_seconds", m_options.seconds);
        report.count("lost", m_lost);
        Report handshakes;
        m_span.describe(handshakes, m_fleet.ready());
        report.object("handshakes", handshakes);
        if (m_meter.enabled()) {
            Report memory;
            memory.count("anonymous_kib_before", before.anonymous);
            memory.count("anonymous_kib_after", after.anonymous);
            memory.number("anonymous_bytes_per_connection",
                (static_cast<double>(after.anonymous) - static_cast<double>(before.anonymous))
                    * 1024 / static_cast<double>(m_fleet.ready()));
            memory.count("pss_kib_before", before.pss);
            memory.count("pss_kib_after", after.pss);
            report.object("server_memory", memory);
        }
        return report;
    }

private:
    void wait(double seconds)
    {
        const std::uint64_t stop = nowNanos() + nanosOf(seconds);
        m_loop.run([&] { return nowNanos() >= stop ? Loop::kStop : stop; });
    }

    void onReady(Connection &) override { }
    void onMessage(Connection &, const Message &) override { }
    void onClosed(Connection &) override { m_lost += m_opened; }

    const Options &m_options;
    Loop m_loop;
    ServerMeter m_meter;
    CostSpan m_span;
    Fleet m_fleet;
    bool m_opened = false;
    std::uint64_t m_lost = 0;
};

} // namespace

Report runHold(const Options &options)
{
    return HoldRun(options).run();
}

} // namespace wavetape::load
