// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"
#include "load/Modes.h"
#include "load/ServerMeter.h"

#include <vector>

namespace wavetape::load {

namespace {

class IdleReaders final : public ConnectionListener {
public:
    std::size_t lost = 0;

private:
    void onReady(Connection &) override { }
    void onMessage(Connection &, const Message &) override { }
    void onClosed(Connection &) override { ++lost; }
};

class EchoRun final : private ConnectionListener {
public:
    explicit EchoRun(const Options &options)
        : m_options(options)
        , m_meter(options.serverPid)
        , m_span(m_meter)
        , m_idle(m_loop, options, m_idleReaders)
        , m_fleet(m_loop, options, *this)
        , m_frame(clientFrame(
              options.binary ? Opcode::Binary : Opcode::Text, std::string(options.bytes, 'x')))
        , m_sentAt(options.connections)
    {
    }

    Report run()
    {
        m_idle.add(m_options.idle, Fleet::openingFor(m_options));
        m_idle.openAll();
        m_fleet.add(m_options.connections, Fleet::openingFor(m_options));
        m_fleet.openAll();
        for (auto &connection : m_fleet)
            ask(*connection);
        spin(m_options.warmup);
        m_roundTrips.clear();
        m_span.begin();
        spin(m_options.seconds);
        m_span.end();

        Report report;
        report.text("mode", "echo");
        report.count("connections", m_options.connections);
        report.count("idle", m_options.idle);
        report.count("bytes", m_options.bytes);
        m_span.describe(report, m_roundTrips.count());
        report.count("wrong_lengths", m_wrong);
        report.count("idle_lost", m_idleReaders.lost);
        report.latency("round_trip_us", m_roundTrips);
        return report;
    }

private:
    void spin(double seconds)
    {
        const std::uint64_t stop = nowNanos() + nanosOf(seconds);
        m_loop.run([&] { return nowNanos() >= stop ? Loop::kStop : stop; });
    }

    void ask(Connection &connection)
    {
        m_sentAt[connection.index()] = nowNanos();
        connection.send(m_frame);
    }

    void onReady(Connection &) override { }
    void onMessage(Connection &connection, const Message &message) override
    {
        m_wrong += message.length != m_options.bytes;
        m_roundTrips.record(nowNanos() - m_sentAt[connection.index()]);
        ask(connection);
    }
    void onClosed(Connection &connection) override
    {
        if (m_fleet.ready() == m_options.connections)
            throw LoadError("A connection ended during the run: " + connection.failure() + ".");
    }

    const Options &m_options;
    Loop m_loop {m_options.busy};
    ServerMeter m_meter;
    CostSpan m_span;
    IdleReaders m_idleReaders;
    Fleet m_idle;
    Fleet m_fleet;
    std::string m_frame;
    std::vector<std::uint64_t> m_sentAt;
    Histogram m_roundTrips;
    std::uint64_t m_wrong = 0;
};

} // namespace

Report runEcho(const Options &options)
{
    return EchoRun(options).run();
}

} // namespace wavetape::load
