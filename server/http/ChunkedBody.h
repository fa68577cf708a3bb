// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace wavetape::http {

/// Reads a chunked body (RFC 9112 7.1) from bytes that may come in any pieces. Extensions and
/// trailers mean nothing here, but are bounded and must be well-formed; lines end with CR LF. Any
/// number of instances; no thread of its own.
class ChunkedBody {
public:
    enum class Outcome : uint8_t { more, complete, malformed, tooLarge };
    struct Limits {
        uint64_t bodyBytes; ///< of all chunks' data
        size_t framingBytes; ///< of extensions and trailers
    };

    explicit ChunkedBody(Limits limits);

    /// Takes bytes up to the end of the body, never beyond; `taken` says how many. Not to be called
    /// again but after `more`.
    Outcome feed(std::span<const char> bytes, size_t &taken);
    /// The chunks' data so far.
    std::string &body() { return m_body; }

private:
    enum class At : uint8_t {
        size,
        extension,
        sizeEnd,
        data,
        dataReturn,
        dataEnd,
        line,
        trailer,
        trailerEnd,
        end
    };

    Outcome step(char c);

    const Limits m_limits;
    std::string m_body;
    std::string m_line; ///< extensions, or a trailer, so far
    uint64_t m_left = 0; ///< of the chunk: its size, then what is still to come
    size_t m_framing = 0;
    unsigned m_digits = 0;
    At m_at = At::size;
};

} // namespace wavetape::http
