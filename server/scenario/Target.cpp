// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Target.h"

#include <charconv>
#include <string_view>

namespace wavetape::scenario {

namespace {

bool takeScheme(std::string_view &rest, std::string_view plain, std::string_view secure, bool &tls)
{
    tls = rest.starts_with(secure);
    if (!tls && !rest.starts_with(plain))
        return false;
    rest.remove_prefix(tls ? secure.size() : plain.size());
    return true;
}

} // namespace

std::string Target::authority() const
{
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Target::isLoopback() const
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Target parseTarget(const std::string &url)
{
    Target target;
    std::string_view rest(url);
    if (!takeScheme(rest, "ws://", "wss://", target.tls)
        && !takeScheme(rest, "http://", "https://", target.tls))
        throw TargetError("The URL must begin with ws:// or wss://.");
    const auto slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    if (slash != std::string_view::npos)
        target.path = rest.substr(slash);
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos)
            throw TargetError("The URL's [address] has no closing bracket.");
        target.host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
    } else {
        const auto colon = authority.find(':');
        target.host = authority.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
    }
    if (target.host.empty())
        throw TargetError("The URL has no host.");
    if (port.empty()) {
        target.port = target.tls ? 443 : 80;
        return target;
    }
    const auto [end, error]
        = std::from_chars(port.data() + 1, port.data() + port.size(), target.port);
    if (port.front() != ':' || error != std::errc() || end != port.data() + port.size()
        || target.port == 0)
        throw TargetError("The URL's port is not a number between 1 and 65535.");
    return target;
}

} // namespace wavetape::scenario
