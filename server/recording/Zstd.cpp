// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Zstd.h"

#include <zstd.h>

#include <new>

namespace wavetape::recording {

struct ZstdCompressor::Context {
    Context()
        : zstd(ZSTD_createCCtx())
    {
        if (!zstd)
            throw std::bad_alloc();
    }
    ~Context() { ZSTD_freeCCtx(zstd); }
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ZSTD_CCtx *zstd;
};

ZstdCompressor::ZstdCompressor()
    : m_context(std::make_unique<Context>())
{
}

ZstdCompressor::~ZstdCompressor() = default;
ZstdCompressor::ZstdCompressor(ZstdCompressor &&) noexcept = default;
ZstdCompressor &ZstdCompressor::operator=(ZstdCompressor &&) noexcept = default;

std::string ZstdCompressor::compress(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const size_t size
        = ZSTD_compressCCtx(m_context->zstd, out.data(), out.size(), bytes.data(), bytes.size(), 1);
    // Cannot fail with so much room but for want of memory.
    if (ZSTD_isError(size))
        throw std::bad_alloc();
    out.resize(size);
    return out;
}

bool zstdInflate(std::string_view compressed, size_t size, std::string &out)
{
    out.resize(size);
    const size_t made
        = ZSTD_decompress(out.data(), out.size(), compressed.data(), compressed.size());
    return !ZSTD_isError(made) && made == size;
}

} // namespace wavetape::recording
