// SPDX-License-Identifier: GPL-3.0-or-later
#include "Revocations.h"

#include "net/ServerContext.h"
#include "protocol/JsonView.h"
#include "sessions/AdminActions.h"

namespace wavetape {

namespace {
constexpr size_t kAtOnce = 256;
constexpr uint64_t kBytesAtOnce = 256 << 10;

channels::ChannelSpec hidden()
{
    auto spec = channels::ChannelSpec::of(std::string(sessions::kRevocationsChannel));
    spec.listed = false;
    spec.serverOwned = false; // the broker numbers it
    return spec;
}
} // namespace

Revocations::Revocations(net::ServerContext &context)
    : m_context(context)
    , m_channel(context.hub.create(hidden()))
{
}

void Revocations::look()
{
    if (!m_context.broker->follows(m_channel->name())) {
        m_context.broker->follow(m_channel->name(), [] {});
        return;
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
        revoke(publication->data(), publication->timeMicros);
    }
    if (!page.publications.empty())
        sessions::recheckAccess(m_context.threads);
}

void Revocations::revoke(std::string_view data, int64_t timeMicros)
{
    const auto user = protocol::JsonView::of(data).text();
    if (!user || user->empty())
        return;
    security::Moment then = security::Moment::at(m_context.clock);
    then.wallS = timeMicros / 1'000'000;
    m_context.auth->revokeUser(*user, then);
}

} // namespace wavetape
