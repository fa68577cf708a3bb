// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

/// `wavetape-server token …`: makes a token for a user, or a secret to sign tokens with. Writes the
/// token to stdout. Returns the exit code; what is wrong is told on stderr in one line. `argv[0]`
/// is `token`.
int runTokenCommand(int argc, char **argv);

} // namespace wavetape
