// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/BrokerUrl.h"

#include <charconv>
#include <optional>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr size_t kMostUrl = 1024;

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? std::optional<unsigned>(lower - 'a' + 10) : std::nullopt;
}

std::optional<std::string> decoded(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const auto high = hexDigit(text[i + 1]), low = hexDigit(text[i + 2]);
        if (!high || !low || *high * 16 + *low == 0)
            return std::nullopt;
        out.push_back(static_cast<char>(*high * 16 + *low));
        i += 2;
    }
    return out;
}

template <typename Number>
bool readNumber(std::string_view text, Number &number)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size();
}

constexpr std::string_view kForm
    = "a broker is redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], redis+unix:///PATH or "
      "nats://[USER:PASSWORD@]HOST[:PORT]";
constexpr uint16_t kNatsPort = 4222;
} // namespace

tl::expected<BrokerUrl, std::string> BrokerUrl::read(std::string_view text)
{
    const auto wrong
        = [](std::string_view sentence) { return tl::unexpected(std::string(sentence)); };
    if (text.size() > kMostUrl)
        return wrong("a broker's address has at most 1024 characters");
    if (text.starts_with("rediss://"))
        return wrong("the client library for Redis has no TLS: use a unix socket, loopback or "
                     "a tunnel, and redis://");
    if (text.starts_with("tls://"))
        return wrong("TLS to NATS is not spoken: use loopback or a tunnel, and nats://");
    const bool unixSocket = text.starts_with("redis+unix://"), nats = text.starts_with("nats://");
    if (!unixSocket && !nats && !text.starts_with("redis://"))
        return wrong(kForm);
    text.remove_prefix(text.find("://") + 3);
    if (text.find_first_of("?#") != text.npos)
        return wrong(kForm);
    BrokerUrl url;
    if (nats) {
        url.kind = Kind::nats;
        url.port = kNatsPort;
    }
    const size_t slash = text.find('/');
    const size_t at = text.substr(0, slash).rfind('@');
    if (at != text.npos) {
        const std::string_view who = text.substr(0, at);
        const size_t colon = who.find(':');
        const auto user = decoded(who.substr(0, colon));
        const auto password
            = decoded(colon == who.npos ? std::string_view() : who.substr(colon + 1));
        if (!user || !password)
            return wrong("user and password of the broker's address are not percent-encoded right");
        url.user = *user;
        url.password = *password;
        if (nats && colon == who.npos)
            std::swap(url.user, url.password); // a token
        if (!url.user.empty() && url.password.empty())
            return wrong("the broker's address names a user without a password");
        text.remove_prefix(at + 1);
    }
    if (unixSocket) {
        const auto path = decoded(text);
        if (!path || !path->starts_with('/') || path->size() < 2 || path->size() > 107)
            return wrong(
                "the path of the broker's unix socket must be absolute and have at most 107 "
                "characters");
        url.path = *path;
        return url;
    }
    const size_t rest = text.find('/');
    std::string_view place = text.substr(0, rest);
    if (nats && rest != text.npos && rest + 1 < text.size())
        return wrong(kForm);
    if (rest != text.npos && rest + 1 < text.size()
        && (!readNumber(text.substr(rest + 1), url.database) || url.database > 9999))
        return wrong("the broker's database must be a number");
    const size_t colon = place.starts_with('[') ? place.find("]:") : place.rfind(':');
    if (colon != place.npos) {
        const size_t digits = place.find(':', colon);
        if (!readNumber(place.substr(digits + 1), url.port) || url.port == 0)
            return wrong("the broker's port must be a number from 1 to 65535");
        place = place.substr(0, digits);
    }
    if (place.starts_with('[') && place.ends_with(']'))
        place = place.substr(1, place.size() - 2);
    if (place.empty() || place.find_first_of("[] \t\r\n%") != place.npos)
        return wrong(kForm);
    url.host = place;
    return url;
}

std::string BrokerUrl::place() const
{
    if (host.empty())
        return "redis+unix://" + path;
    const bool v6 = host.find(':') != host.npos;
    return (kind == Kind::nats ? "nats://" : "redis://") + (v6 ? "[" + host + "]" : host) + ":"
        + std::to_string(port) + (database ? "/" + std::to_string(database) : "");
}

} // namespace wavetape::cluster
