// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Options.h"
#include "load/Report.h"

namespace wavetape::load {

// Each runs one measurement on this thread and answers what it found. They throw LoadError when it
// cannot be carried out.
Report runEcho(const Options &options);
Report runFanout(const Options &options);
Report runHold(const Options &options);
/// flood and slow: a publisher at a fixed rate; readers that keep up and readers that do not.
Report runPaced(const Options &options);

} // namespace wavetape::load
