// SPDX-License-Identifier: GPL-3.0-or-later
// What proxies say: whoever is named as the client is no trusted proxy, unless all hops are; what a
// client put before it changes nothing. The first bytes as a PROXY header, the lines as header
// fields.
#include "http/Forwarding.h"
#include "net/ProxyHeader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const net::ProxyHeader header = net::ProxyHeader::read(text);
    if (header.state == net::ProxyHeader::State::read
        && (header.size > size || header.size > net::ProxyHeader::kMost))
        std::abort();

    static const security::ProxyTrust proxies(
        {{net::PeerAddress::parse("10.0.0.0")->ip, 96 + 8}, {net::PeerAddress::parse("::1")->ip}});
    static constexpr const char *kNames[]
        = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"};
    http::Request request;
    size_t at = 0;
    for (size_t line = 0; at < size && line < 8; ++line) {
        const size_t end = std::min(text.find('\n', at), size);
        if (end > at)
            request.headers.emplace_back(kNames[data[at] % 4], text.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    const http::Forwarding read = http::readForwarding(request, proxies);
    if (!read.wrong.empty() && read.client)
        std::abort();
    if (request.count("Forwarded") == 0 && request.count("X-Forwarded-For") > 0) {
        http::Request forged = request;
        forged.headers.insert(forged.headers.begin(), {"X-Forwarded-For", "192.0.2.1"});
        const http::Forwarding other = http::readForwarding(forged, proxies);
        if (read.client && !proxies.trusts(read.client->ip)
            && (!other.client || other.client->ip != read.client->ip))
            std::abort();
    }
    return 0;
}
