// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Presence.h"

#include "channels/ChannelHub.h"
#include "protocol/ChannelFamily.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <utility>

namespace wavetape::channels {

namespace {
constexpr size_t kSessions = 1000; // named; all are counted

/// Who subscribes to a channel, read at the moment it is asked for.
class Snapshot final : public SnapshotSource {
public:
    Snapshot(const Presence &presence, ChannelRef subject)
        : m_presence(presence)
        , m_subject(std::move(subject))
    {
    }
    void append(std::string &out) const override
    {
        const Presence::Present present = m_presence.of(*m_subject);
        protocol::JsonWriter json(out);
        json.beginObject();
        protocol::putPresence(json, m_subject->name(), present.count, present.clients);
        json.endObject();
    }

private:
    const Presence &m_presence;
    const ChannelRef m_subject;
};
} // namespace

Presence::Presence(ChannelHub &hub)
    : m_hub(hub)
{
}

Presence::Present Presence::of(const Channel &channel) const
{
    Present present {channel.subscribers(), {}};
    const std::string here = m_elsewhere ? m_elsewhere->node() : std::string();
    for (const uint64_t session : channel.sessions(kSessions))
        present.clients.push_back({"s" + std::to_string(session), here});
    const auto others = elsewhere(channel);
    if (!others)
        return present;
    for (const PresenceElsewhere::Members &members : *others) {
        present.count += members.count;
        for (const std::string &session : members.sessions) {
            if (present.clients.size() < kSessions)
                present.clients.push_back({session, members.node});
        }
    }
    return present;
}

ChannelRef Presence::open(std::string_view name)
{
    const ChannelRef subject = m_hub.find(name.substr(protocol::kPresenceFamily.size()));
    if (!subject || !subject->spec().listed || subject->spec().adminOnly
        || subject->name().starts_with(protocol::kPresenceFamily))
        return nullptr;
    const std::lock_guard lock(m_mutex);
    if (ChannelRef channel = m_hub.find(name))
        return channel;
    ChannelSpec spec = ChannelSpec::of(std::string(name));
    spec.snapshot = std::make_shared<Snapshot>(*this, subject);
    spec.snapshotMoves = true;
    ChannelRef channel = m_hub.create(std::move(spec));
    m_entries.push_back({channel, subject, subject->membershipChanges(), elsewhere(*subject)});
    return channel;
}

void Presence::publish()
{
    std::vector<std::pair<ChannelRef, ChannelRef>> changed;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(
            m_entries, [this](const Entry &entry) { return m_hub.removeUnused(entry.channel); });
        for (Entry &entry : m_entries) {
            const uint64_t changes = entry.subject->membershipChanges();
            auto others = elsewhere(*entry.subject);
            if (changes != entry.published || others != entry.elsewhere)
                changed.emplace_back(entry.channel, entry.subject);
            entry.published = changes;
            entry.elsewhere = std::move(others);
        }
    }
    std::string text;
    for (const auto &[channel, subject] : changed) {
        text.clear();
        Snapshot(*this, subject).append(text);
        m_hub.publish(*channel, text);
    }
}

} // namespace wavetape::channels
