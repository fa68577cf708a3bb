// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/HttpSession.h"

#include "channels/EncodedFrame.h"
#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"
#include "sessions/LongPoll.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

using channels::EncodedFrame;

namespace {
constexpr uint64_t kLookAgainMs = 1'000; // whether a held poll still may read what it reads
}

/// A poll, and what its answer will be besides what it finds: little, for many are held.
struct HttpSession::Held {
    std::unique_ptr<sessions::LongPoll> poll;
    std::vector<std::pair<std::string, std::string>> headers;
    uint64_t dueMs;
    bool keepAlive;
};

struct HttpSession::Pending {
    Answer answer;
    bool head;
    bool close;
};

HttpSession::HttpSession(net::Connection &connection, const Router &router)
    : m_connection(connection)
    , m_router(router)
{
    newReader();
    m_dueMs = connection.nowMs() + connection.context().config.deadlines.handshake;
    if (const auto &limits = connection.context().config.limits; limits.enabled)
        m_allowance.rate = security::TokenBucket(limits.messagesPerSecond, limits.messageBurst);
}

HttpSession::~HttpSession() = default;

void HttpSession::newReader()
{
    const auto &limits = m_connection.context().config.limits;
    m_reader = std::make_unique<RequestReader>(
        RequestReader::Limits {limits.headerBytes, limits.messageBytes});
}

size_t HttpSession::onBytes(std::span<char> bytes)
{
    // What is asked behind a poll that is held ends it.
    if (m_held)
        endPoll(false);
    if (m_connection.finishing())
        return bytes.size();
    const auto &deadlines = m_connection.context().config.deadlines;
    if (m_served && !m_reader->begun()) {
        // A further request on a kept connection has the handshake's time too, from its first byte
        // on.
        m_dueMs = m_connection.nowMs() + deadlines.handshake;
        m_connection.rescheduleTimer();
    }
    const size_t taken = m_reader->feed(bytes);
    if (m_reader->takeContinueAwaited() && m_reader->state() == RequestReader::State::reading)
        m_connection.send(EncodedFrame::raw("HTTP/1.1 100 Continue\r\n\r\n"));
    if (m_reader->state() == RequestReader::State::failed) {
        send(m_router.unreadable(
                 m_connection, m_reader->request(), m_reader->status(), m_reader->sentence()),
            true);
    } else if (m_reader->state() == RequestReader::State::complete) {
        answer();
    }
    return taken;
}

void HttpSession::answer()
{
    Request request = std::move(m_reader->request());
    m_path = security::validUtf8(security::redactUrl(request.path));
    const bool first = !std::exchange(m_served, true);
    m_connection.charge(metrics::Work::command);
    m_connection.carries(metrics::Transport::http);
    Answer answer = m_router.answer(m_connection, request, first, m_allowance);
    if (answer.session) {
        // After the session there is no `this` to speak of beyond this call.
        m_connection.send(EncodedFrame::raw(
            answer.head.empty() ? answer.response.serialise(true, true) : answer.head));
        auto begin = std::move(answer.begin);
        m_connection.setSession(std::move(answer.session));
        if (begin)
            begin();
        return;
    }
    if (answer.poll) {
        hold(std::move(answer), request.keepAlive && !m_connection.faults());
        return;
    }
    const bool head = request.method == "HEAD";
    // Faults are of a connection: what is asked next goes by another, without them.
    const bool close = !request.keepAlive || m_connection.context().draining || answer.close
        || m_connection.faults();
    if (!answer.more) {
        complete(answer.response, head, close);
        return;
    }
    // Answered in order: nothing further is read before.
    m_connection.pauseReading();
    m_pending = std::make_unique<Pending>(Pending {std::move(answer), head, close});
    onTurn();
}

void HttpSession::hold(Answer answer, bool keepAlive)
{
    answer.response.headers.shrink_to_fit();
    m_held = std::make_unique<Held>(Held {std::move(answer.poll),
        std::move(answer.response.headers), m_connection.nowMs() + answer.holdMs, keepAlive});
    m_reader.reset(); // nothing is read meanwhile; the first byte ends the poll
    m_held->poll->begin();
    if (m_held->poll->ready())
        endPoll(false);
    else
        m_connection.rescheduleTimer();
}

void HttpSession::endPoll(bool close)
{
    const std::unique_ptr<Held> held = std::move(m_held);
    newReader();
    Response response = Response::json(held->poll->finish());
    response.headers = std::move(held->headers);
    m_connection.carries(metrics::Transport::longPoll);
    m_connection.countMessages(held->poll->messages());
    complete(response, false, close || !held->keepAlive || m_connection.context().draining);
}

void HttpSession::onTurn()
{
    if (m_held && !m_connection.closed()) {
        m_held->poll->pull();
        if (m_held->poll->ready())
            endPoll(false);
    }
    while (m_pending && m_connection.hasShare()) {
        if (m_pending->answer.more(m_pending->answer.response.body))
            continue;
        const std::unique_ptr<Pending> made = std::move(m_pending);
        complete(made->answer.response, made->head, made->close);
        if (!made->close && !m_connection.aboveHigh())
            m_connection.resumeReading();
        return;
    }
}

void HttpSession::complete(const Response &response, bool head, bool close)
{
    m_connection.send(EncodedFrame::raw(response.serialise(head, close)));
    if (close) {
        m_connection.finish(m_connection.context().config.deadlines.close);
        return;
    }
    newReader();
    m_dueMs = m_connection.nowMs() + m_connection.context().config.deadlines.keepAlive;
    m_connection.rescheduleTimer();
    if (m_connection.aboveHigh())
        m_connection.pauseReading();
}

void HttpSession::send(const Response &response, bool close)
{
    m_connection.send(EncodedFrame::raw(response.serialise(false, close)));
    if (close)
        m_connection.finish(m_connection.context().config.deadlines.close);
}

void HttpSession::onDrained()
{
    if (m_connection.readingPaused() && !m_pending)
        m_connection.resumeReading();
}

void HttpSession::onPeerEnd()
{
    if (std::exchange(m_held, nullptr))
        newReader();
    m_pending.reset();
    m_connection.finish(m_connection.context().config.deadlines.close);
}

uint64_t HttpSession::onTimer(uint64_t nowMs)
{
    if (m_held) {
        if (nowMs < m_held->dueMs && !m_held->poll->revoked(m_connection.thread().sharedNowMs()))
            return std::min(m_held->dueMs, nowMs + kLookAgainMs);
        endPoll(false);
        return m_dueMs;
    }
    if (m_pending)
        return nowMs + 1000; // it is being served
    if (nowMs < m_dueMs)
        return m_dueMs;
    if (!m_served && !armed(Defence::requestDeadline))
        return 0;
    if (m_served && !m_reader->begun()) {
        m_connection.finish(m_connection.context().config.deadlines.close);
        return 0;
    }
    constexpr std::string_view sentence = "The request did not arrive in time.";
    send(m_router.unreadable(m_connection, m_reader->request(), 408, sentence), true);
    return 0;
}

void HttpSession::onLost(std::string_view)
{
    if (std::exchange(m_held, nullptr))
        newReader();
}

void HttpSession::end(net::EndCause, uint64_t)
{
    m_pending.reset();
    if (m_held)
        endPoll(true);
    else if (m_reader->begun() || !m_served)
        send(Response::refusal(503, "The server is shutting down."), true);
    else
        m_connection.finish(m_connection.context().config.deadlines.close);
}

void HttpSession::describe(net::ConnectionRow &row) const
{
    row.dialect = "http";
    row.path = m_path;
    if (m_held)
        m_held->poll->describe(row);
}

} // namespace wavetape::http
