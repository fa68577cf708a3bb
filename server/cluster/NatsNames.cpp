// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsNames.h"

#include <algorithm>

namespace wavetape::cluster {

namespace {
constexpr char kEmpty = '=';
} // namespace

NatsNames::NatsNames(std::string_view cluster)
    : m_base("wt." + token(cluster) + ".")
    , m_streams("WT-" + token(cluster))
{
}

/// One part, whatever dots the name has.
std::string NatsNames::token(std::string_view name)
{
    std::string text(name);
    std::replace(text.begin(), text.end(), '.', kEmpty);
    return text;
}

std::string NatsNames::path(std::string_view channel)
{
    std::string text;
    for (size_t i = 0; i < channel.size(); ++i) {
        if (channel[i] == '.' && (i == 0 || channel[i - 1] == '.'))
            text.push_back(kEmpty);
        text.push_back(channel[i]);
    }
    if (channel.ends_with('.'))
        text.push_back(kEmpty);
    return text;
}

std::string NatsNames::under(std::string_view prefix)
{
    std::string text = path(prefix);
    if (!text.empty())
        text.pop_back(); // what follows the last dot
    return text + '>';
}

std::optional<std::string> NatsNames::channelOf(std::string_view subject) const
{
    constexpr std::string_view kIn = "in.", kOut = "out.";
    if (!subject.starts_with(m_base))
        return std::nullopt;
    subject.remove_prefix(m_base.size());
    if (!subject.starts_with(kIn) && !subject.starts_with(kOut))
        return std::nullopt;
    std::string name(subject.substr(subject.find('.') + 1));
    std::erase(name, kEmpty);
    return name;
}

} // namespace wavetape::cluster
