// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Connection that has its frames watched.
#include "net/Connection.h"

#include "net/FrameTap.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "net/WebSocketSession.h"

namespace wavetape::net {

void Connection::startTap(const websocket::FrameParser &parser, uint64_t durationMs)
{
    const auto [tap, made] = m_thread.taps().open(context().hub, m_id, nowMs(), durationMs);
    m_tapped = true;
    if (!made)
        return;
    const websocket::FrameParser::Pending pending = parser.pending();
    tap.scan(FrameTap::Direction::in).resume(pending.header, pending.payload);
    tap.scan(FrameTap::Direction::out).resume({}, m_queue.unsentOfStarted());
    if (m_carry)
        tap.onBytes(FrameTap::Direction::in, *m_carry, nowMs());
}

void Connection::stopTap(std::string_view why)
{
    if (m_tapped)
        m_thread.taps().close(m_id, why);
    m_tapped = false;
}

void Connection::tapReceived(std::string_view bytes)
{
    if (FrameTap *tap = m_thread.taps().find(m_id))
        tap->onBytes(FrameTap::Direction::in, bytes, nowMs());
    else
        m_tapped = false;
}

/// As sendmsg(): bytes taken of `parts`, or -1 and errno.
ssize_t Connection::transmit(std::span<const iovec> parts)
{
    const ssize_t sent = write(parts);
    if (m_tapped && sent > 0)
        tapSent(parts, static_cast<size_t>(sent));
    return sent;
}

void Connection::tapSent(std::span<const iovec> parts, size_t bytes)
{
    FrameTap *tap = m_thread.taps().find(m_id);
    m_tapped = tap != nullptr;
    for (size_t i = 0; tap && i < parts.size() && bytes > 0; ++i) {
        const size_t taken = std::min(bytes, parts[i].iov_len);
        tap->onBytes(FrameTap::Direction::out,
            {static_cast<const char *>(parts[i].iov_base), taken}, nowMs());
        bytes -= taken;
    }
}

} // namespace wavetape::net
