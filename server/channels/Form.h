// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"

#include <memory>
#include <span>
#include <string>

namespace wavetape::channels {

class Channel;
struct ChannelSpec;
struct Publication;

/// What one kind of reader is sent of a publication: our own message, the payload alone, an SSE
/// event, a dialect's message. One object per form, alive as long as the process and compared by
/// address; whoever brings a form defines it beside itself, and channels need not know it.
///
/// The body of a form is encoded once per publication, whoever reads it, and shared. What differs
/// from reader to reader is not part of it, but written before it (delivery::Subscriber::prefix()).
class Form {
public:
    constexpr Form() = default;
    Form(const Form &) = delete;
    Form &operator=(const Form &) = delete;

    /// Makes the frame: a WebSocket frame with its header in place, or, where readers write a
    /// header of their own before it, EncodedFrame::raw(). Called by the first thread that wants
    /// it, never twice at once for one publication; must depend on its arguments alone, and must
    /// not ask for another form of the same publication but its `message`.
    virtual FrameRef encode(const ChannelSpec &channel, const Publication &publication) const = 0;

    /// The same where readers are sent the channel's state instead of what changed (a book's best
    /// levels): the form may ask for the snapshot, which is as of the publication or newer. What
    /// Channel::frame() calls; else it is encode().
    virtual FrameRef encodeOf(
        const Channel &, const ChannelSpec &spec, const Publication &publication) const;

    /// What stands for several publications of one channel, in order, where a subscription has them
    /// gathered: the data of one that tells the same. The newest of them, where no form says
    /// otherwise. Pre: not empty.
    virtual std::string gather(
        std::span<const std::shared_ptr<const Publication>> publications) const;

    /// `frame`, made by encode(), with its JSON ending in the middle, but still one message of its
    /// transport: what a fault makes of a publication that is JSON.
    virtual FrameRef cutShort(const EncodedFrame &frame) const;

protected:
    ~Form() = default;
    /// The first half of `json`, in whole characters; of what would still be JSON then, nothing.
    static std::string_view firstHalf(std::string_view json);
};

} // namespace wavetape::channels
