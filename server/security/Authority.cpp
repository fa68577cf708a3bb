// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace wavetape::security {

namespace {

constexpr size_t kMaxHostName = 253; // RFC 1035 2.3.4, without the root's dot
constexpr size_t kMaxLabel = 63;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<uint16_t> parsePort(std::string_view text)
{
    if (text.empty() || text.size() > 5 || text.front() == '0')
        return std::nullopt;
    uint32_t port = 0;
    for (const char c : text) {
        if (!isDigit(c))
            return std::nullopt;
        port = port * 10 + static_cast<uint32_t>(c - '0');
    }
    if (port > 65535)
        return std::nullopt;
    return static_cast<uint16_t>(port);
}

std::optional<std::string> parseName(std::string_view text)
{
    if (text.empty() || text.size() > kMaxHostName)
        return std::nullopt;
    std::string name;
    name.reserve(text.size());
    size_t label = 0;
    for (const char raw : text) {
        const char c = lower(raw);
        if (c == '.') {
            if (label == 0)
                return std::nullopt;
            label = 0;
        } else if ((c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_') {
            if (++label > kMaxLabel)
                return std::nullopt;
        } else {
            return std::nullopt;
        }
        name.push_back(c);
    }
    if (label == 0)
        return std::nullopt;
    return name;
}

std::optional<std::string> parseIpv6(std::string_view text)
{
    if (text.empty() || text.size() >= INET6_ADDRSTRLEN)
        return std::nullopt;
    // inet_pton reads a C string: an embedded NUL would hide what follows it.
    for (const char c : text)
        if (!isDigit(c) && c != ':' && c != '.' && !(lower(c) >= 'a' && lower(c) <= 'f'))
            return std::nullopt;
    in6_addr address {};
    if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1)
        return std::nullopt;
    char shortest[INET6_ADDRSTRLEN];
    return std::string(inet_ntop(AF_INET6, &address, shortest, sizeof shortest));
}

} // namespace

std::optional<Authority> parseAuthority(std::string_view text)
{
    Authority authority;
    std::string_view rest;
    if (!text.empty() && text.front() == '[') {
        const size_t end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        auto host = parseIpv6(text.substr(1, end - 1));
        if (!host)
            return std::nullopt;
        authority.host = std::move(*host);
        rest = text.substr(end + 1);
        if (!rest.empty() && rest.front() != ':')
            return std::nullopt;
    } else {
        const size_t colon = text.find(':');
        auto host = parseName(text.substr(0, colon));
        if (!host)
            return std::nullopt;
        authority.host = std::move(*host);
        if (colon != std::string_view::npos)
            rest = text.substr(colon);
    }
    if (!rest.empty()) {
        authority.port = parsePort(rest.substr(1));
        if (!authority.port)
            return std::nullopt;
    }
    return authority;
}

} // namespace wavetape::security
