// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP requests of any form. The first byte says into what pieces the rest is cut: the outcome must
// be the same as in one piece, nothing beyond the request may be taken, and what is let through
// keeps its promises.
#include "http/Gate.h"
#include "http/RequestReader.h"
#include "http/Routes.h"
#include "http/Upgrade.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

using namespace wavetape::http;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

constexpr RequestReader::Limits kLimits {1024, 4096};

size_t feed(RequestReader &reader, std::string_view bytes, size_t piece)
{
    size_t taken = 0;
    while (taken < bytes.size() && reader.state() == RequestReader::State::reading) {
        const std::string_view part = bytes.substr(taken, piece);
        const size_t now = reader.feed({part.data(), part.size()});
        require(now <= part.size());
        taken += now;
        require(now > 0 || reader.state() != RequestReader::State::reading);
    }
    return taken;
}

void requirePromises(const Request &request)
{
    require(!request.method.empty() && request.minorVersion <= 1);
    require(request.path.starts_with('/') || (request.path == "*" && request.method == "OPTIONS"));
    require(request.path.find('\0') == std::string::npos);
    require(request.body.size() <= kLimits.bodyBytes);
    for (const auto &[name, value] : request.headers) {
        require(!name.empty());
        require(std::none_of(value.begin(), value.end(),
            [](unsigned char c) { return (c < 32 && c != '\t') || c == 127; }));
    }
    findCredential(request, false);
    const Route *route = findRoute(request.path, asksForWebSocket(request));
    const Handshake result = checkHandshake(request, route ? route->protocols : "wavetape.bare");
    require(result.status == 101 || !result.sentence.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const size_t piece = size_t {data[0]} + 1;
    const std::string_view bytes(reinterpret_cast<const char *>(data + 1), size - 1);
    RequestReader whole(kLimits), pieces(kLimits);
    const size_t taken = feed(whole, bytes, bytes.size());
    const size_t takenInPieces = feed(pieces, bytes, piece);
    if (whole.state() == RequestReader::State::failed) {
        // In pieces it is perhaps seen earlier, and then for the first of several reasons.
        require(whole.status() >= 400 && !whole.sentence().empty());
        require(pieces.state() == RequestReader::State::failed);
        return 0;
    }
    require(pieces.state() == whole.state());
    if (whole.state() != RequestReader::State::complete)
        return 0;
    require(taken == takenInPieces);
    const Request &request = whole.request(), &same = pieces.request();
    require(request.method == same.method && request.path == same.path
        && request.query == same.query && request.headers == same.headers
        && request.body == same.body && request.head == same.head
        && request.keepAlive == same.keepAlive);
    requirePromises(request);
    return 0;
}
