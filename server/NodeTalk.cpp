// SPDX-License-Identifier: GPL-3.0-or-later
#include "NodeTalk.h"

#include "net/ServerContext.h"

#include <utility>

namespace wavetape {

namespace {
constexpr size_t kAtOnce = 256;
constexpr uint64_t kBytesAtOnce = 256 << 10;

channels::ChannelSpec hidden(std::string_view name)
{
    auto spec = channels::ChannelSpec::of(std::string(name));
    spec.listed = false;
    spec.serverOwned = false; // the broker numbers it
    return spec;
}
} // namespace

NodeTalk::NodeTalk(net::ServerContext &context, std::string_view name, Past past)
    : m_context(context)
    , m_channel(context.hub.create(hidden(name)))
    , m_past(past)
{
}

bool NodeTalk::look(const Hear &hear)
{
    if (!m_context.broker->follows(m_channel->name())) {
        m_context.broker->follow(m_channel->name(), [] {});
        return false;
    }
    if (std::exchange(m_past, Past::heard) == Past::skipped) {
        m_epoch = m_channel->position().epoch;
        m_seq = m_channel->position().seq;
    }
    const auto page = m_channel->read(
        m_channel->position().epoch == m_epoch ? m_seq + 1 : 1, kAtOnce, kBytesAtOnce);
    if (page.position.epoch != m_epoch) {
        m_epoch = page.position.epoch;
        m_seq = 0;
    }
    for (const channels::PublicationRef &publication : page.publications) {
        if (*publication->epoch != m_epoch || publication->seq <= m_seq)
            continue;
        m_seq = publication->seq;
        hear(publication->data(), publication->timeMicros);
    }
    return !page.publications.empty();
}

void NodeTalk::say(std::string_view json, std::function<void(bool)> done)
{
    const std::function<bool()> mayCreate = [] { return true; };
    m_context.broker->publish({m_channel->name(), json, {}, mayCreate},
        [done = std::move(done)](
            const cluster::Published &published) { done(published.has_value()); });
}

} // namespace wavetape
