// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/ClientFrame.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::scenario {

/// One whole message or control frame from a server.
struct Message {
    Opcode opcode = Opcode::Text;
    std::uint64_t length = 0;
    /// The payload; empty where the scanner was told not to keep bodies and it did not arrive in
    /// one piece.
    std::string_view body;
};

/// Finds the frames of a server in whatever pieces they arrive. It looks only at what a load
/// generator must know: frames that lie whole in the buffer are handed out without a copy, bodies
/// nobody wants are skipped without one.
class FrameScanner {
public:
    /// Keep the bodies of data messages that arrive in pieces (control frames are always kept).
    void keepBodies(bool keep) { m_keep = keep; }

    /// Calls sink(const Message &) for each message that ends in `data`. False: the peer broke RFC
    /// 6455 and cannot be followed (a masked or over-long frame), or the sink answered false.
    template <typename Sink>
    bool feed(std::string_view data, Sink &&sink)
    {
        for (;;) {
            if (!m_inPayload && !readHeader(data))
                return !m_broken;
            if (m_left != 0 && data.empty())
                return true;
            const std::size_t take
                = data.size() < m_left ? data.size() : static_cast<std::size_t>(m_left);
            const std::string_view piece = data.substr(0, take);
            data.remove_prefix(take);
            m_left -= take;
            if (!((m_opcode & 8u) != 0 ? control(piece, sink) : dataFrame(piece, sink)))
                return false;
        }
    }

private:
    template <typename Sink>
    bool control(std::string_view piece, Sink &sink)
    {
        m_control.append(piece);
        if (m_left != 0)
            return true;
        m_inPayload = false;
        const std::string body = std::move(m_control);
        m_control.clear();
        return sink(Message {static_cast<Opcode>(m_opcode), m_frameLength, body});
    }

    template <typename Sink>
    bool dataFrame(std::string_view piece, Sink &sink)
    {
        const bool single
            = piece.size() == m_frameLength && m_final && m_messageLength == m_frameLength;
        if (!single && m_keep)
            m_body.append(piece);
        if (m_left != 0)
            return true;
        m_inPayload = false;
        if (!m_final)
            return true;
        const Message message {static_cast<Opcode>(m_messageOpcode), m_messageLength,
            single ? piece : std::string_view(m_body)};
        m_messageLength = 0;
        const bool goOn = sink(message);
        m_body.clear();
        return goOn;
    }

    /// True when the header is complete.
    bool readHeader(std::string_view &data)
    {
        if (m_headerSize == 0)
            m_headerWanted = 2;
        while (m_headerSize < m_headerWanted) {
            if (data.empty())
                return false;
            m_header[m_headerSize++] = static_cast<std::uint8_t>(data.front());
            data.remove_prefix(1);
            if (m_headerSize == 2) {
                const unsigned length = m_header[1] & 0x7fu;
                m_headerWanted = length == 126 ? 4 : length == 127 ? 10 : 2;
            }
        }
        return finishHeader();
    }

    bool finishHeader()
    {
        const bool masked = (m_header[1] & 0x80u) != 0;
        std::uint64_t length = m_header[1] & 0x7fu;
        if (m_headerWanted > 2) {
            length = 0;
            for (std::size_t i = 2; i < m_headerWanted; ++i)
                length = length << 8 | m_header[i];
        }
        m_final = (m_header[0] & 0x80u) != 0;
        m_opcode = m_header[0] & 0x0fu;
        m_headerSize = 0;
        if (masked || length > (1ull << 32)
            || ((m_opcode & 8u) != 0 && (length > 125 || !m_final))) {
            m_broken = true;
            return false;
        }
        m_frameLength = m_left = length;
        m_inPayload = true;
        if ((m_opcode & 8u) == 0) {
            if (m_opcode != 0)
                m_messageOpcode = m_opcode;
            m_messageLength += length;
        }
        return true;
    }

    std::uint8_t m_header[10] = {};
    std::uint8_t m_opcode = 0;
    std::uint8_t m_messageOpcode = 1;
    std::size_t m_headerSize = 0;
    std::size_t m_headerWanted = 2;
    bool m_inPayload = false;
    bool m_final = true;
    bool m_keep = false;
    bool m_broken = false;
    std::uint64_t m_frameLength = 0;
    std::uint64_t m_left = 0;
    std::uint64_t m_messageLength = 0;
    std::string m_body;
    std::string m_control;
};

} // namespace wavetape::scenario
