// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogEntry.h"
#include "recording/MessageJoiner.h"

#include <QJsonObject>
#include <QString>

#include <array>
#include <vector>

namespace wavetape::inspector {

// What a server tells of one connection's whole frames (`sys.frames.<connection>.whole`), as lines
// of a log: its handshake, its messages joined and inflated, its end. What a client says is
// outgoing. A plain value.
class LinkLines {
public:
    // Appends to `lines` what `told` adds.
    void take(const QJsonObject &told, std::vector<LogEntry> &lines);
    // Something was lost: a message that was under way is not joined.
    void forget();

    // As its handshake has it; empty before.
    const QString &path() const { return m_path; }
    const QString &subprotocol() const { return m_subprotocol; }

private:
    struct Way {
        recording::MessageJoiner joiner;
        websocket::FrameInfo first; // of the message under way
        uint64_t wire = 0; // its bytes so far
        uint32_t frames = 0;
    };
    void begin(const QJsonObject &told, double timeMs, std::vector<LogEntry> &lines);

    std::array<Way, 2> m_ways; // of the server, of the client
    QString m_path, m_subprotocol;
    double m_lastMs = 0; // of what was told so far
};

} // namespace wavetape::inspector
