// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

/// `wavetape-server market-report …`: holds the simulated market against what real ones do and
/// prints the table. Returns 0 where everything is within its band, 1 where not, 2 for a bad
/// argument, told on stderr in one line. `argv[0]` is `market-report`.
int runMarketReportCommand(int argc, char **argv);

} // namespace wavetape
