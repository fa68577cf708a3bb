// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportClaims.h"

#include "viewmodels/Format.h"

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {

QString bytesOr(double value)
{
    return value < 0 ? u"–"_s
        : value < 10 ? Format::fixed(value, 1) + " B"_L1
                     : Format::count(value) + " B"_L1;
}

QString timesOr(double value)
{
    return value < 0 ? u"–"_s : Format::fixed(value, value < 10 ? 1 : 0) + u" ×"_s;
}

QVariantMap row(
    const QString &claim, const QString &guide, const QString &measured, const QString &why)
{
    return {{u"claim"_s, claim}, {u"guide"_s, guide}, {u"measured"_s, measured}, {u"why"_s, why}};
}

} // namespace

void TransportClaims::clear()
{
    *this = {};
}

void TransportClaims::take(const TransportFigures &socket, const TransportFigures &events,
    const TransportFigures &longPoll, const TransportFigures &shortPoll)
{
    m_requestOverhead
        = shortPoll.requests > 0 ? double(shortPoll.overhead()) / double(shortPoll.requests) : -1;
    m_frameOverhead = socket.runningOverhead();
    const double poll = longPoll.runningOverhead();
    m_overheadRatio = m_frameOverhead > 0 && poll >= 0 ? poll / m_frameOverhead : -1;
    m_wholeRatio = longPoll.events > 0 && socket.events > 0
        ? longPoll.bytesPerEvent() / socket.bytesPerEvent()
        : -1;
    if (socket.floats == 0 || events.floats == 0)
        return;
    m_base64 = double(events.eventBytes) / double(events.floats * sizeof(float));
    m_text = double(socket.floatsAsText) / double(socket.floats * sizeof(float));
}

QVariantList TransportClaims::rows() const
{
    return {
        row(tr("An HTTP request costs"), tr("600 B"), bytesOr(m_requestOverhead),
            tr("Both heads and the envelope. This client sends no cookies and few fields; a "
               "browser's are what makes 600.")),
        row(tr("A WebSocket frame costs"), tr("2–6 B"), bytesOr(m_frameOverhead),
            tr("Down 2 B up to 125 B of payload, then 4; a client's mask is 4 more. Pings are "
               "counted here, too.")),
        row(tr("WebSocket saves up to"), tr("100 ×"), timesOr(m_overheadRatio),
            m_wholeRatio < 0
                ? tr("Overhead of a long poll's event to a frame's; with the event itself in both "
                     "it is far less.")
                : tr("Overhead of a long poll's event to a frame's; with the event itself in both "
                     "it is %1.")
                      .arg(timesOr(m_wholeRatio))),
        row(tr("Base64 adds"), tr("33 %"),
            m_base64 < 0 ? u"–"_s : Format::fixed((m_base64 - 1) * 100, 0) + " %"_L1,
            m_text < 0 ? tr("Choose Float32 as the feed.")
                       : tr("33 % and the JSON around it. The same values as JSON text take %1.")
                             .arg(timesOr(m_text))),
    };
}

} // namespace wavetape::lab
