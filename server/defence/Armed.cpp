// SPDX-License-Identifier: GPL-3.0-or-later
#include "defence/Defence.h"

namespace wavetape::defence {

bool armed(Defence)
{
    return true;
}

} // namespace wavetape::defence
