// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/HttpClient.h"

#include <sys/epoll.h>

#include <algorithm>
#include <charconv>

namespace wavetape::scenario {

namespace {

constexpr std::size_t kMaxHttpHead = 16 * 1024;
constexpr std::size_t kHttpScratch = 64 * 1024;

std::string lower(std::string_view text)
{
    std::string low(text);
    for (char &c : low)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return low;
}

} // namespace

HttpClient::HttpClient(Loop &loop, HttpListener &listener)
    : m_loop(loop)
    , m_listener(listener)
{
}

void HttpClient::open(const Target &target, std::size_t source, std::size_t receiveBuffer)
{
    m_transport.open(target, source, receiveBuffer);
    m_closed = false;
    m_watched = EPOLLIN | EPOLLOUT;
    m_loop.add(m_transport.descriptor(), m_watched, *this);
}

void HttpClient::get(const std::string &path, const std::string &host, const std::string &headers)
{
    m_pending += "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
    m_part = Part::head;
    m_head.clear();
    m_status = 0;
    if (m_reached)
        flush();
}

void HttpClient::pauseReading()
{
    m_reading = false;
    watch();
}

void HttpClient::resumeReading()
{
    m_reading = true;
    watch();
}

void HttpClient::abandon()
{
    if (m_closed)
        return;
    m_loop.remove(m_transport.descriptor());
    m_transport.shut();
    m_closed = true;
}

void HttpClient::end()
{
    if (m_closed)
        return;
    abandon();
    m_listener.onClosed(*this);
}

void HttpClient::onEvents(std::uint32_t events)
{
    if (m_closed)
        return;
    if (!m_reached) {
        const auto outcome = m_transport.establish();
        if (outcome == Transport::Outcome::Closed) {
            end();
        } else if (outcome == Transport::Outcome::Done) {
            m_reached = true;
            flush();
        } else if (m_watched != EPOLLIN) {
            m_watched = EPOLLIN; // while TLS shakes hands only reading tells something
            m_loop.change(m_transport.descriptor(), m_watched, *this);
        }
        return;
    }
    if ((events & EPOLLOUT) != 0)
        flush();
    if (!m_closed && m_reading && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        read();
    else if (!m_closed && (events & (EPOLLHUP | EPOLLERR)) != 0)
        end();
}

void HttpClient::flush()
{
    if (m_closed)
        return;
    while (!m_pending.empty()) {
        const auto [outcome, bytes] = m_transport.write(m_pending);
        if (outcome == Transport::Outcome::Closed) {
            end();
            return;
        }
        if (outcome == Transport::Outcome::WouldBlock)
            break;
        m_pending.erase(0, bytes);
    }
    watch();
}

void HttpClient::watch()
{
    if (m_closed || !m_reached)
        return;
    const std::uint32_t wanted
        = (m_reading ? EPOLLIN : EPOLLRDHUP) | (m_pending.empty() ? 0u : EPOLLOUT);
    if (wanted == m_watched)
        return;
    m_watched = wanted;
    m_loop.change(m_transport.descriptor(), wanted, *this);
}

void HttpClient::read()
{
    static char scratch[kHttpScratch];
    for (int round = 0; round < 16; ++round) {
        const auto [outcome, bytes] = m_transport.read(scratch, kHttpScratch);
        if (outcome == Transport::Outcome::WouldBlock)
            return;
        if (outcome == Transport::Outcome::Closed || !take({scratch, bytes})) {
            end();
            return;
        }
        if (m_closed || !m_reading || (!m_transport.secure() && bytes < kHttpScratch))
            return;
    }
}

/// False where the peer cannot be followed.
bool HttpClient::take(std::string_view data)
{
    while (!data.empty() && !m_closed) {
        switch (m_part) {
        case Part::idle:
            return false;
        case Part::head:
            if (!takeHead(data))
                return false;
            break;
        case Part::body:
        case Part::chunk: {
            const std::size_t piece = m_untilClose
                ? data.size()
                : static_cast<std::size_t>(std::min<std::uint64_t>(m_left, data.size()));
            m_left -= m_untilClose ? 0 : piece;
            const std::string_view body = data.substr(0, piece);
            data.remove_prefix(piece);
            if (m_part == Part::chunk && m_left == 0)
                m_part = Part::chunkEnd;
            const bool whole = m_part == Part::body && !m_untilClose && m_left == 0;
            m_listener.onBody(*this, body);
            if (whole && !m_closed && !answered())
                return false;
            break;
        }
        case Part::chunkSize:
        case Part::chunkEnd:
        case Part::trailer:
            if (!takeLine(data))
                return false;
            break;
        }
    }
    return true;
}

bool HttpClient::takeHead(std::string_view &data)
{
    const std::size_t before = m_head.size();
    m_head += data;
    const auto stop = m_head.find("\r\n\r\n");
    if (stop == std::string::npos) {
        data = {};
        return m_head.size() <= kMaxHttpHead;
    }
    data.remove_prefix(stop + 4 - before);
    m_head.resize(stop + 2);
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    if (!m_head.starts_with(kVersion))
        return false;
    std::from_chars(m_head.data() + kVersion.size(), m_head.data() + m_head.size(), m_status);
    const std::string head = lower(m_head);
    m_untilClose = false;
    m_left = 0;
    if (head.find("\r\ntransfer-encoding: chunked") != std::string::npos) {
        m_part = Part::chunkSize;
    } else if (const auto length = head.find("\r\ncontent-length: "); length != std::string::npos) {
        std::from_chars(head.data() + length + 18, head.data() + head.size(), m_left);
        m_part = Part::body;
    } else {
        m_untilClose = true;
        m_part = Part::body;
    }
    m_head.clear();
    m_listener.onHead(*this);
    return m_closed || m_part != Part::body || m_untilClose || m_left > 0 || answered();
}

bool HttpClient::takeLine(std::string_view &data)
{
    const std::size_t stop = data.find('\n');
    m_head.append(data.substr(0, stop));
    data.remove_prefix(stop == std::string_view::npos ? data.size() : stop + 1);
    if (stop == std::string_view::npos)
        return m_head.size() <= kMaxHttpHead;
    const std::string line = std::move(m_head);
    m_head.clear();
    if (m_part == Part::chunkEnd) {
        m_part = Part::chunkSize;
        return true;
    }
    if (m_part == Part::trailer)
        return (line != "\r" && !line.empty()) || answered();
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), m_left, 16);
    if (error != std::errc() || end == line.data())
        return false;
    m_part = m_left > 0 ? Part::chunk : Part::trailer;
    return true;
}

bool HttpClient::answered()
{
    m_part = Part::idle;
    m_listener.onAnswered(*this);
    return true;
}

} // namespace wavetape::scenario
