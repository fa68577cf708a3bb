// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"
#include "protocol/Reply.h"
#include "security/ChannelRights.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::sessions {

/// Who subscriptions and requests are of: the session's side that they speak to. On the session's
/// I/O thread.
class ChannelPeer {
public:
    /// How a client tells apart what it is sent.
    enum class Manner : uint8_t {
        plain, ///< bare blocks, of one binary channel at most; an ack only where there is an id
        v1, ///< each block says what channel it is of; always an ack
        dialect, ///< another protocol, in which every publication names its channel
    };

    virtual bool open() const = 0;
    /// Its subscriptions by name and prefixes: what the limit counts.
    virtual size_t named() const = 0;
    /// What it may do. Pre: it has said who it is.
    virtual const security::ChannelRights &rights() const = 0;
    /// False where it was answered that the channel or prefix is not open to it.
    virtual bool mayRead(
        std::string_view channel, std::string_view path, const protocol::RequestId &id)
        = 0;
    /// A request that waited for something outside can be gone on with.
    virtual void goOn() = 0;
    virtual void sendText(std::string_view text) = 0;
    /// Answers `error`, and counts it.
    virtual void fail(const protocol::CommandError &error) = 0;
    /// Answers that the subscription of a channel, or of a prefix (without `span`), has ended.
    virtual void unsubscribed(const protocol::RequestId &id, std::string_view channel,
        const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span)
        = 0;

    bool v1() const { return m_manner == Manner::v1; }
    bool plain() const { return m_manner == Manner::plain; }
    /// An `ack` is owed: always in wavetape.v1, else where there is an id.
    bool wantsAck(const protocol::RequestId &id) const { return v1() || !id.empty(); }

protected:
    explicit ChannelPeer(Manner manner)
        : m_manner(manner)
    {
    }
    ~ChannelPeer() = default;

private:
    const Manner m_manner;
};

} // namespace wavetape::sessions
