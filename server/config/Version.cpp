// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/Version.h"

namespace wavetape::config {

std::string_view version()
{
    return WAVETAPE_VERSION;
}

} // namespace wavetape::config
