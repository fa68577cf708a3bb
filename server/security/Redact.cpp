// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Redact.h"

#include "defence/Defence.h"
#include "security/TokenOffer.h"

#include <algorithm>
#include <array>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr std::array<std::string_view, 6> kSecretParameters {
    "token", "access_token", "auth", "jwt", "secret", "password"};

char lowerCase(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text)
{
    std::string copy(text);
    std::transform(copy.begin(), copy.end(), copy.begin(), lowerCase);
    return copy;
}

int hexDigit(char c)
{
    c = lowerCase(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decodedName(std::string_view text)
{
    std::string name;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0
            && hexDigit(text[i + 2]) >= 0) {
            name.push_back(static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])));
            i += 2;
        } else {
            name.push_back(text[i]);
        }
    }
    return lowered(name);
}

bool is(std::string_view name, std::string_view lowerCaseName)
{
    return name.size() == lowerCaseName.size()
        && std::equal(name.begin(), name.end(), lowerCaseName.begin(),
            [](char a, char b) { return lowerCase(a) == b; });
}

/// Copies `list` with `each` applied to what stands between separators.
template <typename Each>
std::string mapList(std::string_view list, std::string_view separators, Each &&each)
{
    std::string out;
    while (true) {
        const size_t end = std::min(list.find_first_of(separators), list.size());
        out += each(list.substr(0, end));
        if (end == list.size())
            return out;
        out.push_back(list[end]);
        list.remove_prefix(end + 1);
    }
}

std::string redactPair(std::string_view pair, bool always)
{
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos)
        return std::string(pair);
    const std::string name = decodedName(pair.substr(0, equals));
    if (!always
        && std::find(kSecretParameters.begin(), kSecretParameters.end(), name)
            == kSecretParameters.end())
        return std::string(pair);
    return std::string(pair.substr(0, equals + 1)).append(kRedacted);
}

/// A JSON object in base64url begins with `eyJ` (`{"`): a token's header, then its claims.
std::string redactToken(std::string_view piece)
{
    const size_t start = piece.find("eyJ");
    const size_t dot = start == piece.npos ? start : piece.find('.', start);
    if (dot == piece.npos || !piece.substr(dot + 1).starts_with("eyJ"))
        return std::string(piece);
    return std::string(piece.substr(0, start)).append(kRedacted);
}

std::string redactOffer(std::string_view offer)
{
    const size_t carrier = lowered(offer).find(kTokenOffer);
    if (carrier == std::string::npos)
        return std::string(offer);
    return std::string(offer.substr(0, carrier + kTokenOffer.size())).append(kRedacted);
}

} // namespace

std::string redactUrl(std::string_view url)
{
    // Most have nothing that could be one.
    if (!armed(Defence::redaction) || (url.find('=') == url.npos && url.find("eyJ") == url.npos))
        return std::string(url);
    const size_t query = std::min(url.find_first_of("?#"), url.size());
    std::string out = mapList(url.substr(0, query), "/;", redactToken);
    if (query == url.size())
        return out;
    out.push_back(url[query]);
    return out.append(mapList(url.substr(query + 1), "&;?#",
        [](std::string_view pair) { return mapList(redactPair(pair, false), "=/", redactToken); }));
}

std::string redactHeader(std::string_view name, std::string_view value)
{
    if (!armed(Defence::redaction))
        return std::string(value);
    if (is(name, "authorization") || is(name, "proxy-authorization")) {
        const size_t space = value.find(' ');
        std::string out(space == std::string_view::npos ? "" : value.substr(0, space + 1));
        return out.append(kRedacted);
    }
    if (is(name, "cookie"))
        return mapList(value, ";", [](std::string_view pair) {
            return pair.find('=') == std::string_view::npos ? std::string(kRedacted)
                                                            : redactPair(pair, true);
        });
    if (is(name, "set-cookie")) {
        const size_t end = std::min(value.find(';'), value.size());
        return redactPair(value.substr(0, end), true).append(value.substr(end));
    }
    if (is(name, "sec-websocket-protocol"))
        return mapList(value, ",", redactOffer);
    if (is(name, "referer") || is(name, "location"))
        return redactUrl(value);
    return std::string(value);
}

std::string redactHeaderBlock(std::string_view block)
{
    std::string out;
    out.reserve(block.size() + kRedacted.size());
    bool first = true;
    while (!block.empty()) {
        const size_t newline = block.find('\n');
        const bool last = newline == std::string_view::npos;
        std::string_view line = last ? block : block.substr(0, newline);
        block.remove_prefix(last ? block.size() : newline + 1);
        const bool carriage = line.ends_with('\r');
        if (carriage)
            line.remove_suffix(1);
        const size_t colon = line.find(':');
        if (first) {
            out += mapList(line, " ", redactUrl);
        } else if (colon == std::string_view::npos) {
            out += line;
        } else {
            const size_t start = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
            out += line.substr(0, start);
            out += redactHeader(line.substr(0, colon), line.substr(start));
        }
        first = false;
        if (carriage)
            out.push_back('\r');
        if (!last)
            out.push_back('\n');
    }
    return out;
}

bool mayCarryToken(std::string_view message)
{
    constexpr std::array<std::string_view, 8> words {
        "token", "authorization", "password", "passphrase", "secret", "apikey", "api_key", "\\u00"};
    const std::string lower = lowered(message);
    return std::any_of(words.begin(), words.end(),
        [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

} // namespace wavetape::security
