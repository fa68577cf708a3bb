// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Fleet.h"

#include <cstdint>
#include <optional>
#include <string>

namespace wavetape::load {

/// What a published payload says of itself: its number and when it left. Written as '@' and 32 hex
/// digits at its beginning.
struct Mark {
    std::uint64_t number = 0;
    std::uint64_t sentAt = 0;
};

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
    static constexpr std::size_t kMarkSize = 33;

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

/// Finds the mark in received messages; remembers where it was last time, for that is where it will
/// be.
class MarkReader {
public:
    std::optional<Mark> find(std::string_view body);

private:
    std::size_t m_offset = 0;
};

} // namespace wavetape::load
