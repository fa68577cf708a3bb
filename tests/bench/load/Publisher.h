// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Fleet.h"

#include <cstdint>
#include <optional>
#include <string>

namespace wavetape::load {

/// The one connection that publishes. Messages it receives itself are counted and otherwise
/// ignored.
class Publisher final : private ConnectionListener {
public:
    Publisher(Loop &loop, const Options &options);

    /// Opens the connection; throws LoadError.
    void open();
    /// Gathers the next message; it leaves with flush().
    void queueNext(std::uint64_t now);
    void flush() { m_fleet[0].flush(); }

    std::uint64_t published() const { return m_published; }
    std::uint64_t received() const { return m_received; }
    std::size_t pendingBytes() { return m_fleet[0].pendingBytes(); }

    /// The smallest payload that can carry a mark.
    static constexpr std::size_t kMarkSize = Mark::kSize;

private:
    void onReady(Connection &) override { }
    void onMessage(Connection &, const Message &) override { ++m_received; }
    void onClosed(Connection &connection) override;

    const Options &m_options;
    Fleet m_fleet;
    std::uint64_t m_published = 0;
    std::uint64_t m_received = 0;
    std::string m_payload;
};

} // namespace wavetape::load
