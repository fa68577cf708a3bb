// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/HttpSession.h"

#include "channels/EncodedFrame.h"
#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/SafeText.h"

namespace wavetape::http {

using defence::armed;
using defence::Defence;

using channels::EncodedFrame;

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
        m_router.noteRefused(m_connection, m_reader->status(), m_reader->sentence(), {});
        send(Response::refusal(m_reader->status(), m_reader->sentence()), true);
    } else if (m_reader->state() == RequestReader::State::complete) {
        answer();
    }
    return taken;
}

void HttpSession::answer()
{
    Request request = std::move(m_reader->request());
    m_path = security::validUtf8(request.path);
    m_connection.ticket().handshakeDone();
    m_served = true;
    Answer answer = m_router.answer(m_connection, request, m_allowance);
    if (answer.session) {
        // After the session there is no `this` to speak of beyond this call.
        m_connection.send(EncodedFrame::raw(answer.upgrade));
        auto begin = std::move(answer.begin);
        m_connection.setSession(std::move(answer.session));
        if (begin)
            begin();
        return;
    }
    const bool head = request.method == "HEAD";
    const bool close = !request.keepAlive || m_connection.context().draining || answer.close;
    m_connection.send(EncodedFrame::raw(answer.response.serialise(head, close)));
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

void HttpSession::refuse(const Response &response)
{
    m_refused = true;
    m_router.noteRefused(
        m_connection, response.status, response.body.substr(0, response.body.size() - 1), {});
    send(response, true);
}

void HttpSession::onDrained()
{
    if (m_connection.readingPaused())
        m_connection.resumeReading();
}

void HttpSession::onPeerEnd()
{
    m_connection.finish(m_connection.context().config.deadlines.close);
}

uint64_t HttpSession::onTimer(uint64_t nowMs)
{
    if (nowMs < m_dueMs)
        return m_dueMs;
    if (!m_served && !armed(Defence::requestDeadline))
        return 0;
    if (m_served && !m_reader->begun()) {
        m_connection.finish(m_connection.context().config.deadlines.close);
        return 0;
    }
    constexpr std::string_view sentence = "The request did not arrive in time.";
    m_router.noteRefused(m_connection, 408, sentence, {});
    send(Response::refusal(408, sentence), true);
    return 0;
}

void HttpSession::onLost(std::string_view) { }

void HttpSession::end(net::EndCause, uint64_t)
{
    if (m_reader->begun() || !m_served)
        send(Response::refusal(503, "The server is shutting down."), true);
    else
        m_connection.finish(m_connection.context().config.deadlines.close);
}

void HttpSession::describe(net::ConnectionRow &row) const
{
    row.dialect = "http";
    row.path = m_path;
}

} // namespace wavetape::http
