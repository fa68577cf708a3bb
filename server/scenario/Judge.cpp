// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Judge.h"

#include "scenario/ExpectationText.h"

#include <algorithm>
#include <cmath>

namespace wavetape::scenario {

namespace {

/// The largest share of `attempts` that falls into any window of that length.
double peakShare(std::vector<std::uint64_t> attempts, Nanos window)
{
    std::sort(attempts.begin(), attempts.end());
    std::size_t most = 0, from = 0;
    for (std::size_t to = 0; to < attempts.size(); ++to) {
        while (attempts[to] - attempts[from] > window)
            ++from;
        most = std::max(most, to - from + 1);
    }
    return attempts.empty() ? 0 : static_cast<double>(most) / static_cast<double>(attempts.size());
}

} // namespace

Judge::Judge(
    const Scenario &scenario, const Clients &clients, const std::vector<GroupRecord> &records)
    : m_scenario(scenario)
    , m_clients(clients)
    , m_records(records)
    , m_findings(scenario.expectations.size())
    , m_deliveries(scenario.expectations.size())
{
}

void Judge::delivered(std::size_t group, Nanos intended, std::uint64_t late)
{
    for (std::size_t i = 0; i < m_deliveries.size(); ++i) {
        const Expectation &expectation = m_scenario.expectations[i];
        if (expectation.kind != ExpectKind::metric || expectation.metric != Metric::delivery
            || (expectation.group && *expectation.group != group)
            || (expectation.from && (intended < *expectation.from || intended >= *expectation.to)))
            continue;
        m_deliveries[i].record(late);
    }
}

void Judge::memoryGrown(std::uint64_t bytes)
{
    m_memory = std::max(m_memory, bytes);
}

template <typename Each>
void Judge::forGroups(const Expectation &expectation, Each &&each) const
{
    for (std::size_t group = 0; group < m_clients.size(); ++group) {
        if (!expectation.group || *expectation.group == group)
            each(group);
    }
}

/// States, codes and numbers that only grow are awaited; all else is looked at in its moment.
bool Judge::mayComeTrue(const Expectation &expectation) const
{
    if (expectation.kind < ExpectKind::count)
        return true;
    return expectation.minimum && !expectation.equals && !expectation.below
        && expectation.kind == ExpectKind::count && expectation.count != Count::lost;
}

void Judge::look(Nanos now)
{
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        const Expectation &expectation = m_scenario.expectations[i];
        if (m_findings[i].outcome != Outcome::pending || !expectation.within)
            continue;
        const bool due = now >= *expectation.within;
        if (due || mayComeTrue(expectation)) {
            const Seen seen = see(i);
            if (seen.holds && !seen.vacuous)
                m_findings[i] = {Outcome::held, seen.said, now};
            else if (due)
                m_findings[i] = {seen.holds ? Outcome::vacuous : Outcome::failed, seen.said, now};
        }
    }
}

void Judge::finish(Nanos now)
{
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        if (m_findings[i].outcome != Outcome::pending)
            continue;
        const Seen seen = see(i);
        m_findings[i] = {seen.vacuous ? Outcome::vacuous
                : seen.holds          ? Outcome::held
                                      : Outcome::failed,
            seen.said, now};
    }
}

bool Judge::awaitsNothing() const
{
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        if (m_findings[i].outcome == Outcome::pending && m_scenario.expectations[i].within)
            return false;
    }
    return true;
}

Judge::Seen Judge::see(std::size_t index) const
{
    const Expectation &expectation = m_scenario.expectations[index];
    switch (expectation.kind) {
    case ExpectKind::state:
    case ExpectKind::close:
    case ExpectKind::status:
        return seeShare(expectation);
    case ExpectKind::count:
        return seeCount(expectation);
    case ExpectKind::metric:
        break;
    }
    return seeMetric(index);
}

Judge::Seen Judge::seeShare(const Expectation &expectation) const
{
    std::size_t all = 0, hits = 0;
    std::string others;
    forGroups(expectation, [&](std::size_t group) {
        for (const auto &client : m_clients[group]) {
            ++all;
            const bool hit = expectation.kind == ExpectKind::state
                ? client->state() == expectation.state
                : expectation.kind == ExpectKind::close ? client->wasClosedWith(expectation.code)
                                                        : client->wasAnswered(expectation.code);
            hits += hit;
            if (!hit && others.empty())
                others = "; the first other is "
                    + std::string(clientStateNames()[static_cast<std::size_t>(client->state())]);
        }
        if (!m_records[group].firstTrouble.empty() && others.size() < 200)
            others += ", " + m_records[group].firstTrouble;
    });
    const bool holds
        = static_cast<double>(hits) >= expectation.fraction * static_cast<double>(all) - 1e-9;
    return {
        holds, false, std::to_string(hits) + " of " + std::to_string(all) + (holds ? "" : others)};
}

Judge::Seen Judge::bounded(const Expectation &expectation, double value, std::string said) const
{
    const bool holds = (!expectation.equals || std::abs(value - *expectation.equals) < 1e-9)
        && (!expectation.minimum || value >= *expectation.minimum)
        && (!expectation.below || value < *expectation.below);
    return {holds, false, std::move(said)};
}

Judge::Seen Judge::seeCount(const Expectation &expectation) const
{
    std::uint64_t value = 0, base = 0;
    forGroups(expectation, [&](std::size_t group) {
        const GroupRecord &record = m_records[group];
        Track::Totals totals;
        for (const auto &client : m_clients[group]) {
            const Track::Totals one = client->totals();
            totals.expected += one.expected;
            totals.announced += one.announced;
            value += expectation.count == Count::lost ? one.lost() : 0;
        }
        switch (expectation.count) {
        case Count::messages:
            value += record.messages;
            base += 1;
            break;
        case Count::lost:
            base += totals.expected;
            break;
        case Count::unexplainedGaps:
            value += record.gaps;
            base += totals.expected;
            break;
        case Count::duplicates:
            value += record.duplicates;
            base += totals.expected;
            break;
        case Count::disorder:
            value += record.disorder;
            base += totals.expected;
            break;
        case Count::lagged:
            value += totals.announced;
            base += totals.expected;
            break;
        case Count::reconnects:
            value += record.reconnects;
            base += 1;
            break;
        case Count::closes:
            value += record.closes;
            base += record.connecting.count();
            break;
        case Count::refusals:
            value += record.refusals;
            base += 1;
            break;
        case Count::errors:
            for (const auto &[code, times] : record.errors)
                value += expectation.code == 0 || expectation.code == code ? times : 0;
            base += record.sent + record.messages;
            break;
        case Count::accepted:
            value += record.accepted;
            base += 1;
            break;
        }
    });
    if (expectation.count == Count::accepted && !expectation.group)
        value += m_accepted;
    Seen seen = bounded(expectation, static_cast<double>(value), std::to_string(value));
    seen.vacuous = seen.holds && base == 0;
    if (seen.vacuous)
        seen.said = "nothing came that could have been counted";
    return seen;
}

Judge::Seen Judge::seeMetric(std::size_t index) const
{
    const Expectation &expectation = m_scenario.expectations[index];
    switch (expectation.metric) {
    case Metric::delivery:
    case Metric::connect: {
        HdrHistogram all = m_deliveries[index];
        if (expectation.metric == Metric::connect)
            forGroups(
                expectation, [&](std::size_t group) { all.add(m_records[group].connecting); });
        if (all.count() == 0)
            return {false, true, "nothing was measured"};
        const double nanos = static_cast<double>(all.percentile(expectation.percentile)) * 1000;
        return bounded(expectation, nanos,
            durationText(nanos) + " of " + std::to_string(all.count()) + " samples");
    }
    case Metric::reach: {
        std::uint64_t expected = 0, received = 0;
        forGroups(expectation, [&](std::size_t group) {
            for (const auto &client : m_clients[group]) {
                const Track::Totals totals = client->totals();
                expected += totals.expected;
                received += std::min(totals.received, totals.expected);
            }
        });
        if (expected == 0)
            return {false, true, "nothing was published that anybody should have got"};
        return bounded(expectation, static_cast<double>(received) / static_cast<double>(expected),
            std::to_string(received) + " of " + std::to_string(expected));
    }
    case Metric::reconnectPeak: {
        std::vector<std::uint64_t> attempts;
        forGroups(expectation, [&](std::size_t group) {
            attempts.insert(
                attempts.end(), m_records[group].attempts.begin(), m_records[group].attempts.end());
        });
        if (attempts.empty())
            return {false, true, "nobody came back"};
        const std::size_t count = attempts.size();
        const double share = peakShare(std::move(attempts), expectation.window);
        return bounded(
            expectation, share, numberText(share) + " of " + std::to_string(count) + " reconnects");
    }
    case Metric::memory:
        break;
    }
    return bounded(expectation, static_cast<double>(m_memory),
        numberText(static_cast<double>(m_memory) / 1048576) + " MiB");
}

} // namespace wavetape::scenario
