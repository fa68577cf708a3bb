// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/EncodedFrame.h"

#include "channels/BlockPool.h"

#include <cstring>
#include <new>

namespace wavetape::channels {

std::atomic<uint64_t> EncodedFrame::s_resident {0};

FrameRef EncodedFrame::make(
    websocket::Opcode opcode, bool framed, bool rsv1, std::string_view head, std::string_view body)
{
    const size_t payload = head.size() + body.size();
    const size_t header = framed ? websocket::serverHeaderSize(payload) : 0;
    void *memory = BlockPool::take(sizeof(EncodedFrame) + header + payload);
    auto *frame = new (memory) EncodedFrame;
    frame->m_size = static_cast<uint32_t>(header + payload);
    frame->m_headerSize = static_cast<uint8_t>(header);
    frame->m_opcode = opcode;
    char *out = frame->data();
    if (framed)
        out += websocket::writeServerHeader(out, opcode, payload, true, rsv1);
    if (!head.empty())
        std::memcpy(out, head.data(), head.size());
    if (!body.empty())
        std::memcpy(out + head.size(), body.data(), body.size());
    s_resident.fetch_add(frame->m_size, std::memory_order_relaxed);
    return FrameRef(frame);
}

FrameRef EncodedFrame::text(std::string_view payload)
{
    return make(websocket::Opcode::text, true, false, payload, {});
}

FrameRef EncodedFrame::binary(std::string_view head, std::string_view body)
{
    return make(websocket::Opcode::binary, true, false, head, body);
}

FrameRef EncodedFrame::control(websocket::Opcode opcode, std::string_view payload)
{
    return make(opcode, true, false, payload, {});
}

FrameRef EncodedFrame::compressed(websocket::Opcode opcode, std::string_view deflated)
{
    return make(opcode, true, true, deflated, {});
}

FrameRef EncodedFrame::raw(std::string_view bytes)
{
    return make(websocket::Opcode::binary, false, false, bytes, {});
}

void EncodedFrame::release()
{
    s_resident.fetch_sub(m_size, std::memory_order_relaxed);
    const size_t bytes = sizeof(EncodedFrame) + m_size;
    this->~EncodedFrame();
    BlockPool::give(this, bytes);
}

} // namespace wavetape::channels
