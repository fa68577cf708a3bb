// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/ServerMeter.h"

#include "load/Engine.h"
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

namespace wavetape::load {

std::uint64_t ServerMeter::cpuNanos() const
{
    std::uint64_t total = 0;
    if (!enabled())
        return total;
    std::error_code error;
    for (const auto &task :
        std::filesystem::directory_iterator("/proc/" + std::to_string(m_pid) + "/task", error)) {
        std::uint64_t nanos = 0;
        std::ifstream(task.path() / "schedstat") >> nanos;
        total += nanos;
    }
    return total;
}

ServerMemory ServerMeter::memory() const
{
    ServerMemory memory;
    if (!enabled())
        return memory;
    const std::string folder = "/proc/" + std::to_string(m_pid);
    const auto read = [](const std::string &file, auto &&take) {
        std::ifstream stream(file);
        for (std::string line; std::getline(stream, line);) {
            const auto colon = line.find(':');
            if (colon != std::string::npos && line.ends_with(" kB"))
                take(line.substr(0, colon), std::stoull(line.substr(colon + 1)));
        }
    };
    read(folder + "/smaps_rollup", [&](const std::string &name, std::uint64_t value) {
        if (name == "Anonymous")
            memory.anonymous = value;
        else if (name == "Pss")
            memory.pss = value;
        else if (name == "Rss")
            memory.rss = value;
    });
    read(folder + "/status", [&](const std::string &name, std::uint64_t value) {
        if (name == "VmHWM")
            memory.peakRss = value;
    });
    return memory;
}

std::uint64_t ServerMeter::residentNow() const
{
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    if (enabled())
        std::ifstream("/proc/" + std::to_string(m_pid) + "/statm") >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

CostSpan::Moment CostSpan::now() const
{
    timespec own {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    return {nowNanos(), m_meter.cpuNanos(),
        static_cast<std::uint64_t>(own.tv_sec) * kSecond + static_cast<std::uint64_t>(own.tv_nsec)};
}

void CostSpan::begin()
{
    m_begin = now();
}

void CostSpan::end()
{
    m_end = now();
}

double CostSpan::seconds() const
{
    return static_cast<double>(m_end.wall - m_begin.wall) / static_cast<double>(kSecond);
}

void CostSpan::describe(Report &report, std::uint64_t messages) const
{
    const auto wall = static_cast<double>(m_end.wall - m_begin.wall);
    const auto server = static_cast<double>(m_end.server - m_begin.server);
    const auto count = static_cast<double>(messages);
    report.number("seconds", seconds());
    report.count("messages", messages);
    report.number("messages_per_second", count / seconds());
    if (m_meter.enabled()) {
        report.number("server_cpu_us_per_message", messages ? server / 1000 / count : 0);
        report.number("server_cpu_share", server / wall);
    }
    report.number("load_cpu_share", static_cast<double>(m_end.own - m_begin.own) / wall);
}

} // namespace wavetape::load
