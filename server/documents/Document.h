// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/UpdateReader.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::documents {

using UpdateRef = std::shared_ptr<const std::string>;

/// A shared document as the updates that made it: a log that nobody here can read the meaning of.
/// An update that brings nothing new is not kept, and a client's whole state takes the place of
/// those that it covers, so that the log stays as small as the document. One thread at a time.
class Document {
public:
    static constexpr size_t kMostBytes = 4 << 20;
    static constexpr size_t kMostUpdates = 16'384, kMostRanges = 65'536;

    struct Entry {
        uint64_t number = 0; ///< rises; that of a state is of the last one that it stands for
        uint64_t writer = 0; ///< who brought it, as he was called then; 0: it was read
        UpdateRef update;
        UpdateRanges ranges;
    };
    enum class Verdict : uint8_t {
        added,
        known, ///< it brings nothing new
        replaced, ///< nor did this, but it took the place of others
        addedAndReplaced,
        full, ///< there is no room for it
        malformed, ///< trouble() says why
    };
    /// `whole`: the writer's whole state, as far as he knows it.
    Verdict apply(std::string_view update, bool whole, uint64_t writer);
    const char *trouble() const { return m_trouble; }

    /// What came after `number`, in order; 0: everything.
    const std::vector<Entry> &entries() const { return m_entries; }
    size_t firstAfter(uint64_t number) const;
    uint64_t newest() const { return m_newest; }
    size_t bytes() const { return m_bytes; }
    StateVector stateVector() const { return m_inserted.reached(); }

    /// It has become so much longer that somebody should be asked for his whole state. True once
    /// for so much.
    bool wantsState();

private:
    std::vector<Entry> m_entries;
    ClockRanges m_inserted, m_deleted;
    uint64_t m_newest = 0;
    size_t m_bytes = 0;
    size_t m_baseBytes = 0; ///< after the last replacement
    size_t m_askAtBytes = 0, m_askAtUpdates = 0;
    const char *m_trouble = "";
};

} // namespace wavetape::documents
