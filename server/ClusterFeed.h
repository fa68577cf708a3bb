// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/FeedLead.h"
#include "feeds/FeedPace.h"

namespace wavetape {

/// The pace of this node's feeds, where all nodes of a cluster publish the same.
class ClusterFeed final : public feeds::FeedPace {
public:
    /// `lead` outlives it.
    explicit ClusterFeed(cluster::FeedLead &lead)
        : m_lead(lead)
    {
        m_lead.begin();
    }
    int64_t reach(int64_t steadyMicros) override { return m_lead.reach(steadyMicros); }
    std::string takeBeginning() override { return m_lead.takeBeginning(); }
    void took(const std::string &problem) override { m_lead.took(problem); }
    bool wantsCheckpoint() override { return m_lead.wantsCheckpoint(); }
    void keep(std::string checkpoint) override { m_lead.keep(std::move(checkpoint)); }

private:
    cluster::FeedLead &m_lead;
};

} // namespace wavetape
