// SPDX-License-Identifier: GPL-3.0-or-later
#include "IoThreads.h"

#include <future>

namespace wavetape::net {
namespace {

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
    m_pool.stop(false);
    for (int i = 0; i < 3; ++i)
        m_hub.publish(*channel, "2");
    thread.post([] {});
    channel->leave(request.sink, request.session, request.conflating);
}

} // namespace
} // namespace wavetape::net
