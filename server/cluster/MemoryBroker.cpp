// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/MemoryBroker.h"

namespace wavetape::cluster {

namespace {
Refused refusalOf(const channels::NotPublished &failed)
{
    using channels::PublishFailure;
    switch (failed.failure) {
    case PublishFailure::tooManyChannels:
        return Refusal::tooManyChannels;
    case PublishFailure::malformed:
        return Refusal::malformed;
    case PublishFailure::closed:
        return Refusal::closed;
    case PublishFailure::tooLow:
        return {Refusal::tooLow, failed.least};
    case PublishFailure::forbidden:
        break;
    }
    return Refusal::forbidden;
}
} // namespace

MemoryBroker::MemoryBroker(channels::ChannelHub &hub)
    : m_hub(hub)
{
}

std::optional<Published> MemoryBroker::publishAtOnce(const Outgoing &outgoing)
{
    auto published = m_hub.publishFromClient(
        outgoing.channel, outgoing.data, outgoing.key, outgoing.mayCreate);
    if (published)
        return std::move(*published);
    return tl::unexpected(refusalOf(published.error()));
}

void MemoryBroker::publish(const Outgoing &outgoing, PublishDone done)
{
    done(*publishAtOnce(outgoing));
}

} // namespace wavetape::cluster
