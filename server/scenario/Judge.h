// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Client.h"
#include "scenario/Verdict.h"

#include <memory>
#include <vector>

namespace wavetape::scenario {

/// Decides a scenario's expectations while it runs. One thread.
class Judge {
public:
    using Clients = std::vector<std::vector<std::unique_ptr<Client>>>; ///< by group

    Judge(
        const Scenario &scenario, const Clients &clients, const std::vector<GroupRecord> &records);

    /// A delivery that was due at `intended` (since the start) came `late` µs later.
    void delivered(std::size_t group, Nanos intended, std::uint64_t late);
    void memoryGrown(std::uint64_t bytes);
    void accepted(std::uint64_t count) { m_accepted = count; }

    /// Looks at what is not decided.
    void look(Nanos now);
    /// The run is over: decides the rest.
    void finish(Nanos now);
    /// Is everything decided that need not wait for the end?
    bool awaitsNothing() const;
    const std::vector<Finding> &findings() const { return m_findings; }

private:
    struct Seen {
        bool holds = false;
        bool vacuous = false; ///< nothing was there that could have made it false
        std::string said;
    };
    Seen see(std::size_t index) const;
    Seen seeShare(const Expectation &expectation) const;
    Seen seeCount(const Expectation &expectation) const;
    Seen seeMetric(std::size_t index) const;
    Seen bounded(const Expectation &expectation, double value, std::string said) const;
    bool mayComeTrue(const Expectation &expectation) const;
    template <typename Each>
    void forGroups(const Expectation &expectation, Each &&each) const;

    const Scenario &m_scenario;
    const Clients &m_clients;
    const std::vector<GroupRecord> &m_records;
    std::vector<Finding> m_findings;
    std::vector<HdrHistogram> m_deliveries; ///< by expectation, where it asks for delivery
    std::uint64_t m_memory = 0;
    std::uint64_t m_accepted = 0;
};

} // namespace wavetape::scenario
