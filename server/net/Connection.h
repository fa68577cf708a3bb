// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"
#include "net/ConnectionRow.h"
#include "net/PeerAddress.h"
#include "net/Poller.h"
#include "net/SendQueue.h"
#include "net/Session.h"
#include "net/TimerWheel.h"
#include "net/TlsContext.h"
#include "security/AddressLimiter.h"
#include "websocket/FrameParser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace wavetape::net {

class IoThread;
struct PublicationRun;
struct ServerContext;

/// One accepted socket: reads for its session, queues and writes what its session and subscriptions
/// send. Lives on one I/O thread and is deleted by it. Kept small: an idle connection costs what is
/// declared here and in its session.
class Connection : private TimerWheel::Entry {
public:
    /// `tls`: null for a plain connection.
    Connection(IoThread &thread, int descriptor, const PeerAddress &peer, uint64_t id,
        std::unique_ptr<TlsStream> tls);
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
    uint64_t id() const { return m_id; }
    const PeerAddress &peer() const { return m_peer; }
    uint64_t openedMs() const { return m_openedMs; }
    uint64_t nowMs() const;
    bool secure() const { return m_tls != nullptr; }

    // Sending: queued now, written at the end of the turn.
    void send(channels::FrameRef frame);
    /// `notice`: that `from` to `to` of `subscription` are lost, in its place among what waits.
    void sendLoss(
        Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef notice);
    /// A large message that lies in memory only now: written at once, straight from there, where
    /// nothing waits before it.
    void sendLarge(websocket::Opcode opcode, std::string_view payload);
    /// May a run be written to it at once? Nothing waits, and nothing else is to be written in this
    /// turn.
    bool takesRun() const;
    /// Writes a whole run of `subscription`; what the kernel does not take is queued, as if it had
    /// come by deliver().
    void sendRun(Subscription &subscription, const PublicationRun &run);
    void sendControl(channels::FrameRef frame);
    void sendPong(channels::FrameRef frame);
    /// Applies the subscription's policy; may end the connection as a slow consumer, later in the
    /// turn.
    void deliver(Subscription &subscription, const channels::Publication &publication);
    /// Writes now instead of at the end of the turn. May end the connection and its subscriptions.
    void flush();
    SendQueue &queue() { return m_queue; }
    const SendQueue &queue() const { return m_queue; }
    /// The kernel took less than it was given, or the turn's share is used up.
    bool behind() const { return m_waitingForSpace || m_ready; }
    /// A compressed publication was queued since the last call: it is in the peer's window, not in
    /// its session's.
    bool takeSharedFrame()
    {
        const bool taken = m_sharedFrame;
        m_sharedFrame = false;
        return taken;
    }
    /// Ends it as too slow, at the end of the turn.
    void overflow();
    bool aboveHigh() const;
    bool belowLow() const;

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
    bool finishing() const { return m_finishing; }
    /// Ends it now, with a TCP reset where `reset`. Nothing of the session may be used after; the
    /// object lives to the end of the turn.
    void abort(std::string_view cause, bool reset = true);
    bool closed() const { return m_closed; }

    /// Has the session's onTimer() called at `dueMs` at the latest.
    void scheduleTimer(uint64_t dueMs);
    void rescheduleTimer();

    // What monitoring reads.
    void countMessageIn(size_t) { ++m_messagesIn; }
    uint64_t messagesIn() const { return m_messagesIn; }
    uint64_t messagesOut() const { return m_messagesOut; }
    uint64_t bytesIn() const { return m_bytesIn; }
    uint64_t bytesOut() const { return m_bytesOut; }
    /// Since when the queue has been above the high mark without falling to the low one; 0: it is
    /// not.
    uint64_t laggingSinceMs() const { return m_laggingSinceMs; }
    uint64_t lastProgressMs() const { return m_lastProgressMs; }
    ConnectionRow row() const;

    /// Copies its frames to `sys.frames.c<id>` for that long (FrameTap.h); `parser` is its
    /// session's.
    void startTap(const websocket::FrameParser &parser, uint64_t durationMs);
    void stopTap(std::string_view why);

    /// Gets a write at the end of this turn.
    bool touched() const { return m_touched; }

    // Called by IoThread.
    void endTurn();
    void goOn();
    static Connection &fromTimer(TimerWheel::Entry &entry)
    {
        return static_cast<Connection &>(entry);
    }
    void onTimer();
    void onEvents(Poller::Events events);

private:
    friend class IoThread;
    void continueHandshake();
    void readSome();
    ssize_t receive(std::span<char> buffer);
    ssize_t transmit(std::span<const iovec> parts);
    ssize_t write(std::span<const iovec> parts);
    void tapReceived(std::string_view bytes);
    void tapSent(std::span<const iovec> parts, size_t bytes);
    bool hasUnsent() const;
    void noteBlocked();
    void account(size_t bytes);
    void feed(std::span<char> bytes);
    void updatePoll();
    void onPeerEnd();
    void noteLag();
    void countLosses();
    void noteDrained();

    IoThread &m_thread;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Session> m_previousSession;
    SendQueue m_queue;
    std::unique_ptr<TlsStream> m_tls;
    std::unique_ptr<std::string> m_carry; ///< read, not yet taken by the session
    const uint64_t m_id;
    uint64_t m_messagesIn = 0, m_messagesOut = 0, m_bytesIn = 0, m_bytesOut = 0;
    uint64_t m_openedMs;
    uint64_t m_lastProgressMs = 0;
    uint64_t m_laggingSinceMs = 0;
    security::AddressLimiter::Ticket m_ticket;
    const PeerAddress m_peer;
    int m_descriptor;
    uint8_t m_watched = 0; ///< events the thread waits for
    bool m_waitingForSpace : 1 = false;
    bool m_paused : 1 = false;
    bool m_finishing : 1 = false;
    bool m_shutDown : 1 = false; ///< our end is half-closed
    bool m_peerEnded : 1 = false;
    bool m_closed : 1 = false;
    bool m_touched : 1 = false;
    bool m_ready : 1 = false;
    bool m_gathered : 1 = false; ///< waits for the thread's flush interval
    bool m_sharedFrame : 1 = false;
    bool m_overflowed : 1 = false;
    bool m_tapped : 1 = false;
};

} // namespace wavetape::net
