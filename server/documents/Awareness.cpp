// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/Awareness.h"

#include "documents/VarReader.h"

#include <vector>

namespace wavetape::documents {

namespace {
struct Told {
    uint64_t client, clock;
    std::string_view state;
};
constexpr std::string_view kNobody = "null";
} // namespace

void Awareness::end(Client &client)
{
    if (client.state.empty())
        return;
    m_bytes -= client.state.size();
    client.state.clear();
    client.version = ++m_version;
    ++m_gone;
    if (const auto it = m_perMember.find(client.member);
        it != m_perMember.end() && --it->second == 0)
        m_perMember.erase(it);
}

const char *Awareness::apply(std::string_view update, uint64_t member)
{
    VarReader reader(update);
    std::vector<Told> told;
    for (uint64_t left = reader.number(); left > 0 && reader.sound(); --left) {
        Told one {reader.number(), reader.number(), reader.text()};
        if (one.state.size() > kMostState)
            return "an awareness state has at most 16 KiB";
        if (told.size() >= kMostClients)
            return "one message tells of at most 1,024 clients";
        if (one.state.empty())
            reader.spoil(); // not even JSON
        told.push_back(one);
    }
    if (!reader.sound() || !reader.atEnd())
        return "this is no awareness update";
    for (const Told &one : told) {
        const auto it = m_clients.find(one.client);
        const bool here = it != m_clients.end() && !it->second.state.empty();
        if (one.state == kNobody) {
            // Its last word may have the clock of the one before (y-protocols).
            if (here && one.clock >= it->second.clock) {
                it->second.clock = one.clock;
                end(it->second);
            }
            continue;
        }
        // Who comes back after a cut says what he said before: he is here again.
        if (here && one.clock <= it->second.clock && it->second.member == member)
            continue;
        if (here && one.clock < it->second.clock)
            continue;
        Client *client = here ? &it->second : nullptr;
        if (client)
            end(*client);
        size_t &mine = m_perMember[member];
        if (mine >= kMostPerMember || clients() >= kMostClients
            || m_bytes + one.state.size() > kMostBytes) {
            if (mine == 0)
                m_perMember.erase(member);
            return "the room's awareness is full";
        }
        ++mine;
        if (!client) {
            client = &m_clients[one.client];
            if (it == m_clients.end())
                ++m_gone;
        }
        --m_gone;
        m_bytes += one.state.size();
        *client = {one.clock, member, ++m_version, std::string(one.state)};
    }
    return nullptr;
}

void Awareness::leave(uint64_t member)
{
    if (m_perMember.find(member) == m_perMember.end())
        return;
    for (auto &[id, client] : m_clients) {
        if (client.member == member)
            end(client);
    }
}

std::optional<std::string> Awareness::since(uint64_t version) const
{
    std::string entries;
    size_t count = 0;
    for (const auto &[id, client] : m_clients) {
        // Who has just come need not hear of who has gone.
        if (client.version <= version || (version == 0 && client.state.empty()))
            continue;
        appendNumber(entries, id);
        appendNumber(entries, client.clock);
        appendText(entries, client.state.empty() ? kNobody : client.state);
        ++count;
    }
    if (count == 0)
        return std::nullopt;
    std::string update;
    appendNumber(update, count);
    return update + entries;
}

void Awareness::forgetUpTo(uint64_t version)
{
    for (auto it = m_clients.begin(); m_gone > 0 && it != m_clients.end();) {
        if (it->second.state.empty() && it->second.version <= version) {
            it = m_clients.erase(it);
            --m_gone;
        } else {
            ++it;
        }
    }
}

} // namespace wavetape::documents
