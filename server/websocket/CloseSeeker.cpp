// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/CloseSeeker.h"

#include "websocket/Frame.h"

#include <algorithm>

namespace wavetape::websocket {

CloseSeeker::CloseSeeker(std::string_view header, uint64_t payload)
    : m_headerFill(std::min(header.size(), m_header.size()))
    , m_left(payload)
{
    std::copy_n(header.begin(), m_headerFill, m_header.begin());
}

size_t CloseSeeker::headerSize() const
{
    if (m_headerFill < 2)
        return 2;
    const auto second = static_cast<uint8_t>(m_header[1]);
    const unsigned length = second & 0x7f;
    return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

bool CloseSeeker::seek(std::span<const char> bytes)
{
    while (!m_found && !bytes.empty()) {
        if (m_left > 0) {
            const auto skipped = static_cast<size_t>(std::min<uint64_t>(m_left, bytes.size()));
            m_left -= skipped;
            bytes = bytes.subspan(skipped);
            m_found = m_close && m_left == 0;
            continue;
        }
        m_header[m_headerFill++] = bytes.front();
        bytes = bytes.subspan(1);
        if (m_headerFill < headerSize())
            continue;
        const auto byte = [this](size_t at) { return static_cast<uint8_t>(m_header[at]); };
        const unsigned length = byte(1) & 0x7f;
        m_left = length;
        if (length >= 126) {
            m_left = 0;
            for (size_t at = 2; at < (length == 126 ? 4u : 10u); ++at)
                m_left = m_left << 8 | byte(at);
        }
        m_close = (byte(0) & 0x0f) == static_cast<uint8_t>(Opcode::close);
        m_found = m_close && m_left == 0;
        m_headerFill = 0;
    }
    return m_found;
}

} // namespace wavetape::websocket
