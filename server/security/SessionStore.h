// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Identity.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::security {

/// What somebody who has logged in holds on the server's side: who it is and until when.
/// Connections keep a reference, and so see at once that it was revoked. Any thread.
class LoginSession {
public:
    LoginSession(Identity identity, uint64_t expiresMs)
        : m_identity(std::move(identity))
        , m_expiresMs(expiresMs)
    {
    }
    const Identity &identity() const { return m_identity; }
    uint64_t expiresMs() const { return m_expiresMs; }
    bool valid(uint64_t nowMs) const
    {
        return nowMs < m_expiresMs && !m_revoked.load(std::memory_order_relaxed);
    }
    void revoke() { m_revoked.store(true, std::memory_order_relaxed); }

private:
    const Identity m_identity;
    const uint64_t m_expiresMs;
    std::atomic<bool> m_revoked {false};
};
using LoginSessionRef = std::shared_ptr<LoginSession>;

/// The sessions behind the cookie `wavetape_session`, found by a random id of 256 bits. Only the
/// ids' SHA-256 is kept: who reads the memory cannot log in, and looking up says nothing about near
/// misses. Bounded; any thread. Time is monotonic, in ms.
class SessionStore {
public:
    struct Options {
        uint64_t lifetimeMs = 8 * 3600 * 1000;
        size_t sessions = 10'000; ///< in all; beyond it the one that ends first goes
        size_t sessionsPerUser = 100; ///< likewise
    };

    explicit SessionStore(Options options);

    /// Returns the id for the cookie. Throws std::runtime_error where the system has no randomness.
    std::string create(Identity identity, uint64_t nowMs);
    /// Null where there is none, or it has expired or was revoked.
    LoginSessionRef find(std::string_view id, uint64_t nowMs) const;
    bool revoke(std::string_view id);
    size_t revokeUser(std::string_view user);
    /// Forgets what has expired.
    void sweep(uint64_t nowMs);
    size_t size() const;

private:
    using Digest = std::array<unsigned char, 32>;
    using Table = std::map<Digest, LoginSessionRef>;
    static std::optional<Digest> digestOf(std::string_view id);
    void drop(Table::iterator session);
    template <typename Which>
    void dropFirstToEnd(Which &&which);

    const Options m_options;
    mutable std::mutex m_mutex;
    Table m_sessions;
    std::map<std::string, size_t, std::less<>> m_perUser;
};

} // namespace wavetape::security
