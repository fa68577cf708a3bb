// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace wavetape::client {

// Lets go of a socket at once, without a word of it reaching `owner` any more; null stays null. In
// the socket's thread, also from one of its signals.
template <typename Socket>
void endSocket(const QObject &owner, Socket *&socket)
{
    if (!socket)
        return;
    socket->disconnect(&owner);
    socket->abort();
    socket->deleteLater();
    socket = nullptr;
}

} // namespace wavetape::client
