// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <string>
#include <string_view>

namespace wavetape::http {

/// "There is no channel X; did you mean Y?", where the caller may read Y.
std::string noSuchChannel(const Exchange &exchange, std::string_view name);

} // namespace wavetape::http
