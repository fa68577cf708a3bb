// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/CloseCode.h"
#include "websocket/CloseSeeker.h"
#include "websocket/Deflate.h"
#include "websocket/Frame.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace wavetape::websocket {

/// Which end reads: a server takes masked frames only, a client unmasked ones only (RFC 6455 5.1).
enum class Role : std::uint8_t { server, client };

/// Shared by many parsers; read at each frame, so it may be changed between two calls of feed().
struct ParserLimits {
    std::uint64_t maxMessage = 1u << 20; ///< bytes of one message, after inflating
    std::uint32_t maxFragments = 1024; ///< frames of one message, empty ones too
};

/// What a parser tells. Each on* but onFrame returns false to pause: the parser stops right after
/// this message or control frame and feed() returns the bytes consumed so far. The parser must
/// outlive the call. Payloads live until the return and may be modified.
class MessageHandler {
public:
    virtual ~MessageHandler() = default;
    /// `kind` is text (then the payload is valid UTF-8) or binary.
    virtual bool onMessage(Opcode kind, std::span<char> payload) = 0;
    virtual bool onPing(std::span<const char> payload) = 0;
    virtual bool onPong(std::span<const char> payload) = 0;
    /// Without a code the frame was empty.
    virtual bool onClose(std::optional<std::uint16_t> code, std::string_view reason) = 0;
    /// Every valid frame header, before its payload.
    virtual void onFrame(const FrameInfo &) { }
};

/// Why a peer must be closed. `reason` is static text that fits into a close frame.
struct ParseFailure {
    CloseCode code;
    std::string_view reason;
    bool fragments = false; ///< a message was in too many
};

/// Reads the frames of one direction of a connection: RFC 6455 section 5, with RFC 7692 where it
/// was negotiated. However the bytes are split, the same calls follow. One thread at a time.
///
/// A message in one frame that lies wholly in the bytes given is handed on where it lies. Anything
/// else is gathered in memory that exists only while a message is incomplete and grows with the
/// bytes that have arrived, never with the length a header claims.
class FrameParser {
public:
    /// `deflateNegotiated`: permessage-deflate with its default parameters.
    explicit FrameParser(Role role, bool deflateNegotiated = false);
    FrameParser(Role role, const DeflateParams &deflate);
    ~FrameParser();
    FrameParser(FrameParser &&) noexcept;
    FrameParser &operator=(FrameParser &&) noexcept;

    /// Consumes from `bytes`, which it unmasks in place. Stops early at a failure (failure() is
    /// then set for good, and nothing more is consumed) or at a pause. Returns the bytes consumed.
    /// After a close frame the rest is consumed unread. Throws std::bad_alloc.
    std::size_t feed(std::span<char> bytes, const ParserLimits &limits, MessageHandler &handler);

    /// Null while all is well.
    const ParseFailure *failure() const { return m_failure; }
    /// After a failure: has the peer's close frame come, now that these bytes have? They go on
    /// where feed() stopped.
    bool closeFollows(std::span<const char> bytes);
    /// True between the first byte of a frame or fragmented message and its last.
    bool midMessage() const { return m_partial != nullptr; }
    /// True inside a frame: the peer cannot send anything else, not even a pong, before its end.
    bool midFrame() const;
    /// Where the bytes taken so far end: in a header, of which these bytes have come, or this much
    /// before a payload's end.
    struct Pending {
        std::string_view header;
        std::uint64_t payload = 0;
    };
    Pending pending() const;
    /// Bytes of memory held beyond the parser itself.
    std::size_t bufferedBytes() const;

private:
    struct Partial;
    friend class PartialPool;

    std::size_t readHeader(
        const char *bytes, std::size_t size, const ParserLimits &limits, FrameInfo &frame);
    const ParseFailure *checkFirstByte(const FrameInfo &frame, const ParserLimits &limits) const;
    const ParseFailure *checkLength(const FrameInfo &frame, const ParserLimits &limits) const;
    bool readPayload(std::span<char> bytes, std::size_t &at, const ParserLimits &limits,
        MessageHandler &handler);
    bool addData(std::span<char> bytes, const ParserLimits &limits);
    bool inflateData(std::span<const char> bytes, const ParserLimits &limits);
    bool finishMessage(const ParserLimits &limits, MessageHandler &handler);
    bool onControl(Opcode opcode, std::span<char> payload, MessageHandler &handler);
    bool onCloseFrame(std::span<const char> payload, MessageHandler &handler);
    bool fail(const ParseFailure &failure);
    void openPartial();
    void closePartial();

    std::unique_ptr<Partial> m_partial;
    std::unique_ptr<CloseSeeker> m_seeker; ///< after a failure
    std::unique_ptr<Inflater> m_inflater; ///< from the first compressed message on
    const ParseFailure *m_failure = nullptr;
    Opcode m_message = Opcode::continuation; ///< kind of the message under way, if any
    Role m_role;
    bool m_deflate = false;
    bool m_keepsContext = true; ///< the peer's compressor refers back to earlier messages
    std::uint8_t m_windowBits = 15;
    bool m_closed = false;
};

} // namespace wavetape::websocket
