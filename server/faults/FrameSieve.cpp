// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FrameSieve.h"

#include "faults/PayloadTouch.h"
#include "websocket/Frame.h"
#include "websocket/HeaderList.h"

#include <algorithm>
#include <optional>

namespace wavetape::faults {

namespace {

constexpr size_t kMostHead = 16 * 1024, kMostKept = 256 * 1024;
constexpr std::string_view kHeadEnd = "\r\n\r\n", kExtensions = "sec-websocket-extensions:";
constexpr unsigned kLength16 = 126, kLength64 = 127;

bool isExtensionLine(std::string_view line)
{
    return websocket::equalsIgnoringCase(line.substr(0, kExtensions.size()), kExtensions);
}

/// Calls `each` with every line of a head, its end included.
template <typename Each>
void forLines(std::string_view head, Each each)
{
    for (size_t at = 0; at < head.size();) {
        const size_t end = std::min(head.find('\n', at), head.size() - 1) + 1;
        each(head.substr(at, end - at));
        at = end;
    }
}

/// How long a frame's header is, as far as that is known by its first two bytes.
size_t headerSize(std::string_view header)
{
    const auto second = static_cast<uint8_t>(header[1]);
    const unsigned length = second & 0x7f;
    return 2 + (length == kLength16 ? 2 : length == kLength64 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

uint64_t payloadSize(std::string_view header)
{
    uint64_t size = static_cast<uint8_t>(header[1]) & 0x7f;
    const size_t more = size == kLength16 ? 2 : size == kLength64 ? 8 : 0;
    if (more)
        size = 0;
    for (size_t i = 0; i < more; ++i)
        size = size << 8 | static_cast<uint8_t>(header[2 + i]);
    return size;
}

/// Of a whole frame's header; none: it is not masked.
std::optional<websocket::MaskKey> maskOf(std::string_view header)
{
    if (header.size() < 2 || !(static_cast<uint8_t>(header[1]) & 0x80))
        return std::nullopt;
    websocket::MaskKey key {};
    std::copy_n(header.end() - key.size(), key.size(), key.begin());
    return key;
}

} // namespace

std::string withoutExtensions(std::string_view head)
{
    std::string rest;
    forLines(head, [&](std::string_view line) {
        if (!isExtensionLine(line))
            rest += line;
    });
    return rest;
}

void FrameSieve::beginFrames(bool extended)
{
    m_state = State::frames;
    m_extended = extended;
}

void FrameSieve::put(std::string_view bytes, FaultPlan &plan, uint64_t nowNanos,
    const Witness &witness, std::string &out)
{
    const Judge judge {plan, nowNanos, witness};
    take(bytes, &judge, out);
}

void FrameSieve::take(std::string_view bytes, const Judge *judge, std::string &out)
{
    while (!bytes.empty()) {
        size_t taken = bytes.size();
        switch (m_state) {
        case State::closed:
            break;
        case State::opaque:
            out += bytes;
            break;
        case State::head:
            taken = takeHead(bytes, out);
            break;
        case State::frames:
            taken = m_left > 0 ? takePayload(bytes, past(out)) : takeHeader(bytes, past(out));
            passTooLarge(past(out));
            if (betweenFrames() && m_inMessage && m_data && m_last)
                endMessage(judge, past(out));
            if (m_closeCode)
                close(m_closeCode, m_closeReason, out);
            break;
        }
        bytes.remove_prefix(taken);
    }
}

size_t FrameSieve::takeHead(std::string_view bytes, std::string &out)
{
    const size_t before = m_head.size();
    m_head += bytes.substr(0, kMostHead - std::min(kMostHead, before));
    const size_t end = m_head.find(kHeadEnd);
    if (end == m_head.npos && m_head.size() < kMostHead) {
        out += bytes;
        return bytes.size();
    }
    const size_t size = end == m_head.npos ? m_head.size() : end + kHeadEnd.size();
    const size_t taken = size - before;
    out += bytes.substr(0, taken);
    m_head.resize(size);
    m_state = m_head.starts_with("HTTP/1.1 101") ? State::frames : State::opaque;
    forLines(m_head, [this](std::string_view line) { m_extended |= isExtensionLine(line); });
    m_head.clear();
    return taken;
}

size_t FrameSieve::takeHeader(std::string_view bytes, std::string &out)
{
    size_t taken = 0;
    while (taken < bytes.size() && (m_header.size() < 2 || m_header.size() < headerSize(m_header)))
        m_header += bytes[taken++];
    if (m_header.size() < 2 || m_header.size() < headerSize(m_header))
        return taken;
    const auto first = static_cast<uint8_t>(m_header[0]);
    const auto opcode = static_cast<websocket::Opcode>(first & 0x0f);
    m_data = opcode == websocket::Opcode::text || opcode == websocket::Opcode::binary
        || opcode == websocket::Opcode::continuation;
    m_last = (first & 0x80) != 0;
    if (m_data && opcode != websocket::Opcode::continuation) {
        m_kept = m_keeps && !m_extended;
        m_message.clear();
        m_firstHeader = m_header.size();
        m_frames = 0;
        m_text = opcode == websocket::Opcode::text;
        m_inMessage = true;
    }
    m_frames += m_data;
    m_left = payloadSize(m_header);
    sink(out) += m_header;
    m_header.clear();
    return taken;
}

size_t FrameSieve::takePayload(std::string_view bytes, std::string &out)
{
    const auto taken = static_cast<size_t>(std::min<uint64_t>(bytes.size(), m_left));
    sink(out) += bytes.substr(0, taken);
    m_left -= taken;
    return taken;
}

/// Its frames' headers count too: a message may be of any number of empty ones.
void FrameSieve::passTooLarge(std::string &out)
{
    if (!m_kept || m_message.size() <= kMostKept)
        return;
    m_kept = false;
    out += m_message;
    m_message.clear();
}

void FrameSieve::endMessage(const Judge *judge, std::string &out)
{
    m_inMessage = false;
    MessageFacts message;
    message.seq = ++m_count;
    message.text = m_text;
    const auto strike = judge ? judge->plan.onMessage(message, judge->nowNanos) : std::nullopt;
    if (m_kept) {
        if (strike) {
            judge->witness(judge->plan, *strike);
            passMessage(strike->touch, strike->amount, out);
        } else if (m_holdNext && !m_held && m_frames == 1) {
            m_holdNext = false;
            m_held = true;
            m_heldText = m_text;
            m_heldHeader = m_firstHeader;
            m_heldMessage.swap(m_message);
        } else {
            out += m_message;
        }
        m_message.clear();
    }
    if (judge && judge->plan.endsNow())
        endByPlan(*judge, out);
}

void FrameSieve::endByPlan(const Judge &judge, std::string &out)
{
    const auto ending = judge.plan.takeDue(judge.nowNanos);
    judge.witness(judge.plan, *ending);
    if (ending->type == FaultType::close)
        close(static_cast<uint16_t>(ending->amount), judge.plan.fault(ending->fault).reason, out);
    else
        (ending->type == FaultType::halfClose ? m_halfClosed : m_cut) = true;
    if (m_cut || m_halfClosed)
        m_state = State::closed;
}

void FrameSieve::passMessage(Touch touch, uint64_t amount, std::string &out) const
{
    const std::string_view payload = std::string_view(m_message).substr(m_firstHeader);
    const bool one = m_frames == 1;
    switch (touch) {
    case Touch::leaveOut:
        return;
    case Touch::twice:
        out += m_message;
        break;
    case Touch::cutShort:
        if (!one)
            break;
        websocket::appendServerFrame(
            out, websocket::Opcode::text, payload.substr(0, payload.size() / 2));
        return;
    case Touch::fragmented:
        if (!one)
            break;
        out += fragmented(m_message, amount);
        return;
    case Touch::reserved:
        out += withReservedBit(m_message);
        return;
    case Touch::badUtf8:
        if (const auto text = one ? spoilt(payload, touch, amount) : std::nullopt) {
            websocket::appendServerFrame(out, websocket::Opcode::text, *text);
            return;
        }
        break;
    default:
        break;
    }
    out += m_message;
}

void FrameSieve::close(uint16_t code, std::string_view reason, std::string &out)
{
    if (m_state != State::frames)
        return;
    // What is kept of a message is not out, and need not be.
    if (!betweenFrames() || (m_inMessage && !m_kept)) {
        m_closeCode = code;
        m_closeReason = reason;
        return;
    }
    std::string payload {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    payload += reason;
    websocket::appendServerFrame(past(out), websocket::Opcode::close, payload);
    m_state = State::closed;
}

std::string FrameSieve::heldPayload() const
{
    std::string payload = m_heldMessage.substr(m_heldHeader);
    if (const auto key = maskOf(std::string_view(m_heldMessage).substr(0, m_heldHeader)))
        websocket::applyMask(payload.data(), payload.size(), *key);
    return payload;
}

void FrameSieve::letGo(const LetGo &what, std::string &out)
{
    const auto key = maskOf(std::string_view(m_heldMessage).substr(0, m_heldHeader));
    if (what.text && key) {
        // Its own mask again: who wrote the message chose it, and whoever edits it does not.
        const uint32_t mask = uint32_t {(*key)[0]} << 24 | uint32_t {(*key)[1]} << 16
            | uint32_t {(*key)[2]} << 8 | uint32_t {(*key)[3]};
        websocket::appendClientFrame(out, websocket::Opcode::text, *what.text, mask);
    } else if (what.text) {
        websocket::appendServerFrame(out, websocket::Opcode::text, *what.text);
    } else if (!what.leaveOut) {
        out += m_heldMessage;
    }
    out += m_behind;
    m_held = false;
    m_heldMessage = m_behind = {};
}

} // namespace wavetape::faults
