// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Connection.h"

#include <strings.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

namespace wavetape::scenario {

namespace {

// One key for all is enough here; the pair is the example of RFC 6455 1.3.
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
constexpr unsigned kSwitching = 101;
constexpr std::size_t kMaxHead = 16 * 1024;
constexpr std::size_t kScratch = 256 * 1024;

char *scratch()
{
    static const auto buffer = std::make_unique<std::array<char, kScratch>>();
    return buffer->data();
}

/// 0 where it is no answer of HTTP/1.1.
unsigned statusOf(std::string_view head)
{
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    unsigned status = 0;
    if (head.starts_with(kVersion)) {
        head.remove_prefix(kVersion.size());
        std::from_chars(head.data(), head.data() + head.size(), status);
    }
    return status;
}

std::string upgradeRequest(const Opening &opening)
{
    if (!opening.request.empty())
        return opening.request;
    const Target &target = opening.target;
    std::string request = "GET " + target.path
        + " HTTP/1.1\r\nHost: " + (opening.host.empty() ? target.authority() : opening.host)
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
          "13\r\nSec-WebSocket-Key: ";
    request += kKey;
    if (!opening.protocol.empty())
        request += "\r\nSec-WebSocket-Protocol: " + opening.protocol;
    for (const std::string &header : opening.headers)
        request += "\r\n" + header;
    return request + "\r\n\r\n";
}

} // namespace

Connection::Connection(Loop &loop, ConnectionListener &listener, std::size_t index)
    : m_loop(loop)
    , m_listener(listener)
    , m_index(index)
{
}

void Connection::open(const Opening &opening)
{
    m_transport.open(opening.target, opening.source, opening.receiveBuffer);
    m_state = State::Connecting;
    m_head = upgradeRequest(opening);
    m_greeting = opening.greeting;
    m_replies = opening.replies;
    m_answersPings = opening.answersPings;
    m_watched = EPOLLIN | EPOLLOUT;
    m_loop.add(m_transport.descriptor(), m_watched, *this);
}

void Connection::send(std::string_view frame)
{
    if (pendingBytes() != 0) {
        queue(frame);
        return;
    }
    const auto [outcome, bytes] = m_transport.write(frame);
    if (outcome == Transport::Outcome::Closed) {
        end(m_transport.ending());
    } else if (bytes < frame.size()) {
        m_pending.assign(frame.substr(bytes));
        m_pendingOffset = 0;
        watch();
    }
}

void Connection::flush()
{
    while (pendingBytes() != 0 && m_state != State::Closed) {
        const auto [outcome, bytes]
            = m_transport.write(std::string_view(m_pending).substr(m_pendingOffset));
        if (outcome == Transport::Outcome::Closed) {
            end(m_transport.ending());
            return;
        }
        if (outcome == Transport::Outcome::WouldBlock)
            break;
        m_pendingOffset += bytes;
    }
    if (pendingBytes() == 0) {
        m_pending.clear();
        m_pendingOffset = 0;
    }
    watch();
}

void Connection::pauseReading()
{
    m_reading = false;
    watch();
}

void Connection::resumeReading()
{
    m_reading = true;
    watch();
}

std::size_t Connection::readSome(std::size_t most)
{
    if (m_state == State::Closed)
        return 0;
    const auto [outcome, bytes] = m_transport.read(scratch(), std::min(most, kScratch));
    if (outcome == Transport::Outcome::Closed)
        end(m_transport.ending());
    else if (bytes != 0)
        take({scratch(), bytes});
    return bytes;
}

void Connection::abandon()
{
    if (m_state == State::Idle || m_state == State::Closed)
        return;
    m_loop.remove(m_transport.descriptor());
    m_transport.shut();
    m_state = State::Closed;
    m_closedAt = nowNanos();
}

void Connection::onEvents(std::uint32_t events)
{
    if (m_state == State::Connecting) {
        establish();
        return;
    }
    if ((events & EPOLLOUT) != 0)
        flush();
    if (m_state == State::Closed)
        return;
    if (m_reading && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        onReadable();
    else if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        end("reset");
    else if ((events & EPOLLRDHUP) != 0 && !m_reading)
        end("fin");
}

void Connection::establish()
{
    switch (m_transport.establish()) {
    case Transport::Outcome::WouldBlock:
        // While TLS shakes hands the socket is always writable: only reading tells something.
        m_watched = EPOLLIN;
        m_loop.change(m_transport.descriptor(), m_watched, *this);
        return;
    case Transport::Outcome::Closed:
        end(m_transport.ending());
        return;
    case Transport::Outcome::Done:
        m_state = State::Upgrading;
        m_reached = true;
        send(std::exchange(m_head, {}));
        watch();
        return;
    }
}

void Connection::onReadable()
{
    // A TLS record may leave decrypted bytes behind that raise no event, so read until nothing is
    // left or a short read says so.
    for (int round = 0; round < 16; ++round) {
        const auto [outcome, bytes] = m_transport.read(scratch(), kScratch);
        if (outcome == Transport::Outcome::WouldBlock)
            return;
        if (outcome == Transport::Outcome::Closed) {
            end(m_transport.ending());
            return;
        }
        if (!take({scratch(), bytes}) || !m_reading || m_state == State::Closed)
            return;
        if (!m_transport.secure() && bytes < kScratch)
            return;
    }
}

bool Connection::take(std::string_view data)
{
    if (m_state == State::Upgrading && !readUpgrade(data))
        return false;
    if (!m_scanner.feed(data, [this](const Message &message) { return onFrame(message); })
        && m_state != State::Closed)
        end("not a valid frame");
    return m_state != State::Closed;
}

/// True when the upgrade is done; then `data` is what follows it.
bool Connection::readUpgrade(std::string_view &data)
{
    const std::size_t before = m_head.size();
    m_head += data;
    const auto stop = m_head.find("\r\n\r\n");
    if (stop == std::string::npos) {
        if (m_head.size() > kMaxHead)
            end("header too large");
        return false;
    }
    m_status = statusOf(m_head);
    if (m_status != kSwitching) {
        end("refused: " + m_head.substr(0, m_head.find('\r')));
        return false;
    }
    if (m_head.find(kAccept) == std::string::npos) {
        end("wrong Sec-WebSocket-Accept");
        return false;
    }
    data.remove_prefix(stop + 4 - before);
    m_head = std::string();
    m_state = State::Greeting;
    if (!m_greeting.empty())
        send(clientFrame(Opcode::Text, m_greeting));
    m_greeting = std::string();
    if (m_replies == 0 && m_state == State::Greeting) {
        m_state = State::Ready;
        m_listener.onReady(*this);
    }
    return m_state != State::Closed;
}

bool Connection::onFrame(const Message &message)
{
    switch (message.opcode) {
    case Opcode::Ping:
        if (m_answersPings)
            send(clientFrame(Opcode::Pong, message.body));
        break;
    case Opcode::Pong:
        break;
    case Opcode::Close:
        if (message.body.size() >= 2)
            m_closeCode = static_cast<unsigned>(static_cast<std::uint8_t>(message.body[0])) << 8
                | static_cast<std::uint8_t>(message.body[1]);
        send(clientFrame(Opcode::Close, message.body.substr(0, 2)));
        if (m_state != State::Closed)
            end("close frame");
        return false;
    default:
        if (m_state == State::Ready) {
            m_listener.onMessage(*this, message);
        } else if (--m_replies == 0) {
            m_state = State::Ready;
            m_listener.onReady(*this);
        }
    }
    return m_state != State::Closed;
}

void Connection::watch()
{
    if (m_state == State::Closed || m_state == State::Connecting)
        return;
    const std::uint32_t wanted
        = (m_reading ? EPOLLIN : EPOLLRDHUP) | (pendingBytes() != 0 ? EPOLLOUT : 0u);
    if (wanted == m_watched)
        return;
    m_watched = wanted;
    m_loop.change(m_transport.descriptor(), wanted, *this);
}

void Connection::end(std::string why)
{
    if (m_state == State::Closed)
        return;
    m_failure = std::move(why);
    abandon();
    m_listener.onClosed(*this);
}

} // namespace wavetape::scenario
