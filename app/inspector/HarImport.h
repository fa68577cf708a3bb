// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogEntry.h"

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

#include <vector>

namespace wavetape::inspector {

// A HAR is read whole: as large as a log may be, with its base64 and its escapes.
inline constexpr qint64 kMostHarBytes = 256 << 20;

// The WebSockets of a HAR (1.2, `_webSocketMessages` as Chromium writes it) as lines of a log: the
// heads of each handshake, then its messages, in the file's order. What is no WebSocket is left
// out. The error is one sentence. Any thread.
tl::expected<std::vector<LogEntry>, QString> entriesOfHar(const QByteArray &har);

} // namespace wavetape::inspector
