// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/IoThread.h"

#include "config/ServerConfig.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "security/AddressLimiter.h"
#include "security/HostPolicy.h"
#include "security/OriginPolicy.h"

#include <gtest/gtest.h>

namespace wavetape::net {

struct Nobody : ConnectionObserver {
    void onConnectionEvent(ConnectionEvent) override { }
};

/// I/O threads with a hub and nothing that listens.
class IoThreads : public testing::Test {
protected:
    config::ServerConfig m_config;
    channels::ChannelHub m_hub {channels::HubOptions {}};
    IoThreadPool m_pool;
    Nobody m_observer;
    security::HostPolicy m_hosts {{}};
    security::OriginPolicy m_origins {{}};
    security::AddressLimiter m_addresses;
    ServerContext m_context {m_config, m_hub, m_pool, m_observer, m_hosts, m_origins, m_addresses,
        security::AdminToken("0123456789abcdef"), "wavetape/test", nullptr};
};

} // namespace wavetape::net
