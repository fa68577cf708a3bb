// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the place of server/defence/Armed.cpp: the defence that the variable DISARM names is off.
#include "defence/Defence.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace wavetape::defence {

bool armed(Defence defence)
{
    static const char *const off = std::getenv("DISARM");
    return !off || defenceName(defence) != off;
}

} // namespace wavetape::defence
