// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/ChannelFamily.h"

#include <algorithm>

namespace wavetape::protocol {

namespace {
constexpr auto kConflate = Policy::conflate;
constexpr auto kDropOldest = Policy::dropOldest;
constexpr auto kDisconnect = Policy::disconnect;
constexpr auto kNone = SnapshotForm::none;
constexpr auto kLatest = SnapshotForm::latest;
constexpr auto kState = SnapshotForm::state;
constexpr auto kWhole = ConflationKey::channel;
constexpr auto kPart = ConflationKey::part;

// clang-format off
constexpr ChannelFamily kFamilies[] = {
    //                  policy       snapshot key     owned  binary admin  history replays lasting priority
    {"ticker.",         kConflate,   kLatest, kWhole, true,  false, false, true,   false,  true,   2},
    {"trades.",         kDropOldest, kNone,   kWhole, true,  false, false, true,   true,   true,   2},
    {"book.",           kDisconnect, kState,  kWhole, true,  false, false, true,   false,  true,   2},
    {"candles.",        kConflate,   kState,  kPart,  true,  false, false, true,   false,  true,   2},
    {"index.",          kConflate,   kLatest, kWhole, true,  false, false, true,   false,  true,   2},
    {"alerts",          kDropOldest, kState,  kWhole, true,  false, false, true,   true,   true,   1},
    {"news",            kDropOldest, kState,  kWhole, true,  false, false, true,   true,   true,   2},
    {"status",          kConflate,   kState,  kPart,  true,  false, false, true,   false,  true,   2},
    {"scores.",         kConflate,   kState,  kPart,  true,  false, false, true,   false,  true,   2},
    {"auction.",        kConflate,   kState,  kWhole, true,  false, false, true,   false,  true,   2},
    {"replay.",         kDropOldest, kNone,   kWhole, true,  false, false, true,   true,   true,   2},
    {kWaveFamily,       kDropOldest, kNone,   kWhole, true,  true,  false, true,   true,   true,   3},
    {kUplinkFamily,     kDropOldest, kNone,   kWhole, true,  true,  false, true,   true,   false,  2},
    {kPresenceFamily,   kConflate,   kState,  kWhole, true,  false, false, false,  false,  false,  2},
    {"sys.stats",       kConflate,   kLatest, kWhole, true,  false, true,  false,  false,  false,  1},
    {"sys.connections", kConflate,   kState,  kPart,  true,  false, true,  false,  false,  false,  1},
    {"sys.cluster",     kConflate,   kLatest, kWhole, true,  false, true,  false,  false,  false,  1},
    {"sys.events",      kDropOldest, kNone,   kWhole, true,  false, true,  true,   true,   false,  1},
    {"sys.frames.",     kDropOldest, kNone,   kWhole, true,  false, true,  false,  false,  false,  2},
    {"sys.",            kConflate,   kState,  kWhole, true,  false, true,  false,  false,  false,  1},
    {"sys",             kConflate,   kNone,   kWhole, true,  false, true,  false,  false,  false,  1},
    {"",                kDropOldest, kNone,   kWhole, false, false, false, true,   true,   true,   2},
};
// clang-format on
} // namespace

std::span<const ChannelFamily> channelFamilies()
{
    return kFamilies;
}

const ChannelFamily &familyOf(std::string_view channel)
{
    // Asked several times of each command: most rows are told apart by their first letter.
    const char initial = channel.empty() ? '\0' : channel.front();
    return *std::find_if(
        std::begin(kFamilies), std::end(kFamilies) - 1, [&](const ChannelFamily &family) {
            return family.name.front() == initial && family.holds(channel);
        });
}

} // namespace wavetape::protocol
