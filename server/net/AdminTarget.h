// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ConnectionRow.h"
#include "protocol/Inspection.h"
#include "protocol/Policy.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace wavetape::net {

/// What an administrator may do to a connection and see of it, whatever protocol it speaks. On the
/// connection's own I/O thread.
class AdminTarget {
public:
    /// Ends it with a close code, as far as its protocol has such; `retry`: it may come back.
    virtual void closeByAdmin(uint16_t code, std::string_view reason, bool retry) = 0;
    /// Ends it without a word: the peer sees 1006.
    virtual void cut() = 0;
    /// Sends a ping now.
    virtual void ping() = 0;
    /// Pongs are ignored from now on: the heartbeat will end the connection.
    virtual void mutePongs() = 0;
    /// Copies its frames for that long (FrameTap.h).
    virtual void tap(uint64_t durationMs, bool whole) = 0;
    /// Is it an administrator's own?
    virtual bool administers() const { return false; }
    /// Without `policy` the subscription keeps its own; `maxRate` 0: none. False where there is no
    /// such subscription, or its channel does not allow it.
    virtual bool setPolicy(std::string_view, std::optional<protocol::Policy>, double)
    {
        return false;
    }
    /// In order of channel.
    virtual std::vector<protocol::SubscriptionDetails> subscriptions() const { return {}; }

protected:
    ~AdminTarget() = default;
};

} // namespace wavetape::net
