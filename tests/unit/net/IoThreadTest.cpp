// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/IoThread.h"

#include "config/ServerConfig.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "security/AddressLimiter.h"
#include "security/HostPolicy.h"
#include "security/OriginPolicy.h"

#include <gtest/gtest.h>

#include <future>

namespace wavetape::net {
namespace {

struct Nobody : ConnectionObserver {
    void onConnectionEvent(ConnectionEvent) override { }
};

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

// A feed that hangs is left behind when the server stops, and publishes once more when it comes
// back.
TEST_F(IoThreads, APublicationAfterTheEndDisturbsNobody)
{
    channels::ChannelSpec spec;
    spec.name = "chat.late";
    const channels::ChannelRef channel = m_hub.create(spec);
    m_pool.create(m_context, 1);
    IoThread &thread = *m_pool.threads().front();
    channels::Channel::JoinRequest request;
    request.sink = thread.fanOut().sink();
    channel->join(request);
    m_pool.start();
    m_hub.publish(*channel, "1");
    std::promise<void> ran;
    thread.post([&] { ran.set_value(); });
    ran.get_future().wait();
    m_pool.stop();
    for (int i = 0; i < 3; ++i)
        m_hub.publish(*channel, "2");
    thread.post([] {});
    channel->leave(request.sink, request.session, request.format, request.conflating);
}

} // namespace
} // namespace wavetape::net
