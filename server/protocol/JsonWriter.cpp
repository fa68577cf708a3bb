// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace wavetape::protocol {

namespace {

// 0: as it is; 'u': as \u00xx; else the letter after the backslash.
constexpr std::array<char, 256> kEscapes = [] {
    std::array<char, 256> table {};
    for (int c = 0; c < 0x20; ++c)
        table[c] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

template <typename T>
void appendInteger(std::string &out, T value)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

/// Removes what `appendTo` need not say: trailing zeros of the fraction, the point, the sign of
/// zero.
void appendTrimmed(std::string &out, const char *begin, const char *end)
{
    const std::string_view text(begin, end - begin);
    if (text.find('.') != text.npos) {
        while (end[-1] == '0')
            --end;
        if (end[-1] == '.')
            --end;
    }
    if (std::string_view(begin, end - begin) == "-0")
        ++begin;
    out.append(begin, end);
}

} // namespace

void appendJsonString(std::string &out, std::string_view text)
{
    constexpr char kHex[] = "0123456789abcdef";
    out.push_back('"');
    size_t begin = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const char escape = kEscapes[c];
        if (!escape)
            continue;
        out.append(text, begin, i - begin);
        begin = i + 1;
        out.push_back('\\');
        out.push_back(escape);
        if (escape == 'u') {
            const char code[] = {'0', '0', kHex[c >> 4], kHex[c & 15]};
            out.append(code, sizeof code);
        }
    }
    out.append(text, begin);
    out.push_back('"');
}

void appendJsonNumber(std::string &out, double value)
{
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    if (std::abs(value) < 9.0e15 && value == std::trunc(value)) {
        appendInteger(out, static_cast<int64_t>(value)); // also turns -0 into 0
        return;
    }
    // d.ddde±xx, the shortest digits that read back as `value`; the point is then set by hand,
    // because chars_format::fixed writes every digit of a large number where ECMAScript pads with
    // zeros.
    char text[32];
    const char *end
        = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
    const char *in = text;
    if (*in == '-')
        out.push_back(*in++);
    char digits[24];
    int count = 0;
    for (; *in != 'e'; ++in) {
        if (*in != '.')
            digits[count++] = *in;
    }
    int exponent = 0;
    ++in;
    if (*in == '+')
        ++in;
    std::from_chars(in, end, exponent);

    if (exponent < 0) {
        out += "0.";
        out.append(static_cast<size_t>(-exponent - 1), '0');
        out.append(digits, count);
    } else if (exponent + 1 >= count) {
        out.append(digits, count);
        out.append(static_cast<size_t>(exponent + 1 - count), '0');
    } else {
        out.append(digits, exponent + 1);
        out.push_back('.');
        out.append(digits + exponent + 1, count - exponent - 1);
    }
}

void JsonWriter::separate()
{
    if (m_needComma)
        m_out.push_back(',');
    m_needComma = true;
}

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out.push_back('{');
    m_needComma = false;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out.push_back('}');
    m_needComma = true;
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out.push_back('[');
    m_needComma = false;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out.push_back(']');
    m_needComma = true;
    return *this;
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    // In one: messages are mostly names.
    const size_t begin = m_out.size();
    m_out.resize(begin + m_needComma + name.size() + 3);
    char *out = m_out.data() + begin;
    if (m_needComma)
        *out++ = ',';
    *out++ = '"';
    out = std::copy(name.begin(), name.end(), out);
    *out++ = '"';
    *out = ':';
    m_needComma = false;
    return *this;
}

JsonWriter &JsonWriter::string(std::string_view text)
{
    separate();
    appendJsonString(m_out, text);
    return *this;
}

JsonWriter &JsonWriter::base64(std::string_view bytes)
{
    constexpr std::string_view kLetters
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    separate();
    m_needComma = true;
    const size_t begin = m_out.size();
    m_out.resize(begin + (bytes.size() + 2) / 3 * 4 + 2);
    char *out = m_out.data() + begin;
    *out++ = '"';
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t left = bytes.size() - i;
        const auto at = [&](size_t k) {
            return k < left ? uint32_t {static_cast<unsigned char>(bytes[i + k])} : 0;
        };
        const uint32_t bits = at(0) << 16 | at(1) << 8 | at(2);
        *out++ = kLetters[bits >> 18];
        *out++ = kLetters[bits >> 12 & 63];
        *out++ = left > 1 ? kLetters[bits >> 6 & 63] : '=';
        *out++ = left > 2 ? kLetters[bits & 63] : '=';
    }
    *out = '"';
    return *this;
}

JsonWriter &JsonWriter::number(double value)
{
    separate();
    appendJsonNumber(m_out, value);
    return *this;
}

JsonWriter &JsonWriter::number(double value, int decimals)
{
    if (!std::isfinite(value) || std::abs(value) >= 9.0e15) // beyond, doubles have no fraction
        return number(value);
    separate();
    char text[40];
    const auto end
        = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals).ptr;
    appendTrimmed(m_out, text, end);
    return *this;
}

JsonWriter &JsonWriter::decimal(int64_t value, int decimals)
{
    separate();
    // Digits from the right, zero-padded to one before the point; INT64_MIN has no positive
    // counterpart.
    uint64_t rest = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    char text[48];
    char *const end = text + sizeof text;
    char *begin = end;
    for (int i = 0; i < decimals; ++i, rest /= 10) {
        const auto digit = static_cast<char>('0' + rest % 10);
        if (begin != end || digit != '0')
            *--begin = digit;
    }
    if (begin != end)
        *--begin = '.';
    do {
        *--begin = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--begin = '-';
    m_out.append(begin, end);
    return *this;
}

JsonWriter &JsonWriter::integer(int64_t value)
{
    separate();
    appendInteger(m_out, value);
    return *this;
}

JsonWriter &JsonWriter::unsignedInteger(uint64_t value)
{
    separate();
    appendInteger(m_out, value);
    return *this;
}

JsonWriter &JsonWriter::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
    return *this;
}

JsonWriter &JsonWriter::null()
{
    separate();
    m_out += "null";
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view json)
{
    separate();
    m_out += json;
    return *this;
}

} // namespace wavetape::protocol
