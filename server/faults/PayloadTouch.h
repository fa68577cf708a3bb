// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/FaultPlan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::faults {

// What some touches make of a message, as pure functions.

/// The same message in frames of at most `size` bytes of payload (RFC 6455 5.4). `frame`: one whole
/// frame of a server's, without an extension.
std::string fragmented(std::string_view frame, uint64_t size);
/// With RSV2 set, which nobody has negotiated (RFC 6455 5.2).
std::string withReservedBit(std::string_view frame);

/// A payload of JSON with an end as spoilt by that touch: a byte that is no UTF-8, a book's `crc`
/// that is wrong, a `ts` that is `amount` ms ahead. None where it has nothing of the kind.
std::optional<std::string> spoilt(std::string_view json, Touch touch, uint64_t amount);
/// It carries a book's checksum.
bool hasChecksum(std::string_view json);

} // namespace wavetape::faults
