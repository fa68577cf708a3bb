// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/BinaryHeader.h"

namespace wavetape::protocol {

namespace {

template <typename T>
void put(char *out, T value)
{
    for (size_t i = 0; i < sizeof(T); ++i)
        out[i] = static_cast<char>(value >> (8 * i) & 0xff);
}

template <typename T>
T get(const char *in)
{
    T value = 0;
    for (size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value | static_cast<T>(static_cast<uint8_t>(in[i])) << (8 * i));
    return value;
}

} // namespace

void BinaryHeader::write(char *out) const
{
    put<uint16_t>(out, kMagic);
    put<uint8_t>(out + 2, kVersion);
    put<uint8_t>(out + 3, static_cast<uint8_t>(kind));
    put<uint32_t>(out + 4, channelId);
    put<uint64_t>(out + 8, seq);
    put<uint64_t>(out + 16, timeMicros);
    put<uint32_t>(out + 24, count);
    put<uint16_t>(out + 28, lanes);
    put<uint16_t>(out + 30, 0);
}

std::optional<BinaryHeader> BinaryHeader::read(std::span<const char> message)
{
    if (message.size() < kSize)
        return {};
    const char *in = message.data();
    const auto kind = get<uint8_t>(in + 3);
    if (get<uint16_t>(in) != kMagic || get<uint8_t>(in + 2) != kVersion || kind < 1 || kind > 2)
        return {};
    BinaryHeader header;
    header.kind = static_cast<BlockKind>(kind);
    header.channelId = get<uint32_t>(in + 4);
    header.seq = get<uint64_t>(in + 8);
    header.timeMicros = get<uint64_t>(in + 16);
    header.count = get<uint32_t>(in + 24);
    header.lanes = get<uint16_t>(in + 28);
    // 2^32 samples × 2^16 lanes × 4 bytes still fit 64 bits.
    const uint64_t declared = header.kind == BlockKind::float32
        ? uint64_t(header.count) * header.lanes * sizeof(float)
        : header.count;
    if (header.lanes == 0 || declared != message.size() - kSize)
        return {};
    return header;
}

} // namespace wavetape::protocol
