// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::faults {

/// One number of a type's attributes.
struct NumberAttribute {
    std::string_view name;
    uint64_t Fault::*place = nullptr;
    uint64_t least = 0, most = 0, preset = 0;
    uint64_t unit = 1;
};

/// What a type of toxic has and where it can happen: one table for the control port, the board and
/// what is written of it.
struct ToxicKind {
    FaultType type;
    NumberAttribute numbers[3] {};
    bool ofMessages = false;
    bool required = false; ///< the first number has no sensible default
    bool ownOnly = false; ///< it needs to know the protocol
    bool downOnly = false; ///< it is of both directions, or of what is sent alone
};

/// Null where there is none; `name` is the control port's word.
const ToxicKind *kindOf(FaultType type);
const ToxicKind *kindOf(std::string_view name);

/// Why a toxic could never do anything on a proxy, in a sentence; empty: it can. `ownProxy`: the
/// proxy is one of the server's own listeners.
std::string cannotHappen(const Fault &toxic, bool ownProxy);

} // namespace wavetape::faults
