// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Credentials.h"

#include "config/SmallFile.h"
#include "defence/Defence.h"
#include "security/SafeText.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest digestOf(std::string_view text)
{
    Digest digest;
    SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data());
    return digest;
}

constexpr size_t kMinLoginSecret = 8;
constexpr size_t kMaxCredentials = 1 << 20;

std::string_view nextWord(std::string_view &line)
{
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

/// What is wrong with `word`; empty where it was taken.
std::string takeRight(std::string_view word, ChannelRights &rights)
{
    if (word == "admin") {
        rights.admin = true;
        return {};
    }
    if (word == "metrics") {
        rights.metrics = true;
        return {};
    }
    const size_t equals = word.find('=');
    const std::string_view kind = word.substr(0, equals);
    if (equals == std::string_view::npos || (kind != "subscribe" && kind != "publish"))
        return "a right is subscribe=PATTERN, publish=PATTERN, metrics or admin";
    const std::string_view pattern = word.substr(equals + 1);
    if (!isRightsPattern(pattern))
        return "a pattern is a channel's name, one followed by .* or *";
    (kind == "subscribe" ? rights.subscribe : rights.publish).emplace_back(pattern);
    return {};
}

} // namespace

tl::expected<Credentials, std::string> Credentials::parse(
    std::string_view text, const std::string &name)
{
    std::vector<Entry> entries;
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto failure = [&](const std::string &problem) {
            return tl::unexpected(name + ":" + std::to_string(number) + ": " + problem);
        };
        if (std::any_of(line.begin(), line.end(),
                [](unsigned char c) { return (c < 32 && c != '\t') || c == 127; }))
            return failure("control characters are not allowed");
        if (validUtf8(line) != line)
            return failure("is not UTF-8");
        Entry entry;
        entry.identity.user = nextWord(line);
        if (entry.identity.user.empty() || entry.identity.user.starts_with('#'))
            continue;
        if (entry.identity.user.size() > kMaxUserName)
            return failure("a user's name has at most 128 bytes");
        if (std::any_of(entries.begin(), entries.end(),
                [&](const Entry &other) { return other.identity.user == entry.identity.user; }))
            return failure("this user is named twice");
        entry.secret = nextWord(line);
        if (entry.secret.size() < kMinLoginSecret)
            return failure("a secret needs at least 8 characters");
        for (std::string_view word = nextWord(line); !word.empty(); word = nextWord(line)) {
            if (const std::string problem = takeRight(word, entry.identity.rights);
                !problem.empty())
                return failure(problem);
        }
        entries.push_back(std::move(entry));
    }
    return Credentials(std::move(entries));
}

tl::expected<Credentials, std::string> Credentials::read(const std::string &path)
{
    const auto file = config::readSmallFile(path, kMaxCredentials);
    if (!file)
        return tl::unexpected(file.error());
    if (!file->ownersAlone && armed(Defence::secretFileMode))
        return tl::unexpected(
            path + ": holds secrets, so only its owner may read it: chmod 600 " + path);
    return parse(file->content, path);
}

std::vector<std::string> Credentials::changedIn(const Credentials &other) const
{
    std::vector<std::string> changed;
    for (const Entry &entry : m_entries) {
        if (std::find(other.m_entries.begin(), other.m_entries.end(), entry)
            == other.m_entries.end())
            changed.push_back(entry.identity.user);
    }
    return changed;
}

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
