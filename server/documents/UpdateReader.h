// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/ClockRanges.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace wavetape::documents {

/// What a Yjs update is about; what it means nobody here knows.
struct UpdateRanges {
    std::vector<ClockRange> inserted; ///< its structs, next to each other joined
    std::vector<ClockRange> deleted;
    bool empty() const { return inserted.empty() && deleted.empty(); }
};

/// Reads an update (yjs/src/utils/UpdateDecoder.js, version 1) to its end: every struct, for only
/// their lengths say where the next one begins. Bounded in ranges and in depth. The error is one
/// sentence. Pure.
tl::expected<UpdateRanges, const char *> readUpdate(std::string_view update);

/// client -> clock that it has come to.
using StateVector = std::map<uint64_t, uint64_t>;
tl::expected<StateVector, const char *> readStateVector(std::string_view bytes);

} // namespace wavetape::documents
