// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Credentials.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>

namespace wavetape::security {

namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest digestOf(std::string_view text)
{
    Digest digest;
    SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data());
    return digest;
}

} // namespace

Credentials::Credentials(std::vector<Entry> entries)
    : m_entries(std::move(entries))
{
}

std::optional<Identity> Credentials::check(std::string_view user, std::string_view secret) const
{
    // Digests are of equal length, every entry is compared, and nothing ends the loop early.
    const Digest givenUser = digestOf(user);
    const Digest givenSecret = digestOf(secret);
    const Entry *right = nullptr;
    for (const Entry &entry : m_entries) {
        const Digest wantedUser = digestOf(entry.identity.user);
        const Digest wantedSecret = digestOf(entry.secret);
        const int different = CRYPTO_memcmp(givenUser.data(), wantedUser.data(), givenUser.size())
            | CRYPTO_memcmp(givenSecret.data(), wantedSecret.data(), givenSecret.size());
        if (different == 0 && !entry.secret.empty())
            right = &entry;
    }
    return right ? std::optional(right->identity) : std::nullopt;
}

} // namespace wavetape::security
