// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace wavetape::channels {

/// Why a client's publication was not numbered.
enum class PublishFailure : uint8_t {
    forbidden,
    tooManyChannels,
    malformed, ///< an Intake does not understand it
    closed, ///< it takes nothing now
    tooLow, ///< it has as much already
};

/// The same as the publisher is told it.
struct NotPublished {
    // NOLINTNEXTLINE(google-explicit-constructor): most failures are told by their kind alone
    NotPublished(PublishFailure why, int64_t leastTaken = 0)
        : failure(why)
        , least(leastTaken)
    {
    }

    PublishFailure failure;
    int64_t least; ///< tooLow: what would have been taken then
    bool operator==(const NotPublished &) const = default;
};

/// Takes what clients publish on a channel of the server's (ChannelSpec::intake). Any thread.
class Intake {
public:
    virtual ~Intake() = default;
    /// `dataJson`: valid. Says why it is not taken, or calls `number`, once, which publishes it and
    /// returns its number: what the intake does under a lock of its own is so decided in the order
    /// of the numbers. Locks: the keys' before the intake's, that before the channel's.
    virtual std::optional<NotPublished> take(
        std::string_view dataJson, const std::function<uint64_t()> &number)
        = 0;
};

} // namespace wavetape::channels
