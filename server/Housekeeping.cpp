// SPDX-License-Identifier: GPL-3.0-or-later
#include "Housekeeping.h"

#include "channels/Presence.h"
#include "clock/Clock.h"
#include "monitoring/Heap.h"
#include "monitoring/ServerTotals.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <chrono>
#include <pthread.h>

namespace wavetape {

namespace {
constexpr auto kEvery = std::chrono::seconds(1);
// What a connection with its buffers and compressors may have needed.
constexpr uint64_t kPerConnection = 64 << 10;
} // namespace

Housekeeping::Housekeeping(net::ServerContext &context)
    : m_context(context)
    , m_memory([this] {
        monitoring::Heap::giveBack();
        for (const auto &thread : m_context.threads.threads())
            thread->post(&monitoring::Heap::giveBackLast);
    })
{
}

Housekeeping::~Housekeeping()
{
    stop();
}

void Housekeeping::start()
{
    lookAtMemory(); // before anybody came
    if (m_context.broker->reading().shared) {
        m_revocations = std::make_unique<Revocations>(m_context);
        const std::lock_guard lock(m_mutex);
        m_orders = std::make_unique<NodeOrders>(m_context);
    }
    m_thread = std::thread([this] { run(); });
}

void Housekeeping::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Housekeeping::drainNode(const std::string &node, NodeOrders::Done done)
{
    NodeOrders *orders = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        orders = m_orders.get();
    }
    if (orders)
        orders->drain(node, std::move(done));
    else
        done("this server is on no cluster");
}

void Housekeeping::run()
{
    pthread_setname_np(pthread_self(), "housekeeping");
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, kEvery, [this] { return m_stopping; })) {
        lock.unlock();
        turn();
        lock.lock();
    }
}

void Housekeeping::turn()
{
    m_context.hub.presence().publish();
    m_context.auth->sweep(security::Moment::at(m_context.clock));
    m_context.hub.sweep(m_context.clock.wallMicros());
    if (m_revocations) {
        m_revocations->look();
        m_orders->look();
    }
    lookAtMemory();
}

void Housekeeping::lookAtMemory()
{
    const uint64_t peers
        = kPerConnection * static_cast<uint64_t>(std::max<int64_t>(0, m_context.connections));
    m_memory.look(channels::EncodedFrame::residentBytes() + peers, monitoring::residentMemory(),
        m_context.clock.steadyMs());
}

} // namespace wavetape
