// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketProfile.h"

#include <utility>

namespace wavetape::feeds::market {

namespace {
constexpr std::pair<std::string_view, Profile> kNames[]
    = {{"calm", Profile::calm}, {"day", Profile::day}, {"open", Profile::open},
        {"crash", Profile::crash}, {"dead", Profile::dead}};
} // namespace

std::optional<Profile> parseProfile(std::string_view name)
{
    for (const auto &[known, profile] : kNames) {
        if (name == known)
            return profile;
    }
    return std::nullopt;
}

std::string_view profileName(Profile profile)
{
    for (const auto &[name, known] : kNames) {
        if (profile == known)
            return name;
    }
    return {};
}

std::string profileNames()
{
    std::string text;
    for (const auto &[name, profile] : kNames)
        text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

} // namespace wavetape::feeds::market
