// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::process {

/// SIGTERM, SIGINT and SIGHUP as something to wait for. To be made before the first thread starts,
/// so that no thread is interrupted; SIGPIPE and SIGXFSZ are ignored from then on. One thread.
class TerminationSignals {
public:
    enum class Order : uint8_t { none, end, reload };
    /// What SIGHUP means: `byTerminal`: end where the program was started in a terminal, which is
    /// then gone, and reload where it has none. Ignored by whoever started us (nohup): it stays so.
    enum class HangUp : uint8_t { byTerminal, ends };

    explicit TerminationSignals(HangUp hangUp);
    ~TerminationSignals();
    TerminationSignals(const TerminationSignals &) = delete;
    TerminationSignals &operator=(const TerminationSignals &) = delete;

    /// Readable when a signal has come.
    int descriptor() const { return m_descriptor; }
    /// Waits for a signal, `timeoutMs` at most (-1: for ever); `none`: none came.
    Order wait(int timeoutMs);

private:
    const bool m_hangUpEnds;
    int m_descriptor;
};

} // namespace wavetape::process
