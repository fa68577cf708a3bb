// SPDX-License-Identifier: GPL-3.0-or-later
// The part of InspectorConnection that reads what is no WebSocket: an answer of events that does
// not end, and polls, each asked for as soon as the one before it is answered.
#include "inspector/InspectorConnection.h"

#include "inspector/PollAnswer.h"

#include <QUrlQuery>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

std::string InspectorConnection::streamRequest(const QByteArray &fields) const
{
    QByteArray target = m_plan.target();
    if (!m_since.isEmpty()) {
        QUrl next = QUrl::fromEncoded(target);
        QUrlQuery query(next);
        query.removeAllQueryItems(u"since"_s);
        query.addQueryItem(u"since"_s, QString::fromUtf8(m_since));
        next.setQuery(query);
        target = next.toEncoded();
    }
    QByteArray head = "GET " + target + " HTTP/1.1\r\nHost: " + m_plan.hostHeader()
        + "\r\nAccept: text/event-stream, application/json\r\nCache-Control: no-store\r\n" + fields;
    if (!m_events.lastId().isEmpty())
        head += "Last-Event-ID: " + m_events.lastId() + "\r\n";
    return (head + "\r\n").toStdString();
}

void InspectorConnection::startStream(const QByteArray &head, const QByteArray &rest)
{
    m_stream = headerField(head, "content-type").toLower().startsWith("text/event-stream")
        ? Stream::Events
        : Stream::Poll;
    m_body = AnswerBody(head, EventStream::kMost);
    m_link.ready = Ready::Open;
    m_link.phase.clear();
    m_deadline.stop();
    publish();
    tell();
    readStream(rest);
}

void InspectorConnection::readStream(const QByteArray &bytes)
{
    m_body.feed(bytes);
    if (m_stream == Stream::Poll) {
        if (m_body.isWhole())
            takePoll();
        return;
    }
    const bool sound = m_events.feed(m_body.take(), [this](const EventStream::Event &event) {
        // What has a name of its own says so; the rest is what onmessage gets.
        const QByteArray name = event.type.isEmpty() ? QByteArray() : "event: " + event.type + '\n';
        record({.timeMs = wallMs(),
            .wireBytes = uint64_t(event.wireBytes),
            .kind = LogEntry::Kind::Text,
            .payload = (name + event.data).toStdString()});
    });
    if (m_events.retryMs() >= 0)
        m_link.retryAfterMs = m_events.retryMs();
    publish();
    if (!sound)
        endStream(u"client"_s, tr("An event over our limit of 16 MiB"));
    else if (m_body.isWhole())
        endStream(u"server"_s);
}

void InspectorConnection::takePoll()
{
    const QByteArray body = m_body.take();
    const auto answer = PollAnswer::read(view(body));
    const auto message = [this](std::string_view text) {
        record({.timeMs = wallMs(),
            .wireBytes = text.size(),
            .kind = LogEntry::Kind::Text,
            .payload = std::string(text)});
    };
    // Any other answer is one line, and that was it.
    if (answer.since.empty() || !m_plan.url.path().endsWith(u"/longpoll")) {
        if (!body.isEmpty())
            message(view(body));
        endStream(u"server"_s);
        return;
    }
    for (const std::string_view text : answer.messages)
        message(text);
    m_since = QByteArray(answer.since.data(), qsizetype(answer.since.size()));
    m_stream = Stream::None;
    m_answer.clear();
    sendRequest();
}

void InspectorConnection::onStreamClosed()
{
    const bool cut = m_stream == Stream::None
        || !headerField(m_link.response.toUtf8(), "transfer-encoding").isEmpty()
        || !headerField(m_link.response.toUtf8(), "content-length").isEmpty();
    if (!cut && m_stream == Stream::Poll)
        takePoll();
    else
        endStream(u"server"_s, cut ? tr("The connection ended before its answer did") : QString());
}

void InspectorConnection::endStream(const QString &by, const QString &error)
{
    m_link.closedBy = by;
    m_link.error = error;
    m_link.clean = error.isEmpty();
    finish();
}

} // namespace wavetape::inspector
