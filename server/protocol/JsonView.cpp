// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonView.h"

#include "protocol/JsonScanner.h"

#include <algorithm>
#include <charconv>

namespace wavetape::protocol {

namespace {

/// The four hexadecimal digits of `\u`. Pre: they are there.
uint32_t hexOf(std::string_view digits)
{
    uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

void appendUtf8(std::string &out, uint32_t point)
{
    if (point < 0x80) {
        out += static_cast<char>(point);
        return;
    }
    if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            out += static_cast<char>(0xE0 | point >> 12);
        } else {
            out += static_cast<char>(0xF0 | point >> 18);
            out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
        }
        out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (point & 0x3F));
}

char escaped(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

} // namespace

JsonView JsonView::of(std::string_view json)
{
    const size_t at = skipBlanks(json, 0);
    return JsonView(json.substr(at, skipValue(json, at) - at));
}

JsonView::Kind JsonView::kind() const
{
    if (m_bytes.empty())
        return Kind::absent;
    switch (m_bytes.front()) {
    case '{':
        return Kind::object;
    case '[':
        return Kind::array;
    case '"':
        return Kind::string;
    case 't':
    case 'f':
        return Kind::boolean;
    case 'n':
        return Kind::null;
    default:
        return Kind::number;
    }
}

std::optional<std::string> JsonView::text() const
{
    if (kind() != Kind::string)
        return {};
    std::string_view rest = m_bytes.substr(1, m_bytes.size() - 2);
    std::string text;
    text.reserve(rest.size());
    while (!rest.empty()) {
        const size_t plain = std::min(rest.find('\\'), rest.size());
        text += rest.substr(0, plain);
        rest.remove_prefix(plain);
        if (rest.empty())
            break;
        if (rest[1] != 'u') {
            text += escaped(rest[1]);
            rest.remove_prefix(2);
            continue;
        }
        uint32_t point = hexOf(rest.substr(2, 4));
        rest.remove_prefix(6);
        // A valid text has no lone surrogate.
        if (point >= 0xD800 && point < 0xDC00 && rest.size() >= 6) {
            point = 0x10000 + ((point - 0xD800) << 10) + (hexOf(rest.substr(2, 4)) - 0xDC00);
            rest.remove_prefix(6);
        }
        appendUtf8(text, point);
    }
    return text;
}

std::optional<int64_t> JsonView::integer() const
{
    if (kind() != Kind::number)
        return {};
    int64_t value = 0;
    const char *end = m_bytes.data() + m_bytes.size();
    const auto read = std::from_chars(m_bytes.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end)
        return {};
    return value;
}

std::optional<bool> JsonView::boolean() const
{
    if (kind() != Kind::boolean)
        return {};
    return m_bytes.front() == 't';
}

JsonView JsonView::find(std::string_view name) const
{
    if (!isObject())
        return {};
    for (Walk at = walk(); at.next();) {
        if (at.name() == name)
            return at.value();
    }
    return {};
}

JsonView::Walk JsonView::walk() const
{
    Walk walk;
    if (isObject() || isArray()) {
        walk.m_rest = m_bytes.substr(1);
        walk.m_named = isObject();
    }
    return walk;
}

bool JsonView::Walk::next()
{
    if (m_rest.empty())
        return false;
    size_t at = skipBlanks(m_rest, 0);
    if (m_rest[at] == ',')
        at = skipBlanks(m_rest, at + 1);
    if (m_rest[at] == '}' || m_rest[at] == ']') {
        m_rest = {};
        return false;
    }
    if (m_named) {
        const size_t end = skipString(m_rest, at);
        m_name = m_rest.substr(at + 1, end - at - 2);
        at = skipBlanks(m_rest, end);
        at = skipBlanks(m_rest, at + 1); // the colon
    }
    const size_t end = skipValue(m_rest, at);
    m_value = m_rest.substr(at, end - at);
    m_rest.remove_prefix(end);
    return true;
}

} // namespace wavetape::protocol
