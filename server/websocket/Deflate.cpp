// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Deflate.h"

#include <algorithm>
#include <array>
#include <limits>
#include <new>

#include <zlib.h>

namespace wavetape::websocket {

namespace {

constexpr int kMemoryLevel = 8;

Bytef *bytes(const char *data)
{
    return reinterpret_cast<Bytef *>(const_cast<char *>(data));
}

uInt clamped(std::size_t size)
{
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

} // namespace

Deflater::Deflater(int windowBits, int level)
    : m_stream(std::make_unique<z_stream>())
{
    if (deflateInit2(m_stream.get(), level, Z_DEFLATED, -std::clamp(windowBits, 9, 15),
            kMemoryLevel, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        throw std::bad_alloc();
    }
}

Deflater::~Deflater()
{
    if (m_stream) {
        deflateEnd(m_stream.get());
    }
}

Deflater::Deflater(Deflater &&) noexcept = default;

Deflater &Deflater::operator=(Deflater &&other) noexcept
{
    std::swap(m_stream, other.m_stream);
    return *this;
}

void Deflater::compress(std::string_view message, std::string &out)
{
    if (message.empty()) {
        // Two flushes with nothing between them are an error to zlib; RFC 7692 section 7.2.3.6.
        out.push_back('\0');
        return;
    }
    const std::size_t start = out.size();
    std::size_t used = start;
    m_stream->next_in = bytes(message.data());
    std::size_t left = message.size();
    // The flush is complete once there is room to spare.
    do {
        m_stream->avail_in = clamped(left);
        const std::size_t offered = m_stream->avail_in;
        out.resize(used + std::max<std::size_t>(left / 2, 64) + 16);
        m_stream->next_out = bytes(out.data() + used);
        m_stream->avail_out = clamped(out.size() - used);
        const std::size_t room = m_stream->avail_out;
        deflate(m_stream.get(), Z_SYNC_FLUSH);
        used += room - m_stream->avail_out;
        left -= offered - m_stream->avail_in;
    } while (left > 0 || m_stream->avail_out == 0);
    out.resize(used - kDeflateTail.size());
}

void Deflater::reset()
{
    deflateReset(m_stream.get());
}

Inflater::Inflater(int windowBits)
    : m_stream(std::make_unique<z_stream>())
    , m_windowBits(std::clamp(windowBits, 8, 15))
{
    if (inflateInit2(m_stream.get(), -m_windowBits) != Z_OK) {
        throw std::bad_alloc();
    }
}

Inflater::~Inflater()
{
    if (m_stream) {
        inflateEnd(m_stream.get());
    }
}

Inflater::Inflater(Inflater &&) noexcept = default;

Inflater &Inflater::operator=(Inflater &&other) noexcept
{
    std::swap(m_stream, other.m_stream);
    std::swap(m_windowBits, other.m_windowBits);
    std::swap(m_atBoundary, other.m_atBoundary);
    return *this;
}

Inflater::Step Inflater::step(std::span<const char> &input, std::span<char> output)
{
    std::size_t produced = 0;
    for (;;) {
        const uInt offered = clamped(input.size());
        const uInt room = clamped(output.size() - produced);
        m_stream->next_in = bytes(input.data());
        m_stream->avail_in = offered;
        m_stream->next_out = bytes(output.data() + produced);
        m_stream->avail_out = room;
        const int result = inflate(m_stream.get(), Z_SYNC_FLUSH);
        const bool moved = m_stream->avail_in != offered || m_stream->avail_out != room;
        if (moved) {
            constexpr int kBetweenBlocks = 128;
            m_atBoundary = (m_stream->data_type & kBetweenBlocks) != 0;
        }
        input = input.subspan(offered - m_stream->avail_in);
        produced += room - m_stream->avail_out;
        if (result == Z_STREAM_END) {
            // RFC 7692 section 7.2.3.4: a final block may stand anywhere; the context lives on.
            std::array<Bytef, 1u << 15> window;
            uInt size = 0;
            if (inflateGetDictionary(m_stream.get(), window.data(), &size) != Z_OK
                || inflateReset(m_stream.get()) != Z_OK
                || inflateSetDictionary(m_stream.get(), window.data(), size) != Z_OK) {
                return {produced, false};
            }
            if (input.empty() || produced == output.size()) {
                return {produced, true};
            }
            continue;
        }
        if (result == Z_MEM_ERROR) {
            throw std::bad_alloc();
        }
        // Z_BUF_ERROR only says that nothing could be done.
        if (result != Z_OK && result != Z_BUF_ERROR) {
            return {produced, false};
        }
        if (input.empty() || produced == output.size() || result == Z_BUF_ERROR) {
            return {produced, true};
        }
    }
}

void Inflater::reset()
{
    inflateReset(m_stream.get());
}

std::size_t Inflater::memory() const
{
    constexpr std::size_t kState = 7 * 1024;
    return kState + (std::size_t {1} << m_windowBits);
}

std::string deflateStandalone(std::string_view message, int windowBits)
{
    // Setting up a compressor costs more than a small message; a thread keeps one per window size.
    thread_local std::array<std::unique_ptr<Deflater>, 16> compressors;
    std::unique_ptr<Deflater> &compressor
        = compressors[static_cast<std::size_t>(std::clamp(windowBits, 9, 15))];
    if (!compressor) {
        compressor = std::make_unique<Deflater>(windowBits);
    }
    std::string out;
    compressor->compress(message, out);
    compressor->reset();
    return out;
}

} // namespace wavetape::websocket
