// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Options.h"

#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>

namespace wavetape::load {

/// A run that could not be carried out: what failed, in one sentence.
struct LoadError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Connections that are opened together, so many handshakes at a time. Events after that go to the
/// listener it was given.
class Fleet final : private ConnectionListener {
public:
    Fleet(Loop &loop, const Options &options, ConnectionListener &listener);

    /// Adds `count` connections that begin like this. They spread over the source addresses.
    void add(std::size_t count, const Opening &opening);
    /// Opens what was added and returns when all are ready. Throws LoadError when one fails or the
    /// time is over.
    void openAll();
    /// The same, but failures are counted.
    void openWhatOpens();

    std::size_t size() const { return m_connections.size(); }
    Connection &operator[](std::size_t index) { return *m_connections[index]; }
    auto begin() { return m_connections.begin(); }
    auto end() { return m_connections.end(); }
    std::size_t ready() const { return m_ready; }
    std::size_t failed() const { return m_failed; }
    const std::string &firstFailure() const { return m_firstFailure; }

    /// The beginning of a connection as the options say it.
    static Opening openingFor(const Options &options);

private:
    void onReady(Connection &connection) override;
    void onMessage(Connection &connection, const Message &message) override
    {
        m_listener.onMessage(connection, message);
    }
    void onClosed(Connection &connection) override;
    std::uint64_t advance(std::uint64_t deadline);

    Loop &m_loop;
    const Options &m_options;
    ConnectionListener &m_listener;
    std::deque<std::unique_ptr<Connection>> m_connections;
    std::deque<Opening> m_openings; ///< by connection, until opened
    std::size_t m_opened = 0;
    std::size_t m_ready = 0;
    std::size_t m_failed = 0;
    bool m_opening = false;
    std::string m_firstFailure;
};

} // namespace wavetape::load
