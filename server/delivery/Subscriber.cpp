// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/Subscriber.h"

#include "delivery/Subscription.h"
#include "protocol/Reply.h"

namespace wavetape::delivery {

channels::FrameRef Subscriber::encodeLoss(
    const Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason) const
{
    std::string text;
    protocol::appendLagged(
        text, subscription.channel->name(), *subscription.epoch, from, to, reason);
    return channels::EncodedFrame::text(text);
}

channels::FrameRef Subscriber::prefix(
    const Subscription &, uint64_t, const channels::EncodedFrame &, bool) const
{
    return {};
}

} // namespace wavetape::delivery
