// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/TerminationSignals.h"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace wavetape::process {

namespace {

bool hasTerminal()
{
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0)
        ::close(terminal);
    return terminal >= 0;
}

bool isIgnored(int number)
{
    struct sigaction now { };
    return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

TerminationSignals::TerminationSignals(HangUp hangUp)
    : m_hangUpEnds(hangUp == HangUp::ends || hasTerminal())
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    // A blocked signal is kept even where it is ignored.
    if (!isIgnored(SIGHUP))
        sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of its write
}

TerminationSignals::~TerminationSignals()
{
    ::close(m_descriptor);
}

TerminationSignals::Order TerminationSignals::wait(int timeoutMs)
{
    pollfd entry {m_descriptor, POLLIN, 0};
    while (poll(&entry, 1, timeoutMs) < 0) { }
    signalfd_siginfo info {};
    if (!(entry.revents & POLLIN) || ::read(m_descriptor, &info, sizeof info) != sizeof info)
        return Order::none;
    return info.ssi_signo == SIGHUP && !m_hangUpEnds ? Order::reload : Order::end;
}

} // namespace wavetape::process
