// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/MessageLog.h"

#include <QByteArray>
#include <QIODevice>

namespace wavetape::inspector {

// One line of NDJSON, with its line feed: text as "text", bytes that are no UTF-8 as "base64".
QByteArray exportLine(uint64_t number, const LogEntry &entry);

// Writes what the log holds when it is called; it may go on meanwhile. Returns the lines written,
// or -1 where the device failed. Any thread.
int64_t exportLog(const MessageLog &log, QIODevice &device);

} // namespace wavetape::inspector
