// SPDX-License-Identifier: GPL-3.0-or-later
// The client codec behind a blocking socket: connects to 127.0.0.1:PORT, echoes every message until
// the end and says in one line of JSON what happened.
//   conformance-client PORT [--deflate OFFER] [--protocols LIST] [--max-message N] [--max-fragments
//   N]
#include "websocket/FrameParser.h"
#include "websocket/Handshake.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace wavetape::websocket;

namespace {

constexpr std::size_t kMostHead = 16 * 1024;

struct Options {
    std::uint16_t port = 0;
    std::string deflate;
    std::string protocols;
    ParserLimits limits;
};

std::optional<Options> readOptions(int count, char **arguments)
{
    if (count < 2 || count % 2 != 0) {
        return std::nullopt;
    }
    Options options;
    options.port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
    for (int i = 2; i + 1 < count; i += 2) {
        const std::string_view name = arguments[i];
        const std::string value = arguments[i + 1];
        if (name == "--deflate") {
            options.deflate = value;
        } else if (name == "--protocols") {
            options.protocols = value;
        } else if (name == "--max-message") {
            options.limits.maxMessage = std::strtoull(value.c_str(), nullptr, 10);
        } else if (name == "--max-fragments") {
            options.limits.maxFragments
                = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
        } else {
            return std::nullopt;
        }
    }
    return options;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string randomKey(std::random_device &random)
{
    std::array<unsigned char, 16> bytes;
    for (unsigned char &byte : bytes) {
        byte = static_cast<unsigned char>(random());
    }
    std::array<unsigned char, 32> encoded;
    const int size = EVP_EncodeBlock(encoded.data(), bytes.data(), bytes.size());
    return {reinterpret_cast<const char *>(encoded.data()), static_cast<std::size_t>(size)};
}

class Client : private MessageHandler {
public:
    Client(int socket, const Options &options)
        : m_socket(socket)
        , m_options(options)
    {
    }

    void run()
    {
        const std::string key = randomKey(m_random);
        const std::string host = "127.0.0.1:" + std::to_string(m_options.port);
        const ClientHandshake handshake {
            host, "/echo", key, m_options.protocols, m_options.deflate, {}, {}};
        sendAll(upgradeRequest(handshake));
        std::string received;
        std::size_t end = std::string::npos;
        while (end == std::string::npos) {
            if (received.size() > kMostHead || !receive(received)) {
                return say("no whole answer");
            }
            end = received.find("\r\n\r\n");
        }
        if (end > kMostHead) {
            return say("The server's answer is too long.");
        }
        const auto answer
            = checkUpgradeResponse(std::string_view(received).substr(0, end + 4), handshake);
        if (!answer) {
            return say(answer.error());
        }
        FrameParser parser(Role::client);
        if (!answer->extensions.empty()) {
            const auto params = checkDeflateResponse(m_options.deflate, answer->extensions);
            if (!params) {
                return say("The server's answer does not fit the offer of permessage-deflate.");
            }
            parser = FrameParser(Role::client, *params);
            m_deflater = std::make_unique<Deflater>(params->clientMaxWindowBits);
            m_keepsContext = !params->clientNoContextTakeover;
        }
        received.erase(0, end + 4);
        exchange(parser, std::move(received));
        say("ok", parser.failure());
    }

private:
    void exchange(FrameParser &parser, std::string bytes)
    {
        do {
            parser.feed(bytes, m_options.limits, *this);
            bytes.clear();
            if (const ParseFailure *failure = parser.failure()) {
                std::string payload;
                appendClosePayload(
                    payload, static_cast<std::uint16_t>(failure->code), failure->reason);
                write(Opcode::close, payload);
            }
            sendAll(m_out);
            m_out.clear();
            if (parser.failure() != nullptr || m_closed) {
                break;
            }
        } while (receive(bytes));
        // The server ends the connection first (RFC 6455 section 7.1.1); the receive deadline
        // bounds the wait.
        while (receive(bytes)) {
            bytes.clear();
        }
    }

    bool receive(std::string &into)
    {
        std::array<char, 65536> bytes;
        const ssize_t size = ::recv(m_socket, bytes.data(), bytes.size(), 0);
        if (size <= 0) {
            return false;
        }
        into.append(bytes.data(), static_cast<std::size_t>(size));
        return true;
    }

    void sendAll(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t size = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    void write(Opcode opcode, std::string_view payload, bool rsv1 = false)
    {
        appendClientFrame(m_out, opcode, payload, m_random(), true, rsv1);
    }

    bool onMessage(Opcode kind, std::span<char> payload) override
    {
        const std::string_view text {payload.data(), payload.size()};
        ++m_messages;
        if (!m_deflater) {
            write(kind, text);
            return true;
        }
        std::string packed;
        m_deflater->compress(text, packed);
        if (!m_keepsContext) {
            m_deflater->reset();
        }
        write(kind, packed, true);
        return true;
    }
    bool onPing(std::span<const char> payload) override
    {
        write(Opcode::pong, {payload.data(), payload.size()});
        return true;
    }
    bool onPong(std::span<const char>) override { return true; }
    bool onClose(std::optional<std::uint16_t> code, std::string_view reason) override
    {
        m_closed = true;
        m_closeCode = code;
        m_closeReason = reason;
        std::string payload;
        appendClosePayload(payload, code.value_or(0), {});
        write(Opcode::close, payload);
        return true;
    }

    void say(std::string_view handshake, const ParseFailure *failure = nullptr) const
    {
        std::cout << "{\"handshake\":" << quoted(handshake) << ",\"messages\":" << m_messages;
        if (m_closed) {
            std::cout << ",\"close\":" << m_closeCode.value_or(1005)
                      << ",\"reason\":" << quoted(m_closeReason);
        }
        if (failure != nullptr) {
            std::cout << ",\"failure\":" << static_cast<unsigned>(failure->code)
                      << ",\"why\":" << quoted(failure->reason);
        }
        std::cout << "}\n";
    }

    int m_socket;
    const Options &m_options;
    std::random_device m_random;
    std::unique_ptr<Deflater> m_deflater;
    bool m_keepsContext = true;
    std::string m_out;
    unsigned m_messages = 0;
    bool m_closed = false;
    std::optional<std::uint16_t> m_closeCode;
    std::string m_closeReason;
};

} // namespace

int main(int count, char **arguments)
{
    const std::optional<Options> options = readOptions(count, arguments);
    if (!options) {
        std::cerr << "usage: conformance-client PORT [--deflate OFFER] [--protocols LIST] "
                     "[--max-message N] [--max-fragments N]\n";
        return 2;
    }
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(options->port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience {5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (socket < 0
        || ::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        std::perror("conformance-client");
        return 1;
    }
    Client(socket, *options).run();
    ::close(socket);
    return 0;
}
