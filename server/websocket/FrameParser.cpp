// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/FrameParser.h"

#include "defence/Defence.h"

#include "websocket/ByteBuffer.h"
#include "websocket/Utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace wavetape::websocket {

using defence::armed;
using defence::Defence;

namespace {

constexpr ParseFailure kReservedBit {CloseCode::protocolError, "reserved bit set"};
constexpr ParseFailure kReservedOpcode {CloseCode::protocolError, "reserved opcode"};
constexpr ParseFailure kCompressedControl {
    CloseCode::protocolError, "control frame marked as compressed"};
constexpr ParseFailure kCompressedContinuation {
    CloseCode::protocolError, "continuation frame marked as compressed"};
constexpr ParseFailure kFragmentedControl {CloseCode::protocolError, "fragmented control frame"};
constexpr ParseFailure kLongControl {
    CloseCode::protocolError, "control frame longer than 125 bytes"};
constexpr ParseFailure kNothingToContinue {
    CloseCode::protocolError, "continuation frame without a message to continue"};
constexpr ParseFailure kUnfinishedMessage {
    CloseCode::protocolError, "new message before the end of a fragmented one"};
constexpr ParseFailure kUnmasked {CloseCode::protocolError, "frame from a client is not masked"};
constexpr ParseFailure kMasked {CloseCode::protocolError, "frame from a server is masked"};
constexpr ParseFailure kLongLength {
    CloseCode::protocolError, "payload length not in its shortest form"};
constexpr ParseFailure kNegativeLength {
    CloseCode::protocolError, "payload length with its highest bit set"};
constexpr ParseFailure kTooBig {CloseCode::messageTooBig, "message over the size limit"};
constexpr ParseFailure kTooManyFragments {
    CloseCode::messageTooBig, "message in too many fragments", true};
constexpr ParseFailure kInvalidText {CloseCode::invalidPayload, "text is not valid UTF-8"};
constexpr ParseFailure kInvalidDeflate {
    CloseCode::invalidPayload, "compressed message is not valid"};
constexpr ParseFailure kShortClose {CloseCode::protocolError, "close frame of one byte"};
constexpr ParseFailure kInvalidCode {CloseCode::protocolError, "invalid close code"};
constexpr ParseFailure kInvalidReason {
    CloseCode::invalidPayload, "close reason is not valid UTF-8"};

/// What a compressor may add to data that it cannot compress; beyond it the form itself is an
/// attack.
constexpr std::uint64_t compressedLimit(std::uint64_t maxMessage)
{
    return maxMessage + maxMessage / 64 + 1024;
}

std::string_view view(std::span<const char> bytes)
{
    return {bytes.data(), bytes.size()};
}

} // namespace

/// Everything that is needed only between the first byte of a frame or message and its last.
struct FrameParser::Partial {
    std::array<char, kMaxHeader> header;
    std::uint8_t headerFill = 0; ///< bytes of a header that has not arrived wholly
    bool inPayload = false;
    bool compressed = false;
    std::uint8_t controlFill = 0;
    Utf8Validator utf8;
    std::uint32_t fragments = 0;
    FrameInfo frame; ///< the frame whose payload is under way
    std::uint64_t remaining = 0; ///< of that payload
    std::uint64_t declared = 0; ///< payload bytes of the message's frames so far
    ByteBuffer data;
    std::array<char, kMaxControlPayload> control;

    void reset()
    {
        headerFill = 0;
        inPayload = false;
        controlFill = 0;
        startMessage();
    }
    void startMessage()
    {
        compressed = false;
        utf8.reset();
        fragments = 0;
        declared = 0;
        data.clear();
    }
};

/// A few partials per thread, so that a stream of messages larger than one read does not go to the
/// allocator (and through it to the kernel for fresh pages) once per message.
class PartialPool {
public:
    static PartialPool &ofThisThread()
    {
        thread_local PartialPool pool;
        return pool;
    }
    std::unique_ptr<FrameParser::Partial> take()
    {
        if (m_spare.empty()) {
            return std::make_unique<FrameParser::Partial>();
        }
        auto partial = std::move(m_spare.back());
        m_spare.pop_back();
        return partial;
    }
    void giveBack(std::unique_ptr<FrameParser::Partial> partial)
    {
        if (m_spare.size() < kMost && partial->data.capacity() <= kLargest) {
            partial->reset();
            m_spare.push_back(std::move(partial));
        }
    }

private:
    static constexpr std::size_t kMost = 16;
    static constexpr std::size_t kLargest = 128 * 1024;
    std::vector<std::unique_ptr<FrameParser::Partial>> m_spare;
};

FrameParser::FrameParser(Role role, bool deflateNegotiated)
    : m_role(role)
    , m_deflate(deflateNegotiated)
{
}

FrameParser::FrameParser(Role role, const DeflateParams &deflate)
    : m_role(role)
    , m_deflate(true)
    , m_keepsContext(role == Role::server ? !deflate.clientNoContextTakeover
                                          : !deflate.serverNoContextTakeover)
    , m_windowBits(role == Role::server ? deflate.clientMaxWindowBits : deflate.serverMaxWindowBits)
{
}

FrameParser::~FrameParser() = default;
FrameParser::FrameParser(FrameParser &&) noexcept = default;
FrameParser &FrameParser::operator=(FrameParser &&) noexcept = default;

bool FrameParser::midFrame() const
{
    return m_partial && (m_partial->inPayload || m_partial->headerFill > 0);
}

FrameParser::Pending FrameParser::pending() const
{
    if (!m_partial)
        return {};
    return {{m_partial->header.data(), m_partial->headerFill},
        m_partial->inPayload ? m_partial->remaining : 0};
}

std::size_t FrameParser::bufferedBytes() const
{
    return (m_partial ? sizeof(Partial) + m_partial->data.capacity() : 0)
        + (m_inflater ? m_inflater->memory() : 0);
}

bool FrameParser::fail(const ParseFailure &failure)
{
    m_failure = &failure;
    const Pending at = pending();
    m_seeker = std::make_unique<CloseSeeker>(at.header, at.payload);
    m_partial.reset();
    m_inflater.reset();
    return false;
}

bool FrameParser::closeFollows(std::span<const char> bytes)
{
    return m_seeker && m_seeker->seek(bytes);
}

void FrameParser::openPartial()
{
    if (!m_partial) {
        m_partial = PartialPool::ofThisThread().take();
    }
}

void FrameParser::closePartial()
{
    PartialPool::ofThisThread().giveBack(std::move(m_partial));
}

std::size_t FrameParser::feed(
    std::span<char> bytes, const ParserLimits &limits, MessageHandler &handler)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (m_failure != nullptr) {
            return at;
        }
        if (m_closed) {
            return bytes.size();
        }
        if (m_partial && m_partial->inPayload) {
            if (!readPayload(bytes, at, limits, handler)) {
                return at;
            }
            continue;
        }

        FrameInfo frame;
        const std::size_t kept = m_partial ? m_partial->headerFill : 0;
        if (kept == 0) {
            if (readHeader(bytes.data() + at, bytes.size() - at, limits, frame) == 0) {
                if (m_failure != nullptr) {
                    return at;
                }
                openPartial();
                m_partial->headerFill = static_cast<std::uint8_t>(bytes.size() - at);
                std::memcpy(m_partial->header.data(), bytes.data() + at, bytes.size() - at);
                return bytes.size();
            }
            at += frame.headerSize;
        } else {
            const std::size_t more = std::min(kMaxHeader - kept, bytes.size() - at);
            std::memcpy(m_partial->header.data() + kept, bytes.data() + at, more);
            if (readHeader(m_partial->header.data(), kept + more, limits, frame) == 0) {
                if (m_failure != nullptr) {
                    return at;
                }
                m_partial->headerFill = static_cast<std::uint8_t>(kept + more);
                return bytes.size();
            }
            at += frame.headerSize - kept;
            m_partial->headerFill = 0;
            if (m_message == Opcode::continuation) {
                closePartial();
            }
        }

        handler.onFrame(frame);
        const bool control = isControl(frame.opcode);
        const bool whole = frame.payload <= bytes.size() - at;
        if (whole && (control || (m_message == Opcode::continuation && frame.fin && !frame.rsv1))) {
            const std::span<char> payload
                = bytes.subspan(at, static_cast<std::size_t>(frame.payload));
            at += payload.size();
            if (frame.masked) {
                applyMask(payload.data(), payload.size(), frame.key);
            }
            bool goOn = false;
            if (control) {
                goOn = onControl(frame.opcode, payload, handler);
            } else if (frame.opcode == Opcode::text && !isValidUtf8(view(payload))
                && armed(Defence::textEncoding)) {
                fail(kInvalidText);
            } else {
                goOn = handler.onMessage(frame.opcode, payload);
            }
            if (!goOn) {
                return at;
            }
            continue;
        }

        openPartial();
        m_partial->frame = frame;
        m_partial->remaining = frame.payload;
        m_partial->inPayload = true;
        if (control) {
            m_partial->controlFill = 0;
        } else {
            if (frame.opcode != Opcode::continuation) {
                m_partial->startMessage();
                m_partial->compressed = frame.rsv1;
                m_message = frame.opcode;
            }
            ++m_partial->fragments;
            m_partial->declared += frame.payload;
        }
        // An empty frame is complete now, even if nothing follows it.
        if (!readPayload(bytes, at, limits, handler)) {
            return at;
        }
    }
    return at;
}

/// Returns the header's size once it is complete; 0 if bytes are missing or it is wrong
/// (failure()). Checks what is there, so that a wrong first byte is enough.
std::size_t FrameParser::readHeader(
    const char *bytes, std::size_t size, const ParserLimits &limits, FrameInfo &frame)
{
    const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const std::uint8_t first = byte(0);
    frame.fin = (first & 0x80) != 0;
    frame.rsv1 = (first & 0x40) != 0;
    frame.rsv2 = (first & 0x20) != 0;
    frame.rsv3 = (first & 0x10) != 0;
    frame.opcode = static_cast<Opcode>(first & 0x0F);
    if (const ParseFailure *failure = checkFirstByte(frame, limits)) {
        fail(*failure);
        return 0;
    }
    if (size < 2) {
        return 0;
    }
    const std::uint8_t second = byte(1);
    frame.masked = (second & 0x80) != 0;
    frame.payload = second & 0x7F;
    if (frame.masked != (m_role == Role::server) && armed(Defence::masking)) {
        fail(frame.masked ? kMasked : kUnmasked);
        return 0;
    }
    std::size_t length = 2;
    if (frame.payload >= 126) {
        if (isControl(frame.opcode)) {
            fail(kLongControl);
            return 0;
        }
        const bool wide = frame.payload == 127;
        length = wide ? 10 : 4;
        if (wide && size > 2 && (byte(2) & 0x80) != 0) {
            fail(kNegativeLength);
            return 0;
        }
        if (size < length) {
            return 0;
        }
        frame.payload = 0;
        for (std::size_t i = 2; i < length; ++i) {
            frame.payload = frame.payload << 8 | byte(i);
        }
        if (frame.payload < (wide ? 0x10000u : 126u)) {
            fail(kLongLength);
            return 0;
        }
    }
    if (const ParseFailure *failure = checkLength(frame, limits)) {
        fail(*failure);
        return 0;
    }
    if (frame.masked) {
        if (size < length + 4) {
            return 0;
        }
        std::memcpy(frame.key.data(), bytes + length, 4);
        length += 4;
    }
    frame.headerSize = static_cast<std::uint8_t>(length);
    return length;
}

const ParseFailure *FrameParser::checkFirstByte(
    const FrameInfo &frame, const ParserLimits &limits) const
{
    // RFC 6455 section 5.2: unknown reserved bits and opcodes fail the connection.
    if ((frame.rsv2 || frame.rsv3 || (frame.rsv1 && !m_deflate)) && armed(Defence::reservedBits)) {
        return &kReservedBit;
    }
    switch (frame.opcode) {
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
        // RFC 6455 section 5.5; RFC 7692 section 6.1.
        return frame.rsv1 ? &kCompressedControl : frame.fin ? nullptr : &kFragmentedControl;
    case Opcode::continuation:
        if (m_message == Opcode::continuation) {
            return &kNothingToContinue;
        }
        if (frame.rsv1) {
            return &kCompressedContinuation;
        }
        return m_partial->fragments >= limits.maxFragments ? &kTooManyFragments : nullptr;
    case Opcode::text:
    case Opcode::binary:
        return m_message != Opcode::continuation ? &kUnfinishedMessage : nullptr;
    }
    return &kReservedOpcode;
}

const ParseFailure *FrameParser::checkLength(
    const FrameInfo &frame, const ParserLimits &limits) const
{
    if (isControl(frame.opcode)) {
        return nullptr;
    }
    const bool begun = m_message != Opcode::continuation;
    const std::uint64_t before = begun ? m_partial->declared : 0;
    const bool compressed = begun ? m_partial->compressed : frame.rsv1;
    const std::uint64_t most = compressed ? compressedLimit(limits.maxMessage) : limits.maxMessage;
    return before > most || frame.payload > most - before ? &kTooBig : nullptr;
}

/// Takes what `bytes` has of the payload under way. False at a failure or pause.
bool FrameParser::readPayload(
    std::span<char> bytes, std::size_t &at, const ParserLimits &limits, MessageHandler &handler)
{
    Partial &partial = *m_partial;
    const auto size
        = static_cast<std::size_t>(std::min<std::uint64_t>(partial.remaining, bytes.size() - at));
    const std::span<char> piece = bytes.subspan(at, size);
    const std::size_t phase = (partial.frame.payload - partial.remaining) & 3;
    at += size;
    partial.remaining -= size;

    if (isControl(partial.frame.opcode)) {
        copyMasked(partial.control.data() + partial.controlFill, piece.data(), size,
            partial.frame.key, phase);
        partial.controlFill = static_cast<std::uint8_t>(partial.controlFill + size);
        if (partial.remaining > 0) {
            return true;
        }
        partial.inPayload = false;
        const Opcode opcode = partial.frame.opcode;
        std::array<char, kMaxControlPayload> payload = partial.control;
        const std::size_t length = partial.controlFill;
        if (m_message == Opcode::continuation) {
            closePartial();
        }
        return onControl(opcode, std::span(payload).first(length), handler);
    }

    if (partial.compressed) {
        applyMask(piece.data(), size, partial.frame.key, phase);
        if (!inflateData(piece, limits)) {
            return false;
        }
    } else {
        // The last frame bounds the buffer; before it, the message may still grow up to the limit.
        const std::uint64_t bound = partial.frame.fin ? partial.declared : limits.maxMessage;
        partial.data.makeRoom(size, bound);
        char *const out = partial.data.end();
        copyMasked(out, piece.data(), size, partial.frame.key, phase);
        partial.data.extend(size);
        if (m_message == Opcode::text && !partial.utf8.accept({out, size})) {
            return fail(kInvalidText);
        }
    }
    if (partial.remaining > 0) {
        return true;
    }
    partial.inPayload = false;
    return !partial.frame.fin || finishMessage(limits, handler);
}

bool FrameParser::inflateData(std::span<const char> bytes, const ParserLimits &limits)
{
    if (!m_inflater) {
        m_inflater = std::make_unique<Inflater>(m_windowBits);
    }
    Partial &partial = *m_partial;
    std::span<const char> input = bytes;
    for (;;) {
        // One byte more than the limit shows that there is more than the limit.
        const std::uint64_t left
            = limits.maxMessage - std::min<std::uint64_t>(limits.maxMessage, partial.data.size());
        if (partial.data.room() == 0) {
            const std::uint64_t guess = std::max<std::uint64_t>(input.size(), 64);
            partial.data.makeRoom(
                static_cast<std::size_t>(std::min(guess, left + 1)), limits.maxMessage + 1);
        }
        char *const out = partial.data.end();
        const auto room
            = static_cast<std::size_t>(std::min<std::uint64_t>(partial.data.room(), left + 1));
        const auto [produced, valid] = m_inflater->step(input, {out, room});
        partial.data.extend(produced);
        // Whatever is wrong first is the reason, as if the bytes came one by one.
        const auto within = static_cast<std::size_t>(std::min<std::uint64_t>(produced, left));
        if (m_message == Opcode::text && !partial.utf8.accept({out, within})) {
            return fail(kInvalidText);
        }
        if (produced > left) {
            return fail(kTooBig);
        }
        if (!valid) {
            return fail(kInvalidDeflate);
        }
        if (produced < room && input.empty()) {
            return true;
        }
    }
}

bool FrameParser::finishMessage(const ParserLimits &limits, MessageHandler &handler)
{
    if (m_partial->compressed) {
        // An empty payload is not a deflate stream, but several senders mean an empty message by
        // it.
        if (m_partial->declared > 0) {
            if (!inflateData(kDeflateTail, limits)) {
                return false;
            }
            if (!m_inflater->atBoundary()) {
                return fail(kInvalidDeflate);
            }
        }
        if (!m_keepsContext) {
            m_inflater.reset();
        }
    }
    if (m_message == Opcode::text && !m_partial->utf8.complete()) {
        return fail(kInvalidText);
    }
    const Opcode kind = std::exchange(m_message, Opcode::continuation);
    // Out of the parser before the call, so that midMessage() is already true to its word in it.
    std::unique_ptr<Partial> partial = std::move(m_partial);
    const bool goOn = handler.onMessage(kind, partial->data.bytes());
    PartialPool::ofThisThread().giveBack(std::move(partial));
    return goOn;
}

bool FrameParser::onControl(Opcode opcode, std::span<char> payload, MessageHandler &handler)
{
    switch (opcode) {
    case Opcode::ping:
        return handler.onPing(payload);
    case Opcode::pong:
        return handler.onPong(payload);
    default:
        return onCloseFrame(payload, handler);
    }
}

bool FrameParser::onCloseFrame(std::span<const char> payload, MessageHandler &handler)
{
    // RFC 6455 section 5.5.1.
    if (payload.size() == 1) {
        return fail(kShortClose);
    }
    std::optional<std::uint16_t> code;
    std::string_view reason;
    if (payload.size() >= 2) {
        code = static_cast<std::uint16_t>(
            static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]));
        reason = view(payload.subspan(2));
        if (!mayBeSent(*code)) {
            return fail(kInvalidCode);
        }
        if (!isValidUtf8(reason)) {
            return fail(kInvalidReason);
        }
    }
    m_closed = true;
    m_partial.reset();
    m_inflater.reset();
    return handler.onClose(code, reason);
}

} // namespace wavetape::websocket
