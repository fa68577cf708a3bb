// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ChunkedBody.h"

#include "websocket/HeaderList.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace wavetape::http {

namespace {
constexpr unsigned kMostDigits = 16; // of a 64-bit size

/// chunk-ext (RFC 9112 7.1.1): `;name`, `;name=value` or `;name="text"`, again and again.
bool isExtension(std::string_view text)
{
    if (!text.empty() && websocket::trimmed(text).empty())
        return false;
    while (true) {
        text = websocket::trimmed(text);
        if (text.empty())
            return true;
        if (text.front() != ';')
            return false;
        text = websocket::trimmed(text.substr(1));
        const size_t name = text.find_first_of(" \t;=");
        if (!websocket::isToken(text.substr(0, name)))
            return false;
        text = websocket::trimmed(text.substr(std::min(name, text.size())));
        if (!text.starts_with('='))
            continue;
        text = websocket::trimmed(text.substr(1));
        if (!text.starts_with('"')) {
            const size_t end = std::min(text.find_first_of(" \t;"), text.size());
            if (!websocket::isToken(text.substr(0, end)))
                return false;
            text.remove_prefix(end);
            continue;
        }
        size_t end = 1;
        while (end < text.size() && text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.size())
            return false;
        text.remove_prefix(end + 1);
    }
}

bool isTrailer(std::string_view line)
{
    const size_t colon = line.find(':');
    return colon != std::string_view::npos && websocket::isToken(line.substr(0, colon));
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 32 && c != '\t') || byte == 127;
}
} // namespace

ChunkedBody::ChunkedBody(Limits limits)
    : m_limits(limits)
{
}

ChunkedBody::Outcome ChunkedBody::feed(std::span<const char> bytes, size_t &taken)
{
    for (taken = 0; taken < bytes.size();) {
        if (m_at == At::data) {
            const auto count
                = static_cast<size_t>(std::min<uint64_t>(m_left, bytes.size() - taken));
            m_body.append(bytes.data() + taken, count);
            taken += count;
            m_left -= count;
            if (m_left == 0)
                m_at = At::dataReturn;
            continue;
        }
        if (const Outcome outcome = step(bytes[taken++]); outcome != Outcome::more)
            return outcome;
    }
    return Outcome::more;
}

ChunkedBody::Outcome ChunkedBody::step(char c)
{
    const auto expect = [&](char wanted, At next) {
        m_at = next;
        return c == wanted ? Outcome::more : Outcome::malformed;
    };
    const auto keep = [&](At next) {
        m_at = next;
        m_line.push_back(c);
        return isControl(c) || ++m_framing > m_limits.framingBytes ? Outcome::malformed
                                                                   : Outcome::more;
    };
    const auto endLine = [&](bool (&wellFormed)(std::string_view), At next) {
        m_at = next;
        return wellFormed(std::exchange(m_line, {})) ? Outcome::more : Outcome::malformed;
    };
    switch (m_at) {
    case At::size:
        if (const int value = websocket::hexDigit(c); value >= 0) {
            m_left = m_left << 4 | static_cast<unsigned>(value);
            return ++m_digits <= kMostDigits ? Outcome::more : Outcome::malformed;
        }
        if (m_digits == 0)
            return Outcome::malformed;
        if (c == ';' || c == ' ' || c == '\t')
            return keep(At::extension);
        return expect('\r', At::sizeEnd);
    case At::extension:
        return c == '\r' ? endLine(isExtension, At::sizeEnd) : keep(At::extension);
    case At::sizeEnd:
        if (m_left > m_limits.bodyBytes - m_body.size())
            return Outcome::tooLarge;
        m_digits = 0;
        return expect('\n', m_left == 0 ? At::line : At::data);
    case At::dataReturn:
        return expect('\r', At::dataEnd);
    case At::dataEnd:
        return expect('\n', At::size);
    case At::line:
        return c == '\r' ? expect('\r', At::end) : keep(At::trailer);
    case At::trailer:
        return c == '\r' ? endLine(isTrailer, At::trailerEnd) : keep(At::trailer);
    case At::trailerEnd:
        return expect('\n', At::line);
    case At::data:
    case At::end:
        break;
    }
    return c == '\n' ? Outcome::complete : Outcome::malformed;
}

} // namespace wavetape::http
