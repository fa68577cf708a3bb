// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/SessionStore.h"

#include "defence/Defence.h"
#include "security/AdminToken.h"

#include <openssl/sha.h>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

SessionStore::SessionStore(Options options)
    : m_options(options)
{
}

std::optional<SessionStore::Digest> SessionStore::digestOf(std::string_view id)
{
    if (id.size() != 64)
        return std::nullopt;
    Digest digest;
    SHA256(reinterpret_cast<const unsigned char *>(id.data()), id.size(), digest.data());
    return digest;
}

void SessionStore::drop(Table::iterator session)
{
    session->second->revoke();
    const auto counted = m_perUser.find(session->second->identity().user);
    if (--counted->second == 0)
        m_perUser.erase(counted);
    m_sessions.erase(session);
}

template <typename Which>
void SessionStore::dropFirstToEnd(Which &&which)
{
    auto first = m_sessions.end();
    for (auto it = m_sessions.begin(); it != m_sessions.end(); ++it) {
        if (which(*it->second)
            && (first == m_sessions.end() || it->second->expiresMs() < first->second->expiresMs()))
            first = it;
    }
    if (first != m_sessions.end())
        drop(first);
}

std::string SessionStore::create(Identity identity, uint64_t nowMs)
{
    const std::string id = AdminToken::generate().text();
    const std::lock_guard lock(m_mutex);
    const auto counted = m_perUser.find(identity.user);
    if (counted != m_perUser.end() && counted->second >= m_options.sessionsPerUser)
        dropFirstToEnd(
            [&](const LoginSession &session) { return session.identity().user == identity.user; });
    if (m_sessions.size() >= m_options.sessions)
        dropFirstToEnd([](const LoginSession &) { return true; });
    ++m_perUser[identity.user];
    m_sessions.emplace(*digestOf(id),
        std::make_shared<LoginSession>(std::move(identity), nowMs + m_options.lifetimeMs));
    return id;
}

LoginSessionRef SessionStore::find(std::string_view id, uint64_t nowMs) const
{
    const auto digest = digestOf(id);
    if (!digest)
        return nullptr;
    const std::lock_guard lock(m_mutex);
    const auto found = m_sessions.find(*digest);
    return found != m_sessions.end()
            && (found->second->valid(nowMs) || !armed(Defence::sessionCheck))
        ? found->second
        : nullptr;
}

bool SessionStore::revoke(std::string_view id)
{
    const auto digest = digestOf(id);
    const std::lock_guard lock(m_mutex);
    const auto found = digest ? m_sessions.find(*digest) : m_sessions.end();
    if (found == m_sessions.end())
        return false;
    drop(found);
    return true;
}

size_t SessionStore::revokeUser(std::string_view user)
{
    const std::lock_guard lock(m_mutex);
    size_t dropped = 0;
    for (auto it = m_sessions.begin(); it != m_sessions.end();) {
        const auto session = it++;
        if (session->second->identity().user == user) {
            drop(session);
            ++dropped;
        }
    }
    return dropped;
}

void SessionStore::sweep(uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    for (auto it = m_sessions.begin(); it != m_sessions.end();) {
        const auto session = it++;
        if (!session->second->valid(nowMs))
            drop(session);
    }
}

size_t SessionStore::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_sessions.size();
}

} // namespace wavetape::security
