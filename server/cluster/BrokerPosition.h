// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/StreamPosition.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::cluster {

/// Decimal digits and nothing else. False, and `number` untouched or undefined: they are none.
bool readBrokerNumber(std::string_view text, uint64_t &number);
/// `<epoch> <seq>`, as the scripts write a position.
std::optional<protocol::StreamPosition> readBrokerPosition(std::string_view text);

} // namespace wavetape::cluster
