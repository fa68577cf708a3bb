// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Connection.h"
#include "scenario/Field.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wavetape::scenario {

/// Publishes at a rate, by the schedule and not by how fast the server is: each payload carries the
/// time at which it was due. As many connections as the server's own rate limit asks for, each from
/// an address of its own. Lives on the run's thread, and as long as its timers may.
class Publisher final : private ConnectionListener {
public:
    /// `perConnection`: messages per second that one connection may send.
    Publisher(Field &field, const Step &step, double perConnection, std::size_t firstSource);

    /// Begins to connect.
    void open();
    /// Are all connections there?
    bool isReady() const;
    /// Begins its schedule at `when` (monotonic).
    void start(std::uint64_t when);
    /// Has everything been sent, and answered where the server answers?
    bool isDone() const;
    void leave();

    std::uint64_t sent() const { return m_sent; }
    std::uint64_t accepted() const { return m_accepted; }
    std::uint64_t refused() const { return m_refused; }
    const std::string &trouble() const { return m_trouble; }

private:
    void onReady(Connection &connection) override;
    void onMessage(Connection &connection, const Message &message) override;
    void onClosed(Connection &connection) override;
    void openOne(std::size_t index);
    void sendDue();
    void sendNext(std::uint64_t intended);

    Field &m_field;
    const Step &m_step;
    const std::size_t m_firstSource;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::string m_payload;
    std::uint64_t m_total = 0, m_sent = 0, m_accepted = 0, m_refused = 0;
    std::uint64_t m_lost = 0; ///< under way when a connection ended
    std::vector<std::uint64_t> m_unanswered; ///< by connection
    std::vector<std::size_t> m_attempts; ///< by connection, until now
    std::uint64_t m_start = 0;
    bool m_started = false;
    std::string m_trouble;
};

} // namespace wavetape::scenario
