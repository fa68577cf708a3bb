// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Run.h"

#include "scenario/Client.h"
#include "scenario/Judge.h"
#include "scenario/OwnBroker.h"
#include "scenario/OwnServer.h"
#include "scenario/Publisher.h"
#include "scenario/Validity.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>
#include <unistd.h>

namespace wavetape::scenario {

namespace {

constexpr std::uint64_t kRunMilli = 1'000'000;
constexpr std::uint64_t kPatience = 5 * kSecond; ///< for the publishers to be there
constexpr std::uint64_t kSettle = 2 * kSecond; ///< for what is still under way at the end
constexpr std::uint64_t kLookEvery = 20 * kRunMilli;
constexpr std::uint64_t kTellEvery = 100 * kRunMilli;
constexpr double kPublishRate = 100; ///< per connection, where the target does not tell

std::int64_t machineClock()
{
    timespec now {};
    clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

double threadSeconds()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Bytes of this process that are resident; 0 where nobody tells.
std::uint64_t residentBytes()
{
    std::uint64_t pages = 0;
    if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
        unsigned long size = 0, resident = 0;
        if (std::fscanf(file, "%lu %lu", &size, &resident) == 2)
            pages = resident;
        std::fclose(file);
    }
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

/// Source addresses 127.0.0.2 … one after the other, as offsets from 127.0.0.0.
class Sources {
public:
    explicit Sources(bool loopback)
        : m_loopback(loopback)
    {
    }

    std::size_t next()
    {
        if (!m_loopback)
            return 0; // the kernel's choice
        ++m_last;
        while (m_last % 256 == 0 || m_last % 256 == 255)
            ++m_last;
        return m_last;
    }
    /// The first of so many without a hole.
    std::size_t block(std::size_t count)
    {
        if (!m_loopback)
            return 0;
        if (m_last % 256 + count > 250)
            m_last = (m_last / 256 + 1) * 256;
        const std::size_t first = m_last + 1;
        m_last += count;
        return first;
    }

private:
    const bool m_loopback;
    std::size_t m_last = 1;
};

class Runner {
public:
    Runner(const Scenario &scenario, const RunOptions &options)
        : m_scenario(scenario)
        , m_options(options)
        , m_wall(options.wallClock ? options.wallClock : machineClock)
        , m_records(scenario.clients.size())
        , m_judge(scenario, m_clients, m_records)
        , m_validity(scenario)
    {
        m_field.seed = options.seed.value_or(scenario.seed);
    }

    Verdict run()
    {
        Verdict verdict;
        verdict.seed = m_field.seed;
        verdict.whyNotValid = prepare();
        if (!verdict.whyNotValid.empty()) {
            verdict.findings = m_judge.findings();
            verdict.groups = m_records;
            verdict.totals.resize(m_records.size());
            return verdict;
        }
        begin();
        const double cpu = threadSeconds();
        m_field.loop.run([this] { return turn(); });
        const std::uint64_t end = nowNanos();
        m_busy = (threadSeconds() - cpu) / (static_cast<double>(end - m_field.start) / 1e9);
        m_judge.finish(end - m_field.start);
        fill(verdict, end);
        m_field.ending = true;
        for (const auto &group : m_clients) {
            for (const auto &client : group)
                client->leave();
        }
        for (const auto &publisher : m_publishers)
            publisher->leave();
        return verdict;
    }

private:
    std::string prepare()
    {
        const auto &target = m_options.against ? m_options.against : m_scenario.target;
        if (target) {
            m_field.target = *target;
            for (const Step &step : m_scenario.steps) {
                if (step.kind >= StepKind::drain)
                    return "only a server of its own can be drained, stopped, killed and started";
            }
            if (m_scenario.hasFaults) {
                if (std::string problem = stepInFront(); !problem.empty())
                    return problem;
            }
        } else {
            if (std::string problem = startServers(); !problem.empty())
                return problem;
        }
        Sources sources(m_field.target.isLoopback() && m_field.target.host != "::1");
        makeClients(sources);
        return openPublishers(sources);
    }

    std::string startServers()
    {
        config::ServerConfig config = m_scenario.server;
        config.feed.seed = m_field.seed;
        if (m_scenario.nodes > 1) {
            if (std::string problem = m_broker.start(); !problem.empty())
                return problem;
            config.cluster.broker = m_broker.url();
            config.cluster.keyFile = m_broker.keyFile();
        }
        for (std::size_t i = 0; i < m_scenario.nodes; ++i) {
            config.node = "n" + std::to_string(i + 1);
            auto &server = m_servers.emplace_back(std::make_unique<OwnServer>(config));
            if (m_scenario.hasFaults)
                server->takeFaults({});
            if (std::string problem = server->start(); !problem.empty())
                return problem;
            if (m_scenario.nodes > 1)
                m_field.nodePorts.push_back(server->port());
        }
        m_field.namesClients = m_scenario.hasFaults;
        m_field.target.host = "127.0.0.1";
        m_field.target.port = m_servers.front()->port();
        return {};
    }

    /// Faults of a foreign server happen on a door in front of it.
    std::string stepInFront()
    {
        if (m_field.target.tls || !m_field.target.isLoopback())
            return "faults can stand before a ws:// server of this machine only";
        config::ServerConfig config = m_scenario.server;
        m_door = std::make_unique<OwnServer>(config);
        m_door->takeFaults(m_field.target.authority());
        std::string problem = m_door->start();
        m_behind = m_field.target;
        m_field.target.host = "127.0.0.1";
        m_field.target.port = m_door->port();
        return problem;
    }

    void makeClients(Sources &sources)
    {
        for (std::size_t g = 0; g < m_scenario.clients.size(); ++g) {
            const ClientGroup &group = m_scenario.clients[g];
            auto &clients = m_clients.emplace_back();
            std::size_t source = 0;
            for (std::size_t i = 0; i < group.count; ++i) {
                if (i % group.perAddress == 0)
                    source = sources.next();
                clients.push_back(
                    std::make_unique<Client>(m_field, group, g, m_records[g], i, source));
            }
        }
    }

    std::string openPublishers(Sources &sources)
    {
        const double rate = m_servers.empty()  ? kPublishRate
            : m_scenario.server.limits.enabled ? m_scenario.server.limits.messagesPerSecond
                                               : 1e6;
        for (const Step &step : m_scenario.steps) {
            if (step.kind != StepKind::publish)
                continue;
            m_publishers.push_back(
                std::make_unique<Publisher>(m_field, step, rate, sources.block(200)));
            m_publishers.back()->open();
        }
        const std::uint64_t deadline = nowNanos() + kPatience;
        bool ready = false;
        m_field.loop.run([&] {
            const std::uint64_t now = nowNanos();
            const std::uint64_t next = m_field.timers.runDue(now);
            ready = std::all_of(m_publishers.begin(), m_publishers.end(),
                [](const auto &publisher) { return publisher->isReady(); });
            return ready || now >= deadline || interrupted() ? Loop::kStop
                                                             : std::min(next, deadline);
        });
        if (ready)
            return {};
        for (const auto &publisher : m_publishers) {
            if (!publisher->isReady())
                return "the target could not be reached at " + m_field.target.authority()
                    + " to publish: " + publisher->trouble();
        }
        return {};
    }

    void begin()
    {
        m_startWall = m_wall();
        m_field.start = nowNanos();
        m_field.wallOffset = m_startWall - static_cast<std::int64_t>(m_field.start);
        m_field.delivered = [this](
                                std::size_t group, std::uint64_t intended, std::uint64_t received) {
            const std::uint64_t since = std::max(intended, m_field.start) - m_field.start;
            m_judge.delivered(group, since, received > intended ? (received - intended) / 1000 : 0);
        };
        m_memory = residentBytes();
        // Of one moment: what happens comes before who it happens to.
        std::size_t publisher = 0;
        for (const Step &step : m_scenario.steps) {
            if (step.kind == StepKind::publish)
                m_publishers[publisher++]->start(m_field.start + step.at);
            else
                at(step.at, [this, &step] { perform(step); });
        }
        for (std::size_t g = 0; g < m_clients.size(); ++g) {
            const ClientGroup &group = m_scenario.clients[g];
            for (std::size_t i = 0; i < m_clients[g].size(); ++i) {
                const Nanos offset = group.at
                    + static_cast<Nanos>(static_cast<double>(group.ramp) * static_cast<double>(i)
                        / static_cast<double>(group.count));
                at(offset, [client = m_clients[g][i].get()] { client->connect(); });
            }
        }
        m_tickDue = m_field.start + Validity::kTick;
        m_lookDue = m_field.start;
    }

    void at(Nanos when, std::function<void()> what)
    {
        m_field.timers.at(m_field.start + when, std::move(what));
    }

    void perform(const Step &step)
    {
        switch (step.kind) {
        case StepKind::publish:
            break;
        case StepKind::send:
            sendFrom(step, 0);
            break;
        case StepKind::pause:
            forSome(step, [&](Client &client) { client.pauseUntil(nowNanos() + step.during); });
            break;
        case StepKind::cut:
            forSome(step, [](Client &client) { client.cut(); });
            break;
        case StepKind::fault:
            (m_door ? m_door : m_servers.front())->put(*step.toxic);
            break;
        case StepKind::heal:
            (m_door ? m_door : m_servers.front())->heal();
            break;
        case StepKind::drain:
            m_gone = true;
            ofServers(step, &OwnServer::drain);
            break;
        case StepKind::stop:
            m_gone = true;
            ofServers(step, &OwnServer::stop);
            break;
        case StepKind::kill:
            m_gone = true;
            ofServers(step, &OwnServer::kill);
            break;
        case StepKind::start:
            m_gone = false;
            ofServers(step, &OwnServer::startAgain);
            break;
        }
    }

    void ofServers(const Step &step, void (OwnServer::*what)())
    {
        for (std::size_t i = 0; i < m_servers.size(); ++i) {
            if (step.node == 0 || step.node == i + 1)
                (*m_servers[i].*what)();
        }
    }

    template <typename Each>
    void forSome(const Step &step, Each &&each)
    {
        const auto &group = m_clients[step.group];
        const auto count = static_cast<std::size_t>(
            std::ceil(step.fraction * static_cast<double>(group.size())));
        for (std::size_t i = 0; i < count; ++i)
            each(*group[i]);
    }

    /// All at once, or by the rate from the `done`-th on.
    void sendFrom(const Step &step, std::uint64_t done)
    {
        const std::uint64_t since = nowNanos() - m_field.start;
        while (done < step.times) {
            const Nanos due = step.rate > 0
                ? step.at + static_cast<Nanos>(static_cast<double>(done) / step.rate * 1e9)
                : step.at;
            if (due > since) {
                at(due, [this, &step, done] { sendFrom(step, done); });
                return;
            }
            forSome(step, [&](Client &client) { client.send(step.bytes); });
            ++done;
        }
    }

    bool interrupted()
    {
        m_interrupted = m_interrupted || (m_options.interrupted && m_options.interrupted());
        return m_interrupted;
    }

    std::uint64_t turn()
    {
        const std::uint64_t now = nowNanos();
        if (now >= m_tickDue) {
            m_validity.tick(m_tickDue, now);
            m_validity.clocks(now, m_wall());
            m_tickDue = now + Validity::kTick;
        }
        const std::uint64_t timer = m_field.timers.runDue(now);
        if (now >= m_lookDue) {
            look(now - m_field.start);
            m_lookDue = now + kLookEvery;
        }
        if (interrupted())
            return Loop::kStop;
        // What is awaited and has come true needs no more time.
        const std::uint64_t end = m_field.start
            + (m_judge.awaitsNothing() ? m_scenario.busyUntil : m_scenario.duration);
        if (now >= end && (isSettled() || now >= end + kSettle))
            return Loop::kStop;
        return std::min({timer, m_tickDue, m_lookDue});
    }

    void look(Nanos now)
    {
        const std::uint64_t resident = residentBytes();
        m_judge.memoryGrown(resident - std::min(resident, m_memory));
        m_judge.accepted(accepted());
        m_judge.look(now);
        if (m_options.told && now >= m_tellDue) {
            tell(now);
            m_tellDue = now + kTellEvery;
        }
    }

    void tell(Nanos now) const
    {
        Progress progress {now, m_judge.findings(), {}};
        for (const auto &group : m_clients) {
            progress.open.push_back(
                static_cast<std::size_t>(std::count_if(group.begin(), group.end(),
                    [](const auto &client) { return client->state() == ClientState::open; })));
        }
        m_options.told(progress);
    }

    std::uint64_t accepted() const
    {
        std::uint64_t sum = 0;
        for (const auto &publisher : m_publishers)
            sum += publisher->accepted();
        return sum;
    }

    bool isSettled() const
    {
        for (const auto &publisher : m_publishers) {
            if (!publisher->isDone())
                return false;
        }
        for (const auto &group : m_clients) {
            for (const auto &client : group) {
                if (!client->caughtUp())
                    return false;
            }
        }
        return true;
    }

    /// Does anybody still listen there?
    bool targetIsGone()
    {
        if (m_gone)
            return false; // as the scenario says
        Transport probe;
        try {
            probe.open(m_behind.value_or(m_field.target), 0, 0);
        } catch (const std::exception &) {
            return true;
        }
        struct Probe final : EventHandler {
            Transport *transport = nullptr;
            bool done = false, refused = false;
            void onEvents(std::uint32_t) override
            {
                const auto outcome = transport->establish();
                done = outcome != Transport::Outcome::WouldBlock;
                refused = outcome == Transport::Outcome::Closed;
            }
        } handler;
        handler.transport = &probe;
        m_field.loop.add(probe.descriptor(), Loop::kBoth, handler);
        const std::uint64_t deadline = nowNanos() + kSecond;
        m_field.loop.run(
            [&] { return handler.done || nowNanos() >= deadline ? Loop::kStop : deadline; });
        m_field.loop.remove(probe.descriptor());
        return !handler.done || handler.refused;
    }

    void fill(Verdict &verdict, std::uint64_t end)
    {
        verdict.findings = m_judge.findings();
        verdict.groups = m_records;
        for (const auto &group : m_clients) {
            Track::Totals &sum = verdict.totals.emplace_back();
            for (const auto &client : group) {
                const Track::Totals one = client->totals();
                sum.expected += one.expected;
                sum.received += one.received;
                sum.announced += one.announced;
            }
        }
        verdict.seconds = static_cast<double>(end - m_field.start) / 1e9;
        verdict.startedAt = static_cast<double>(m_startWall) / 1e9;
        for (const auto &publisher : m_publishers) {
            verdict.published += publisher->sent();
            verdict.publishRefused += publisher->refused();
        }
        verdict.accepted = accepted();
        verdict.lag = m_validity.lag();
        verdict.busy = m_busy;
        judge(verdict);
    }

    std::string serverTrouble() const
    {
        std::string trouble = m_door ? m_door->trouble() : std::string();
        for (const auto &server : m_servers) {
            if (trouble.empty())
                trouble = server->trouble();
        }
        return trouble;
    }

    void judge(Verdict &verdict)
    {
        const auto any = [&](Outcome outcome) {
            return std::find_if(verdict.findings.begin(), verdict.findings.end(),
                [&](const Finding &finding) { return finding.outcome == outcome; });
        };
        verdict.judgement = Judgement::notValid;
        if (m_interrupted) {
            verdict.judgement = Judgement::interrupted;
        } else if (const std::string problem = m_validity.problem(m_busy); !problem.empty()) {
            verdict.whyNotValid = problem;
        } else if (!m_field.reached) {
            verdict.whyNotValid
                = "nobody listens at " + m_field.target.authority() + ": no client got there";
        } else if (targetIsGone()) {
            verdict.whyNotValid = "the target at " + m_field.target.authority() + " is gone";
        } else if (const std::string trouble = serverTrouble(); !trouble.empty()) {
            verdict.whyNotValid = trouble;
        } else if (any(Outcome::failed) != verdict.findings.end()) {
            verdict.judgement = Judgement::failed;
        } else if (const auto empty = any(Outcome::vacuous); empty != verdict.findings.end()) {
            const auto index = static_cast<std::size_t>(empty - verdict.findings.begin());
            verdict.whyNotValid
                = m_scenario.expectations[index].text + " was not put to the test: " + empty->said;
        } else {
            verdict.judgement = Judgement::held;
        }
    }

    const Scenario &m_scenario;
    const RunOptions &m_options;
    const std::function<std::int64_t()> m_wall;
    Field m_field;
    OwnBroker m_broker; ///< of several nodes; outlives them
    std::vector<std::unique_ptr<OwnServer>> m_servers; ///< its own; empty: a foreign one
    std::unique_ptr<OwnServer> m_door; ///< in front of a foreign one, where there are faults
    std::optional<Target> m_behind; ///< then the foreign one
    std::vector<GroupRecord> m_records;
    Judge::Clients m_clients;
    std::vector<std::unique_ptr<Publisher>> m_publishers;
    Judge m_judge;
    Validity m_validity;
    std::int64_t m_startWall = 0;
    std::uint64_t m_tickDue = 0, m_lookDue = 0;
    Nanos m_tellDue = 0;
    std::uint64_t m_memory = 0;
    double m_busy = 0;
    bool m_gone = false; ///< one was drained, stopped or killed, by a step
    bool m_interrupted = false;
};

} // namespace

Verdict runScenario(const Scenario &scenario, const RunOptions &options)
{
    return Runner(scenario, options).run();
}

} // namespace wavetape::scenario
