// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wavetape::websocket {

/// Reads on over frames for nothing but the peer's close frame: where a message failed the
/// connection (RFC 6455 7.1.7), the peer's answer comes behind the rest of it. Nothing is kept.
class CloseSeeker {
public:
    /// `header`: the bytes of a frame's header that have come already, fewer than all; else
    /// `payload`: bytes to come of the frame under way.
    CloseSeeker(std::string_view header, uint64_t payload);

    /// True once a whole close frame has come.
    bool seek(std::span<const char> bytes);

private:
    size_t headerSize() const; ///< as far as can be told by what has come

    std::array<char, 14> m_header {};
    size_t m_headerFill = 0;
    uint64_t m_left; ///< of the payload under way
    bool m_close = false; ///< that payload is a close frame's
    bool m_found = false;
};

} // namespace wavetape::websocket
