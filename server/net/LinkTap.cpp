// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/LinkTap.h"

#include "security/Redact.h"
#include "security/SafeText.h"

#include <algorithm>
#include <utility>

namespace wavetape::net {

namespace {
constexpr size_t kMostTappedHead = 16 * 1024;
constexpr std::string_view kTappedHeadEnd = "\r\n\r\n", kSwitching = "HTTP/1.1 101 ";

bool isWhole(const std::string &head)
{
    return head.ends_with(kTappedHeadEnd);
}

/// Takes from `bytes` up to the head's end.
void takeTappedHead(std::string &head, std::string_view &bytes)
{
    while (!bytes.empty() && !isWhole(head) && head.size() < kMostTappedHead) {
        head += bytes.front();
        bytes.remove_prefix(1);
    }
}
} // namespace

LinkTap::LinkTap(channels::ChannelHub &hub, std::string link)
    : m_hub(hub)
    , m_link(std::move(link))
    , m_begunMicros(hub.clock().wallMicros())
{
}

LinkTap::~LinkTap()
{
    if (m_tap)
        m_tap->end("the connection has ended");
}

void LinkTap::onBytes(Direction direction, std::string_view bytes)
{
    if (m_opaque)
        return;
    if (!m_tap) {
        std::string &head = direction == Direction::in ? m_request : m_response;
        takeTappedHead(head, bytes);
        const bool answered = direction == Direction::out && isWhole(head);
        // Whoever sends frames before it was answered sends something else than a WebSocket's.
        m_opaque = (direction == Direction::in && !bytes.empty())
            || (!isWhole(head) && head.size() >= kMostTappedHead)
            || (answered && !(isWhole(m_request) && head.starts_with(kSwitching)));
        if (m_opaque || !answered)
            return;
        begin();
    }
    if (!bytes.empty())
        m_tap->onBytes(direction, bytes, 0); // whole ones have no rate
}

void LinkTap::begin()
{
    constexpr int64_t microsPerMilli = 1000;
    const int64_t now = m_hub.clock().wallMicros();
    Dossier dossier;
    dossier.request = security::validUtf8(security::redactHeaderBlock(m_request));
    dossier.response = security::validUtf8(security::redactHeaderBlock(m_response));
    dossier.openedAtMs = now / microsPerMilli;
    dossier.handshakeMs = static_cast<double>(now - m_begunMicros) / microsPerMilli;
    m_tap.emplace(m_hub, m_link, 0, FrameTap::kLongestMs, true);
    m_tap->begin(&dossier);
    m_request = m_response = {};
}

} // namespace wavetape::net
