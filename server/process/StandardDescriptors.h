// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape::process {

/// Opens /dev/null for whichever of descriptors 0, 1 and 2 is closed: else the first socket would
/// take its place, and what is printed would go to a client. To be called first in main().
void openStandardDescriptors();

} // namespace wavetape::process
