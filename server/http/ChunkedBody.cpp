// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ChunkedBody.h"

#include <algorithm>

namespace wavetape::http {

namespace {
constexpr unsigned kMostDigits = 16; // of a 64-bit size

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
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
    const auto skip = [&](At next) {
        m_at = next;
        return isControl(c) || ++m_framing > m_limits.framingBytes ? Outcome::malformed
                                                                   : Outcome::more;
    };
    switch (m_at) {
    case At::size:
        if (const int value = hexValue(c); value >= 0) {
            m_left = m_left << 4 | static_cast<unsigned>(value);
            return ++m_digits <= kMostDigits ? Outcome::more : Outcome::malformed;
        }
        if (m_digits == 0)
            return Outcome::malformed;
        if (c == ';' || c == ' ' || c == '\t')
            return skip(At::extension);
        return expect('\r', At::sizeEnd);
    case At::extension:
        return c == '\r' ? expect('\r', At::sizeEnd) : skip(At::extension);
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
        return c == '\r' ? expect('\r', At::end) : skip(At::trailer);
    case At::trailer:
        return c == '\r' ? expect('\r', At::trailerEnd) : skip(At::trailer);
    case At::trailerEnd:
        return expect('\n', At::line);
    case At::data:
    case At::end:
        break;
    }
    return c == '\n' ? Outcome::complete : Outcome::malformed;
}

} // namespace wavetape::http
