// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonScanner.h"

#include <algorithm>
#include <charconv>

namespace wavetape::protocol {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The end of the number that begins at `at` by RFC 8259's grammar; `at` itself where there is
/// none. `whole` tells whether it has neither fraction nor exponent.
size_t skipNumber(std::string_view text, size_t at, bool &whole)
{
    const size_t begin = at;
    const auto digits = [&] {
        const size_t first = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - first;
    };
    whole = true;
    if (text[at] == '-')
        ++at;
    const bool zero = at < text.size() && text[at] == '0';
    const size_t count = digits();
    if (count == 0 || (zero && count > 1))
        return begin;
    if (at < text.size() && text[at] == '.') {
        whole = false;
        ++at;
        if (digits() == 0)
            return begin;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        whole = false;
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (digits() == 0)
            return begin;
    }
    return at;
}

bool isHuge(std::string_view number, bool whole)
{
    if (whole)
        return number.size() >= 19;
    double value = 0;
    return std::from_chars(number.data(), number.data() + number.size(), value).ec != std::errc();
}

} // namespace

size_t skipBlanks(std::string_view text, size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

size_t skipString(std::string_view text, size_t at)
{
    // By the C library, which looks at many bytes at once: a publication's data may be long.
    size_t quote = 0; // the next one, whether it is escaped or not
    for (++at; at < text.size();) {
        if (quote < at)
            quote = text.find('"', at);
        if (quote == text.npos)
            break;
        const size_t escape = text.substr(at, quote - at).find('\\');
        if (escape == text.npos)
            return quote + 1;
        at += escape + 2;
    }
    return text.size();
}

size_t skipValue(std::string_view text, size_t at)
{
    unsigned depth = 0;
    while (at < text.size()) {
        switch (text[at]) {
        case '"':
            at = skipString(text, at);
            break;
        case '{':
        case '[':
            ++depth;
            ++at;
            break;
        case '}':
        case ']':
            --depth;
            ++at;
            break;
        default:
            if (depth == 0) {
                // A literal or a number: it ends where the enclosing object goes on.
                while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']'
                    && !isBlank(text[at]))
                    ++at;
                return at;
            }
            ++at;
            continue;
        }
        if (depth == 0)
            return at;
    }
    return at;
}

std::string_view memberText(std::string_view json, size_t index)
{
    size_t at = skipBlanks(json, 0) + 1;
    for (size_t i = 0;; ++i) {
        at = skipString(json, skipBlanks(json, at));
        at = skipBlanks(json, skipBlanks(json, at) + 1); // the colon
        const size_t end = skipValue(json, at);
        if (i == index || end >= json.size())
            return json.substr(at, end - at);
        at = skipBlanks(json, end) + 1; // the comma
    }
}

unsigned nestingDepth(std::string_view json)
{
    unsigned depth = 0;
    unsigned deepest = 0;
    for (size_t at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            at = skipString(json, at);
            continue;
        }
        if (c == '{' || c == '[')
            deepest = std::max(deepest, ++depth);
        else if (c == '}' || c == ']')
            --depth;
        ++at;
    }
    return deepest;
}

bool maskHugeNumbers(std::string &json)
{
    bool masked = false;
    for (size_t at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            at = skipString(json, at);
            continue;
        }
        if (c != '-' && !isDigit(c)) {
            ++at;
            continue;
        }
        bool whole = false;
        const size_t end = skipNumber(json, at, whole);
        if (end == at) {
            ++at;
            continue;
        }
        const size_t length = end - at;
        if (isHuge(std::string_view(json).substr(at, length), whole)) {
            const std::string_view stand = c == '-' ? "-1e99" : "1e99";
            std::fill_n(json.begin() + at, length, ' ');
            std::copy(stand.begin(), stand.end(), json.begin() + at);
            masked = true;
        }
        at = end;
    }
    return masked;
}

} // namespace wavetape::protocol
