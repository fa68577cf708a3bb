// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/PositionedSubscriptions.h"

#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <utility>

namespace wavetape::sessions {

using delivery::Subscription;
using net::IoThread;

/// What a join of all channels gave.
struct PositionedSubscriptions::Start {
    std::vector<channels::Channel::JoinResult> joins;
};

PositionedSubscriptions::PositionedSubscriptions(
    net::Connection &connection, delivery::Outlet &outlet)
    : m_connection(connection)
    , m_outlet(outlet)
{
}

PositionedSubscriptions::~PositionedSubscriptions() = default;

std::string PositionedSubscriptions::join(const std::vector<channels::ChannelRef> &channels,
    const std::vector<protocol::StreamPosition> &since)
{
    IoThread &thread = m_connection.thread();
    const Manner manner = this->manner(channels.size());
    m_start = std::make_unique<Start>();
    protocol::PositionText position;
    m_parts = std::make_unique<Part[]>(channels.size());
    for (size_t i = 0; i < channels.size(); ++i) {
        const channels::ChannelRef &channel = channels[i];
        Part *part = &m_parts[i];
        part->outlet = &m_outlet;
        part->subscriber = this;
        part->channel = channel;
        part->form = manner.form;
        part->prefixed = manner.prefixed;
        part->policy = channel->spec().policy;
        part->resyncs = !channel->spec().recoverable && channel->spec().snapshot;
        part->byName = true;
        part->joinedConflating = part->conflating();
        channels::Channel::JoinRequest request;
        request.sink = thread.fanOut().sink();
        request.session = m_connection.id();
        request.conflating = part->joinedConflating;
        request.snapshot = manner.snapshot || !since.empty();
        if (!since.empty())
            request.since = since[i];
        auto result = channel->join(request);
        m_connection.charge(metrics::Work::join);
        if (manner.onlyNewer && !since.empty() && since[i] == result.position)
            result.snapshot.clear();
        part->epoch = result.epoch;
        part->startSeq = result.replayFrom ? result.replayFrom - 1 : result.position.seq;
        part->seenSeq = part->sentSeq = part->startSeq;
        part->liveAfter = result.position.seq;
        position.add(part->epoch, part->startSeq);
        if (result.laggedFrom)
            part->sentSeq = result.laggedFrom - 1;
        thread.fanOut().addSubscriber(*part);
        m_count = i + 1;
        m_start->joins.push_back(std::move(result));
    }
    std::string text = position.text();
    if (manner.prefixed)
        m_position = std::make_unique<protocol::PositionText>(std::move(position));
    return text;
}

void PositionedSubscriptions::beginAll()
{
    const std::unique_ptr<Start> start = std::move(m_start);
    for (size_t i = 0; i < m_count; ++i) {
        Part &part = m_parts[i];
        const channels::Channel::JoinResult &result = start->joins[i];
        if (result.laggedFrom)
            recovery().tellLoss(part, result.laggedFrom, result.position.seq, "history");
        if (!result.snapshot.empty())
            sendSnapshot(part, result.snapshot, result.position);
        if (result.replayFrom)
            recovery().replayFrom(part, result.replayFrom);
    }
}

delivery::Recovery &PositionedSubscriptions::recovery()
{
    const auto &config = m_connection.context().config;
    if (!m_recovery)
        m_recovery
            = std::make_unique<delivery::Recovery>(m_outlet, *this, m_connection.thread().rates(),
                delivery::Recovery::Limits {config.history.pagePublications, config.queue.high});
    return *m_recovery;
}

bool PositionedSubscriptions::step()
{
    if (!recovering())
        return false;
    m_connection.charge(metrics::Work::replay, m_recovery->step());
    return true;
}

void PositionedSubscriptions::onSkipped(Subscription &subscription)
{
    recovery().skipped(subscription);
}

void PositionedSubscriptions::onRestart(
    Subscription &subscription, const channels::Restart &restart)
{
    recovery().restart(subscription, restart);
}

void PositionedSubscriptions::onGap(Subscription &subscription, const channels::Gap &gap)
{
    recovery().lost(subscription, gap);
}

void PositionedSubscriptions::onResyncWanted()
{
    for (Part &part : parts()) {
        if (std::exchange(part.needsResync, false))
            recovery().resync(part);
    }
}

std::string PositionedSubscriptions::toldPosition() const
{
    protocol::PositionText made;
    for (const Part &part : parts()) {
        const bool owes = !part.live && !part.conflating() && part.recoverNext > 0;
        const uint64_t told = owes ? std::min(part.seenSeq, part.recoverNext - 1) : part.seenSeq;
        if (m_position)
            m_position->set(placeOf(part), part.epoch, told);
        else
            made.add(part.epoch, told);
    }
    return m_position ? m_position->text() : made.text();
}

void PositionedSubscriptions::leaveAll()
{
    IoThread &thread = m_connection.thread();
    for (Part &part : parts()) {
        if (m_recovery)
            m_recovery->forget(part);
        thread.fanOut().removeSubscriber(part);
        m_outlet.detach(part);
        // The first one had everybody's positions written.
        for (Part &other : parts())
            other.prefixed = false;
        part.channel->leave(thread.fanOut().sink(), m_connection.id(), part.joinedConflating);
        m_connection.context().hub.release(part.channel);
    }
}

std::vector<protocol::SubscriptionDetails> PositionedSubscriptions::subscriptions() const
{
    std::vector<protocol::SubscriptionDetails> rows;
    for (const Part &part : parts())
        rows.push_back({part.channel->name(), std::string(protocol::policyName(part.policy)), 0,
            part.totals.delivered, part.totals.conflated, part.totals.dropped, part.seenSeq,
            part.startSeq});
    std::sort(rows.begin(), rows.end(),
        [](const auto &a, const auto &b) { return a.channel < b.channel; });
    return rows;
}

} // namespace wavetape::sessions
