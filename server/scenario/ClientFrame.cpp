// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ClientFrame.h"

#include <array>

namespace wavetape::scenario {

std::string clientFrame(Opcode opcode, std::string_view payload)
{
    static std::uint32_t state = 0x9e3779b9;
    state = state * 1664525u + 1013904223u;
    const std::array<std::uint8_t, 4> key {static_cast<std::uint8_t>((state >> 24) | 1u),
        static_cast<std::uint8_t>(state >> 16), static_cast<std::uint8_t>(state >> 8),
        static_cast<std::uint8_t>(state)};

    std::string frame;
    frame.reserve(payload.size() + 14);
    frame += static_cast<char>(0x80u | static_cast<unsigned>(opcode));
    const auto length = static_cast<std::uint64_t>(payload.size());
    const auto appendLength = [&](unsigned marker, int octets) {
        frame += static_cast<char>(0x80u | marker);
        for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8)
            frame += static_cast<char>(length >> shift);
    };
    if (length < 126)
        frame += static_cast<char>(0x80u | length);
    else if (length < 65536)
        appendLength(126, 2);
    else
        appendLength(127, 8);
    frame.append(reinterpret_cast<const char *>(key.data()), key.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ key[i & 3]);
    return frame;
}

} // namespace wavetape::scenario
