// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"
#include "load/Modes.h"
#include "load/Publisher.h"
#include "load/ServerMeter.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

namespace wavetape::load {

namespace {

/// What readers of one kind saw.
class Readers final : public ConnectionListener {
public:
    Readers(Loop &loop, std::size_t count)
        : m_loop(loop)
        , m_next(count)
        , m_marks(count)
    {
    }

    /// From now on messages count.
    void start(std::uint64_t now) { m_start = now; }
    /// From now on messages without a mark are kept as answers.
    void keepAnswers() { m_keepAnswers = true; }

    std::uint64_t received = 0;
    std::uint64_t gaps = 0; ///< messages missing between two received ones
    std::uint64_t disordered = 0; ///< duplicates and messages older than their predecessor
    std::uint64_t lagged = 0; ///< messages announced as lost by "lagged" notices
    std::uint64_t laggedNotices = 0;
    std::size_t closed = 0;
    std::map<std::string, std::uint64_t> closedBy;
    double firstClose = 0;
    double lastClose = 0;
    Histogram latency;
    std::vector<std::string> answers;

    void describe(Report &report, std::size_t connections) const
    {
        report.count("connections", connections);
        report.count("received", received);
        report.count("gaps", gaps);
        report.count("disordered", disordered);
        report.count("lagged_notices", laggedNotices);
        report.count("lagged_messages", lagged);
        report.count("closed", closed);
        Report reasons;
        for (const auto &[reason, count] : closedBy)
            reasons.count(reason, count);
        report.object("closed_by", reasons);
        report.number("first_close_s", firstClose);
        report.number("last_close_s", lastClose);
        report.latency("latency_us", latency);
        if (!answers.empty())
            report.list("answers", answers);
    }

private:
    void onReady(Connection &) override { }

    void onMessage(Connection &connection, const Message &message) override
    {
        const auto mark = m_marks[connection.index()].find(message.body);
        if (!mark) {
            onNotice(message.body);
            return;
        }
        if (m_start == 0)
            return;
        ++received;
        const std::uint64_t now = m_loop.batchTime();
        latency.record(now > mark->sentAt ? now - mark->sentAt : 0);
        std::uint64_t &next = m_next[connection.index()];
        if (mark->number < next)
            ++disordered;
        else
            gaps += mark->number - next;
        next = mark->number + 1;
    }

    void onNotice(std::string_view body)
    {
        if (body.find("\"type\":\"lagged\"") != std::string_view::npos) {
            ++laggedNotices;
            const auto at = body.find("\"n\":");
            std::uint64_t n = 0;
            if (at != std::string_view::npos)
                std::from_chars(body.data() + at + 4, body.data() + body.size(), n);
            lagged += n;
        } else if (m_keepAnswers) {
            answers.emplace_back(body);
        }
    }

    void onClosed(Connection &connection) override
    {
        ++closed;
        const unsigned code = connection.closeCode();
        ++closedBy[code != 0 ? "code " + std::to_string(code) : connection.failure()];
        if (m_start == 0)
            return;
        const double when
            = static_cast<double>(connection.closedAt() - m_start) / static_cast<double>(kSecond);
        firstClose = firstClose == 0 ? when : std::min(firstClose, when);
        lastClose = std::max(lastClose, when);
    }

    Loop &m_loop;
    std::vector<std::uint64_t> m_next; ///< number expected next, by connection
    std::vector<MarkReader> m_marks;
    std::uint64_t m_start = 0;
    bool m_keepAnswers = false;
};

class PacedRun {
public:
    explicit PacedRun(const Options &options)
        : m_options(options)
        , m_meter(options.serverPid)
        , m_span(m_meter)
        , m_healthyReaders(m_loop, options.connections)
        , m_slowReaders(m_loop, options.slow)
        , m_healthy(m_loop, options, m_healthyReaders)
        , m_slow(m_loop, options, m_slowReaders)
        , m_publisher(m_loop, options)
        , m_credit(options.slow)
    {
    }

    Report run()
    {
        if (m_options.bytes < Publisher::kMarkSize)
            throw LoadError("flood and slow need --bytes " + std::to_string(Publisher::kMarkSize)
                + " at least.");
        openReaders();
        m_publisher.open();
        const ServerMemory before = m_meter.memory();
        m_peakResident = before.rss;

        const std::uint64_t start = nowNanos();
        m_healthyReaders.start(start);
        m_slowReaders.start(start);
        m_lastRead = start;
        m_span.begin();
        publishUntil(start, start + nanosOf(m_options.seconds));
        drainHealthy(nowNanos() + nanosOf(m_options.drain));
        m_span.end();
        const ServerMemory after = m_meter.memory();
        if (!m_options.farewell.empty())
            sayFarewell();
        return report(before, after);
    }

private:
    void openReaders()
    {
        m_healthy.add(m_options.connections, Fleet::openingFor(m_options));
        for (auto &connection : m_healthy)
            connection->keepBodies(true);
        m_healthy.openAll();
        Opening opening = Fleet::openingFor(m_options);
        opening.receiveBuffer = m_options.slowReceiveBuffer;
        if (!m_options.slowSubscribe.empty())
            opening.greeting = m_options.slowSubscribe;
        m_slow.add(m_options.slow, opening);
        for (auto &connection : m_slow)
            connection->keepBodies(true);
        m_slow.openAll();
        for (auto &connection : m_slow)
            connection->pauseReading();
    }

    void publishUntil(std::uint64_t start, std::uint64_t stop)
    {
        const double perNano = m_options.rate / static_cast<double>(kSecond);
        m_loop.run([&] {
            const std::uint64_t now = nowNanos();
            const auto due = static_cast<std::uint64_t>(
                static_cast<double>(std::min(now, stop) - start) * perNano);
            m_latest = std::max(m_latest, due - std::min(due, m_publisher.published()));
            const bool any = m_publisher.published() < due;
            while (m_publisher.published() < due)
                m_publisher.queueNext(now);
            if (any)
                m_publisher.flush();
            readSlowly(now);
            if (now >= stop)
                return Loop::kStop;
            const auto next = start
                + static_cast<std::uint64_t>(
                    static_cast<double>(m_publisher.published() + 1) / perNano);
            return std::min({next, stop, nextChore(now)});
        });
    }

    void drainHealthy(std::uint64_t deadline)
    {
        m_loop.run([&] {
            const std::uint64_t now = nowNanos();
            readSlowly(now);
            const bool complete = m_healthyReaders.received + m_healthyReaders.lagged
                >= m_publisher.published() * (m_options.connections - m_healthyReaders.closed);
            const bool slowOver = m_options.slowRate != 0 || m_slowReaders.closed == m_options.slow;
            return now >= deadline || (complete && slowOver) ? Loop::kStop : nextChore(now);
        });
    }

    void sayFarewell()
    {
        m_slowReaders.keepAnswers();
        const std::string frame = clientFrame(Opcode::Text, m_options.farewell);
        for (auto &connection : m_slow) {
            if (connection->state() != Connection::State::Ready)
                continue;
            connection->resumeReading();
            connection->send(frame);
        }
        const std::uint64_t deadline = nowNanos() + nanosOf(m_options.drain);
        m_loop.run([&] {
            const bool all = m_slowReaders.answers.size() + m_slowReaders.closed >= m_options.slow;
            return all || nowNanos() >= deadline ? Loop::kStop : deadline;
        });
    }

    /// Lets each slow reader take what its rate allows, and looks at the server's memory now and
    /// then.
    void readSlowly(std::uint64_t now)
    {
        if (now - m_lastLook > kSecond / 5) {
            m_lastLook = now;
            m_peakResident = std::max(m_peakResident, m_meter.residentNow());
        }
        if (m_options.slowRate == 0 || now - m_lastRead < kChore)
            return;
        const double gained = m_options.slowRate * static_cast<double>(now - m_lastRead)
            / static_cast<double>(kSecond);
        m_lastRead = now;
        for (std::size_t i = 0; i < m_slow.size(); ++i) {
            m_credit[i] = std::min(m_credit[i] + gained, m_options.slowRate / 10);
            while (m_credit[i] >= 1) {
                const std::size_t got = m_slow[i].readSome(static_cast<std::size_t>(m_credit[i]));
                if (got == 0)
                    break;
                m_credit[i] -= static_cast<double>(got);
            }
        }
    }

    std::uint64_t nextChore(std::uint64_t now) const
    {
        return now + (m_options.slowRate == 0 ? kSecond / 5 : kChore);
    }

    Report report(const ServerMemory &before, const ServerMemory &after)
    {
        Report report;
        report.text("mode", m_options.mode == Mode::Flood ? "flood" : "slow");
        report.count("bytes", m_options.bytes);
        report.number("rate", m_options.rate);
        report.count("published", m_publisher.published());
        report.count("publisher_most_behind", m_latest);
        report.count("publisher_pending_bytes", m_publisher.pendingBytes());
        m_span.describe(report, m_healthyReaders.received + m_slowReaders.received);
        Report healthy;
        const std::uint64_t expected = m_publisher.published() * m_options.connections;
        m_healthyReaders.describe(healthy, m_options.connections);
        healthy.count("lost", expected - std::min(expected, m_healthyReaders.received));
        report.object("healthy", healthy);
        if (m_options.slow != 0) {
            Report slow;
            m_slowReaders.describe(slow, m_options.slow);
            report.object("slow", slow);
        }
        if (m_meter.enabled()) {
            Report memory;
            memory.count("rss_kib_before", before.rss);
            memory.count("rss_kib_peak", std::max(m_peakResident, after.rss));
            memory.count("rss_kib_after", after.rss);
            memory.count("anonymous_kib_before", before.anonymous);
            memory.count("anonymous_kib_after", after.anonymous);
            report.object("server_memory", memory);
        }
        return report;
    }

    static constexpr std::uint64_t kChore = kSecond / 200;

    const Options &m_options;
    Loop m_loop;
    ServerMeter m_meter;
    CostSpan m_span;
    Readers m_healthyReaders;
    Readers m_slowReaders;
    Fleet m_healthy;
    Fleet m_slow;
    Publisher m_publisher;
    std::vector<double> m_credit; ///< bytes each slow reader may read now
    std::uint64_t m_lastRead = 0;
    std::uint64_t m_lastLook = 0;
    std::uint64_t m_peakResident = 0;
    std::uint64_t m_latest = 0;
};

} // namespace

Report runPaced(const Options &options)
{
    return PacedRun(options).run();
}

} // namespace wavetape::load
