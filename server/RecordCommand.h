// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

/// `wavetape-server record info|repair|export|import …`: what a recording holds; a whole file of
/// what is whole in a damaged one; its publications as text; a recording of somebody's rows.
/// Returns 0 where it was done, 1 where the file does not allow it, 2 for a bad argument; told on
/// stderr in one line. `argv[0]` is `record`.
int runRecordCommand(int argc, char **argv);

} // namespace wavetape
