// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Fleet.h"

#include <system_error>

namespace wavetape::load {

Fleet::Fleet(Loop &loop, const Options &options, ConnectionListener &listener)
    : m_loop(loop)
    , m_options(options)
    , m_listener(listener)
{
}

Opening Fleet::openingFor(const Options &options)
{
    Opening opening;
    opening.target = options.target;
    opening.protocol = options.protocol;
    opening.headers = options.headers;
    opening.greeting = options.subscribe;
    opening.replies = options.subscribeReplies;
    return opening;
}

void Fleet::add(std::size_t count, const Opening &opening)
{
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t index = m_connections.size();
        m_connections.push_back(
            std::make_unique<Connection>(m_loop, static_cast<ConnectionListener &>(*this), index));
        m_openings.push_back(opening);
        if (m_options.sources > 1)
            m_openings.back().source = 1 + index % m_options.sources;
    }
}

void Fleet::openAll()
{
    openWhatOpens();
    if (m_failed != 0 || m_ready != m_connections.size())
        throw LoadError(std::to_string(m_ready) + " of " + std::to_string(m_connections.size())
            + " connections opened"
            + (m_firstFailure.empty() ? " in time."
                                      : "; the first failure: " + m_firstFailure + "."));
}

void Fleet::openWhatOpens()
{
    const std::uint64_t deadline = nowNanos() + nanosOf(m_options.timeout);
    m_opening = true;
    m_loop.run([&] { return advance(deadline); });
    m_opening = false;
}

std::uint64_t Fleet::advance(std::uint64_t deadline)
{
    while (
        m_opened < m_connections.size() && m_opened - m_ready - m_failed < m_options.concurrency) {
        Connection &next = *m_connections[m_opened++];
        try {
            next.open(m_openings.front());
        } catch (const std::system_error &error) {
            ++m_failed;
            if (m_firstFailure.empty())
                m_firstFailure = error.what();
        }
        m_openings.pop_front();
    }
    const bool done = m_ready + m_failed >= m_connections.size();
    return done || nowNanos() >= deadline ? Loop::kStop : deadline;
}

void Fleet::onReady(Connection &connection)
{
    ++m_ready;
    m_listener.onReady(connection);
}

void Fleet::onClosed(Connection &connection)
{
    if (m_opening) {
        ++m_failed;
        if (m_firstFailure.empty())
            m_firstFailure = connection.failure();
    }
    m_listener.onClosed(connection);
}

} // namespace wavetape::load
