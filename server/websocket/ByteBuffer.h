// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace wavetape::websocket {

/// Bytes that grow at the end without being cleared first. Throws std::bad_alloc.
class ByteBuffer {
public:
    std::size_t size() const { return m_size; }
    std::size_t capacity() const { return m_capacity; }
    std::span<char> bytes() { return {m_data.get(), m_size}; }
    char *end() { return m_data.get() + m_size; }
    std::size_t room() const { return m_capacity - m_size; }

    /// Makes room for `more` bytes after the end. Takes twice what is then in use, so that growing
    /// stays cheap, but never more than `bound` in all (what is needed comes first).
    void makeRoom(std::size_t more, std::uint64_t bound)
    {
        const std::size_t needed = m_size + more;
        if (needed <= m_capacity) {
            return;
        }
        const std::uint64_t roomy = std::max<std::uint64_t>(kSmallest, 2 * std::uint64_t {needed});
        const auto capacity = static_cast<std::size_t>(
            std::max<std::uint64_t>(needed, std::min<std::uint64_t>(roomy, bound)));
        char *data = static_cast<char *>(std::realloc(m_data.get(), capacity));
        if (data == nullptr) {
            throw std::bad_alloc();
        }
        (void)m_data.release();
        m_data.reset(data);
        m_capacity = capacity;
    }

    /// Counts bytes written at end() as part of the content; at most room().
    void extend(std::size_t written) { m_size += written; }
    void clear() { m_size = 0; }

private:
    static constexpr std::uint64_t kSmallest = 256;

    struct Free {
        void operator()(char *data) const { std::free(data); }
    };
    std::unique_ptr<char, Free> m_data;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace wavetape::websocket
