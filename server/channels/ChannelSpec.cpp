// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelSpec.h"

#include "protocol/ChannelFamily.h"

#include <utility>

namespace wavetape::channels {

ChannelSpec ChannelSpec::of(std::string name)
{
    const protocol::ChannelFamily &family = protocol::familyOf(name);
    ChannelSpec spec;
    spec.name = std::move(name);
    spec.binary = family.binary;
    spec.serverOwned = family.owned;
    spec.adminOnly = family.adminOnly;
    spec.policy = family.policy;
    spec.latestIsSnapshot = family.snapshot == protocol::SnapshotForm::latest;
    spec.keepHistory = family.history;
    spec.recoverable = family.replays;
    spec.lasting = family.lasting;
    spec.priority = family.priority;
    return spec;
}

} // namespace wavetape::channels
