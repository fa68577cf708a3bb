// SPDX-License-Identifier: GPL-3.0-or-later
#include "Drain.h"

#include "net/Connection.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "net/Session.h"

#include <algorithm>
#include <random>

namespace wavetape {

namespace {
constexpr uint64_t kStepMs = 50;
constexpr uint64_t kSpreadPerConnectionMs = 3;
constexpr uint64_t kMostAfterMs = 10'000;

uint64_t open(const net::ServerContext &context)
{
    return static_cast<uint64_t>(std::max<int64_t>(1, context.connections.load()));
}
} // namespace

Drain::Drain(net::ServerContext &context)
    : m_context(context)
{
}

Drain::~Drain()
{
    stop();
}

void Drain::begin(
    Farewell farewell, std::chrono::milliseconds notice, std::function<void()> closeDoor)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_thread.joinable())
        return;
    m_thread = std::thread([this, farewell, notice, closeDoor = std::move(closeDoor)] {
        run(farewell, notice, closeDoor);
    });
}

void Drain::run(
    Farewell farewell, std::chrono::milliseconds notice, const std::function<void()> &closeDoor)
{
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, notice, [this] { return m_stopped; });
    }
    closeDoor();
    const uint64_t connections = open(m_context);
    const uint64_t spread = std::min<uint64_t>(
        m_context.config.deadlines.drainSpread, connections * kSpreadPerConnectionMs);
    const uint64_t steps = std::max<uint64_t>(1, spread / kStepMs);
    const size_t perStep = connections / (steps * m_context.threads.threads().size()) + 1;
    const uint64_t afterMs = std::min(kMostAfterMs, 500 + connections * 2);
    std::unique_lock lock(m_mutex);
    while (!m_stopped && m_context.connections.load() > 0) {
        tell(farewell, perStep, afterMs);
        m_wake.wait_for(lock, std::chrono::milliseconds(kStepMs));
    }
}

void Drain::tell(Farewell farewell, size_t most, uint64_t afterMs)
{
    const auto cause
        = farewell == Farewell::restart ? net::EndCause::restart : net::EndCause::goingAway;
    for (const auto &thread : m_context.threads.threads()) {
        thread->post([at = thread.get(), cause, most, afterMs] {
            thread_local std::minstd_rand random(std::random_device {}());
            size_t told = 0;
            // The map must not change while it is walked: whoever ends at once does so at the end
            // of the turn.
            for (const auto &[id, connection] : at->connections()) {
                if (connection->finishing() || !connection->session().open())
                    continue;
                connection->session().end(cause, random() % afterMs);
                if (++told == most)
                    break;
            }
        });
    }
}

bool Drain::waitUntilEmpty(std::chrono::milliseconds patience) const
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (m_context.connections.load() > 0) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

void Drain::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace wavetape
