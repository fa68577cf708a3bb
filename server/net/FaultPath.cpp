// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultPath.h"

#include "channels/Channel.h"
#include "delivery/Subscription.h"
#include "faults/FaultText.h"
#include "metrics/ThreadStats.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <utility>

namespace wavetape::net {

using channels::EncodedFrame;
using channels::FrameRef;
using delivery::Subscription;
using faults::FaultPlan;
using faults::Touch;

namespace {
// Of what the server may hold, what faults may hold back: nobody else is to be short of room for
// them.
constexpr uint64_t kPartOfServer = 8;
constexpr size_t kAlways = 4096;
} // namespace

FaultPath::FaultPath(ServerContext &context, metrics::ThreadStats &stats, uint64_t connection,
    faults::FaultRequest request, std::string address, std::string path)
    : m_context(context)
    , m_stats(stats)
    , m_connection(connection)
    , m_address(std::move(address))
    , m_path(std::move(path))
    , m_begunNanos(static_cast<uint64_t>(context.clock.steadyNanos()))
    , m_plan(std::move(request), "c" + std::to_string(connection))
    , m_line(m_plan.request(), context.config.queue.high)
{
}

FaultPath::~FaultPath()
{
    m_context.faultBytes.fetch_sub(m_line.size(), std::memory_order_relaxed);
}

std::string FaultPath::label() const
{
    return faults::writeFaults(m_plan.request());
}

uint64_t FaultPath::lifeNanos() const
{
    return static_cast<uint64_t>(m_context.clock.steadyNanos()) - m_begunNanos;
}

void FaultPath::note(const FaultPlan::Strike &strike, std::string_view about)
{
    m_stats.faults[static_cast<size_t>(strike.type)].add(1);
    if (!strike.first)
        return; // the counter tells how many
    ConnectionEvent event;
    event.kind = ConnectionEvent::Kind::fault;
    event.id = m_connection;
    event.address = m_address;
    event.path = m_path;
    event.reason = metrics::faultTypeName(strike.type);
    if (!about.empty())
        event.reason += ": " + std::string(about);
    event.by = "server";
    m_context.observer.onConnectionEvent(std::move(event));
}

Touch FaultPath::judge(const Subscription &subscription, const channels::Publication &publication)
{
    const channels::ChannelSpec &spec = subscription.channel->spec();
    const auto strike = m_plan.onPublication(
        subscription.channel->name(), publication.seq, !spec.binary, lifeNanos());
    if (!strike)
        return Touch::none;
    note(*strike, subscription.channel->name() + ' ' + std::to_string(publication.seq));
    if (strike->touch == Touch::leaveOut && !subscription.conflating()) {
        uint64_t &newest = m_leftOut[publication.channelId];
        if (newest == 0 || newest + 1 != publication.seq)
            m_stats.requestedGaps.add(1);
        newest = publication.seq;
    }
    return strike->touch;
}

FrameRef FaultPath::touched(
    const Subscription &subscription, const channels::Publication &publication)
{
    const FrameRef &own = subscription.channel->frame(publication, *subscription.form);
    switch (judge(subscription, publication)) {
    case Touch::none:
        break;
    case Touch::leaveOut:
        return EncodedFrame::raw({});
    case Touch::twice: {
        std::string both(own->bytes());
        both += own->bytes();
        return EncodedFrame::raw(both);
    }
    case Touch::cutShort:
        return subscription.form->cutShort(*own);
    }
    return own;
}

void FaultPath::noteHandshake()
{
    if (const auto strike = m_plan.onHandshake())
        note(*strike, std::to_string(strike->amount));
}

bool FaultPath::mutesPong()
{
    const auto strike = m_plan.onPing(lifeNanos());
    if (strike)
        note(*strike, {});
    return strike.has_value();
}

size_t FaultPath::room() const
{
    // Where each may hold a little, none waits for another's bytes to be due.
    const uint64_t most = m_context.config.queue.serverBytes / kPartOfServer;
    return m_context.faultBytes.load(std::memory_order_relaxed) < most
        ? m_line.room()
        : std::min(m_line.room(), kAlways - std::min(kAlways, m_line.size()));
}

size_t FaultPath::take(std::span<const iovec> parts)
{
    size_t taken = 0;
    for (const iovec &part : parts) {
        const std::string_view bytes(static_cast<const char *>(part.iov_base), part.iov_len);
        const size_t put = m_line.put(bytes.substr(0, room()), lifeNanos());
        m_context.faultBytes.fetch_add(put, std::memory_order_relaxed);
        taken += put;
        if (put < bytes.size())
            break;
    }
    return taken;
}

void FaultPath::passed(size_t bytes)
{
    m_line.taken(bytes);
    m_context.faultBytes.fetch_sub(bytes, std::memory_order_relaxed);
}

std::optional<uint16_t> FaultPath::takeEnding()
{
    while (const auto strike = m_plan.takeDue(lifeNanos())) {
        note(*strike, {});
        if (strike->type == metrics::FaultType::close)
            return static_cast<uint16_t>(strike->amount);
        if (strike->type == metrics::FaultType::cut)
            return 0;
    }
    return std::nullopt;
}

uint64_t FaultPath::nextInNanos(bool bytes) const
{
    const uint64_t now = lifeNanos();
    const uint64_t next
        = std::min(m_plan.nextDueNanos(), bytes ? m_line.nextDueNanos(now) : ~uint64_t {0});
    return next == ~uint64_t {0} ? next : next - std::min(next, now);
}

} // namespace wavetape::net
