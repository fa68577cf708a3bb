// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/BinaryHeader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Binary blocks as robots' tools read them: OMG's Common Data Representation, plain, little-endian
/// (`cdr`), described by ROS 2's message definitions (`ros2msg`). Pure. Recordings are written so,
/// and a dialect may send the same.
namespace wavetape::protocol {

/// A block of a binary channel, whichever kind it is of.
struct CdrBlock {
    BlockKind kind = BlockKind::float32;
    uint64_t timeMicros = 0; ///< of the first sample, since 1970
    double rate = 0; ///< samples/s; 0: not known. Of Float32 alone
    uint16_t lanes = 1; ///< of Float32 alone: samples of one moment, one after the other
    std::string_view payload; ///< little-endian floats, or bytes
};

/// The message type's name and definition.
std::string_view cdrSchemaName(BlockKind kind);
std::string_view cdrSchemaText(BlockKind kind);

/// Appends what stands before the payload: whole with it.
void appendCdrHead(std::string &out, const CdrBlock &block);
/// Reads one message of that kind; the payload points into it. Empty where it is none.
std::optional<CdrBlock> readCdr(BlockKind kind, std::string_view message);

} // namespace wavetape::protocol
