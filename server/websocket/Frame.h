// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::websocket {

/// RFC 6455 section 5.2.
enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10
};

constexpr bool isControl(Opcode opcode)
{
    return (static_cast<std::uint8_t>(opcode) & 8) != 0;
}

inline constexpr std::size_t kMaxServerHeader = 10; ///< bytes of an unmasked header
inline constexpr std::size_t kMaxHeader = 14; ///< bytes of a masked header
inline constexpr std::size_t kMaxControlPayload = 125;

using MaskKey = std::array<std::uint8_t, 4>; ///< in wire order

/// One frame header as it was read.
struct FrameInfo {
    bool fin = false;
    bool rsv1 = false;
    bool rsv2 = false;
    bool rsv3 = false;
    Opcode opcode = Opcode::continuation;
    bool masked = false;
    std::uint8_t headerSize = 0; ///< bytes, mask key included
    MaskKey key {};
    std::uint64_t payload = 0; ///< bytes
};

/// 2, 4 or 10: always the shortest form.
constexpr std::size_t serverHeaderSize(std::uint64_t payload)
{
    return payload < 126 ? 2 : payload <= 0xFFFF ? 4 : 10;
}

/// Writes an unmasked header; `out` has room for kMaxServerHeader. Returns the bytes written.
std::size_t writeServerHeader(
    char *out, Opcode opcode, std::uint64_t payload, bool fin = true, bool rsv1 = false);

void appendServerFrame(
    std::string &out, Opcode opcode, std::string_view payload, bool fin = true, bool rsv1 = false);

/// `mask`: four bytes for the wire in big-endian order. Must come from a strong source of entropy
/// (RFC 6455 section 5.3).
void appendClientFrame(std::string &out, Opcode opcode, std::string_view payload,
    std::uint32_t mask, bool fin = true, bool rsv1 = false);

/// XORs `size` bytes with the key; `phase` is the offset in the payload of the first of them.
void applyMask(char *bytes, std::size_t size, MaskKey key, std::size_t phase = 0);

/// The same from one place to another, in one pass. The ranges are equal or do not overlap.
void copyMasked(char *out, const char *bytes, std::size_t size, MaskKey key, std::size_t phase = 0);

/// Code and reason as the payload of a close frame. The reason is cut at a character boundary to
/// 123 bytes. Codes that may not be sent (noStatus) append nothing.
void appendClosePayload(std::string &out, std::uint16_t code, std::string_view reason);

} // namespace wavetape::websocket
