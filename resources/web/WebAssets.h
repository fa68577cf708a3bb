// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the server hands out over HTTP, as parts of the program.
//
// Everything here is constant, lives as long as the program and may be used on any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace wavetape::web {

struct Asset {
    std::string_view path; // as in the request line, without a query: "/", "/assets/app.js"
    std::string_view contentType; // with charset where it is text
    std::string_view etag; // a strong entity tag with its quotes (RFC 9110 8.8.3)
    std::span<const char> bytes; // as in the file; of the page: with assetVersion() in its links
    std::span<const char> gzip; // the same compressed (RFC 1952); empty where that is not worth it
    std::span<const char> brotli; // the same (RFC 7932)
};

// Stands for the contents of all assets together: `/assets/<version>/app.js` never changes.
std::string_view assetVersion();
bool isVersioned(std::string_view path);

// The asset at exactly this path, with the version in it or without, or nullptr. The query must be
// cut off by the caller.
const Asset *findAsset(std::string_view path);

// All assets, ordered by path.
std::span<const Asset> assets();

// The value of Content-Security-Policy for the page as answered to this Host header
// ("127.0.0.1:8080"): own files only, nothing inline, WebSocket to the same host only. A host that
// is not a plain name or IPv4 address with an optional port is left out ('self' covers its
// WebSockets as well), so whatever the client sent cannot add to the policy or to the header.
std::string contentSecurityPolicy(std::string_view host);

} // namespace wavetape::web
