// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/Room.h"

#include <algorithm>
#include <utility>

namespace wavetape::documents {

using Verdict = Document::Verdict;

namespace {
constexpr size_t kMostTaken = 256; // updates at a time, however small
} // namespace

void Room::wakeUp(Member &member)
{
    if (!std::exchange(member.woken, true))
        member.wake();
}

void Room::wakeAll()
{
    for (auto &[id, member] : m_members)
        wakeUp(member);
}

uint64_t Room::join(bool mayWrite, Wake wake)
{
    const std::lock_guard lock(m_mutex);
    const uint64_t id = m_nextMember++;
    Member &member = m_members[id];
    member.mayWrite = mayWrite;
    member.wake = std::move(wake);
    wakeUp(member); // for who is here
    return id;
}

void Room::leave(uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    m_members.erase(id);
    m_awareness.leave(id);
    if (m_members.empty())
        m_awareness.forgetUpTo(m_awareness.version());
    wakeAll();
}

size_t Room::members() const
{
    const std::lock_guard lock(m_mutex);
    return m_members.size();
}

void Room::begin(uint64_t id, StateVector known)
{
    const std::lock_guard lock(m_mutex);
    Member &member = m_members.at(id);
    member.begun = true;
    member.complete = false;
    member.known = std::move(known);
    member.number = 0;
    wakeUp(member);
}

bool Room::knows(const StateVector &known, const UpdateRanges &ranges)
{
    // A state vector says nothing of deletions.
    return ranges.deleted.empty()
        && std::all_of(
            ranges.inserted.begin(), ranges.inserted.end(), [&](const ClockRange &range) {
                const auto it = known.find(range.client);
                return it != known.end() && it->second >= range.to;
            });
}

Room::News Room::take(uint64_t id, size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    Member &member = m_members.at(id);
    member.woken = false;
    News news;
    news.stateWanted = std::exchange(member.stateWanted, false);
    if (m_awareness.version() > member.awareness) {
        news.awareness = m_awareness.since(member.awareness);
        member.awareness = m_awareness.version();
        uint64_t told = member.awareness;
        for (const auto &[other, one] : m_members)
            told = std::min(told, one.awareness);
        m_awareness.forgetUpTo(told);
    }
    if (!member.begun)
        return news;
    const auto &entries = m_document.entries();
    size_t taken = 0;
    size_t at = m_document.firstAfter(member.number);
    for (; at < entries.size() && taken < bytes && news.updates.size() < kMostTaken; ++at) {
        const Document::Entry &entry = entries[at];
        member.number = entry.number;
        if (entry.writer == id || (member.known && knows(*member.known, entry.ranges)))
            continue;
        taken += entry.update->size();
        news.updates.push_back(entry.update);
    }
    news.more = at < entries.size();
    if (!news.more) {
        member.known.reset();
        news.complete = !std::exchange(member.complete, true);
    }
    return news;
}

void Room::keep(std::string_view update, Verdict verdict)
{
    const bool whole = verdict == Verdict::replaced || verdict == Verdict::addedAndReplaced;
    const auto kept = whole || m_failing ? m_file.replace(m_document) : m_file.append(update);
    if (kept && std::exchange(m_failing, false) && onTrouble)
        onTrouble("documents are written again");
    if (!kept && !std::exchange(m_failing, true) && onTrouble)
        onTrouble("a document cannot be written: " + kept.error());
}

void Room::askForState()
{
    if (!m_document.wantsState())
        return;
    // Who has been told of most: his state stands for most.
    Member *best = nullptr;
    for (auto &[id, member] : m_members) {
        if (member.mayWrite && member.complete && (!best || member.number > best->number))
            best = &member;
    }
    if (!best)
        return;
    best->stateWanted = true;
    wakeUp(*best);
}

Verdict Room::write(uint64_t id, std::string_view update, bool whole)
{
    const std::lock_guard lock(m_mutex);
    const Verdict verdict = m_document.apply(update, whole, id);
    switch (verdict) {
    case Verdict::added:
    case Verdict::addedAndReplaced:
        keep(update, verdict);
        wakeAll();
        askForState();
        break;
    case Verdict::replaced:
        keep(update, verdict);
        break;
    case Verdict::known:
    case Verdict::full:
    case Verdict::malformed:
        break;
    }
    return verdict;
}

const char *Room::tell(uint64_t id, std::string_view awareness)
{
    const std::lock_guard lock(m_mutex);
    const uint64_t before = m_awareness.version();
    const char *wrong = m_awareness.apply(awareness, id);
    if (m_awareness.version() != before)
        wakeAll();
    return wrong;
}

void Room::askWho(uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    Member &member = m_members.at(id);
    member.awareness = 0;
    wakeUp(member);
}

StateVector Room::stateVector() const
{
    const std::lock_guard lock(m_mutex);
    return m_document.stateVector();
}

const char *Room::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_document.trouble();
}

tl::expected<void, std::string> Room::load()
{
    const std::lock_guard lock(m_mutex);
    return m_file.read(m_document);
}

} // namespace wavetape::documents
