// SPDX-License-Identifier: GPL-3.0-or-later
#include "Revocations.h"

#include "net/ServerContext.h"
#include "protocol/JsonView.h"
#include "sessions/AdminActions.h"

namespace wavetape {

Revocations::Revocations(net::ServerContext &context)
    : m_context(context)
    , m_talk(context, sessions::kRevocationsChannel, NodeTalk::Past::heard)
{
}

void Revocations::look()
{
    if (m_talk.look([this](std::string_view data, int64_t time) { revoke(data, time); }))
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
