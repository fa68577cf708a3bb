// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace wavetape::viewmodels {

// A transport as the server's rows and totals name it, in words; one that is not known stands for
// itself.
inline QString transportName(const QString &wire)
{
    if (wire == u"websocket")
        return QStringLiteral("WebSocket");
    if (wire == u"sse")
        return QStringLiteral("SSE");
    if (wire == u"longpoll")
        return QCoreApplication::translate("Transport", "long poll");
    if (wire == u"http")
        return QStringLiteral("HTTP");
    return wire;
}

// The same for a narrow column.
inline QString transportMark(const QString &wire)
{
    if (wire == u"websocket")
        return QStringLiteral("WS");
    if (wire == u"longpoll")
        return QCoreApplication::translate("Transport", "poll");
    return transportName(wire);
}

} // namespace wavetape::viewmodels
