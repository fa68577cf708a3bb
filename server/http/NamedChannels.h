// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "http/Exchange.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::http {

/// The channels that a request names, found for a reader of a fixed set: those there are, and names
/// that may be published on. An interest that nobody joined is forgotten again.
class NamedChannels {
public:
    explicit NamedChannels(channels::ChannelHub &hub);
    ~NamedChannels();
    NamedChannels(const NamedChannels &) = delete;
    NamedChannels &operator=(const NamedChannels &) = delete;

    /// Finds them all, or none: then `refusal` says why. `combined`: in a form that cannot carry
    /// binary channels. One that is named twice is found once.
    bool find(Exchange &exchange, const std::vector<std::string> &names, bool combined);

    const std::vector<channels::ChannelRef> &channels() const { return m_channels; }
    /// That another channel than one of these may be meant (MeantChannel.h); empty: none.
    const std::string &hint() const { return m_hint; }
    Answer refusal;

private:
    void letGo();

    channels::ChannelHub &m_hub;
    std::vector<channels::ChannelRef> m_channels;
    std::string m_hint;
};

/// `a,b,c`; nothing where `list` is empty.
std::vector<std::string> splitNames(std::string_view list, char separator);

} // namespace wavetape::http
