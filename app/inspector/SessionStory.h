// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/MessageLog.h"

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

namespace wavetape::inspector {

// A session of the Inspector as something that is played again. Any thread.

// What the log's last connection did, as a scenario of `wavetape-server scenario`: a client that
// subscribes and sends the same at the same times, and must see what this one saw: the connection
// open, and so many messages at least. Text messages and pings; at most kMostSteps. The error is
// one sentence.
inline constexpr int kMostSteps = 900;
tl::expected<QByteArray, QString> scenarioOf(const MessageLog &log);

// What was published to it (messages of wavetape.v1 with `channel`, `data` and `seq`), as a
// recording that `--replay` publishes again. Returns how many messages that are; a file that is
// there already is not touched. The error is one sentence.
tl::expected<double, QString> saveFixture(const MessageLog &log, const QString &path);

} // namespace wavetape::inspector
