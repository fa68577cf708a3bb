// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/HeaderList.h"

#include <algorithm>

namespace wavetape::websocket {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Reads a header value from left to right.
class Cursor {
public:
    explicit Cursor(std::string_view text)
        : m_rest(text)
    {
    }
    bool atEnd() const { return m_rest.empty(); }
    void skipSpace()
    {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t')) {
            m_rest.remove_prefix(1);
        }
    }
    bool take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }
    std::string_view token()
    {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), isTokenCharacter);
        const std::string_view found
            = m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
        m_rest.remove_prefix(found.size());
        return found;
    }
    /// A quoted string after its opening quote.
    std::optional<std::string> quoted()
    {
        std::string text;
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"') {
                return text;
            }
            if (c == '\\') {
                if (m_rest.empty()) {
                    break;
                }
                text.push_back(m_rest.front());
                m_rest.remove_prefix(1);
            } else {
                text.push_back(c);
            }
        }
        return std::nullopt;
    }

private:
    std::string_view m_rest;
};

std::optional<Extension> parseExtension(Cursor &cursor)
{
    Extension extension;
    extension.name = cursor.token();
    if (extension.name.empty()) {
        return std::nullopt;
    }
    cursor.skipSpace();
    while (cursor.take(';')) {
        cursor.skipSpace();
        Extension::Parameter parameter;
        parameter.name = cursor.token();
        if (parameter.name.empty()) {
            return std::nullopt;
        }
        cursor.skipSpace();
        if (cursor.take('=')) {
            cursor.skipSpace();
            // RFC 6455 section 9.1: a quoted value must be a token too once it is unquoted.
            parameter.value = cursor.take('"') ? cursor.quoted() : std::string(cursor.token());
            if (!parameter.value || !isToken(*parameter.value)) {
                return std::nullopt;
            }
            cursor.skipSpace();
        }
        extension.parameters.push_back(std::move(parameter));
    }
    return extension;
}

} // namespace

bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sameLetters(std::string_view a, std::string_view b)
{
    // Names that differ do so in their first letters, for the most part.
    for (size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool headerHasToken(std::string_view value, std::string_view token)
{
    while (!value.empty()) {
        const auto comma = value.find(',');
        if (equalsIgnoringCase(trimmed(value.substr(0, comma)), token)) {
            return true;
        }
        if (comma == std::string_view::npos) {
            break;
        }
        value.remove_prefix(comma + 1);
    }
    return false;
}

std::optional<std::vector<std::string_view>> parseTokenList(std::string_view value)
{
    std::vector<std::string_view> tokens;
    for (bool more = true; more;) {
        const auto comma = value.find(',');
        const std::string_view element = trimmed(value.substr(0, comma));
        if (!element.empty()) {
            if (!isToken(element)) {
                return std::nullopt;
            }
            tokens.push_back(element);
        }
        more = comma != std::string_view::npos;
        value.remove_prefix(more ? comma + 1 : value.size());
    }
    return tokens;
}

std::optional<std::vector<Extension>> parseExtensions(std::string_view value)
{
    std::vector<Extension> extensions;
    Cursor cursor(value);
    for (;;) {
        cursor.skipSpace();
        if (cursor.atEnd()) {
            return extensions;
        }
        if (cursor.take(',')) {
            continue;
        }
        std::optional<Extension> extension = parseExtension(cursor);
        if (!extension) {
            return std::nullopt;
        }
        extensions.push_back(std::move(*extension));
        if (!cursor.atEnd() && !cursor.take(',')) {
            return std::nullopt;
        }
    }
}

} // namespace wavetape::websocket
