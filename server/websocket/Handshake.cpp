// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Handshake.h"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace wavetape::websocket {

namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool isBase64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'
        || c == '/';
}

/// Each offered subprotocol must be a token and stand there once (RFC 6455 section 4.1).
bool areValidProtocols(std::string_view value)
{
    auto protocols = parseTokenList(value);
    if (!protocols) {
        return false;
    }
    std::sort(protocols->begin(), protocols->end());
    return std::adjacent_find(protocols->begin(), protocols->end()) == protocols->end();
}

void appendHeader(std::string &out, std::string_view name, std::string_view value)
{
    if (!value.empty()) {
        out.append(name).append(": ").append(value).append("\r\n");
    }
}

/// One header of a response, as often as it was there.
struct Field {
    std::string value; ///< joined by ", "
    unsigned lines = 0;
};

struct ResponseFields {
    Field upgrade;
    Field connection;
    Field accept;
    Field protocol;
    Field extensions;

    Field *named(std::string_view name)
    {
        const std::pair<std::string_view, Field *> known[] = {{"Upgrade", &upgrade},
            {"Connection", &connection}, {"Sec-WebSocket-Accept", &accept},
            {"Sec-WebSocket-Protocol", &protocol}, {"Sec-WebSocket-Extensions", &extensions}};
        for (const auto &[knownName, field] : known) {
            if (equalsIgnoringCase(name, knownName)) {
                return field;
            }
        }
        return nullptr;
    }
};

bool readFields(std::string_view lines, ResponseFields &fields)
{
    while (!lines.empty()) {
        const auto end = lines.find("\r\n");
        if (end == std::string_view::npos) {
            return false;
        }
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end + 2);
        if (line.empty()) {
            return lines.empty();
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) {
            return false;
        }
        if (Field *field = fields.named(line.substr(0, colon))) {
            field->value.append(field->lines++ > 0 ? ", " : "");
            field->value.append(trimmed(line.substr(colon + 1)));
        }
    }
    return false;
}

} // namespace

std::string acceptKey(std::string_view key)
{
    // OpenSSL looks an algorithm up for each digest unless it is given one that was fetched.
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha1(
        EVP_MD_fetch(nullptr, "SHA1", nullptr), EVP_MD_free);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    if (!sha1 || !context || EVP_DigestInit_ex2(context.get(), sha1.get(), nullptr) != 1
        || EVP_DigestUpdate(context.get(), key.data(), key.size()) != 1
        || EVP_DigestUpdate(context.get(), kGuid.data(), kGuid.size()) != 1
        || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1) {
        throw std::runtime_error("SHA-1 is not available");
    }
    std::array<unsigned char, 32> encoded;
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char *>(encoded.data()), static_cast<std::size_t>(length)};
}

bool isValidKey(std::string_view key)
{
    // 16 bytes are 21 characters and one of which only two bits count, then two of padding.
    return key.size() == 24 && key.substr(22) == "=="
        && std::all_of(key.begin(), key.begin() + 22, isBase64)
        && std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

UpgradeDecision checkUpgrade(const UpgradeRequest &request)
{
    if (!headerHasToken(request.upgrade, "websocket")) {
        return {426, "This address speaks WebSocket only; ask for an upgrade."};
    }
    if (!headerHasToken(request.connection, "upgrade")) {
        return {400, "The Connection header does not name Upgrade."};
    }
    if (request.versionCount > 1) {
        return {400, "More than one Sec-WebSocket-Version header."};
    }
    if (request.version != "13") {
        return {426, "Only WebSocket version 13 is spoken here."};
    }
    if (request.keyCount == 0) {
        return {400, "The Sec-WebSocket-Key header is missing."};
    }
    if (request.keyCount > 1) {
        return {400, "More than one Sec-WebSocket-Key header."};
    }
    if (!isValidKey(request.key)) {
        return {400, "Sec-WebSocket-Key is not the base64 form of 16 bytes."};
    }
    if (!areValidProtocols(request.protocols)) {
        return {400, "Sec-WebSocket-Protocol is not a list of different tokens."};
    }
    if (!parseExtensions(request.extensions)) {
        return {400, "Sec-WebSocket-Extensions is malformed."};
    }
    return {};
}

std::string switchingProtocols(
    std::string_view accept, std::string_view protocol, std::string_view extensions)
{
    std::string out = "HTTP/1.1 101 Switching Protocols\r\n"
                      "Upgrade: websocket\r\n"
                      "Connection: Upgrade\r\n";
    appendHeader(out, "Sec-WebSocket-Accept", accept);
    appendHeader(out, "Sec-WebSocket-Protocol", protocol);
    appendHeader(out, "Sec-WebSocket-Extensions", extensions);
    out += "\r\n";
    return out;
}

std::string upgradeRequest(const ClientHandshake &handshake)
{
    std::string out = "GET ";
    out.append(handshake.target.empty() ? "/" : handshake.target).append(" HTTP/1.1\r\n");
    appendHeader(out, "Host", handshake.host);
    out += "Upgrade: websocket\r\n"
           "Connection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\n";
    appendHeader(out, "Sec-WebSocket-Key", handshake.key);
    appendHeader(out, "Sec-WebSocket-Protocol", handshake.protocols);
    appendHeader(out, "Sec-WebSocket-Extensions", handshake.extensions);
    appendHeader(out, "Origin", handshake.origin);
    out.append(handshake.moreHeaders).append("\r\n");
    return out;
}

tl::expected<ServerHandshake, std::string> checkUpgradeResponse(
    std::string_view head, const ClientHandshake &handshake)
{
    const auto failed = [](std::string sentence) { return tl::unexpected(std::move(sentence)); };
    constexpr std::string_view kStart = "HTTP/1.1 ";
    const auto lineEnd = head.find("\r\n");
    if (lineEnd == std::string_view::npos || !head.starts_with(kStart)) {
        return failed("The server's answer is not HTTP/1.1.");
    }
    const std::string_view status = head.substr(kStart.size(), lineEnd - kStart.size());
    if (status != "101" && !status.starts_with("101 ")) {
        return failed("The server answered " + std::string(status) + ".");
    }
    ResponseFields fields;
    if (!readFields(head.substr(lineEnd + 2), fields)) {
        return failed("The server's answer has a malformed header.");
    }
    if (fields.upgrade.lines != 1 || !equalsIgnoringCase(fields.upgrade.value, "websocket")) {
        return failed("The server's Upgrade header is not websocket.");
    }
    if (!headerHasToken(fields.connection.value, "upgrade")) {
        return failed("The server's Connection header does not name Upgrade.");
    }
    if (fields.accept.lines != 1 || fields.accept.value != acceptKey(handshake.key)) {
        return failed("The server's Sec-WebSocket-Accept does not match the key.");
    }
    if (fields.protocol.lines > 0) {
        const auto offered = parseTokenList(handshake.protocols);
        if (fields.protocol.lines > 1 || !offered
            || std::find(offered->begin(), offered->end(), fields.protocol.value)
                == offered->end()) {
            return failed("The server chose a subprotocol that was not offered.");
        }
    }
    if (fields.extensions.lines > 0) {
        const auto answered = parseExtensions(fields.extensions.value);
        const auto offered = parseExtensions(handshake.extensions);
        if (!answered || !offered) {
            return failed("The server's Sec-WebSocket-Extensions is malformed.");
        }
        for (const Extension &extension : *answered) {
            const auto same = [&](const Extension &offer) { return offer.name == extension.name; };
            if (std::none_of(offered->begin(), offered->end(), same)) {
                return failed("The server chose an extension that was not offered.");
            }
        }
    }
    return ServerHandshake {fields.protocol.value, fields.extensions.value};
}

} // namespace wavetape::websocket
