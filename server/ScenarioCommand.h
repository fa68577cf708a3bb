// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

/// `wavetape-server scenario FILE…`: runs scenarios one after the other, prints what they have
/// shown and writes the reports that are asked for. Returns 0 where all held, 1 where one failed, 2
/// for a wrong argument or file (one line on stderr), 3 where a run is not valid, 130 or 143 where
/// a signal ended it, with what there was until then. `argv[0]` is `scenario`.
int runScenarioCommand(int argc, char **argv);

} // namespace wavetape
