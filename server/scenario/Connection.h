// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/FrameScanner.h"
#include "scenario/Loop.h"
#include "scenario/Transport.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::scenario {

class Connection;

/// What a mode wants to know of its connections.
class ConnectionListener {
public:
    /// The upgrade succeeded and the replies to the greeting have come.
    virtual void onReady(Connection &connection) = 0;
    /// A text or binary message after onReady.
    virtual void onMessage(Connection &connection, const Message &message) = 0;
    /// The connection has ended or never came to be.
    virtual void onClosed(Connection &connection) = 0;

protected:
    ~ConnectionListener() = default;
};

/// How a connection begins.
struct Opening {
    Target target;
    std::string protocol;
    std::vector<std::string> headers;
    std::string greeting; ///< text sent after the upgrade, if not empty
    std::size_t replies = 0; ///< messages to swallow before onReady
    std::size_t source = 0; ///< 127.0.0.<source>; 0: the kernel's choice
    std::size_t receiveBuffer = 0; ///< SO_RCVBUF; 0: the kernel's choice
    std::string host; ///< what Host says, where it is not the target
    std::string request; ///< sent in place of the upgrade, where not empty; may be no HTTP at all
    bool answersPings = true;
};

/// One WebSocket client connection (RFC 6455), no faster or stricter than a load generator needs:
/// it answers pings and closes, checks the status and Sec-WebSocket-Accept, and hands out messages.
class Connection final : public EventHandler {
public:
    enum class State { Idle, Connecting, Upgrading, Greeting, Ready, Closed };

    Connection(Loop &loop, ConnectionListener &listener, std::size_t index);

    void open(const Opening &opening);
    void keepBodies(bool keep) { m_scanner.keepBodies(keep); }

    /// Sends now; what the kernel does not take follows when it can.
    void send(std::string_view frame);
    /// Gathers a frame for the next flush().
    void queue(std::string_view frame) { m_pending += frame; }
    void flush();

    /// Stops reading, or reads only by readSome(). The end of the connection is still seen where
    /// the kernel tells.
    void pauseReading();
    void resumeReading();
    /// Reads at most that many bytes. Answers how many came.
    std::size_t readSome(std::size_t most);

    /// Ends it without a close handshake and without onClosed.
    void abandon();

    std::size_t index() const { return m_index; }
    State state() const { return m_state; }
    std::size_t pendingBytes() const { return m_pending.size() - m_pendingOffset; }
    /// The status code of a received close frame; 0 without one.
    unsigned closeCode() const { return m_closeCode; }
    /// The status of the answer to the upgrade; 0 without one.
    unsigned status() const { return m_status; }
    bool reachedTarget() const { return m_reached; }
    /// Why it ended, in words.
    const std::string &failure() const { return m_failure; }
    std::uint64_t closedAt() const { return m_closedAt; }

    void onEvents(std::uint32_t events) override;

private:
    void establish();
    void onReadable();
    bool take(std::string_view data);
    bool readUpgrade(std::string_view &data);
    bool onFrame(const Message &message);
    void watch();
    void end(std::string why);

    Loop &m_loop;
    ConnectionListener &m_listener;
    std::size_t m_index;
    Transport m_transport;
    State m_state = State::Idle;
    bool m_reading = true;
    std::uint32_t m_watched = 0;
    FrameScanner m_scanner;
    std::string m_head; ///< the request, then what has come of the answer's header
    std::string m_greeting;
    std::size_t m_replies = 0;
    std::string m_pending;
    std::size_t m_pendingOffset = 0;
    unsigned m_closeCode = 0;
    unsigned m_status = 0;
    bool m_answersPings = true;
    bool m_reached = false; ///< TCP, and TLS where it is asked for, came to be
    std::string m_failure;
    std::uint64_t m_closedAt = 0;
};

} // namespace wavetape::scenario
