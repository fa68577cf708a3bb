// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// What a node writes around a publication before it gives it to the broker, and what every node
/// opens again. Little-endian:
///
///     u8 version (1), u8 length of node, u8 length of channel, u8 length of epoch,
///     u64 seq, i64 time in µs since 1970, node, channel, epoch, data,
///     HMAC-SHA256 of the cluster's name, a zero byte and all of the above (RFC 2104): 32 bytes
///
/// It names its number, which the node expects and the broker gives or refuses: so it is a
/// publication nowhere else, whoever sends it again, and every node judges it alike.
struct Envelope {
    std::string_view node, channel, epoch;
    uint64_t seq = 0;
    int64_t timeMicros = 0;
    std::string_view data; ///< JSON

    bool operator==(const Envelope &) const = default;
};

enum class EnvelopeFault : uint8_t { oversize, forged, malformed };

/// Closes and opens the envelopes of one cluster. Thread-safe.
class EnvelopeSeal {
public:
    static constexpr size_t kLeastKey = 32; ///< bytes
    static constexpr size_t kOverhead = 4 + 2 * 8 + 32; ///< besides node, channel, epoch and data
    static constexpr size_t kMostNames = 64 + 128 + 64;

    /// `mostData`: bytes of data; what is longer is oversize.
    EnvelopeSeal(std::string cluster, std::string key, size_t mostData);

    /// Pre: node and epoch of 1 to 64, channel of 1 to 128 characters.
    std::string close(const Envelope &envelope) const;
    /// Size first, then the seal, then the rest. What is returned points into `bytes`.
    tl::expected<Envelope, EnvelopeFault> open(std::string_view bytes) const;

    /// What only who has the key can make of `text`, as hexadecimal digits.
    std::string proof(std::string_view text) const;
    size_t mostData() const { return m_mostData; }

private:
    std::array<unsigned char, 32> seal(std::string_view bytes) const;

    const std::string m_cluster, m_key;
    const size_t m_mostData;
};

} // namespace wavetape::cluster
