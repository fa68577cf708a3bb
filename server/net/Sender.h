// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"
#include "delivery/Outlet.h"
#include "delivery/SendQueue.h"
#include "metrics/Transport.h"
#include "net/ReaderProgress.h"
#include "net/Socket.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace wavetape::net {

class FaultPath;
class IoThread;
struct ConnectionRow;

/// The sending half of a connection: queues what its session and subscriptions send, and writes it
/// as fast as the reader takes it. What is queued is written at the end of the thread's turn. Lives
/// on one I/O thread; the connection is told of what follows by the functions at the end.
class Sender : public delivery::Outlet {
public:
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    uint64_t id() const { return m_id; }
    bool secure() const { return m_socket.secure(); }

    // What subscriptions send through it: delivery/Outlet.h.
    void deliver(
        delivery::Subscription &subscription, const channels::Publication &publication) final;
    bool takesRun() const final;
    void sendRun(delivery::Subscription &subscription, const delivery::PublicationRun &run) final;
    void sendLoss(delivery::Subscription &subscription, uint64_t from, uint64_t to,
        channels::FrameRef notice) final;
    void lose(delivery::Subscription &subscription, delivery::Loss loss, uint64_t count) final;
    uint64_t dropWaiting(delivery::Subscription &subscription) final;
    void detach(delivery::Subscription &subscription) final;
    void overflow() final;
    bool behind() const final { return m_waitingForSpace || m_sendCut; }
    bool aboveHigh() const final;
    bool touched() const final { return m_touched; }
    void flush() final;
    void writeNow() final;

    void send(channels::FrameRef frame);
    /// A large message that lies in memory only now: written at once, straight from there, where
    /// nothing waits before it.
    void sendLarge(websocket::Opcode opcode, std::string_view payload);
    /// A compressed frame that others are sent too.
    void sendShared(channels::FrameRef frame);
    void sendControl(channels::FrameRef frame);
    void sendPong(channels::FrameRef frame);
    delivery::SendQueue &queue() { return m_queue; }
    const delivery::SendQueue &queue() const { return m_queue; }
    /// A compressed frame that was not its session's was queued since the last call: it is in the
    /// peer's window, not in its session's.
    bool takeSharedFrame()
    {
        const bool taken = m_sharedFrame;
        m_sharedFrame = false;
        return taken;
    }
    bool belowLow() const;

    /// Nothing more is delivered to it; its subscriptions are about to end.
    void mute() { m_muted = true; }
    bool muted() const { return m_muted; }
    bool finishing() const { return m_finishing; }
    bool closed() const { return m_closed; }

    /// From now on what is sent passes these, until it ends. At most once.
    void setFaults(std::unique_ptr<FaultPath> faults);
    /// They do nothing any more: what is sent goes its own way again.
    void takeFaults();
    /// Null with nearly all: nobody asked for any.
    FaultPath *faults() const { return m_faults.get(); }
    /// By how much faults may hold up what is sent, in ms: so much later the peer can answer.
    uint64_t heldUpMs() const;

    /// What is sent from now on is counted under this.
    void carries(metrics::Transport transport) { m_transport = transport; }
    /// So many messages are within the answer that is sent next.
    void countMessages(uint64_t messages);
    uint64_t messagesOut() const { return m_messagesOut; }
    uint64_t bytesOut() const { return m_bytesOut; }
    /// Since when the queue has been above the high mark without falling to the low one; 0: it is
    /// not.
    uint64_t laggingSinceMs() const { return m_slow ? m_slow->laggingSinceMs : 0; }
    /// As ReaderProgress::check(); 0: nothing waits for it.
    uint64_t givenUpMs(uint64_t patienceMs);
    struct Acknowledged {
        int64_t bytes = 0; ///< that the peer's kernel has, since the beginning
        bool more = false; ///< there is more for it in ours
    };
    Acknowledged acknowledged() const;

    // Called by IoThread.
    void endTurn();

protected:
    /// `tls`: null for a plain connection.
    Sender(IoThread &thread, uint64_t id, int descriptor, std::unique_ptr<TlsStream> tls);
    ~Sender();

    bool hasUnsent() const;
    /// Nothing more goes out; what waits is forgotten.
    void endSending();
    /// Fills in the sending half's part.
    void describe(ConnectionRow &row) const;

    /// The kernel takes no more for now.
    virtual void onBlocked() = 0;
    /// The queue has grown above the high mark.
    virtual void onLagging() = 0;
    /// Everything that may be written in this turn is. May end the connection.
    virtual void onWritten() = 0;
    /// More waits than the hard mark allows. Ends the connection.
    virtual void onOverflow() = 0;
    /// Ends the connection.
    virtual void onSendFailed(std::string_view cause) = 0;

    IoThread &m_thread;
    const uint64_t m_id;
    Socket m_socket;
    delivery::SendQueue m_queue;
    bool m_waitingForSpace : 1 = false; ///< the kernel takes no more
    bool m_finishing : 1 = false;
    bool m_shutDown : 1 = false; ///< our end is half-closed
    bool m_closed : 1 = false;
    bool m_sendCut : 1 = false; ///< waits in the ready list with bytes to send
    bool m_tapped : 1 = false;
    bool m_held : 1 = false; ///< waits for space not in the kernel, but behind a fault
    bool m_ended : 1 = false; ///< by a fault: no message is queued any more
    bool m_halfClosing : 1 = false; ///< by a fault: as soon as what is queued is out
    std::unique_ptr<FaultPath> m_faults;

private:
    friend class IoThread;
    /// What is to be known of a reader that the kernel once took no more for, or that lost
    /// something.
    struct Slow {
        explicit Slow(uint64_t nowMs)
            : progress(nowMs)
        {
        }
        ReaderProgress progress;
        uint64_t lastDropMs = 0; ///< when a publication for it was last dropped; 0: never
        uint64_t laggingSinceMs = 0;
    };

    Slow &slow();
    ssize_t transmit(std::span<const iovec> parts);
    void noteBlocked();
    bool passHeld();
    void sendTouched(channels::FrameRef frame);
    void endAfterMessage();
    bool writeHeld();
    void account(size_t bytes);
    void count(size_t bytes, const delivery::SendQueue::Sent &sent);
    void noteQueue();
    void countLosses();

    bool m_touched : 1 = false;
    bool m_gathered : 1 = false; ///< waits for the thread's flush interval
    bool m_muted : 1 = false;
    bool m_sharedFrame : 1 = false;
    bool m_overflowed : 1 = false;
    metrics::Transport m_transport = metrics::Transport::http;
    uint64_t m_messagesOut = 0, m_bytesOut = 0;
    std::unique_ptr<Slow> m_slow; ///< null: never was, as with nearly all
    uint64_t m_queuedBytes = 0; ///< as its thread has them counted
};

} // namespace wavetape::net
