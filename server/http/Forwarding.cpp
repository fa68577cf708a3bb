// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Forwarding.h"

#include "websocket/HeaderList.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace wavetape::http {

using websocket::equalsIgnoringCase;

namespace {

/// One hop, as the proxy next to us, or one before it, saw it.
struct Hop {
    std::string address, proto, host;
};

/// `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`, `2001:db8::1`.
std::optional<net::PeerAddress> readNode(std::string_view text)
{
    std::string_view host = text, port;
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        if (end == text.npos)
            return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        host = text.substr(0, text.find(':'));
        port = text.substr(text.find(':'));
    }
    auto address = net::PeerAddress::parse(host);
    if (!address || port.empty())
        return address;
    const auto read = std::from_chars(port.data() + 1, port.data() + port.size(), address->port);
    if (port[0] != ':' || read.ec != std::errc() || read.ptr != port.data() + port.size())
        return std::nullopt;
    return address;
}

/// The elements of `Forwarded`; quoted strings may hold separators (RFC 7239 4). Nothing where it
/// is not well-formed: then nobody knows which element is whose.
std::optional<std::vector<Hop>> readForwarded(std::string_view text)
{
    std::vector<Hop> hops(1);
    size_t at = 0;
    const auto skipBlank = [&] {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
            ++at;
    };
    for (;;) {
        skipBlank();
        const size_t nameEnd = std::min(text.find_first_of("=;, \t\"", at), text.size());
        const std::string_view name = text.substr(at, nameEnd - at);
        std::string value;
        at = nameEnd;
        if (!name.empty()) {
            if (at == text.size() || text[at++] != '=')
                return std::nullopt;
            if (at < text.size() && text[at] == '"') {
                for (++at; at < text.size() && text[at] != '"'; ++at) {
                    if (text[at] == '\\' && ++at == text.size())
                        return std::nullopt;
                    value += text[at];
                }
                if (at++ >= text.size())
                    return std::nullopt;
            } else {
                const size_t end = std::min(text.find_first_of(";, \t\"", at), text.size());
                value = text.substr(at, end - at);
                at = end;
            }
            Hop &hop = hops.back();
            for (const auto &[known, place] : {std::pair {"for", &Hop::address},
                     std::pair {"proto", &Hop::proto}, std::pair {"host", &Hop::host}}) {
                if (equalsIgnoringCase(name, known))
                    hop.*place = value;
            }
        }
        skipBlank();
        if (at == text.size())
            return hops;
        const char separator = text[at++];
        if (separator == ',')
            hops.emplace_back();
        else if (separator != ';')
            return std::nullopt;
    }
}

/// Of lists that grow at their end; proto and host are of the nearest proxy.
std::vector<Hop> readLegacy(const Request &request)
{
    std::vector<Hop> hops;
    for (const std::string &address : listItems(request.joined("X-Forwarded-For")))
        hops.push_back({address, {}, {}});
    if (hops.empty())
        return hops;
    const auto last = [&](std::string_view name) {
        std::vector<std::string> items = listItems(request.joined(name));
        return items.empty() ? std::string() : std::move(items.back());
    };
    for (Hop &hop : hops) {
        hop.proto = last("X-Forwarded-Proto");
        hop.host = last("X-Forwarded-Host");
    }
    return hops;
}

} // namespace

Forwarding readForwarding(const Request &request, const security::ProxyTrust &proxies)
{
    Forwarding result;
    const bool standard = request.count("Forwarded") > 0;
    if (standard && request.count("X-Forwarded-For") > 0) {
        // One of them is the proxy's; a client could have written the other.
        result.wrong = "A proxy says for whom it speaks by Forwarded or by X-Forwarded-For, and "
                       "removes the other.";
        return result;
    }
    std::vector<Hop> hops;
    if (standard) {
        auto read = readForwarded(request.joined("Forwarded"));
        if (!read) {
            result.wrong = "The header Forwarded is not well-formed.";
            return result;
        }
        hops = std::move(*read);
    } else {
        hops = readLegacy(request);
    }
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const auto address = readNode(hop->address);
        if (!address)
            break;
        result.client = address;
        result.secure = equalsIgnoringCase(hop->proto, "https");
        result.host = hop->host;
        if (!proxies.trusts(address->ip))
            break;
    }
    return result;
}

} // namespace wavetape::http
