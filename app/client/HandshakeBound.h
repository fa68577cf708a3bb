// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWebSocket>

#include <functional>
#include <optional>

namespace wavetape::client {

// QWebSocket 6.4 keeps every header line that comes. From here on its socket keeps at most 16 KiB
// of the answer, and where that is not enough `tooMuch` is called once, from the event loop, unless
// `owner` or the socket is gone or the connection is open by then. After open(), in the socket's
// thread.
void boundHandshake(
    QWebSocket &socket, QObject &owner, std::function<void(const QString &why)> tooMuch);

// The connection is open: as fast as it comes again.
void unbound(QWebSocket &socket);

// How long the server that has just refused the handshake wants not to be asked (Retry-After in
// seconds, RFC 9110 section 10.2.3), in ms; nothing where it said nothing. QWebSocket 6.4 tells no
// header of a refusal. Once, from the handler of its error.
std::optional<qint64> retryAfterMs(QWebSocket &socket);

} // namespace wavetape::client
