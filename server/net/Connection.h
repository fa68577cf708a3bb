// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"
#include "net/ConnectionRow.h"
#include "net/Doorway.h"
#include "net/PeerAddress.h"
#include "net/Poller.h"
#include "net/Sender.h"
#include "net/Session.h"
#include "net/TimerWheel.h"
#include "net/WorkShare.h"
#include "security/AddressLimiter.h"
#include "websocket/FrameParser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace wavetape::net {

struct ServerContext;

/// One accepted socket: reads for its session, queues and writes what its session and subscriptions
/// send. Lives on one I/O thread and is deleted by it. Kept small: an idle connection costs what is
/// declared here and in its session.
class Connection final : public Sender, private TimerWheel::Entry {
public:
    Connection(IoThread &thread, int descriptor, const PeerAddress &peer, uint64_t id,
        const Doorway &door);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// Begins to read; `session` gets the bytes.
    void start(std::unique_ptr<Session> session);
    /// Replaces the session; the old one is deleted after the present call into it.
    void setSession(std::unique_ptr<Session> session);

    IoThread &thread() { return m_thread; }
    ServerContext &context();
    Session &session() { return *m_session; }
    const PeerAddress &peer() const { return m_peer; }
    /// The number of the listener that it came by.
    uint8_t listener() const { return m_listener; }
    /// It came by the control port of faults.
    bool onFaultPort() const { return m_faultPort; }
    uint64_t openedMs() const { return m_openedMs; }
    /// The peer speaks TLS, to us or to the proxy that speaks for it.
    bool reachedOverTls() const { return secure() || m_proxySecure; }
    /// Whom the socket leads to: the peer, or a proxy that speaks for it.
    const PeerAddress &nextHop() const { return m_proxy ? *m_proxy : m_peer; }
    /// A trusted proxy speaks for `client` from now on; `secure`: over TLS. Counts it against that
    /// address where it is another one's so far; where that has too much already, says so.
    security::AddressLimiter::Admission standFor(const PeerAddress &client, bool secure);
    /// Before anything else a PROXY header is read.
    void awaitProxyHeader();
    uint64_t nowMs() const;
    /// The peer speaks plain HTTP where TLS is spoken: it is answered once, to say so.
    bool misdirected() const { return m_misdirected; }

    void makeReady() override;

    /// Counts `amount` of `work` against its share of this turn. Whoever has used that up stops
    /// where it can, and gets its turn again (Session::onTurn()).
    void charge(Work work, size_t amount = 1);
    bool hasShare();

    /// Counts this connection against its address, until it ends.
    void setTicket(security::AddressLimiter::Ticket ticket) { m_ticket = std::move(ticket); }
    security::AddressLimiter::Ticket &ticket() { return m_ticket; }

    /// Stops reading; bytes that were read but not taken are kept.
    void pauseReading();
    void resumeReading();
    bool readingPaused() const { return m_paused; }

    /// Ends the connection once everything queued is written: half-closes, waits for the peer's
    /// end, at most `graceMs`.
    void finish(uint64_t graceMs);
    /// Ends it now, with a TCP reset where `reset`. Nothing of the session may be used after; the
    /// object lives to the end of the turn.
    void abort(std::string_view cause, bool reset = true);

    /// Has the session's onTimer() called at `dueMs` at the latest.
    void scheduleTimer(uint64_t dueMs);
    void rescheduleTimer();

    /// Gives it the faults that others have for it, as the board has them now. `facts`: who it is;
    /// `fresh`: it has come just now.
    void meetFaults(faults::ConnectionFacts facts, bool fresh);

    // What monitoring reads.
    void countMessageIn(size_t) { ++m_messagesIn; }
    uint64_t messagesIn() const { return m_messagesIn; }
    uint64_t bytesIn() const { return m_bytesIn; }
    ConnectionRow row() const;

    /// Copies its frames to `sys.frames.c<id>` for that long (FrameTap.h); `parser` is its
    /// session's.
    void startTap(const websocket::FrameParser &parser, uint64_t durationMs, bool whole);
    void stopTap(std::string_view why);

    // Called by IoThread.
    void goOn();
    static Connection &fromTimer(TimerWheel::Entry &entry)
    {
        return static_cast<Connection &>(entry);
    }
    void onTimer();
    void onFaultAlarm();
    /// What is to go wrong for it may be another now.
    void onFaultsChanged();
    void onEvents(Poller::Events events);

private:
    friend class IoThread;
    bool readProxyHeader();
    void continueHandshake();
    bool mayRead() const;
    void readMore();
    void readSome();
    void feed(std::span<char> bytes);
    void updatePoll();
    void onPeerEnd();
    bool takeIncoming(std::span<char> bytes);
    void passIncoming(bool all);
    void endByFault();

    void onBlocked() override;
    void onLagging() override { rescheduleTimer(); }
    void onWritten() override;
    void onOverflow() override;
    void onSendFailed(std::string_view cause) override;

    std::unique_ptr<Session> m_session;
    std::unique_ptr<Session> m_previousSession;
    std::unique_ptr<std::string> m_carry; ///< read, not yet taken by the session
    uint64_t m_messagesIn = 0, m_bytesIn = 0;
    const uint64_t m_openedMs;
    WorkShare m_share;
    security::AddressLimiter::Ticket m_ticket;
    PeerAddress m_peer;
    std::unique_ptr<PeerAddress> m_proxy; ///< null: the peer itself is at the other end
    uint8_t m_watched = 0; ///< events the thread waits for
    const uint8_t m_listener;
    const bool m_faultPort;
    bool m_paused : 1 = false;
    bool m_peerEnded : 1 = false;
    bool m_ready : 1 = false;
    bool m_inputWaits : 1 = false; ///< what came for it is read when its turn comes
    bool m_receiveWaits : 1 = false; ///< for TLS's own output, which found no room
    bool m_tlsBegun : 1 = false;
    bool m_misdirected : 1 = false;
    bool m_proxySecure : 1 = false;
    bool m_proxyAwaited : 1 = false;
    bool m_counted : 1 = false; ///< against the address of the proxy's client
};

} // namespace wavetape::net
