// SPDX-License-Identifier: GPL-3.0-or-later
#include "PacedPeer.h"

#include "websocket/Frame.h"
#include "websocket/Handshake.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::bench {

namespace {

constexpr auto kStep = std::chrono::milliseconds(2);
constexpr uint64_t kFlat = 256; // messages of one write where there is no rate

bool sendAll(int socket, const std::string &bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        const ssize_t size = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        at += size_t(size);
    }
    return true;
}

} // namespace

PacedPeer::PacedPeer(uint64_t messages, uint64_t perSecond, unsigned payloadBytes)
    : m_messages(messages)
    , m_perSecond(perSecond)
    , m_payloadBytes(payloadBytes)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size);
    ::listen(m_listener, 1);
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

PacedPeer::~PacedPeer()
{
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
}

void PacedPeer::run()
{
    using clock = std::chrono::steady_clock;
    const int socket = ::accept(m_listener, nullptr, nullptr);
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t size = ::recv(socket, buffer, sizeof buffer, 0);
        if (size <= 0)
            break;
        head.append(buffer, size_t(size));
    }
    const std::string name = "Sec-WebSocket-Key: ";
    const size_t at = head.find(name) + name.size();
    bool good = sendAll(socket,
        websocket::switchingProtocols(
            websocket::acceptKey(head.substr(at, head.find("\r\n", at) - at)), {}, {}));
    const auto start = clock::now();
    uint64_t sent = 0;
    std::string batch;
    for (auto next = start; good && sent < m_messages; next += kStep) {
        uint64_t due = sent + kFlat;
        if (m_perSecond > 0) {
            std::this_thread::sleep_until(next);
            due = uint64_t(
                std::chrono::duration<double>(clock::now() - start).count() * double(m_perSecond));
        }
        batch.clear();
        for (; sent < std::min(due, m_messages); ++sent) {
            std::string payload = "{\"n\":" + std::to_string(sent) + ",\"pad\":\"";
            payload.resize(std::max<size_t>(payload.size(), m_payloadBytes - 2), 'x');
            websocket::appendServerFrame(batch, websocket::Opcode::text, payload + "\"}");
        }
        good = sendAll(socket, batch);
        m_sent = sent;
    }
    m_seconds = std::chrono::duration<double>(clock::now() - start).count();
    std::string payload, goodbye;
    websocket::appendClosePayload(payload, 1000, "all sent");
    websocket::appendServerFrame(goodbye, websocket::Opcode::close, payload);
    sendAll(socket, goodbye);
    while (good && ::recv(socket, buffer, sizeof buffer, 0) > 0) { }
    ::close(socket);
    m_over = true;
}

} // namespace wavetape::bench
