// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Mark.h"

namespace wavetape::scenario {

namespace {

void writeHex(char *into, std::uint64_t value)
{
    for (int i = 15; i >= 0; --i, value >>= 4)
        into[i] = "0123456789abcdef"[value & 15u];
}

std::optional<std::uint64_t> readHex(const char *from)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 16; ++i) {
        const char c = from[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(digit);
    }
    return value;
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
