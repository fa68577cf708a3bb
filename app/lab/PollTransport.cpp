// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/PollTransport.h"

#include "inspector/PollAnswer.h"

#include <QUrl>

namespace wavetape::lab {

namespace {
constexpr qsizetype kMostBody = 16 << 20;
} // namespace

PollTransport::PollTransport(const Plan &plan, bool held)
    : TransportClient(plan)
    , m_held(held)
    , m_next(this)
    , m_patience(this)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_asked = false;
        giveUp(tr("No answer"));
    });
    m_next.setSingleShot(true);
    m_next.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, [this] {
        if (isConnected())
            ask();
        else
            dial();
    });
}

void PollTransport::onConnected()
{
    ask();
}

void PollTransport::ask()
{
    m_head.clear();
    m_body.reset();
    m_asked = true;
    if (plan().patienceMs > 0)
        m_patience.start(plan().patienceMs + (m_held ? plan().holdSeconds * 1000 : 0));
    QByteArray target = (m_held ? "/longpoll" : "/poll") + channelQuery();
    if (m_held) {
        target += "&timeout=" + QByteArray::number(plan().holdSeconds);
        if (!m_since.isEmpty())
            target += "&since=" + QUrl::toPercentEncoding(QString::fromUtf8(m_since));
    }
    request(target,
        plan().keepAlive ? "Accept: application/json\r\n"
                         : "Accept: application/json\r\nConnection: close\r\n");
}

void PollTransport::onBytes(const QByteArray &bytes)
{
    QByteArray part = bytes;
    if (!m_body) {
        m_head += bytes;
        // Of the last answer, whose last chunk had an empty line behind it.
        while (m_head.startsWith("\r\n"))
            m_head.remove(0, 2);
        const qsizetype end = m_head.indexOf("\r\n\r\n");
        if (end < 0 ? m_head.size() > kMostHead : !m_head.startsWith("HTTP/1.1 200 ")) {
            m_asked = false;
            m_patience.stop();
            giveUp(tr("Refused: %1").arg(QString::fromUtf8(m_head.left(m_head.indexOf('\r')))));
            return;
        }
        if (end < 0)
            return;
        part = m_head.mid(end + 4);
        m_body.emplace(m_head.left(end + 2), kMostBody);
    }
    m_body->feed(part);
    if (m_asked && m_body->isWhole())
        takeAnswer();
}

void PollTransport::takeAnswer()
{
    m_asked = false;
    m_patience.stop();
    noteOpen();
    const QByteArray body = m_body->take();
    const auto answer = inspector::PollAnswer::read({body.constData(), size_t(body.size())});
    for (const std::string_view message : answer.messages)
        noteJson(message, qint64(message.size()));
    m_since = QByteArray(answer.since.data(), qsizetype(answer.since.size()));
    if (!plan().keepAlive)
        hangUp();
    m_next.start(m_held ? 0 : plan().everyMs);
}

void PollTransport::onEnded()
{
    m_patience.stop();
    // Between two polls a connection may end: the next one makes another.
    if (!m_asked && !m_next.isActive())
        m_next.start(0);
}

} // namespace wavetape::lab
