// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ConnectionRow.h"
#include "security/TokenBucket.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace wavetape {

/// The program's log on stderr: one line per event, as text or as JSON objects with `time`,
/// `level`, `event` and what belongs to it. Whatever strangers sent is escaped; so many lines about
/// connections a second and no more, the rest is counted and told. Any thread.
class ProgramLog {
public:
    enum class Level : uint8_t { trace, debug, info, warn, error, off };

    /// `level` and `format` as in the configuration.
    void configure(std::string_view level, std::string_view format);

    void info(std::string_view text) { line(Level::info, text); }
    void warn(std::string_view text) { line(Level::warn, text); }
    void error(std::string_view text) { line(Level::error, text); }
    /// At `info`. `text`: of events that are about no connection.
    void event(std::string_view kind, const net::ConnectionEvent &event, std::string_view text);

private:
    void line(Level level, std::string_view text);
    void write(Level level, const std::string &textLine, const std::string &jsonLine);

    std::mutex m_mutex;
    security::TokenBucket m_rate {50, 200};
    uint64_t m_suppressed = 0;
    Level m_level = Level::info;
    bool m_json = false;
};

} // namespace wavetape
