// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/Subscription.h"

#include "delivery/Outlet.h"
#include "delivery/SendNodePool.h"

#include <algorithm>

namespace wavetape::delivery {

uint64_t Subscription::unaccounted(uint64_t seq) const
{
    uint64_t known = totals.delivered + totals.conflated + totals.dropped;
    for (const SendNode *node = oldestPending; node; node = node->newerOfSubscription)
        known += node->noticeTo ? 0 : 1;
    const uint64_t all = seq - std::min(seq, startSeq);
    return all - std::min(all, known);
}

protocol::SeqSpan Subscription::conclude()
{
    outlet->detach(*this);
    uint64_t last = seenSeq;
    if (!live) {
        // A new numbering, which the inbox has still to tell, is not this one's.
        const protocol::StreamPosition now = channel->position();
        if (now.epoch == *epoch)
            last = std::max(last, now.seq);
    }
    outlet->lose(*this, conflating() ? Loss::conflated : Loss::dropped, unaccounted(last));
    return {startSeq, last};
}

} // namespace wavetape::delivery
