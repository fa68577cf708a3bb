// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/Envelope.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <bit>
#include <cstring>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr char kEnvelopeVersion = 1;
constexpr size_t kSealBytes = 32, kHeadBytes = 4 + 2 * 8;
static_assert(std::endian::native == std::endian::little, "numbers are written as they are");

template <typename Number>
void appendNumber(std::string &out, Number number)
{
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof bytes);
}

template <typename Number>
Number numberAt(std::string_view bytes, size_t at)
{
    Number number;
    std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}
} // namespace

EnvelopeSeal::EnvelopeSeal(std::string cluster, std::string key, size_t mostData)
    : m_cluster(std::move(cluster))
    , m_key(std::move(key))
    , m_mostData(mostData)
{
}

std::array<unsigned char, 32> EnvelopeSeal::seal(std::string_view bytes) const
{
    std::string all;
    all.reserve(m_cluster.size() + 1 + bytes.size());
    all.append(m_cluster).push_back('\0');
    all.append(bytes);
    std::array<unsigned char, 32> mac {};
    HMAC(EVP_sha256(), m_key.data(), static_cast<int>(m_key.size()),
        reinterpret_cast<const unsigned char *>(all.data()), all.size(), mac.data(), nullptr);
    return mac;
}

std::string EnvelopeSeal::close(const Envelope &envelope) const
{
    std::string bytes;
    bytes.reserve(kOverhead + envelope.node.size() + envelope.channel.size() + envelope.epoch.size()
        + envelope.data.size());
    bytes.push_back(kEnvelopeVersion);
    bytes.push_back(static_cast<char>(envelope.node.size()));
    bytes.push_back(static_cast<char>(envelope.channel.size()));
    bytes.push_back(static_cast<char>(envelope.epoch.size()));
    appendNumber(bytes, envelope.seq);
    appendNumber(bytes, envelope.timeMicros);
    bytes.append(envelope.node).append(envelope.channel).append(envelope.epoch);
    bytes.append(envelope.data);
    const auto mac = seal(bytes);
    bytes.append(reinterpret_cast<const char *>(mac.data()), mac.size());
    return bytes;
}

tl::expected<Envelope, EnvelopeFault> EnvelopeSeal::open(std::string_view bytes) const
{
    if (bytes.size() > kOverhead + kMostNames + m_mostData)
        return tl::unexpected(EnvelopeFault::oversize);
    if (bytes.size() < kOverhead)
        return tl::unexpected(EnvelopeFault::malformed);
    const std::string_view signedPart = bytes.substr(0, bytes.size() - kSealBytes);
    const auto mac = seal(signedPart);
    if (CRYPTO_memcmp(mac.data(), bytes.data() + signedPart.size(), kSealBytes) != 0)
        return tl::unexpected(EnvelopeFault::forged);
    const size_t node = static_cast<unsigned char>(bytes[1]),
                 channel = static_cast<unsigned char>(bytes[2]),
                 epoch = static_cast<unsigned char>(bytes[3]);
    if (bytes[0] != kEnvelopeVersion || node == 0 || node > 64 || channel == 0 || channel > 128
        || epoch == 0 || epoch > 64 || kHeadBytes + node + channel + epoch > signedPart.size())
        return tl::unexpected(EnvelopeFault::malformed);
    Envelope envelope;
    envelope.seq = numberAt<uint64_t>(bytes, 4);
    envelope.timeMicros = numberAt<int64_t>(bytes, 12);
    envelope.node = signedPart.substr(kHeadBytes, node);
    envelope.channel = signedPart.substr(kHeadBytes + node, channel);
    envelope.epoch = signedPart.substr(kHeadBytes + node + channel, epoch);
    envelope.data = signedPart.substr(kHeadBytes + node + channel + epoch);
    if (envelope.data.size() > m_mostData)
        return tl::unexpected(EnvelopeFault::oversize);
    return envelope;
}

std::string EnvelopeSeal::proof(std::string_view text) const
{
    std::string digits;
    for (const unsigned char byte : seal(text)) {
        digits.push_back("0123456789abcdef"[byte >> 4]);
        digits.push_back("0123456789abcdef"[byte & 15]);
    }
    return digits;
}

} // namespace wavetape::cluster
