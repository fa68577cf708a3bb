// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/LongPoll.h"

#include "net/Connection.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "sessions/EventForms.h"

#include <algorithm>
#include <utility>

namespace wavetape::sessions {

using channels::EncodedFrame;
using channels::FrameRef;
using delivery::Subscription;
using metrics::Transport;

LongPoll::LongPoll(net::Connection &connection, security::LoginSessionRef access,
    security::AddressLimiter::PollTicket ticket)
    : PositionedSubscriptions(connection, static_cast<delivery::Outlet &>(*this))
    , m_access(std::move(access))
    , m_ticket(std::move(ticket))
{
    connection.thread().stats().of(Transport::longPoll).opened.add(1);
}

LongPoll::~LongPoll()
{
    finish();
    connection().thread().stats().of(Transport::longPoll).closed.add(1);
}

PositionedSubscriptions::Manner LongPoll::manner(size_t) const
{
    Manner manner;
    manner.form = &forms::json;
    manner.snapshot = false;
    manner.onlyNewer = true;
    return manner;
}

void LongPoll::begin()
{
    beginAll();
    pull();
}

void LongPoll::pull()
{
    while (!m_left && !aboveHigh() && connection().hasShare() && step()) { }
}

/// More of a replay is to come, as soon as it is this connection's turn.
bool LongPoll::pulling() const
{
    return recovering() && !aboveHigh();
}

bool LongPoll::aboveHigh() const
{
    return m_bytes > connection().context().config.queue.high;
}

void LongPoll::makeReady()
{
    connection().makeReady();
}

void LongPoll::collect(FrameRef message)
{
    m_bytes += message->size();
    if (!m_messages)
        m_messages = std::make_unique<std::vector<FrameRef>>();
    m_messages->push_back(std::move(message));
    makeReady();
}

void LongPoll::deliver(Subscription &subscription, const channels::Publication &publication)
{
    // What comes live beyond the room of one answer is left to the next poll, and so is all that
    // comes after it: the position stays before it.
    if (m_left || (subscription.live && aboveHigh()) || publication.seq <= subscription.seenSeq)
        return;
    if (subscription.isGap(subscription.seenSeq, publication.seq)) {
        if (aboveHigh())
            return;
        connection().thread().stats().unexplainedGaps.add(1);
    }
    subscription.seenSeq = subscription.sentSeq = publication.seq;
    ++subscription.totals.delivered;
    const FrameRef &frame = subscription.channel->frame(publication, *subscription.form);
    net::FaultPath *faults = connection().faults();
    const faults::Touch touch
        = faults ? faults->judge(subscription, publication) : faults::Touch::none;
    switch (touch) {
    case faults::Touch::leaveOut:
        break;
    case faults::Touch::badChecksum:
    case faults::Touch::skewed:
        collect(faults->changed(*frame, touch));
        break;
    case faults::Touch::cutShort:
        collect(subscription.form->cutShort(*frame));
        break;
    case faults::Touch::twice:
        collect(frame);
        [[fallthrough]];
    default:
        collect(frame);
    }
}

void LongPoll::lose(Subscription &subscription, delivery::Loss loss, uint64_t count)
{
    auto &stats = connection().thread().stats();
    if (loss == delivery::Loss::conflated) {
        subscription.totals.conflated += count;
        stats.conflated.add(count);
        return;
    }
    const size_t lane
        = std::min<size_t>(subscription.channel->spec().priority, metrics::kLanes - 1);
    subscription.totals.dropped += count;
    stats.dropped[lane].add(count);
}

void LongPoll::sendLoss(Subscription &subscription, uint64_t, uint64_t to, FrameRef notice)
{
    connection().thread().stats().lagged.add(1);
    subscription.seenSeq = subscription.sentSeq = to;
    collect(std::move(notice));
}

uint64_t LongPoll::dropWaiting(Subscription &subscription)
{
    return subscription.seenSeq + 1;
}

void LongPoll::sendSnapshot(const Subscription &subscription, const std::string &data,
    const protocol::StreamPosition &position)
{
    std::string json;
    protocol::appendSnapshot(
        json, subscription.channel->name(), position.epoch, position.seq, data);
    collect(EncodedFrame::raw(json));
}

FrameRef LongPoll::encodeLoss(
    const Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason) const
{
    std::string json;
    protocol::appendLagged(
        json, subscription.channel->name(), *subscription.epoch, from, to, reason);
    return EncodedFrame::raw(json);
}

std::string LongPoll::finish()
{
    if (std::exchange(m_left, true))
        return {};
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("since").string(toldPosition()).key("messages").beginArray();
    if (m_messages) {
        for (const FrameRef &message : *m_messages)
            json.raw(message->bytes());
    }
    json.endArray().endObject();
    text += '\n';
    leaveAll();
    return text;
}

void LongPoll::describe(net::ConnectionRow &row) const
{
    row.dialect = "longpoll";
    row.transport = Transport::longPoll;
    row.channels = parts().size();
    row.policy = protocol::policyName(parts().front().policy);
    if (m_access)
        row.user = m_access->identity().user;
}

} // namespace wavetape::sessions
