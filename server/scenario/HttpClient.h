// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Loop.h"
#include "scenario/Transport.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::scenario {

class HttpClient;

/// What the owner of an HttpClient is told.
class HttpListener {
public:
    virtual void onHead(HttpClient &client) = 0;
    virtual void onBody(HttpClient &client, std::string_view piece) = 0;
    /// The answer is whole; the next request may follow.
    virtual void onAnswered(HttpClient &client) = 0;
    /// The connection has ended or never came to be.
    virtual void onClosed(HttpClient &client) = 0;

protected:
    ~HttpListener() = default;
};

/// One HTTP/1.1 connection that asks by GET: events and polls. Bodies come as they arrive, without
/// chunks (RFC 9112 section 7.1). One request at a time.
class HttpClient final : public EventHandler {
public:
    HttpClient(Loop &loop, HttpListener &listener);

    /// Connects from 127.0.0.0 + `source` (0: the kernel's choice); get() may be called at once.
    /// Throws std::system_error.
    void open(const Target &target, std::size_t source, std::size_t receiveBuffer);
    /// `headers`: whole lines, each with its line break.
    void get(const std::string &path, const std::string &host, const std::string &headers);
    void pauseReading();
    void resumeReading();
    /// Ends it without onClosed.
    void abandon();

    unsigned status() const { return m_status; }
    bool reachedTarget() const { return m_reached; }
    bool closed() const { return m_closed; }

    void onEvents(std::uint32_t events) override;

private:
    enum class Part : std::uint8_t { idle, head, body, chunkSize, chunk, chunkEnd, trailer };

    void flush();
    void read();
    bool take(std::string_view data);
    bool takeHead(std::string_view &data);
    bool takeLine(std::string_view &data);
    bool answered();
    void watch();
    void end();

    Loop &m_loop;
    HttpListener &m_listener;
    Transport m_transport;
    std::string m_pending;
    std::string m_head; ///< of the answer, or the line that is coming
    Part m_part = Part::idle;
    std::uint64_t m_left = 0; ///< of the body or the chunk
    std::uint32_t m_watched = 0;
    unsigned m_status = 0;
    bool m_untilClose = false;
    bool m_reading = true;
    bool m_reached = false;
    bool m_closed = true;
};

} // namespace wavetape::scenario
