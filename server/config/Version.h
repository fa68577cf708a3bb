// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace wavetape::config {

/// The product's version as in `project(… VERSION …)`: `0.1.0`.
std::string_view version();

} // namespace wavetape::config
