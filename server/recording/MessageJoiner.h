// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/Deflate.h"
#include "websocket/Frame.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// Joins the data frames of one direction, as `sys.frames` tells them, to messages, inflated
/// (RFC 7692). One thread.
class MessageJoiner {
public:
    static constexpr size_t kMostBytes = 16 << 20; ///< joined and inflated

    /// `payload`: unmasked. The message that the frame ends; nothing else, and for one that is too
    /// large or cannot be inflated.
    std::optional<std::string> take(const websocket::FrameInfo &frame, std::string_view payload);
    websocket::Opcode opcode() const { return m_opcode; }

private:
    std::optional<std::string> inflated();

    websocket::Opcode m_opcode = websocket::Opcode::text;
    bool m_compressed = false;
    std::string m_message;
    websocket::Inflater m_inflater;
};

} // namespace wavetape::recording
