// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/Frame.h"

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace wavetape::channels {

class FrameRef;

/// One WebSocket frame as it goes on the wire, header in place. Immutable once made, shared by
/// every queue that holds it; header object and bytes are one allocation. Any thread may hold a
/// reference.
class EncodedFrame {
public:
    static FrameRef text(std::string_view payload);
    static FrameRef binary(std::string_view head, std::string_view body);
    static FrameRef control(websocket::Opcode opcode, std::string_view payload);
    /// Compressed already; carries RSV1.
    static FrameRef compressed(websocket::Opcode opcode, std::string_view deflated);
    /// Bytes that are no WebSocket frame: an HTTP response.
    static FrameRef raw(std::string_view bytes);

    std::string_view bytes() const { return {data(), m_size}; }
    std::string_view payload() const { return {data() + m_headerSize, m_size - m_headerSize}; }
    uint32_t size() const { return m_size; }
    uint8_t headerSize() const { return m_headerSize; }
    websocket::Opcode opcode() const { return m_opcode; }

    /// Bytes of all frames alive in this process: what queues and histories really hold, each frame
    /// counted once.
    static uint64_t residentBytes() { return s_resident.load(std::memory_order_relaxed); }

private:
    friend class FrameRef;
    EncodedFrame() = default;
    static FrameRef make(websocket::Opcode opcode, bool framed, bool rsv1, std::string_view head,
        std::string_view body);
    const char *data() const { return reinterpret_cast<const char *>(this + 1); }
    char *data() { return reinterpret_cast<char *>(this + 1); }
    void release();

    static std::atomic<uint64_t> s_resident;

    std::atomic<uint32_t> m_references {1};
    uint32_t m_size = 0;
    uint8_t m_headerSize = 0;
    websocket::Opcode m_opcode = websocket::Opcode::text;
};

/// Owning pointer to an EncodedFrame.
class FrameRef {
public:
    FrameRef() = default;
    FrameRef(const FrameRef &other)
        : m_frame(other.m_frame)
    {
        if (m_frame)
            m_frame->m_references.fetch_add(1, std::memory_order_relaxed);
    }
    FrameRef(FrameRef &&other) noexcept
        : m_frame(std::exchange(other.m_frame, nullptr))
    {
    }
    FrameRef &operator=(FrameRef other) noexcept
    {
        std::swap(m_frame, other.m_frame);
        return *this;
    }
    ~FrameRef()
    {
        if (m_frame && m_frame->m_references.fetch_sub(1, std::memory_order_acq_rel) == 1)
            m_frame->release();
    }

    const EncodedFrame *operator->() const { return m_frame; }
    const EncodedFrame &operator*() const { return *m_frame; }
    explicit operator bool() const { return m_frame != nullptr; }

private:
    friend class EncodedFrame;
    explicit FrameRef(EncodedFrame *adopted)
        : m_frame(adopted)
    {
    }
    EncodedFrame *m_frame = nullptr;
};

} // namespace wavetape::channels
