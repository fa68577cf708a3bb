// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/Frame.h"

#include <cstdint>
#include <string>

namespace wavetape::inspector {

// One line of the Inspector's log: a message, a control frame, one half of a handshake, or a note
// about something that has no frame (the link was cut, a reconnect was planned).
struct LogEntry {
    enum class Kind : uint8_t { Note, Request, Response, Text, Binary, Ping, Pong, Close };

    double timeMs = 0; // since 1970
    uint64_t wireBytes = 0; // headers and payload as they travelled; 0: no message
    uint32_t frames = 0; // of the message; 0: not a frame
    uint16_t closeCode = 0; // Close only; 0: the frame was empty
    Kind kind = Kind::Note;
    bool outgoing = false;
    websocket::FrameInfo frame; // the first of the message
    std::string payload; // unmasked and inflated; the reason of a Close, the text of a head or note

    bool hasFrame() const { return frames > 0; }
};

// As the export and the filter name them: "text", "binary" …
constexpr const char *kindName(LogEntry::Kind kind)
{
    constexpr const char *kNames[]
        = {"note", "request", "response", "text", "binary", "ping", "pong", "close"};
    return kNames[size_t(kind)];
}

} // namespace wavetape::inspector
