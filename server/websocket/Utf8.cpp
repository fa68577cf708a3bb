// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Utf8.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace wavetape::websocket {

namespace {

// What the next byte must be. The four narrow states are what excludes overlong forms (after E0 and
// F0), surrogates (after ED) and code points above U+10FFFF (after F4) at the second byte already.
enum State : std::uint8_t {
    boundary,
    oneMore,
    twoMore,
    threeMore,
    afterE0,
    afterEd,
    afterF0,
    afterF4,
    rejected
};

constexpr std::uint8_t afterLead(std::uint8_t byte)
{
    if (byte < 0x80) {
        return boundary;
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return rejected;
    }
    if (byte < 0xE0) {
        return oneMore;
    }
    switch (byte) {
    case 0xE0:
        return afterE0;
    case 0xED:
        return afterEd;
    case 0xF0:
        return afterF0;
    case 0xF4:
        return afterF4;
    default:
        return byte < 0xF0 ? twoMore : threeMore;
    }
}

constexpr std::uint8_t next(std::uint8_t state, std::uint8_t byte)
{
    const auto within = [byte](std::uint8_t low, std::uint8_t high, State then) {
        return byte >= low && byte <= high ? then : rejected;
    };
    switch (state) {
    case boundary:
        return afterLead(byte);
    case oneMore:
        return within(0x80, 0xBF, boundary);
    case twoMore:
        return within(0x80, 0xBF, oneMore);
    case threeMore:
        return within(0x80, 0xBF, twoMore);
    case afterE0:
        return within(0xA0, 0xBF, oneMore);
    case afterEd:
        return within(0x80, 0x9F, oneMore);
    case afterF0:
        return within(0x90, 0xBF, twoMore);
    case afterF4:
        return within(0x80, 0x8F, twoMore);
    default:
        return rejected;
    }
}

// The same machine without a branch: the row of a byte holds the next state for each state, six
// bits each, as the number of bits to shift the following row by.
constexpr unsigned kStateBits = 6;

constexpr std::array<std::uint64_t, 256> makeRows()
{
    std::array<std::uint64_t, 256> rows {};
    for (unsigned byte = 0; byte < 256; ++byte) {
        for (std::uint64_t state = boundary; state <= rejected; ++state) {
            const std::uint64_t then
                = next(static_cast<std::uint8_t>(state), static_cast<std::uint8_t>(byte));
            rows[byte] |= (then * kStateBits) << (state * kStateBits);
        }
    }
    return rows;
}

constexpr std::array<std::uint64_t, 256> kRows = makeRows();

std::uint64_t run(std::uint64_t shift, const std::uint8_t *at, const std::uint8_t *end)
{
    while (at < end) {
        shift = kRows[*at++] >> (shift & 63);
    }
    return shift & 63;
}

constexpr std::uint64_t kRejected = rejected * kStateBits;

constexpr std::size_t kBlock = 64;
constexpr std::size_t kWord = 8;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

bool isAsciiWord(const std::uint8_t *word)
{
    std::uint64_t bits;
    std::memcpy(&bits, word, kWord);
    return (bits & kHighBits) == 0;
}

bool isAsciiBlock(const std::uint8_t *block)
{
    using Vector [[gnu::vector_size(16)]] = std::uint64_t;
    Vector part[4];
    std::memcpy(part, block, kBlock);
    const Vector any = part[0] | part[1] | part[2] | part[3];
    return ((any[0] | any[1]) & kHighBits) == 0;
}

} // namespace

bool Utf8Validator::accept(std::span<const char> bytes)
{
    const auto *at = reinterpret_cast<const std::uint8_t *>(bytes.data());
    const auto *const end = at + bytes.size();
    std::uint64_t shift = m_shift;
    while (static_cast<std::size_t>(end - at) >= kBlock && shift != kRejected) {
        if (shift != boundary || !isAsciiBlock(at)) {
            shift = run(shift, at, at + kBlock);
        }
        at += kBlock;
    }
    while (static_cast<std::size_t>(end - at) >= kWord) {
        if (shift != boundary || !isAsciiWord(at)) {
            shift = run(shift, at, at + kWord);
        }
        at += kWord;
    }
    // The last word may overlap what is known already.
    if (at == end || bytes.size() < kWord || shift != boundary || !isAsciiWord(end - kWord)) {
        shift = run(shift, at, end);
    }
    m_shift = static_cast<std::uint8_t>(shift);
    return shift != kRejected;
}

bool isValidUtf8(std::string_view text)
{
    Utf8Validator validator;
    return validator.accept(text) && validator.complete();
}

} // namespace wavetape::websocket
