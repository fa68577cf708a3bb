// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Authenticator.h"

#include "defence/Defence.h"

#include <algorithm>
#include <limits>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
constexpr size_t kRevokedUsers = 10'000;

std::vector<JwtKey> allKeys(const Authenticator::Options &options)
{
    std::vector<JwtKey> keys {options.signing};
    keys.insert(keys.end(), options.keys.begin(), options.keys.end());
    return keys;
}

} // namespace

Moment Moment::at(const clock::Clock &clock)
{
    return {clock.steadyMs(), clock.wallSeconds()};
}

Authenticator::Authenticator(AdminToken admin, Credentials credentials, Options options)
    : m_adminToken(std::move(admin))
    , m_options(std::move(options))
    , m_verifier(allKeys(m_options), m_options.rules)
    , m_issuer(m_options.signing, m_options.rules.audience, m_options.rules.issuer)
    , m_admin(std::make_shared<LoginSession>(Identity {"admin", {{"*"}, {"*"}, true}}, kNever))
    , m_nobody(m_options.required && armed(Defence::tokensRequired)
              ? nullptr
              : std::make_shared<LoginSession>(Identity {"", ChannelRights::open()}, kNever))
    , m_sessions(m_options.sessions)
    , m_attempts(m_options.attempts)
    , m_credentials(std::make_shared<const Credentials>(std::move(credentials)))
{
}

tl::expected<LoginSessionRef, Authenticator::Refusal> Authenticator::byToken(
    std::string_view token, const IpBytes &ip, const Moment &now)
{
    if (m_adminToken.matches(token))
        return m_admin;
    const auto verified = m_verifier.verify(token, now.wallS);
    if (!verified && !armed(Defence::tokenCheck))
        return m_admin;
    if (!verified && !wasSigned(verified.error()))
        return tl::unexpected(Refusal {m_attempts.begin(ip, now.ms)});
    if (!verified || revoked(*verified))
        return tl::unexpected(
            Refusal {0, false, !verified && verified.error() == TokenError::expired});
    if (m_options.once) {
        if (verified->id.empty())
            return tl::unexpected(Refusal {});
        const auto outcome
            = m_used.take(verified->id, now.ms + verified->lifetimeMs(now.wallS), now.ms);
        if (outcome == UsedTokens::Outcome::full)
            return tl::unexpected(Refusal {m_used.waitMs(now.ms), true});
        if (outcome == UsedTokens::Outcome::again)
            return tl::unexpected(Refusal {});
    }
    auto session = std::make_shared<LoginSession>(
        verified->identity, now.ms + verified->lifetimeMs(now.wallS));
    remember(session);
    return session;
}

LoginSessionRef Authenticator::bySession(std::string_view id, const Moment &now) const
{
    return m_sessions.find(id, now.ms);
}

tl::expected<Identity, Authenticator::Refusal> Authenticator::logIn(
    std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now)
{
    if (const uint64_t wait = m_attempts.begin(ip, now.ms))
        return tl::unexpected(Refusal {wait});
    std::shared_ptr<const Credentials> credentials;
    {
        const std::lock_guard lock(m_mutex);
        credentials = m_credentials;
    }
    auto identity = credentials->check(user, secret);
    if (!identity)
        return tl::unexpected(Refusal {});
    m_attempts.succeeded(ip);
    return std::move(*identity);
}

tl::expected<Authenticator::Issued, Authenticator::Refusal> Authenticator::issueToken(
    std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now)
{
    const auto identity = logIn(user, secret, ip, now);
    if (!identity)
        return tl::unexpected(identity.error());
    const int64_t lifetime = m_options.tokenLifetimeS;
    return Issued {m_issuer.issue(*identity, now.wallS, lifetime), now.wallS + lifetime,
        static_cast<uint64_t>(lifetime) * 1000};
}

tl::expected<Authenticator::Issued, Authenticator::Refusal> Authenticator::openSession(
    std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now)
{
    auto identity = logIn(user, secret, ip, now);
    if (!identity)
        return tl::unexpected(identity.error());
    const uint64_t lifetime = m_options.sessions.lifetimeMs;
    return Issued {m_sessions.create(std::move(*identity), now.ms),
        now.wallS + static_cast<int64_t>(lifetime / 1000), lifetime};
}

bool Authenticator::endSession(std::string_view id)
{
    return m_sessions.revoke(id);
}

bool Authenticator::revoked(const VerifiedToken &token) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_revoked.find(token.identity.user);
    return found != m_revoked.end() && token.issuedS <= found->second;
}

void Authenticator::remember(const LoginSessionRef &session)
{
    const std::lock_guard lock(m_mutex);
    if (m_live.size() >= m_sweepAt) {
        std::erase_if(m_live, [](const auto &live) { return live.expired(); });
        m_sweepAt = std::max<size_t>(64, m_live.size() * 2);
    }
    m_live.push_back(session);
}

size_t Authenticator::revokeUser(std::string_view user, const Moment &now)
{
    size_t ended = m_sessions.revokeUser(user);
    const std::lock_guard lock(m_mutex);
    if (m_revoked.size() >= kRevokedUsers)
        m_revoked.erase(std::min_element(m_revoked.begin(), m_revoked.end(),
            [](const auto &a, const auto &b) { return a.second < b.second; }));
    m_revoked.insert_or_assign(std::string(user), now.wallS);
    for (const auto &live : m_live) {
        const LoginSessionRef session = live.lock();
        if (session && session->identity().user == user) {
            session->revoke();
            ++ended;
        }
    }
    return ended;
}

bool Authenticator::setCredentials(Credentials credentials, const Moment &now)
{
    auto fresh = std::make_shared<const Credentials>(std::move(credentials));
    std::vector<std::string> gone;
    {
        const std::lock_guard lock(m_mutex);
        gone = m_credentials->changedIn(*fresh);
        m_credentials = std::move(fresh);
    }
    for (const std::string &user : gone)
        revokeUser(user, now);
    return !gone.empty();
}

void Authenticator::sweep(const Moment &now)
{
    m_sessions.sweep(now.ms);
}

} // namespace wavetape::security
