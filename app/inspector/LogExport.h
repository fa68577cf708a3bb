// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/MessageLog.h"

#include <QByteArray>
#include <QIODevice>

namespace wavetape::inspector {

// One line of NDJSON, with its line feed: text as "text", bytes that are no UTF-8 as "base64".
QByteArray exportLine(uint64_t number, const LogEntry &entry);

enum class LogFormat {
    Ndjson, // every line
    Har, // HAR 1.2 with _webSocketMessages: WebSockets and their messages
    Pcapng, // for Wireshark: WebSockets with all their frames; a message in one frame, inflated
};

// The format that a file's name asks for.
LogFormat logFormatOf(const QString &path);

// Writes what the log holds when it is called; it may go on meanwhile. `secure`: over TLS, as a HAR
// tells it. Returns the lines written, or -1 where the device failed. Any thread.
int64_t exportLog(const MessageLog &log, QIODevice &device, LogFormat format = LogFormat::Ndjson,
    bool secure = false);

} // namespace wavetape::inspector
