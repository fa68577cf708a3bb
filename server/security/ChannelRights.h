// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// What one identity may do, per channel: nothing that no pattern names. A pattern is a channel's
/// name, a prefix at any depth as `chat.*`, or `*` for every channel but `sys.*`, which only
/// `admin` opens. A plain value.
struct ChannelRights {
    std::vector<std::string> subscribe;
    std::vector<std::string> publish;
    bool admin = false; ///< everything
    bool metrics = false; ///< `/metrics`

    bool operator==(const ChannelRights &) const = default;

    /// Everything: what everybody may where no tokens are asked for, but for `sys.*` and `admin`.
    static ChannelRights open() { return {{"*"}, {"*"}, false, true}; }

    /// `channel`: a name, or a prefix subscription as `ticker.*`, which a pattern must cover as a
    /// whole.
    bool maySubscribe(std::string_view channel) const;
    bool mayPublish(std::string_view channel) const;
    bool mayReadMetrics() const;
    /// Not one right of any kind.
    bool none() const;
};

/// Is it `*`, a channel's name, or one followed by `.*`?
bool isRightsPattern(std::string_view pattern);

} // namespace wavetape::security
