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
    explicit Snapshot(ChannelRef subject)
        : m_subject(std::move(subject))
    {
    }
    void append(std::string &out) const override
    {
        protocol::JsonWriter json(out);
        json.beginObject();
        protocol::putPresence(
            json, m_subject->name(), m_subject->subscribers(), presentSessions(*m_subject));
        json.endObject();
    }

private:
    const ChannelRef m_subject;
};
} // namespace

std::vector<std::string> presentSessions(const Channel &channel)
{
    std::vector<std::string> names;
    for (const uint64_t session : channel.sessions(kSessions))
        names.push_back("s" + std::to_string(session));
    return names;
}

Presence::Presence(ChannelHub &hub)
    : m_hub(hub)
{
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
    spec.snapshot = std::make_shared<Snapshot>(subject);
    spec.snapshotMoves = true;
    ChannelRef channel = m_hub.create(std::move(spec));
    m_entries.push_back({channel, subject, subject->membershipChanges()});
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
            if (changes != entry.published)
                changed.emplace_back(entry.channel, entry.subject);
            entry.published = changes;
        }
    }
    std::string text;
    for (const auto &[channel, subject] : changed) {
        text.clear();
        Snapshot(subject).append(text);
        m_hub.publish(*channel, text);
    }
}

} // namespace wavetape::channels
