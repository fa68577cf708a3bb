// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/SafeText.h"

#include "defence/Defence.h"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

/// The length of the character that `text` begins with; 0 where it begins with none (RFC 3629).
size_t characterAt(std::string_view text, uint32_t &code)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        code = first;
        return 1;
    }
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return 0;
    code = first & (0x7fu >> length);
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (byte(i) & 0x3fu);
    }
    constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < kLeast[length] || code > 0x10ffff || surrogate ? 0 : length;
}

/// How many bytes from the start on are ASCII, found eight at a time.
size_t asciiAtStart(std::string_view text)
{
    size_t at = 0;
    for (uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if (eight & 0x8080808080808080)
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

bool isHarmful(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200e && code <= 0x200f)
        || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
        || code == 0xfeff;
}

/// `\u{0a}`
void appendHex(std::string &out, char kind, uint32_t value)
{
    char digits[8];
    const auto done = std::to_chars(digits, digits + sizeof digits, value, 16);
    out.append({'\\', kind, '{'})
        .append(value < 16 ? "0" : "")
        .append(digits, done.ptr)
        .append("}");
}

} // namespace

std::string validUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (;;) {
        const size_t ascii = asciiAtStart(text);
        out += text.substr(0, ascii);
        text.remove_prefix(ascii);
        if (text.empty())
            return out;
        uint32_t code = 0;
        const size_t length = characterAt(text, code);
        out += length ? text.substr(0, length) : std::string_view("\xef\xbf\xbd");
        text.remove_prefix(length ? length : 1);
    }
}

std::string escapeControls(std::string_view text)
{
    if (!armed(Defence::logEscapes))
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        uint32_t code = 0;
        const size_t length = characterAt(text, code);
        if (length == 0)
            appendHex(out, 'x', static_cast<unsigned char>(text.front()));
        else if (isHarmful(code))
            appendHex(out, 'u', code);
        else if (code == '\\')
            out += "\\\\";
        else
            out += text.substr(0, length);
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

} // namespace wavetape::security
