// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace wavetape::lab {

// What one transport has cost since it was started, counted on its sockets. Bytes are those of
// TCP's payload: `events` what was published, the rest heads, frames, envelopes and requests.
struct TransportFigures {
    uint64_t up = 0; // bytes sent
    uint64_t down = 0; // bytes received
    uint64_t eventBytes = 0; // of `down`: the events themselves
    uint64_t opening = 0; // of the rest: what came and went before the first event
    uint64_t events = 0;
    uint64_t missed = 0; // publications between two events that never came
    uint64_t late = 0; // events older than kLateMs when they came
    uint64_t requests = 0, connections = 0;
    uint64_t floats = 0, floatsAsText = 0; // Float32 values, and the bytes they would take as JSON
    double cpuMicros = 0; // of the client's thread
    double p50Ms = -1, p99Ms = -1; // from publication to receipt; -1: no event yet
    double lastMs = -1;
    QString trouble; // one sentence; empty: all is well
    bool open = false; // there is a connection, or an answer came to the last request

    static constexpr double kLateMs = 100;

    uint64_t overhead() const { return up + down - eventBytes; }
    double bytesPerEvent() const { return events > 0 ? double(up + down) / double(events) : -1; }
    double overheadPerEvent() const
    {
        return events > 0 ? double(overhead()) / double(events) : -1;
    }
    // The same of what runs, without its opening.
    double runningOverhead() const
    {
        return events > 1 ? double(overhead() - opening) / double(events - 1) : -1;
    }
};

} // namespace wavetape::lab
