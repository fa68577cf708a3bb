// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveSettings.h"

#include "config/ConfigField.h"
#include "net/ServerContext.h"
#include "net/TlsContext.h"
#include "sessions/AdminActions.h"

#include <utility>

namespace wavetape {

security::AddressLimits addressLimits(const config::ServerConfig::Limits &limits)
{
    security::AddressLimits result;
    if (!limits.enabled) {
        result.connectionsPerAddress = result.handshakeBurst = result.unfinished
            = result.unfinishedPerAddress = result.createdChannels = result.requestBurst
            = result.polls = 0;
        result.handshakesPerSecond = result.requestsPerSecond = 0;
        return result;
    }
    result.connectionsPerAddress = limits.connectionsPerAddress;
    result.handshakesPerSecond = limits.handshakesPerSecond;
    result.handshakeBurst = limits.handshakeBurst;
    result.unfinished = limits.unfinishedHandshakes;
    result.unfinishedPerAddress = limits.unfinishedPerAddress;
    result.requestsPerSecond = limits.requestsPerSecond;
    result.requestBurst = limits.requestBurst;
    result.polls = limits.pollsPerAddress;
    result.createdChannels = limits.createdChannelsPerAddress;
    return result;
}

tl::expected<security::Credentials, std::string> readUsers(
    const config::ServerConfig::Auth &settings)
{
    if (settings.usersFile.empty())
        return security::Credentials();
    return security::Credentials::read(settings.usersFile);
}

LiveSettings::LiveSettings(net::ServerContext &context)
    : m_context(context)
    , m_asked(context.config)
{
}

LiveSettings::Change LiveSettings::take(const config::ServerConfig &fresh, net::TlsContext *tls)
{
    Change result;
    const config::ServerConfig before = std::exchange(m_asked, config::ServerConfig(fresh));
    for (const config::ConfigField &field : config::configFields()) {
        if (config::tomlValue(field, before) != config::tomlValue(field, fresh))
            (field.live ? result.changed : result.needRestart).emplace_back(field.key);
    }
    m_context.hosts.setNames(fresh.access.hosts);
    m_context.origins.setAllowed(fresh.access.origins);
    if (addressLimits(before.limits) != addressLimits(fresh.limits))
        m_context.addresses.setLimits(addressLimits(fresh.limits));
    if (tls) {
        if (const auto loaded = tls->reload(); !loaded)
            result.problems.push_back("the certificate stays as it was: " + loaded.error());
    }
    auto users = readUsers(m_context.config.auth);
    if (!users)
        result.problems.push_back("the users stay as they were: " + users.error());
    else if (m_context.auth->setCredentials(
                 std::move(*users), security::Moment::at(m_context.clock)))
        sessions::recheckAccess(m_context.threads);
    return result;
}

} // namespace wavetape
