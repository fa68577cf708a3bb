// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/ChannelRows.h"

#include "channels/ChannelHub.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"

#include <algorithm>

namespace wavetape::sessions {

using channels::ChannelRef;
using cluster::KnownChannel;
using cluster::KnownChannels;

namespace {
/// Those of the directory from `from` on, up to where the hub's page ends; the page ends sooner
/// where they are many.
KnownChannels besides(const KnownChannels &directory, std::string_view prefix,
    std::string_view from, channels::ChannelHub::Listing &page)
{
    const auto before
        = [](const KnownChannel &known, std::string_view name) { return known.name < name; };
    KnownChannels found;
    for (auto at
         = std::lower_bound(directory.begin(), directory.end(), std::max(prefix, from), before);
         at != directory.end() && at->name.starts_with(prefix)
         && (page.next.empty() || at->name < page.next);
         ++at) {
        if (found.size() == kRowsAtOnce) {
            page.next = at->name;
            std::erase_if(page.channels,
                [&](const ChannelRef &channel) { return channel->name() >= page.next; });
            break;
        }
        found.push_back(*at);
    }
    return found;
}
} // namespace

std::string appendChannelRows(std::string &rows, const net::ServerContext &context,
    std::string_view prefix, std::string_view from,
    const std::function<bool(std::string_view channel)> &mayRead)
{
    auto page = context.hub.list(prefix, from, kRowsAtOnce);
    const auto directory = context.broker->directory();
    const KnownChannels known
        = directory ? besides(*directory, prefix, from, page) : KnownChannels();
    const auto append = [&](const protocol::ChannelRow &row) {
        if (!mayRead(row.channel))
            return;
        if (!rows.empty())
            rows += ',';
        protocol::appendChannelRow(rows, row);
    };
    auto other = known.begin();
    const auto others = [&](std::string_view end) {
        for (; other != known.end() && (end.empty() || other->name <= end); ++other) {
            if (other->name == end)
                continue;
            append({other->name, false, other->position.epoch, other->position.seq,
                channels::ChannelSpec::of(other->name).policy, 0, nullptr, true});
        }
    };
    for (const ChannelRef &channel : page.channels) {
        others(channel->name());
        const protocol::StreamPosition position = channel->position();
        append({channel->name(), channel->spec().binary, position.epoch, position.seq,
            channel->spec().policy, channel->subscribers(), channel->spec().signal.get()});
    }
    others({});
    return std::move(page.next);
}

} // namespace wavetape::sessions
