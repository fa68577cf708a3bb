// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Mark.h"

#include <array>

namespace wavetape::scenario {

namespace {

void writeHex(char *into, std::uint64_t value)
{
    for (int i = 15; i >= 0; --i, value >>= 4)
        into[i] = "0123456789abcdef"[value & 15u];
}

/// What each character is worth; what is no digit has the high bit.
constexpr auto kDigits = [] {
    std::array<std::uint8_t, 256> digits {};
    digits.fill(0x80);
    for (std::uint8_t i = 0; i < 16; ++i)
        digits[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
    return digits;
}();

/// Without a branch for each digit, which no processor can foretell: beside reading the clock this
/// is most of what a message costs a client.
std::optional<std::uint64_t> readHex(const char *from)
{
    std::uint64_t value = 0;
    std::uint8_t wrong = 0;
    for (int i = 0; i < 16; ++i) {
        const std::uint8_t digit = kDigits[static_cast<unsigned char>(from[i])];
        wrong |= digit;
        value = value << 4 | (digit & 15u);
    }
    return wrong & 0x80 ? std::nullopt : std::optional(value);
}

std::optional<Mark> markAt(std::string_view body, std::size_t offset)
{
    if (offset + Mark::kSize > body.size() || body[offset] != '@')
        return std::nullopt;
    const auto number = readHex(body.data() + offset + 1);
    const auto sentAt = readHex(body.data() + offset + 17);
    if (!number || !sentAt)
        return std::nullopt;
    return Mark {*number, *sentAt};
}

} // namespace

void writeMark(char *into, const Mark &mark)
{
    into[0] = '@';
    writeHex(into + 1, mark.number);
    writeHex(into + 17, mark.sentAt);
}

std::optional<Mark> MarkReader::find(std::string_view body)
{
    if (auto mark = markAt(body, m_offset))
        return mark;
    for (std::size_t at = body.find('@'); at != std::string_view::npos;
         at = body.find('@', at + 1)) {
        if (auto mark = markAt(body, at)) {
            m_offset = at;
            return mark;
        }
    }
    return std::nullopt;
}

} // namespace wavetape::scenario
