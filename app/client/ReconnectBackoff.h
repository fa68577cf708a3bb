// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace wavetape::client {

struct BackoffSettings {
    enum class Schedule {
        FullJitter, // uniform in [0, min(cap, base * factor^n)]
        Exact, // 1, 2, 4, 8, 16, 30, 30 ... s with the defaults
    };
    Schedule schedule = Schedule::FullJitter;
    int64_t baseMs = 1000;
    double factor = 2.0;
    int64_t capMs = 30000;
    int maxAttempts = 0; // 0: without end
    int64_t hintCapMs = 60000; // a server's wish to wait longer than this is not followed
};

// How long to wait before the next attempt. Pure: no clock, the random source is injected.
class ReconnectBackoff {
public:
    using Random = std::function<double()>; // uniform in [0, 1)

    explicit ReconnectBackoff(BackoffSettings settings = {}, Random random = {});

    // The wait before the next attempt in ms, or nothing when the attempts are used up.
    std::optional<int64_t> next();
    // The same where the server asked to wait `hintMs`: at least that (clamped to 0..hintCapMs),
    // with the schedule's jitter on top so that a crowd does not come back in one instant.
    std::optional<int64_t> next(int64_t hintMs);
    // A connection has been stable: start from the base again.
    void reset() { m_attempts = 0; }
    int attempts() const { return m_attempts; }

private:
    BackoffSettings m_settings;
    Random m_random;
    int m_attempts = 0;
};

} // namespace wavetape::client
