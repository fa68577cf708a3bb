// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace wavetape::net {

/// What is remembered of a connection for people only, not for serving it.
struct Dossier {
    std::string request, response; ///< header blocks, credentials redacted
    std::string path, origin, agent;
    std::string
        keptBy; ///< what a trusted proxy keeps it on its node by: `cookie n1`; empty: untold
    int64_t openedAtMs = 0; ///< since 1970
    double handshakeMs = 0;
    // Vectors: an empty deque asks the allocator for more than all the rest of this.
    std::vector<uint64_t> queueHistory; ///< bytes, once a second while watched; newest last
    std::vector<double> rttHistory; ///< ms

    static constexpr size_t kHistory = 60; ///< values of each
    /// Adds the newest value; the oldest goes where there is no room for it.
    template <typename Value>
    static void note(std::vector<Value> &history, Value newest)
    {
        if (history.size() == kHistory)
            history.erase(history.begin());
        history.push_back(newest);
    }
};

/// The dossiers of one I/O thread's newest connections, bounded by count and bytes: the oldest go
/// first, so that watching costs the same however many are connected. Not thread-safe.
class DossierStore {
public:
    DossierStore(size_t maxCount, size_t maxBytes)
        : m_maxCount(maxCount)
        , m_maxBytes(maxBytes)
    {
    }

    Dossier &open(uint64_t connection, Dossier dossier);
    /// Null where it is not kept (any more).
    Dossier *find(uint64_t connection);
    void close(uint64_t connection);
    size_t size() const { return m_dossiers.size(); }

private:
    static size_t cost(const Dossier &dossier);

    const size_t m_maxCount, m_maxBytes;
    size_t m_bytes = 0;
    std::unordered_map<uint64_t, Dossier> m_dossiers;
    std::deque<uint64_t> m_order; ///< oldest first; may name some that are gone
};

} // namespace wavetape::net
