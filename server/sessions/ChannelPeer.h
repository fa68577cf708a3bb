// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"
#include "security/ChannelRights.h"

#include <string_view>

namespace wavetape::sessions {

/// Who subscriptions and requests are of: the session's side that they speak to. On the session's
/// I/O thread.
class ChannelPeer {
public:
    virtual bool open() const = 0;
    /// What it may do. Pre: it has said who it is.
    virtual const security::ChannelRights &rights() const = 0;
    /// False where it was answered that the channel or prefix is not open to it.
    virtual bool mayRead(
        std::string_view channel, std::string_view path, const protocol::RequestId &id)
        = 0;
    virtual void sendText(std::string_view text) = 0;
    /// Answers `error`, and counts it.
    virtual void fail(const protocol::CommandError &error) = 0;

    bool v1() const { return m_v1; }
    /// An `ack` is owed: always in wavetape.v1, else where there is an id.
    bool wantsAck(const protocol::RequestId &id) const { return m_v1 || !id.empty(); }

protected:
    explicit ChannelPeer(bool v1)
        : m_v1(v1)
    {
    }
    ~ChannelPeer() = default;

private:
    const bool m_v1;
};

} // namespace wavetape::sessions
