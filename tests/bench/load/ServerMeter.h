// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Report.h"

#include <cstdint>

namespace wavetape::load {

/// The memory of a process at one moment, in KiB (/proc/<pid>/smaps_rollup).
struct ServerMemory {
    std::uint64_t anonymous = 0; ///< heap and stacks: what connections cost in user space
    std::uint64_t pss = 0;
    std::uint64_t rss = 0;
    std::uint64_t peakRss = 0; ///< VmHWM, since the process began
};

/// Reads what a server process has used. Needs the right to read its /proc entries. Pid 0 measures
/// nothing.
class ServerMeter {
public:
    explicit ServerMeter(int pid)
        : m_pid(pid)
    {
    }

    bool enabled() const { return m_pid != 0; }
    /// Run time in nanoseconds of all threads that live now (/proc/<pid>/task/*/schedstat).
    std::uint64_t cpuNanos() const;
    ServerMemory memory() const;
    /// Resident KiB right now: cheap enough to ask several times a second (/proc/<pid>/statm).
    std::uint64_t residentNow() const;

private:
    int m_pid;
};

/// What a stretch of time cost: the server's CPU, and this process's own to show that it was not
/// the bottleneck.
class CostSpan {
public:
    explicit CostSpan(const ServerMeter &meter)
        : m_meter(meter)
    {
    }

    void begin();
    void end();

    double seconds() const;
    /// Adds seconds, messages, messages_per_second, server_cpu_us_per_message, server_cpu_share and
    /// load_cpu_share.
    void describe(Report &report, std::uint64_t messages) const;

private:
    struct Moment {
        std::uint64_t wall = 0;
        std::uint64_t server = 0;
        std::uint64_t own = 0;
    };
    Moment now() const;

    const ServerMeter &m_meter;
    Moment m_begin;
    Moment m_end;
};

} // namespace wavetape::load
