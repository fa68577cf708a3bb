// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace wavetape {

/// While it lives, what Qt cannot start without (no display, no such platform) is one line on
/// stderr and exit code 2, instead of Qt's own page of text and a core. GUI thread, around the
/// making of the application object.
class StartProblem {
public:
    StartProblem();
    ~StartProblem();
    StartProblem(const StartProblem &) = delete;
    StartProblem &operator=(const StartProblem &) = delete;

private:
    QtMessageHandler m_before;
};

} // namespace wavetape
