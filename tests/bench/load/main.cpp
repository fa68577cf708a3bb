// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"
#include "load/Modes.h"
#include "load/Options.h"

#include <sched.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

using namespace wavetape::load;

void raiseDescriptorLimit()
{
    rlimit limit {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void pinTo(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        throw OptionError("There is no core " + std::to_string(cpu) + " to pin to.");
}

Report runMode(const Options &options)
{
    switch (options.mode) {
    case Mode::Echo:
        return runEcho(options);
    case Mode::Fanout:
        return runFanout(options);
    case Mode::Hold:
        return runHold(options);
    case Mode::Slow:
    case Mode::Flood:
        break;
    }
    return runPaced(options);
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const Options options = parseOptions(argc, argv);
        raiseDescriptorLimit();
        if (options.cpu >= 0)
            pinTo(options.cpu);
        const Report report = runMode(options);
        const std::string text = options.json ? report.json() + "\n" : report.lines();
        std::fputs(text.c_str(), stdout);
        return 0;
    } catch (const OptionError &error) {
        std::fprintf(stderr, "wavetape-load: %s\n", error.what());
        return 2;
    } catch (const TargetError &error) {
        std::fprintf(stderr, "wavetape-load: %s\n", error.what());
        return 2;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "wavetape-load: %s\n", error.what());
        return 1;
    }
}
