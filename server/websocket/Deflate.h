// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct z_stream_s;

namespace wavetape::websocket {

/// What both ends agreed on: RFC 7692 section 7.1. Window bits are 8-15.
struct DeflateParams {
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    std::uint8_t serverMaxWindowBits = 15;
    std::uint8_t clientMaxWindowBits = 15;

    bool operator==(const DeflateParams &) const = default;
};

/// The server's answer to the joined values of Sec-WebSocket-Extensions: takes the first offer of
/// permessage-deflate that is valid and writes the response header's value. Without one nothing is
/// written and the connection stays uncompressed.
std::optional<DeflateParams> negotiateDeflate(std::string_view offers, std::string &responseValue);

/// The client's check of a response to its own `offer` (one element). Nothing if the response is
/// invalid or not covered by the offer: the client must then fail the connection.
std::optional<DeflateParams> checkDeflateResponse(
    std::string_view offer, std::string_view response);

/// What a sender leaves away at the end of a message (RFC 7692 section 7.2.1).
inline constexpr std::string_view kDeflateTail {"\x00\x00\xff\xff", 4};

/// Compresses messages one after the other, each with the earlier ones as context until reset().
/// Holds about 256 KiB at 15 window bits. One thread at a time. Throws std::bad_alloc.
class Deflater {
public:
    static constexpr int kDefaultLevel = 6;

    /// `windowBits` 8-15. zlib cannot compress with 8 and is given 9: it then still refers back at
    /// most 250 bytes, which any window of 256 holds.
    explicit Deflater(int windowBits, int level = kDefaultLevel);
    ~Deflater();
    Deflater(Deflater &&) noexcept;
    Deflater &operator=(Deflater &&) noexcept;

    /// Appends the payload of one compressed message to `out`.
    void compress(std::string_view message, std::string &out);
    /// Forgets the context: after each message without context takeover, and after a frame that was
    /// compressed elsewhere.
    void reset();

private:
    std::unique_ptr<z_stream_s> m_stream;
};

/// Inflates in steps, so that the caller bounds the memory. One thread at a time.
class Inflater {
public:
    /// `windowBits` 8-15: those of the peer's compressor or more. Throws std::bad_alloc.
    explicit Inflater(int windowBits = 15);
    ~Inflater();
    Inflater(Inflater &&) noexcept;
    Inflater &operator=(Inflater &&) noexcept;

    struct Step {
        std::size_t produced = 0; ///< bytes written; fewer than the room: all input is used
        bool valid = true; ///< false: the data is wrong after what was written
    };
    /// Inflates from the front of `input`, which shrinks, into `output`.
    Step step(std::span<const char> &input, std::span<char> output);
    /// True between two deflate blocks: where a message (with its tail) must end.
    bool atBoundary() const { return m_atBoundary; }
    void reset();
    /// About the bytes of memory held.
    std::size_t memory() const;

private:
    std::unique_ptr<z_stream_s> m_stream;
    int m_windowBits;
    bool m_atBoundary = true;
};

/// The payload of a compressed message that refers to no earlier one, so that it can be sent to any
/// receiver whose window is at least as large. Throws std::bad_alloc.
std::string deflateStandalone(std::string_view message, int windowBits = 15);

} // namespace wavetape::websocket
