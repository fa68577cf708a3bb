// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "net/ConnectionRow.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace wavetape::monitoring {

/// All connections as last gathered, and what of them changed: the content of `sys.connections`.
/// The snapshot is page 0 of the full table, none where nothing was gathered; the other pages and
/// the changes are publications. Thread-safe for append(); the rest belongs to the monitor.
class ConnectionTable final : public channels::SnapshotSource {
public:
    struct Row {
        net::ConnectionRow now;
        double outPerSecond = 0, inPerSecond = 0;
        uint64_t sentRound = 0; ///< when it was last published
        bool changed = true;
    };

    /// Takes a complete gathering; `seconds` since the one before.
    void replace(std::vector<net::ConnectionRow> rows, double seconds, int64_t timeMs);
    /// The changes since the last call: removed ids and at most `most` rows, those waiting longest
    /// first.
    std::string takeChanges(size_t most);
    /// All pages, each at most about 64 KiB; no row counts as changed then.
    std::vector<std::string> takePages();
    /// Nobody listens, so nothing is gathered: what is known would only grow old.
    void forget();
    bool empty() const;

    void append(std::string &out) const override;

private:
    std::vector<std::string> pages() const;
    static void appendRow(std::string &out, uint64_t id, const Row &row);
    std::string message(bool full, size_t page, size_t pages, const std::vector<uint64_t> &removed,
        const std::string &rows) const;

    mutable std::mutex m_mutex;
    std::map<uint64_t, Row> m_rows;
    std::vector<uint64_t> m_removed;
    uint64_t m_round = 0;
    int64_t m_timeMs = 0;
};

} // namespace wavetape::monitoring
