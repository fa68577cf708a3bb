// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/HttpSession.h"

#include "channels/EncodedFrame.h"
#include "defence/Defence.h"
#include "http/Gate.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"
#include "sessions/LongPoll.h"

#include <algorithm>
#include <utility>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

using channels::EncodedFrame;

namespace {
constexpr uint64_t kLookAgainMs = 1'000; // whether a held poll still may read what it reads
}

struct HttpSession::Pending {
    Answer answer;
    bool head;
    bool close;
};

struct HttpSession::Awaited {
    Request request;
    Caller caller;
    size_t behind = 0; ///< channels that are not in step yet
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
    take(m_router.answer(m_connection, request, first, m_allowance), request);
}

void HttpSession::take(Answer answer, Request &request)
{
    if (answer.later || !answer.behind.empty()) {
        await(std::move(answer), std::move(request));
        return;
    }
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

/// Answered in order: nothing further is read before.
void HttpSession::await(Answer answer, Request request)
{
    m_connection.pauseReading();
    m_awaited = std::make_shared<Awaited>(Awaited {std::move(request),
        answer.caller ? std::move(*answer.caller) : Caller(), answer.behind.size()});
    m_connection.rescheduleTimer();
    const std::weak_ptr<Awaited> awaited = m_awaited;
    net::IoThread &thread = m_connection.thread();
    if (answer.later) {
        answer.later([this, awaited, &thread](Response response, uint32_t created) {
            thread.post([this, awaited, response = std::move(response), created] {
                if (awaited.lock())
                    settle(response, created);
            });
        });
        return;
    }
    for (const std::string &channel : answer.behind)
        m_connection.context().broker->follow(channel, [this, awaited, &thread] {
            thread.post([this, awaited] {
                if (const auto waiting = awaited.lock(); waiting && --waiting->behind == 0)
                    goOn();
            });
        });
}

void HttpSession::goOn()
{
    const std::shared_ptr<Awaited> waited = std::move(m_awaited);
    m_connection.resumeReading();
    take(m_router.goOn(m_connection, waited->request, std::move(waited->caller), m_allowance),
        waited->request);
}

void HttpSession::settle(Response response, uint32_t created)
{
    const std::shared_ptr<Awaited> waited = std::move(m_awaited);
    m_allowance.created += created;
    addCors(response, readCaller(m_connection, waited->request));
    m_connection.resumeReading();
    complete(response, waited->request.method == "HEAD",
        !waited->request.keepAlive || m_connection.context().draining || m_connection.faults());
}

void HttpSession::hold(Answer answer, bool keepAlive)
{
    m_held = std::move(answer.poll);
    if (!answer.response.headers.empty())
        m_heldHeaders = std::make_unique<Headers>(std::move(answer.response.headers));
    m_dueMs = m_connection.nowMs() + answer.holdMs;
    m_keepAlive = keepAlive;
    m_reader.reset(); // nothing is read meanwhile; the first byte ends the poll
    m_held->begin();
    if (m_held->ready())
        endPoll(false);
    else
        m_connection.rescheduleTimer();
}

void HttpSession::endPoll(bool close)
{
    const std::unique_ptr<sessions::LongPoll> held = std::move(m_held);
    newReader();
    Response response = Response::json(held->finish());
    if (const std::unique_ptr<Headers> headers = std::move(m_heldHeaders))
        response.headers = std::move(*headers);
    m_connection.carries(metrics::Transport::longPoll);
    m_connection.countMessages(held->messages());
    complete(response, false, close || !m_keepAlive || m_connection.context().draining);
}

void HttpSession::onTurn()
{
    if (m_held && !m_connection.closed()) {
        m_held->pull();
        if (m_held->ready())
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
    if (m_connection.readingPaused() && !m_pending && !m_awaited)
        m_connection.resumeReading();
}

void HttpSession::onPeerEnd()
{
    m_heldHeaders.reset();
    if (std::exchange(m_held, nullptr))
        newReader();
    m_pending.reset();
    m_awaited.reset();
    m_connection.finish(m_connection.context().config.deadlines.close);
}

uint64_t HttpSession::onTimer(uint64_t nowMs)
{
    if (m_held) {
        if (nowMs < m_dueMs && !m_held->revoked(m_connection.thread().sharedNowMs()))
            return std::min(m_dueMs, nowMs + kLookAgainMs);
        endPoll(false);
        return m_dueMs;
    }
    if (m_pending || m_awaited)
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
    m_heldHeaders.reset();
    if (std::exchange(m_held, nullptr))
        newReader();
    m_awaited.reset();
}

void HttpSession::end(net::EndCause, uint64_t)
{
    m_pending.reset();
    m_awaited.reset();
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
        m_held->describe(row);
}

} // namespace wavetape::http
