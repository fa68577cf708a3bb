// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/WebAssets.h"

#include <algorithm>

namespace wavetape::web {

namespace {

constexpr std::string_view kFolder = "/assets/";
constexpr size_t kLongestHost = 253 + 6; // a DNS name, a colon and five digits

// CSP's host-source (CSP3 2.3.1) knows names and a port; an IPv6 literal is a syntax error in it.
bool fitsHostSource(std::string_view host)
{
    if (host.empty() || host.size() > kLongestHost)
        return false;
    const auto colon = host.find(':');
    const auto name = host.substr(0, colon);
    const auto isNameCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '.';
    };
    if (name.empty() || !std::all_of(name.begin(), name.end(), isNameCharacter))
        return false;
    if (colon == std::string_view::npos)
        return true;
    const auto port = host.substr(colon + 1);
    return !port.empty() && port.size() <= 5
        && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool isVersioned(std::string_view path)
{
    return path.starts_with(kFolder) && path.substr(kFolder.size()).starts_with(assetVersion())
        && path.substr(kFolder.size() + assetVersion().size()).starts_with('/');
}

const Asset *findAsset(std::string_view path)
{
    std::string unversioned;
    if (isVersioned(path))
        path = unversioned
            = std::string(kFolder).append(path.substr(kFolder.size() + assetVersion().size() + 1));
    const auto all = assets();
    const auto found = std::lower_bound(all.begin(), all.end(), path,
        [](const Asset &asset, std::string_view wanted) { return asset.path < wanted; });
    return found != all.end() && found->path == path ? &*found : nullptr;
}

std::string contentSecurityPolicy(std::string_view host)
{
    std::string policy
        = "default-src 'none'; script-src 'self'; style-src 'self'; "
          "img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'";
    if (fitsHostSource(host)) {
        for (const std::string_view scheme : {" ws://", " wss://"})
            policy.append(scheme).append(host);
    }
    policy += "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return policy;
}

} // namespace wavetape::web
