// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Breakpoints.h"
#include "faults/FaultPlan.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace wavetape::faults {

/// What one side of a WebSocket (RFC 6455) says: finds the messages in the bytes. A server's begin
/// with its handshake's answer, and a plan is asked what becomes of each; a client's are looked for
/// once beginFrames() was called. What is no WebSocket passes as it is; so do messages beyond
/// 256 KiB, and under an extension (compression), all of them but for their count: leaving one out
/// there would spoil the next. No I/O; one thread.
class FrameSieve {
public:
    using Witness = std::function<void(const FaultPlan &, const FaultPlan::Strike &)>;

    /// `direction`: that of what it says.
    explicit FrameSieve(Direction direction = Direction::down)
        : m_state(direction == Direction::down ? State::head : State::opaque)
    {
    }
    /// A client's: the other side has agreed to a WebSocket, `extended` with an extension.
    void beginFrames(bool extended);
    bool extended() const { return m_extended; }

    /// Whether messages are held until they are whole, as those must be that may be left out, sent
    /// twice or cut short. From the next one on.
    void setKeeps(bool keeps) { m_keeps = keeps; }
    /// Appends to `out` what the client is to get of these bytes. Nothing once it has closed().
    void put(std::string_view bytes, FaultPlan &plan, uint64_t nowNanos, const Witness &witness,
        std::string &out);
    /// The same where nothing but a breakpoint is asked for, as of what a client says.
    void put(std::string_view bytes, std::string &out) { take(bytes, nullptr, out); }
    /// It is to be closed by that code as soon as no message is under way; into `out`, where that
    /// is now.
    void close(uint16_t code, std::string_view reason, std::string &out);
    /// The close frame is out: what the server says after it is nobody's.
    bool closed() const { return m_state == State::closed; }
    /// Its connection is to be cut, or to end on the server's side alone, and that by a message.
    bool cut() const { return m_cut; }
    bool halfClosed() const { return m_halfClosed; }
    /// The next message in one frame stands still, and all behind it, where messages are kept.
    void holdNext(bool on) { m_holdNext = on; }
    bool holds() const { return m_held; }
    bool heldText() const { return m_heldText; }
    std::string heldPayload() const; ///< unmasked
    /// What waits here: that, what is behind it, and a message that is not whole yet.
    size_t heldBytes() const { return m_heldMessage.size() + m_behind.size() + m_message.size(); }
    /// Appends it, and what waits behind it, to `out`.
    void letGo(const LetGo &what, std::string &out);
    bool isWebSocket() const { return m_state == State::frames || closed(); }

private:
    enum class State : uint8_t { head, frames, opaque, closed };

    struct Judge {
        FaultPlan &plan;
        uint64_t nowNanos;
        const Witness &witness;
    };

    void take(std::string_view bytes, const Judge *judge, std::string &out);
    size_t takeHead(std::string_view bytes, std::string &out);
    size_t takeHeader(std::string_view bytes, std::string &out);
    size_t takePayload(std::string_view bytes, std::string &out);
    void passTooLarge(std::string &out);
    void endMessage(const Judge *judge, std::string &out);
    void endByPlan(const Judge &judge, std::string &out);
    void passMessage(Touch touch, uint64_t amount, std::string &out) const;
    bool betweenFrames() const { return m_left == 0 && m_header.empty(); }
    std::string &sink(std::string &out) { return m_data && m_kept ? m_message : out; }
    std::string &past(std::string &out) { return m_held ? m_behind : out; }

    State m_state;
    std::string m_head; ///< of the answer
    bool m_extended = false; ///< an extension was agreed on
    std::string m_header; ///< of a frame, as far as it has come
    uint64_t m_left = 0; ///< of its payload
    bool m_data = false, m_last = false; ///< it is of a message, and the last of it
    bool m_inMessage = false; ///< one is under way
    bool m_keeps = false;
    bool m_kept = false; ///< the message is held until it is whole
    std::string m_message;
    size_t m_firstHeader = 0, m_frames = 0; ///< of the message that is kept
    bool m_text = false;
    uint64_t m_count = 0;
    uint16_t m_closeCode = 0; ///< to come; 0: none
    std::string m_closeReason;
    bool m_cut = false, m_halfClosed = false;
    bool m_holdNext = false, m_held = false, m_heldText = false;
    size_t m_heldHeader = 0;
    std::string m_heldMessage, m_behind; ///< what stands still; what came after it
};

/// A request's head without what offers extensions: nothing between its ends can leave out messages
/// of a compressed stream.
std::string withoutExtensions(std::string_view head);

} // namespace wavetape::faults
