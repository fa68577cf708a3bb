// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// Zstandard (RFC 8878), fast rather than small. One thread at a time; keeps its tables, so that a
/// chunk per second costs no allocation of them.
class ZstdCompressor {
public:
    ZstdCompressor();
    ~ZstdCompressor();
    ZstdCompressor(ZstdCompressor &&) noexcept;
    ZstdCompressor &operator=(ZstdCompressor &&) noexcept;

    std::string compress(std::string_view bytes);

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

/// Inflates to exactly `size` bytes, which the caller has held against its limits. False where the
/// bytes are damaged or make another number of bytes.
bool zstdInflate(std::string_view compressed, size_t size, std::string &out);

} // namespace wavetape::recording
