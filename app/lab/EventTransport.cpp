// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/EventTransport.h"

namespace wavetape::lab {

EventTransport::EventTransport(const Plan &plan)
    : TransportClient(plan)
{
}

void EventTransport::onConnected()
{
    m_head.clear();
    m_body.reset();
    m_stream.restart();
    QByteArray fields = "Accept: text/event-stream\r\n";
    if (!m_stream.lastId().isEmpty())
        fields += "Last-Event-ID: " + m_stream.lastId() + "\r\n";
    request("/sse" + channelQuery(), fields);
}

void EventTransport::onBytes(const QByteArray &bytes)
{
    QByteArray part = bytes;
    if (!m_body) {
        m_head += bytes;
        const qsizetype end = m_head.indexOf("\r\n\r\n");
        if (end < 0 ? m_head.size() > kMostHead : !m_head.startsWith("HTTP/1.1 200 ")) {
            giveUp(tr("Refused: %1").arg(QString::fromUtf8(m_head.left(m_head.indexOf('\r')))));
            return;
        }
        if (end < 0)
            return;
        part = m_head.mid(end + 4);
        m_body.emplace(m_head.left(end + 2), inspector::EventStream::kMost);
        noteOpen();
    }
    m_body->feed(part);
    const bool sound = m_stream.feed(m_body->take(), [this](const auto &event) {
        if (event.type.isEmpty())
            noteJson({event.data.constData(), size_t(event.data.size())}, event.dataBytes);
    });
    if (!sound)
        giveUp(tr("An event was too long"));
    else if (m_body->isWhole())
        giveUp(tr("The server ended the stream"));
}

} // namespace wavetape::lab
