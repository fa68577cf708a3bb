// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultPath.h"

#include "channels/Channel.h"
#include "defence/Defence.h"
#include "delivery/Subscription.h"
#include "faults/FaultBoard.h"
#include "faults/FaultText.h"
#include "faults/PayloadTouch.h"
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
// Of what a client sends; more than two reads of a turn.
constexpr size_t kIncoming = 192 * 1024;
// Where nothing comes that could overtake it.
constexpr uint64_t kLongestOvertakenMs = 5000;
constexpr uint32_t kNoChannel = ~uint32_t {0};

/// What our replies begin with is their type; empty: it is not one.
std::string_view replyType(std::string_view payload)
{
    constexpr std::string_view begin = R"({"type":")";
    if (!payload.starts_with(begin))
        return "other";
    payload.remove_prefix(begin.size());
    return payload.substr(0, payload.find('"'));
}
} // namespace

FaultPath::FaultPath(ServerContext &context, metrics::ThreadStats &stats, uint64_t connection,
    faults::FaultRequest request, faults::ConnectionFacts facts, std::string address,
    std::string path)
    : m_context(context)
    , m_stats(stats)
    , m_connection(connection)
    , m_address(std::move(address))
    , m_path(std::move(path))
    , m_begunNanos(static_cast<uint64_t>(context.clock.steadyNanos()))
    , m_plan(std::move(request), std::move(facts))
    , m_line(m_plan.request(), context.config.queue.high)
    , m_incoming(kIncoming)
{
}

FaultPath::~FaultPath()
{
    size_t bytes = m_line.size() + m_incoming.size();
    for (const Waiting &message : m_waiting)
        bytes += message.bytes.size();
    m_context.faultBytes.fetch_sub(bytes, std::memory_order_relaxed);
}

std::string FaultPath::label() const
{
    const bool own = !m_plan.request().faults.empty();
    std::string text = own ? faults::writeFaults(m_plan.request()) : std::string();
    for (const std::string &shared : m_plan.sharedNames())
        text += (text.empty() ? "" : "; ") + shared;
    return text;
}

void FaultPath::setShared(std::span<const faults::Fault> faults)
{
    m_plan.setShared(faults, lifeNanos());
    std::vector<faults::ByteFault> down, up;
    for (faults::ByteFault &fault : m_plan.byteFaults()) {
        if (fault.fault.type == faults::FaultType::blackhole)
            up.push_back(fault);
        (fault.fault.match.direction == faults::Direction::up ? up : down)
            .push_back(std::move(fault));
    }
    m_line.set(down);
    m_incoming.set(up);
    if (!m_plan.has(faults::FaultType::reorder) && !m_plan.has(faults::FaultType::delay)) {
        for (Waiting &message : m_waiting)
            message.dueNanos = 0;
    }
}

uint64_t FaultPath::lifeNanos() const
{
    return static_cast<uint64_t>(m_context.clock.steadyNanos()) - m_begunNanos;
}

void FaultPath::note(
    const FaultPlan::Strike &strike, std::string_view about, std::string_view channel)
{
    m_stats.faults[static_cast<size_t>(strike.type)].add(1);
    const faults::Fault &fault = m_plan.fault(strike.fault);
    if (m_context.faultBoard)
        m_context.faultBoard->log().add(
            {m_plan.connection().name, fault.match.direction.value_or(faults::Direction::down),
                strike.index, std::string(channel), m_plan.nameOf(strike.fault), strike.type});
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
    const std::string &name = subscription.channel->name();
    faults::MessageFacts message {name, publication.seq};
    message.text = !spec.binary;
    message.checksum = m_plan.has(faults::FaultType::badChecksum)
        && faults::hasChecksum(publication.message->payload());
    const auto strike = m_plan.onMessage(message, lifeNanos());
    if (!strike)
        return Touch::none;
    m_amount = strike->amount;
    note(*strike, name + ' ' + std::to_string(publication.seq), name);
    if (strike->touch == Touch::leaveOut && !subscription.conflating()) {
        uint64_t &newest = m_leftOut[publication.channelId];
        if (newest == 0 || newest + 1 != publication.seq)
            m_stats.requestedGaps.add(1);
        newest = publication.seq;
    }
    return strike->touch;
}

std::vector<FrameRef> FaultPath::touched(FrameRef frame)
{
    using websocket::Opcode;
    const bool text = frame->opcode() == Opcode::text;
    if (!text && frame->opcode() != Opcode::binary)
        return {std::move(frame)};
    faults::MessageFacts message;
    message.text = text;
    message.type = replyType(text ? frame->payload() : std::string_view());
    const auto strike = m_plan.onMessage(message, lifeNanos());
    if (!strike)
        return {std::move(frame)};
    note(*strike, message.type);
    switch (strike->touch) {
    case Touch::leaveOut:
        return {};
    case Touch::twice:
        return {frame, frame};
    case Touch::cutShort:
        return {EncodedFrame::text(frame->payload().substr(0, frame->payload().size() / 2))};
    default:
        break;
    }
    m_amount = strike->amount;
    if (hold(*frame, kNoChannel, strike->touch))
        return {};
    return {changed(*frame, strike->touch)};
}

FrameRef FaultPath::changed(const EncodedFrame &frame, Touch touch) const
{
    const bool framed = frame.headerSize() > 0;
    if (touch == Touch::fragmented && framed)
        return EncodedFrame::raw(faults::fragmented(frame.bytes(), m_amount));
    if (touch == Touch::reserved && framed)
        return EncodedFrame::raw(faults::withReservedBit(frame.bytes()));
    if (const auto text = faults::spoilt(frame.payload(), touch, m_amount))
        return framed ? EncodedFrame::text(*text) : EncodedFrame::raw(*text);
    return framed && frame.opcode() == websocket::Opcode::binary
        ? EncodedFrame::binary({}, frame.payload())
        : framed ? EncodedFrame::text(frame.payload())
                 : EncodedFrame::raw(frame.bytes());
}

/// False where it is not to wait, or there is no room for it.
bool FaultPath::hold(const EncodedFrame &frame, uint32_t channelId, Touch touch)
{
    if (touch != Touch::overtaken && touch != Touch::late)
        return false;
    size_t waiting = frame.size();
    for (const Waiting &message : m_waiting)
        waiting += message.bytes.size();
    if (waiting > room() && defence::armed(defence::Defence::faultMessages))
        return false;
    const uint64_t ms = touch == Touch::late ? m_amount : kLongestOvertakenMs;
    m_waiting.push_back({std::string(frame.bytes()), lifeNanos() + ms * faults::kNanosPerMs,
        touch == Touch::overtaken ? m_amount : 0, channelId});
    m_context.faultBytes.fetch_add(frame.size(), std::memory_order_relaxed);
    return true;
}

/// With what it was the last to overtake behind it.
FrameRef FaultPath::withOvertaken(FrameRef frame, uint32_t channelId)
{
    std::string bytes;
    for (auto message = m_waiting.begin(); message != m_waiting.end();) {
        if (message->channelId != channelId || message->overtaking == 0
            || --message->overtaking > 0) {
            ++message;
            continue;
        }
        if (bytes.empty())
            bytes = frame->bytes();
        bytes += message->bytes;
        m_context.faultBytes.fetch_sub(message->bytes.size(), std::memory_order_relaxed);
        message = m_waiting.erase(message);
    }
    return bytes.empty() ? std::move(frame) : EncodedFrame::raw(bytes);
}

std::vector<FrameRef> FaultPath::dueMessages()
{
    std::vector<FrameRef> due;
    const uint64_t now = lifeNanos();
    for (auto message = m_waiting.begin(); message != m_waiting.end();) {
        if (message->dueNanos > now) {
            ++message;
            continue;
        }
        due.push_back(EncodedFrame::raw(message->bytes));
        m_context.faultBytes.fetch_sub(message->bytes.size(), std::memory_order_relaxed);
        message = m_waiting.erase(message);
    }
    return due;
}

FrameRef FaultPath::touched(
    const Subscription &subscription, const channels::Publication &publication)
{
    const FrameRef &own = subscription.channel->frame(publication, *subscription.form);
    const Touch touch = judge(subscription, publication);
    FrameRef sent = own;
    if (touch == Touch::leaveOut || hold(*own, publication.channelId, touch)) {
        return EncodedFrame::raw({});
    } else if (touch == Touch::twice) {
        std::string both(own->bytes());
        both += own->bytes();
        sent = EncodedFrame::raw(both);
    } else if (touch == Touch::cutShort) {
        sent = subscription.form->cutShort(*own);
    } else if (touch != Touch::none) {
        sent = changed(*own, touch);
    }
    return m_waiting.empty() ? sent : withOvertaken(std::move(sent), publication.channelId);
}

int FaultPath::handshakeStatus()
{
    const auto strike = m_plan.onHandshake();
    if (!strike)
        return 0;
    note(*strike, std::to_string(strike->amount));
    return static_cast<int>(strike->amount);
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
            || !defence::armed(defence::Defence::faultBytes)
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

bool FaultPath::incomingFull() const
{
    // One more read must fit.
    return m_incoming.active() && m_incoming.room() < kIncoming / 2;
}

void FaultPath::takeIncoming(std::string_view bytes)
{
    m_context.faultBytes.fetch_add(m_incoming.put(bytes, lifeNanos()), std::memory_order_relaxed);
}

std::string FaultPath::dueIncoming(bool all)
{
    if (all)
        m_incoming.set({});
    std::string due(m_incoming.due(all ? faults::kNever - 1 : lifeNanos()));
    m_incoming.taken(due.size());
    m_context.faultBytes.fetch_sub(due.size(), std::memory_order_relaxed);
    return due;
}

uint64_t FaultPath::incomingInNanos() const
{
    const uint64_t now = lifeNanos();
    const uint64_t next = m_incoming.nextDueNanos(now);
    return next == faults::kNever ? next : next - now;
}

std::optional<FaultPath::Ending> FaultPath::takeEnding()
{
    while (const auto strike = m_plan.takeDue(lifeNanos())) {
        if (!strike->ends || strike->type != metrics::FaultType::timeout)
            note(*strike, {});
        if (!strike->ends)
            continue;
        const faults::Fault &fault = m_plan.fault(strike->fault);
        if (strike->type == metrics::FaultType::close)
            return Ending {static_cast<uint16_t>(strike->amount),
                fault.reason.empty() ? std::string("fault on request") : fault.reason, false};
        return Ending {0, {}, strike->type == metrics::FaultType::timeout,
            strike->type == metrics::FaultType::halfClose};
    }
    if ((m_line.exhausted() || m_incoming.exhausted()) && !std::exchange(m_exhausted, true))
        return Ending {0, {}, true};
    return std::nullopt;
}

uint64_t FaultPath::endInNanos()
{
    const uint64_t now = lifeNanos();
    if (m_endNanos == faults::kNever)
        m_endNanos = now + m_plan.slowCloseMs() * faults::kNanosPerMs;
    return m_endNanos - std::min(m_endNanos, now);
}

uint64_t FaultPath::nextInNanos(bool bytes) const
{
    const uint64_t now = lifeNanos();
    uint64_t next
        = std::min(m_plan.nextDueNanos(), bytes ? m_line.nextDueNanos(now) : ~uint64_t {0});
    if ((m_line.exhausted() || m_incoming.exhausted()) && !m_exhausted)
        return 0;
    for (const Waiting &message : m_waiting)
        next = std::min(next, message.dueNanos);
    return next == ~uint64_t {0} ? next : next - std::min(next, now);
}

} // namespace wavetape::net
