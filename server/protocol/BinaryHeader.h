// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace wavetape::protocol {

enum class BlockKind : uint8_t { float32 = 1, bytes = 2 };

/// The 32 bytes in front of each binary block in `wavetape.v1` (protocol.md, "Binary blocks");
/// little-endian on the wire.
struct BinaryHeader {
    static constexpr size_t kSize = 32;
    static constexpr uint16_t kMagic = 0x5457;
    static constexpr uint8_t kVersion = 1;

    BlockKind kind = BlockKind::float32;
    uint32_t channelId = 0;
    uint64_t seq = 0;
    uint64_t timeMicros = 0; ///< of the first sample, since 1970
    uint32_t count = 0; ///< samples per lane, or bytes for BlockKind::bytes
    uint16_t lanes = 1;

    void write(char *out) const; ///< 32 bytes
    /// Empty where the magic, version, kind or the declared size do not fit `message` (header and
    /// payload).
    static std::optional<BinaryHeader> read(std::span<const char> message);
};

} // namespace wavetape::protocol
