// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/OriginPolicy.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace wavetape::security {

namespace {

constexpr std::string_view kNull = "null";

std::optional<uint16_t> defaultPort(std::string_view scheme)
{
    if (scheme == "http")
        return uint16_t {80};
    if (scheme == "https")
        return uint16_t {443};
    return std::nullopt;
}

// RFC 3986 3.1
std::optional<std::string> parseScheme(std::string_view text)
{
    if (text.empty() || text.size() > 32)
        return std::nullopt;
    std::string scheme;
    for (char c : text) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        const bool letter = c >= 'a' && c <= 'z';
        const bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && (scheme.empty() || !other))
            return std::nullopt;
        scheme.push_back(c);
    }
    return scheme;
}

} // namespace

std::optional<Origin> parseOrigin(std::string_view text)
{
    const size_t mark = text.find("://");
    if (mark == std::string_view::npos)
        return std::nullopt;
    auto scheme = parseScheme(text.substr(0, mark));
    auto authority = parseAuthority(text.substr(mark + 3));
    if (!scheme || !authority)
        return std::nullopt;
    if (!authority->port)
        authority->port = defaultPort(*scheme);
    return Origin {std::move(*scheme), std::move(*authority)};
}

OriginPolicy::OriginPolicy(const std::vector<std::string> &allowed)
{
    setAllowed(allowed);
}

void OriginPolicy::setAllowed(const std::vector<std::string> &allowed)
{
    std::vector<Origin> fresh;
    bool allowNull = false;
    for (const std::string &entry : allowed) {
        if (entry == kNull) {
            allowNull = true;
            continue;
        }
        auto origin = parseOrigin(entry);
        if (!origin)
            throw std::invalid_argument(
                "'" + entry + "' is not an origin: scheme://host or scheme://host:port, no path");
        fresh.push_back(std::move(*origin));
    }
    const std::unique_lock lock(m_mutex);
    m_allowed = std::move(fresh);
    m_allowNull = allowNull;
}

bool OriginPolicy::accepts(std::string_view origin, std::string_view host, bool secure) const
{
    if (origin == kNull) {
        const std::shared_lock lock(m_mutex);
        return m_allowNull;
    }
    const auto page = parseOrigin(origin);
    if (!page)
        return false;
    if (page->scheme == "http" || page->scheme == "https") {
        if (page->authority.isLoopback())
            return true;
        auto own = parseAuthority(host);
        // Behind a proxy that ends TLS the page is https and we don't know, so without TLS either
        // scheme is the own page's.
        if (own && (!secure || page->scheme == "https")) {
            if (!own->port)
                own->port = defaultPort(page->scheme);
            if (*own == page->authority)
                return true;
        }
    }
    const std::shared_lock lock(m_mutex);
    return std::find(m_allowed.begin(), m_allowed.end(), *page) != m_allowed.end();
}

} // namespace wavetape::security
