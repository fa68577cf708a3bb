// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/AddressText.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace wavetape::config {

namespace {

constexpr size_t kLongestScheme = 32;
constexpr std::string_view kProxy = "?proxy";

bool isLiteral(int family, std::string_view host)
{
    unsigned char address[sizeof(in6_addr)];
    return inet_pton(family, std::string(host).c_str(), address) == 1
        && host.find('\0') == host.npos;
}

std::optional<uint16_t> parsePort(std::string_view text)
{
    uint16_t port = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
        return {};
    return port;
}

bool isDnsName(std::string_view text)
{
    constexpr size_t kMaxName = 253; // RFC 1035 section 2.3.4, without the root's dot
    constexpr size_t kMaxLabel = 63;
    if (text.empty() || text.size() > kMaxName)
        return false;
    size_t label = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == '.') {
            if (label == 0 || label > kMaxLabel || text[i - 1] == '-' || text[i - label] == '-')
                return false;
            label = 0;
            continue;
        }
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
        ++label;
    }
    return true;
}

} // namespace

std::optional<ListenAddress> parseListenAddress(std::string_view text)
{
    ListenAddress address;
    if (text.ends_with('?')) {
        address.optional = true;
        text.remove_suffix(1);
    }
    if (text.ends_with(kProxy)) {
        address.proxy = true;
        text.remove_suffix(kProxy.size());
    }
    const size_t colon = text.rfind(':');
    if (colon == text.npos)
        return {};
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
        host = host.substr(1, host.size() - 2);
        if (!isLiteral(AF_INET6, host))
            return {};
    } else if (host != "localhost" && !isLiteral(AF_INET, host)) {
        return {};
    }
    const auto port = parsePort(text.substr(colon + 1));
    if (!port)
        return {};
    address.host = host;
    address.port = *port;
    return address;
}

std::string toText(const ListenAddress &address)
{
    const bool six = address.host.find(':') != std::string::npos;
    std::string text = six ? "[" + address.host + "]" : address.host;
    text += ':' + std::to_string(address.port);
    if (address.proxy)
        text += kProxy;
    if (address.optional)
        text += '?';
    return text;
}

bool isLoopback(std::string_view host)
{
    if (host == "localhost")
        return true;
    in_addr four {};
    if (inet_pton(AF_INET, std::string(host).c_str(), &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    in6_addr six {};
    return inet_pton(AF_INET6, std::string(host).c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::optional<AddressBlock> parseAddressBlock(std::string_view text)
{
    AddressBlock block;
    const size_t slash = text.find('/');
    const std::string host(text.substr(0, slash));
    const bool four = host.find(':') == host.npos;
    if (!isLiteral(four ? AF_INET : AF_INET6, host))
        return {};
    inet_pton(four ? AF_INET : AF_INET6, host.c_str(), block.ip.data() + (four ? 12 : 0));
    if (four)
        block.ip[10] = block.ip[11] = 0xff;
    if (slash == text.npos)
        return block;
    const unsigned before = four ? 96 : 0;
    const auto bits = parsePort(text.substr(slash + 1));
    if (!bits || *bits > 128 - before)
        return {};
    block.bits = before + *bits;
    return block;
}

bool isHostName(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']'))
        return isLiteral(AF_INET6, text.substr(1, text.size() - 2));
    return isDnsName(text);
}

bool isOrigin(std::string_view text)
{
    if (text == "null")
        return true;
    const size_t mark = text.find("://");
    if (mark == text.npos || mark == 0 || mark > kLongestScheme)
        return false;
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto isOther
        = [](char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; };
    for (size_t i = 0; i < mark; ++i) {
        if (!isLetter(text[i]) && (i == 0 || !isOther(text[i])))
            return false;
    }
    text.remove_prefix(mark + 3);
    const size_t colon = text.rfind(':');
    if (colon != text.npos && text.find(']', colon) == text.npos) {
        if (!parsePort(text.substr(colon + 1)))
            return false;
        text = text.substr(0, colon);
    }
    return isHostName(text);
}

} // namespace wavetape::config
