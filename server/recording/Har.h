// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/Frame.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// Writes WebSocket connections as browsers' developer tools do: HAR 1.2, one entry per connection,
/// its messages in `_webSocketMessages` (times in s since 1970; text as it is, other payloads in
/// base64). Control frames have no place there. Appends to a string that the caller puts into its
/// file. Pure, one thread.
class HarWriter {
public:
    /// The beginning of the file. `creator` and `version`: who wrote it.
    void begin(std::string &out, std::string_view creator, std::string_view version);

    struct Opening {
        std::string_view url; ///< ws:// or wss://; what is secret in it is gone already
        std::string_view request, response; ///< heads, as they travelled
        int64_t beganMicros = 0, openedMicros = 0; ///< since 1970
        std::string_view comment; ///< for people
    };
    /// The next connection; the one before it is over.
    void open(std::string &out, const Opening &opening);
    /// `payload`: a whole message, inflated.
    void message(std::string &out, bool outgoing, int64_t timeMicros, websocket::Opcode opcode,
        std::string_view payload);
    /// The end of the file.
    void finish(std::string &out);

private:
    void endEntry(std::string &out);

    bool m_open = false, m_first = true, m_firstMessage = true;
    int64_t m_began = 0, m_last = 0;
    double m_waitMs = 0;
};

} // namespace wavetape::recording
