// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Frame.h"

#include "websocket/CloseCode.h"

#include <bit>
#include <cstring>

namespace wavetape::websocket {

namespace {

std::size_t writeHeader(
    char *out, Opcode opcode, std::uint64_t payload, bool fin, bool rsv1, std::uint8_t maskBit)
{
    const auto put = [out](std::size_t at, std::uint64_t value) {
        out[at] = static_cast<char>(static_cast<std::uint8_t>(value));
    };
    put(0, (fin ? 0x80u : 0u) | (rsv1 ? 0x40u : 0u) | static_cast<std::uint8_t>(opcode));
    if (payload < 126) {
        put(1, maskBit | payload);
        return 2;
    }
    if (payload <= 0xFFFF) {
        put(1, maskBit | 126u);
        put(2, payload >> 8);
        put(3, payload);
        return 4;
    }
    put(1, maskBit | 127u);
    for (std::size_t i = 0; i < 8; ++i) {
        put(2 + i, payload >> (56 - 8 * i));
    }
    return 10;
}

using Block [[gnu::vector_size(16)]] = std::uint64_t;

} // namespace

std::size_t writeServerHeader(char *out, Opcode opcode, std::uint64_t payload, bool fin, bool rsv1)
{
    return writeHeader(out, opcode, payload, fin, rsv1, 0);
}

void appendServerFrame(
    std::string &out, Opcode opcode, std::string_view payload, bool fin, bool rsv1)
{
    char header[kMaxServerHeader];
    out.append(header, writeHeader(header, opcode, payload.size(), fin, rsv1, 0));
    out.append(payload);
}

void appendClientFrame(std::string &out, Opcode opcode, std::string_view payload,
    std::uint32_t mask, bool fin, bool rsv1)
{
    char header[kMaxHeader];
    std::size_t size = writeHeader(header, opcode, payload.size(), fin, rsv1, 0x80);
    const MaskKey key {static_cast<std::uint8_t>(mask >> 24), static_cast<std::uint8_t>(mask >> 16),
        static_cast<std::uint8_t>(mask >> 8), static_cast<std::uint8_t>(mask)};
    std::memcpy(header + size, key.data(), key.size());
    size += key.size();
    out.append(header, size);
    const std::size_t start = out.size();
    out.append(payload);
    applyMask(out.data() + start, payload.size(), key);
}

void applyMask(char *bytes, std::size_t size, MaskKey key, std::size_t phase)
{
    copyMasked(bytes, bytes, size, key, phase);
}

void copyMasked(char *out, const char *bytes, std::size_t size, MaskKey key, std::size_t phase)
{
    // Eight bytes of key stream as they lie in memory: then the byte order of the machine is all
    // one.
    std::uint8_t stream[8];
    for (std::size_t i = 0; i < 8; ++i) {
        stream[i] = key[(phase + i) & 3];
    }
    std::uint64_t word;
    std::memcpy(&word, stream, 8);
    const Block block {word, word};
    std::size_t at = 0;
    for (; at + 64 <= size; at += 64) {
        Block part[4];
        std::memcpy(part, bytes + at, 64);
        part[0] ^= block;
        part[1] ^= block;
        part[2] ^= block;
        part[3] ^= block;
        std::memcpy(out + at, part, 64);
    }
    for (; at + 8 <= size; at += 8) {
        std::uint64_t part;
        std::memcpy(&part, bytes + at, 8);
        part ^= word;
        std::memcpy(out + at, &part, 8);
    }
    for (; at < size; ++at) {
        out[at] = static_cast<char>(static_cast<std::uint8_t>(bytes[at]) ^ stream[at & 7]);
    }
}

void appendClosePayload(std::string &out, std::uint16_t code, std::string_view reason)
{
    if (!mayBeSent(code)) {
        return;
    }
    std::size_t size = reason.size();
    if (size > kMaxControlPayload - 2) {
        size = kMaxControlPayload - 2;
        while (size > 0 && (static_cast<std::uint8_t>(reason[size]) & 0xC0) == 0x80) {
            --size;
        }
    }
    out.push_back(static_cast<char>(code >> 8));
    out.push_back(static_cast<char>(code & 0xFF));
    out.append(reason.substr(0, size));
}

} // namespace wavetape::websocket
