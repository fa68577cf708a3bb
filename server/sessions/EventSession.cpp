// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/EventSession.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "sessions/EventForms.h"
#include "websocket/CloseCode.h"

#include <algorithm>
#include <utility>

namespace wavetape::sessions {

using channels::EncodedFrame;
using defence::armed;
using defence::Defence;
using delivery::Subscription;
using metrics::Transport;
using net::EndCause;
using protocol::Policy;
using websocket::CloseCode;

namespace {

constexpr uint64_t kLongMs = 3'600'000; // the comments look again long before
// When a browser comes back after a cut: not all of them at once.
constexpr uint64_t kRetryMs = 1'000, kRetrySpreadMs = 1'000;

std::string retryLine(uint64_t ms)
{
    return "retry:" + std::to_string(ms) + '\n';
}

} // namespace

EventSession::EventSession(
    net::Connection &connection, bool chunked, security::LoginSessionRef access)
    : PositionedSubscriptions(connection, connection)
    , m_access(std::move(access))
    , m_commentDueMs(connection.nowMs() + connection.context().config.deadlines.comment)
    , m_chunked(chunked)
{
    connection.carries(Transport::sse);
    connection.thread().stats().of(Transport::sse).opened.add(1);
}

EventSession::~EventSession() = default;

PositionedSubscriptions::Manner EventSession::manner(size_t channels) const
{
    Manner manner;
    manner.form = &eventForm(channels == 1, m_chunked);
    manner.prefixed = channels > 1;
    return manner;
}

void EventSession::begin(std::string_view comment)
{
    std::string text = ':' + std::string(comment) + '\n'
        + retryLine(kRetryMs + connection().id() % kRetrySpreadMs) + '\n';
    // EventSource shows no headers, and keeps no id of a block without data.
    const std::string from = toldPosition();
    text += "event:position\nid:" + from + '\n';
    std::string json;
    protocol::JsonWriter(json).beginObject().key("resumedFrom").string(from).endObject();
    appendEventData(text, json);
    send(text);
    beginAll();
    pull();
}

void EventSession::send(std::string_view text)
{
    connection().send(EncodedFrame::raw(streamBytes(text, m_chunked)));
}

size_t EventSession::onBytes(std::span<char> bytes)
{
    connection().charge(metrics::Work::received, bytes.size());
    return bytes.size();
}

void EventSession::pull()
{
    while (m_open && !connection().aboveHigh() && connection().hasShare() && step()) { }
}

void EventSession::onTurn()
{
    pull();
}

void EventSession::onDrained()
{
    pull();
}

void EventSession::sendSnapshot(const Subscription &subscription, const std::string &data,
    const protocol::StreamPosition &position)
{
    std::string json;
    protocol::appendSnapshot(
        json, subscription.channel->name(), position.epoch, position.seq, data);
    std::string text = "id:";
    text += single() ? position.epoch + ':' + std::to_string(position.seq) : toldPosition();
    text += '\n';
    appendEventData(text, json);
    send(text);
}

channels::FrameRef EventSession::encodeLoss(
    const Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason) const
{
    std::string json, text;
    protocol::appendLagged(
        json, subscription.channel->name(), *subscription.epoch, from, to, reason);
    if (single())
        text = "id:" + *subscription.epoch + ':' + std::to_string(to) + '\n';
    appendEventData(text, json);
    return EncodedFrame::raw(streamBytes(text, m_chunked));
}

channels::FrameRef EventSession::prefix(
    const Subscription &subscription, uint64_t seq, const EncodedFrame &, bool first) const
{
    if (first) {
        for (const Part &part : parts())
            position().set(placeOf(part), part.epoch, part.sentSeq);
    }
    position().set(placeOf(subscription), subscription.epoch, seq);
    return EncodedFrame::raw(streamBytes("id:" + position().text() + '\n', m_chunked));
}

void EventSession::close(uint16_t code, std::string_view reason, bool retry, uint64_t afterMs)
{
    if (!m_open || connection().closed())
        return;
    std::string json, text = "event:closing\n";
    protocol::appendClosing(json, code, reason, retry, afterMs);
    if (retry)
        text += retryLine(std::max<uint64_t>(afterMs, 1));
    appendEventData(text, json);
    endStream(code, reason, text);
}

void EventSession::endByFault(uint16_t code, std::string_view reason)
{
    if (m_open && !connection().closed())
        endStream(code, reason, ":\n" + retryLine(kRetryMs) + '\n');
}

void EventSession::endStream(uint16_t code, std::string_view reason, std::string_view farewell)
{
    m_open = false;
    m_byServer = true;
    m_code = code;
    m_reason = reason;
    connection().mute();
    if (connection().behind())
        connection().queue().discardData(connection().thread().pool());
    leaveAll();
    send(farewell);
    if (m_chunked)
        connection().send(EncodedFrame::raw("0\r\n\r\n"));
    connection().finish(connection().context().config.deadlines.close);
}

void EventSession::end(EndCause cause, uint64_t afterMs)
{
    if (cause == EndCause::slowConsumer)
        afterMs = connection().context().addresses.slowReaderWaitMs(
            connection().peer().ip, connection().thread().sharedNowMs());
    const net::EndNotice notice = net::noticeOf(cause);
    close(static_cast<uint16_t>(notice.code), notice.reason, true, afterMs);
}

void EventSession::checkAccess()
{
    const uint64_t now = connection().thread().sharedNowMs();
    if (!m_access || m_access->valid(now) || !m_open || !armed(Defence::accessEnds))
        return;
    const bool expired = now >= m_access->expiresMs();
    close(static_cast<uint16_t>(expired ? CloseCode::notAuthenticated : CloseCode::forbidden),
        expired ? "the token has expired" : "access was revoked", false, 0);
}

/// A reader is judged by progress, and where nothing may be dropped by how long it lags.
uint64_t EventSession::progressDeadline(uint64_t now)
{
    const auto &deadlines = connection().context().config.deadlines;
    uint64_t next = now + kLongMs;
    if (const uint64_t due = connection().givenUpMs(deadlines.noProgress)) {
        if (now >= due && armed(Defence::noProgress))
            end(EndCause::slowConsumer, 0);
        next = std::min(next, due);
    }
    const bool holds = std::any_of(parts().begin(), parts().end(),
        [](const Part &part) { return part.policy == Policy::disconnect; });
    if (const uint64_t since = connection().laggingSinceMs(); since && holds) {
        const uint64_t due = since + deadlines.lagging;
        if (now >= due)
            end(EndCause::slowConsumer, 0);
        next = std::min(next, due);
    }
    return next;
}

uint64_t EventSession::onTimer(uint64_t now)
{
    checkAccess();
    uint64_t next = m_open ? progressDeadline(now) : 0;
    if (!m_open)
        return 0;
    if (now >= m_commentDueMs) {
        // Who is behind has something to read.
        if (connection().queue().empty())
            send(":\n\n");
        m_commentDueMs = now + connection().context().config.deadlines.comment;
    }
    next = std::min(next, m_commentDueMs);
    if (m_access) {
        const uint64_t left = m_access->expiresMs() - connection().thread().sharedNowMs();
        next = std::min(next, left < kLongMs ? now + left : next);
    }
    return next;
}

void EventSession::onPeerEnd()
{
    m_code = static_cast<uint16_t>(CloseCode::noStatus);
    if (std::exchange(m_open, false))
        leaveAll();
    connection().finish(0);
}

void EventSession::onLost(std::string_view cause)
{
    if (std::exchange(m_open, false))
        leaveAll();
    connection().thread().stats().of(Transport::sse).closed.add(1);
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::close;
    event.id = connection().id();
    event.address = connection().peer().toString();
    if (const net::Dossier *dossier = connection().thread().dossiers().find(connection().id()))
        event.path = dossier->path;
    event.code = m_code;
    event.reason = m_reason.empty() ? std::string(cause) : std::move(m_reason);
    event.clean = m_code != static_cast<uint16_t>(CloseCode::abnormal);
    event.by = m_byServer ? "server" : event.clean ? "client" : "network";
    event.durationMs = connection().nowMs() - connection().openedMs();
    connection().context().observer.onConnectionEvent(std::move(event));
}

void EventSession::closeByAdmin(uint16_t code, std::string_view reason, bool retry)
{
    close(code, reason, retry, 0);
}

void EventSession::cut()
{
    m_byServer = true;
    m_reason = "cut";
    connection().abort("cut");
}

void EventSession::ping()
{
    if (m_open)
        send(":\n\n");
}

std::vector<protocol::SubscriptionDetails> EventSession::subscriptions() const
{
    if (!m_open)
        return {};
    return PositionedSubscriptions::subscriptions();
}

void EventSession::describe(net::ConnectionRow &row) const
{
    row.dialect = "sse";
    if (!m_open)
        row.state = "closing";
    row.channels = m_open ? parts().size() : 0;
    row.policy = protocol::policyName(parts().front().policy);
    if (const net::Dossier *dossier = connection().thread().dossiers().find(connection().id())) {
        row.path = dossier->path;
        row.origin = dossier->origin;
        row.agent = dossier->agent;
        row.keptBy = dossier->keptBy;
    }
    if (m_access) {
        row.user = m_access->identity().user;
        row.administrator = m_access->identity().rights.admin;
    }
}

} // namespace wavetape::sessions
