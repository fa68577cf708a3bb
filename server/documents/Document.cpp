// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/Document.h"

#include <algorithm>
#include <utility>

namespace wavetape::documents {

namespace {
constexpr size_t kAskAfterUpdates = 256;
constexpr size_t kAskAfterBytes = 64 << 10;
} // namespace

size_t Document::firstAfter(uint64_t number) const
{
    const auto it = std::upper_bound(m_entries.begin(), m_entries.end(), number,
        [](uint64_t wanted, const Entry &entry) { return wanted < entry.number; });
    return static_cast<size_t>(it - m_entries.begin());
}

Document::Verdict Document::apply(std::string_view update, bool whole, uint64_t writer)
{
    auto ranges = readUpdate(update);
    if (!ranges) {
        m_trouble = ranges.error();
        return Verdict::malformed;
    }
    const bool known = m_inserted.covers(ranges->inserted) && m_deleted.covers(ranges->deleted);
    if (known && !whole)
        return Verdict::known;
    // What it could take the place of does not count against the room.
    std::vector<Entry> kept;
    Entry state {0, writer, nullptr, {}};
    size_t freed = 0;
    uint64_t standsFor = 0;
    if (whole && !m_entries.empty()) {
        ClockRanges inserted;
        ClockRanges deleted;
        for (const ClockRange &range : ranges->inserted)
            inserted.add(range);
        for (const ClockRange &range : ranges->deleted)
            deleted.add(range);
        for (const Entry &entry : m_entries) {
            if (inserted.covers(entry.ranges.inserted) && deleted.covers(entry.ranges.deleted)) {
                freed += entry.update->size();
                standsFor = entry.number;
            } else {
                kept.push_back(entry);
            }
        }
    }
    const bool replaces = freed > 0 && (!known || update.size() < freed);
    if (known && !replaces)
        return Verdict::known;
    const size_t updates = (replaces ? kept.size() : m_entries.size()) + 1;
    const size_t bytes = m_bytes - (replaces ? freed : 0) + update.size();
    const size_t pieces
        = m_inserted.size() + m_deleted.size() + ranges->inserted.size() + ranges->deleted.size();
    if (bytes > kMostBytes || updates > kMostUpdates || pieces > kMostRanges)
        return Verdict::full;
    for (const ClockRange &range : ranges->inserted)
        m_inserted.add(range);
    for (const ClockRange &range : ranges->deleted)
        m_deleted.add(range);
    state.number = known ? standsFor : ++m_newest;
    state.update = std::make_shared<const std::string>(update);
    state.ranges = std::move(*ranges);
    if (replaces)
        m_entries = std::move(kept);
    m_entries.insert(m_entries.begin() + static_cast<std::ptrdiff_t>(firstAfter(state.number)),
        std::move(state));
    m_bytes = bytes;
    if (replaces) {
        m_baseBytes = m_bytes;
        m_askAtBytes = m_askAtUpdates = 0;
    }
    if (known)
        return Verdict::replaced;
    return replaces ? Verdict::addedAndReplaced : Verdict::added;
}

bool Document::wantsState()
{
    const bool many = m_entries.size() >= std::max(m_askAtUpdates, kAskAfterUpdates);
    const bool large = m_bytes
        >= std::max(m_askAtBytes, std::min(2 * m_baseBytes, kMostBytes / 2) + kAskAfterBytes);
    if (!many && !large)
        return false;
    m_askAtUpdates = m_entries.size() + kAskAfterUpdates;
    m_askAtBytes = m_bytes + kAskAfterBytes;
    return true;
}

} // namespace wavetape::documents
