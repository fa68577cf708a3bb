// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Utf8.h"

#include <bit>
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

std::uint8_t afterLead(std::uint8_t byte)
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

std::uint8_t next(std::uint8_t state, std::uint8_t byte)
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

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

using Block [[gnu::vector_size(16)]] = std::uint64_t;

const std::uint8_t *skipAscii(const std::uint8_t *at, const std::uint8_t *end)
{
    while (end - at >= 64) {
        Block part[4];
        std::memcpy(part, at, 64);
        const Block any = part[0] | part[1] | part[2] | part[3];
        if (((any[0] | any[1]) & kHighBits) != 0) {
            break;
        }
        at += 64;
    }
    while (end - at >= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        word &= kHighBits;
        if (word != 0) {
            if constexpr (std::endian::native == std::endian::little) {
                return at + std::countr_zero(word) / 8;
            } else {
                return at + std::countl_zero(word) / 8;
            }
        }
        at += 8;
    }
    while (at < end && *at < 0x80) {
        ++at;
    }
    return at;
}

bool continues(std::uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/// The length of the valid character of several bytes at `at`, where four bytes can be read; 0 if
/// there is none.
std::size_t wideCharacter(const std::uint8_t *at)
{
    const std::uint8_t lead = at[0];
    if (lead < 0xE0) {
        return lead >= 0xC2 && continues(at[1]) ? 2 : 0;
    }
    if (lead < 0xF0) {
        const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
        const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
        return at[1] >= low && at[1] <= high && continues(at[2]) ? 3 : 0;
    }
    if (lead > 0xF4) {
        return 0;
    }
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return at[1] >= low && at[1] <= high && continues(at[2]) && continues(at[3]) ? 4 : 0;
}

} // namespace

bool Utf8Validator::accept(std::span<const char> bytes)
{
    const auto *at = reinterpret_cast<const std::uint8_t *>(bytes.data());
    const auto *const end = at + bytes.size();
    std::uint8_t state = m_state;
    while (state != boundary && at < end && state != rejected) {
        state = next(state, *at++);
    }
    while (state == boundary && at < end) {
        at = skipAscii(at, end);
        while (end - at >= 4 && *at >= 0x80) {
            const std::size_t length = wideCharacter(at);
            if (length == 0) {
                m_state = rejected;
                return false;
            }
            at += length;
        }
        if (end - at < 4) {
            while (at < end && state != rejected) {
                state = next(state, *at++);
            }
        }
    }
    m_state = state;
    return state != rejected;
}

bool isValidUtf8(std::string_view text)
{
    Utf8Validator validator;
    return validator.accept(text) && validator.complete();
}

} // namespace wavetape::websocket
