// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/StandardDescriptors.h"

#include <fcntl.h>
#include <unistd.h>

namespace wavetape::process {

void openStandardDescriptors()
{
    // open() takes the lowest free number, so nothing is left to do once it gives more than 2.
    int descriptor = 0;
    do {
        descriptor = ::open("/dev/null", O_RDWR);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor >= 0)
        ::close(descriptor);
}

} // namespace wavetape::process
